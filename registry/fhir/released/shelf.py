"""All resources of one release by type, id and name, and their JSON; made once for a release."""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

from registry.domain import Kind
from registry.errors import NotFound
from registry.fhir.edition import Edition
from registry.fhir.released import about, naming
from registry.fhir.released.code_system import code_system, supplement, without_codes
from registry.fhir.released.concept_map import concept_map
from registry.fhir.released.entries import Entry, Part, entries_of, turned
from registry.fhir.released.naming_system import naming_system
from registry.fhir.released.value_set import value_set
from registry.fhir.structure_definition import Canonicals, structure_definition
from registry.namespaces import BASE
from registry.terminology.message_schemas import MessageSchemas
from registry.terminology.protocol import ReleaseReader

Json = dict[str, Any]

_WRITERS: Final[Mapping[Part, Callable[[ReleaseReader, Entry, Edition, date], Json]]] = {
    Part.CODES: code_system,
    Part.SUPPLEMENT: supplement,
    Part.ALL: value_set,
    Part.COLLECTION: value_set,
    Part.MAPPINGS: concept_map,
    Part.NAMES: naming_system,
}
#: The types of resource that there are.
TYPES: Final = ("CodeSystem", "ValueSet", "ConceptMap", "NamingSystem", "StructureDefinition")
_CANONICALS: Final = Canonicals(model=lambda iri: iri, value_set=lambda iri: naming.value_set_of(iri, Kind.CODE_LIST))
_SENTENCES: Final = {
    Part.CODES: "Kodeverk fra Omforent, versjon {version}.",
    Part.SUPPLEMENT: "Termer i tillegg til kildens egne, versjon {version}.",
    Part.ALL: "Alle kodene i kodeverket, versjon {version}.",
    Part.COLLECTION: "Et utvalg av kodene i kodeverket, versjon {version}.",
    Part.MAPPINGS: "Samsvar mellom kodeverk, versjon {version}.",
    Part.NAMES: "Navnene som kodeverket er kjent under.",
    Part.STRUCTURE: "Logisk modell av meldingen, versjon {version}.",
}


class Shelf:
    """What a release has as FHIR resources. Nothing in it changes, so that all of it may be kept."""

    def __init__(self, reader: ReleaseReader) -> None:
        self.reader = reader

    @cached_property
    def entries(self) -> Mapping[str, tuple[Entry, ...]]:
        """The entries by type, in the order of their addresses, and of one address the newest first."""
        found: dict[str, list[Entry]] = {kind: [] for kind in TYPES}
        for entry in entries_of(self.reader):
            found[entry.type].append(entry)
        return {kind: tuple(sorted(rows, key=_order)) for kind, rows in found.items()}

    @cached_property
    def _by_id(self) -> Mapping[tuple[str, str], Entry]:
        found: dict[tuple[str, str], Entry] = {}
        for kind, rows in self.entries.items():
            for entry in rows:
                found.setdefault((kind, entry.id), entry)
                if entry.newest:
                    found.setdefault((kind, f"{entry.id}-v{entry.version.number}"), entry)
        return found

    @cached_property
    def _by_name(self) -> Mapping[tuple[str, str], tuple[Entry, ...]]:
        """By every name; the current name of one thing goes before the former one of another."""
        found: dict[tuple[str, str], list[tuple[bool, Entry]]] = {}
        for kind, rows in self.entries.items():
            for entry in rows:
                for name, current in entry.names:
                    found.setdefault((kind, name), []).append((not current, entry))
        return {key: tuple(entry for _, entry in sorted(rows, key=lambda row: row[0])) for key, rows in found.items()}

    def entry(self, kind: str, id: str) -> Entry:  # noqa: A002 -- FHIR's name for it
        """The entry with a logical id; NotFound."""
        found = self._by_id.get((kind, id))
        if found is None:
            raise NotFound(f"There is no {kind} with the id {id!r}.", field="_id", value=id)
        return found

    def version(self, kind: str, id: str, version: str) -> Entry:  # noqa: A002
        """One version of what has a logical id; NotFound."""
        newest = self.entry(kind, id)
        for entry in self.history(newest):
            if entry.version.number == version:
                return entry
        raise NotFound(f"{kind}/{id} has no version {version!r}.", field="versionId", value=version)

    def history(self, entry: Entry) -> tuple[Entry, ...]:
        """All versions of what an entry is a version of, newest first."""
        return tuple(row for row in self.named(entry.type, entry.url) if row.object == entry.object)

    def named(self, kind: str, name: str) -> tuple[Entry, ...]:
        """What a name means among resources of a type, newest version first: a canonical, an OID, a former name."""
        return self._by_name.get((kind, name), ())

    def json(
        self,
        entry: Entry,
        edition: Edition,
        day: date,
        id: str | None = None,  # noqa: A002
        *,
        codes: bool = True,
    ) -> Json:
        """A resource whole, with codes judged as of `day`; `id` is the one that it was asked for by.

        Without `codes` a code system is told without its codes.
        """
        write = without_codes if not codes and entry.type == "CodeSystem" else _WRITERS.get(entry.part)
        made = write(self.reader, entry, edition, day) if write else self._structure(entry, edition)
        first: Json = {"resourceType": made.pop("resourceType"), "id": id or entry.id}
        first["meta"] = about.meta(entry.version.number, self.changed(entry, day))
        made.pop("id")
        lang = {"language": made.pop("language")} if "language" in made else {}
        sentence = _SENTENCES[entry.part].format(version=entry.version.number)
        told = about.narrative(entry.title, sentence, self.page(entry), "nb")
        return {**first, **lang, "text": told, **made}

    def _structure(self, entry: Entry, edition: Edition) -> Json:
        """The logical model of an entry, found by the exchanges that carry it."""
        schema = self._schemas.of(entry.object, entry.version.number)
        made = structure_definition(schema, edition, entry.version.issued.date(), _CANONICALS)
        exchanges = [row for row in entry.names if row[0] != entry.url]
        return {"language": entry.language, **made, "identifier": about.identifiers([(entry.url, True), *exchanges])}

    @cached_property
    def _schemas(self) -> MessageSchemas:
        return MessageSchemas(self.reader)

    def changed(self, entry: Entry, day: date) -> datetime:
        """When a resource last changed, as seen on a day."""
        if entry.part is not Part.CODES:
            return entry.version.issued
        return turned(self.reader.artefact(entry.object, entry.version.number), entry.version.issued, day)

    def page(self, entry: Entry) -> str:
        """Where people read about it."""
        return entry.object if entry.object.startswith(BASE) else f"{BASE}resolve?id={entry.object}"


def _order(entry: Entry) -> tuple[str, bool, tuple[int, ...]]:
    numbers = tuple(-int(part) for part in entry.version.number.split("."))
    return entry.url, not entry.newest, numbers


def encode(value: Json, *, pretty: bool = False) -> bytes:
    """JSON as it is sent (UTF-8)."""
    layout: dict[str, Any] = {"indent": 2} if pretty else {"separators": (",", ":")}
    return json.dumps(value, ensure_ascii=False, **layout).encode("utf-8", "replace")
