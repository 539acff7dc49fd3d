"""A release as a source of the operations: code systems, value sets, supplements and maps, by every name they have."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from registry.domain import text
from registry.fhir.released import about, naming
from registry.fhir.released.code_system import Members
from registry.fhir.released.concept_map import RELATIONSHIPS, mapped, scope_of
from registry.fhir.released.concepts import ReleasedConcepts
from registry.fhir.released.entries import Entry, Part
from registry.fhir.released.shelf import Shelf
from registry.terminology.code_system import CodeSystem, ConceptGiven, Supplement
from registry.terminology.concept_map import ConceptMap, MapElement, MapGroup, MapTarget
from registry.terminology.concepts import CodeSystemIndex
from registry.terminology.value_set import Compose, ConceptReference, Include, ValueSet

#: What HL7's servers call the value set of all of a system, after the system's own name.
_IMPLICIT: Final = "?fhir_vs"


class ReleasedSupplement:
    """The terms beside a system's displays (`registry.terminology.code_system.Supplement`)."""

    def __init__(self, entry: Entry, concepts: ReleasedConcepts) -> None:
        self._concepts = concepts
        self.header = CodeSystem(
            url=entry.url,
            version=entry.version.number,
            id=entry.id,
            name=entry.name,
            title=entry.title,
            status=about.status_of(entry.header),
            content="supplement",
            language=entry.language,
            version_algorithm="semver",
            supplements=concepts.header.canonical,
        )

    def concept(self, code: str) -> ConceptGiven | None:
        """What is added to a code."""
        at = self._concepts.ordinal(code)
        return None if at is None else self._at(at)

    def _at(self, at: int) -> ConceptGiven | None:
        found = self._concepts.designations_at(at)
        return ConceptGiven(self._concepts.code_at(at), designations=found) if found else None

    def concepts(self) -> Iterator[ConceptGiven]:
        """All that is added."""
        yield from filter(None, map(self._at, self._concepts.everything))


class ReleasedSources:
    """What one release has (`registry.terminology.sources.Sources`); each thing is made once and kept."""

    def __init__(self, shelf: Shelf, today: Callable[[], date]) -> None:
        self._shelf = shelf
        self._today = today
        self._named: dict[tuple[str, Part, str], tuple[Entry, ...]] = {}
        self._systems: dict[Entry, ReleasedConcepts] = {}
        self._supplements: dict[Entry, ReleasedSupplement] = {}
        self._sets: dict[tuple[Entry, str], ValueSet] = {}
        self._maps: dict[Entry, ConceptMap] = {}

    def _entries(self, name: str, part: Part, kind: str) -> tuple[Entry, ...]:
        """The versions of what a name means first, the newest before the others."""
        key = (name, part, kind)
        kept = self._named.get(key)
        if kept is not None:
            return kept
        found = [entry for entry in self._shelf.named(kind, name) if entry.part is part]
        entries = tuple(entry for entry in found if entry.url == found[0].url)
        if entries:  # there are as many names as the release has, and no more
            self._named[key] = entries
        return entries

    def _one(self, entries: tuple[Entry, ...], version: str) -> Entry | None:
        return next((entry for entry in entries if entry.version.number == version), None)

    def system(self, name: str) -> str:
        """The canonical of the system that a name means, or the name."""
        found = self._entries(name, Part.CODES, "CodeSystem")
        return found[0].url if found else name

    def code_system_versions(self, url: str) -> tuple[str, ...]:
        """The versions, the newest first."""
        return _numbers(self._entries(url, Part.CODES, "CodeSystem"))

    def code_system(self, url: str, version: str) -> CodeSystemIndex | None:
        """One version of a system."""
        entry = self._one(self._entries(url, Part.CODES, "CodeSystem"), version)
        return self._concepts(entry) if entry else None

    def _concepts(self, entry: Entry) -> ReleasedConcepts:
        found = self._systems.get(entry)
        if found is None:
            found = self._systems[entry] = ReleasedConcepts(self._shelf.reader, entry, self._today)
        return found

    def value_set_versions(self, url: str) -> tuple[str, ...]:
        """The versions, the newest first."""
        return _numbers(self._value_sets(url))

    def value_set(self, url: str, version: str) -> ValueSet | None:
        """One version of a value set."""
        entry = self._one(self._value_sets(url), version)
        if entry is None:
            return None
        found = self._sets.get((entry, url))
        if found is None:
            found = self._sets[entry, url] = self._value_set(entry, url)
        return found

    def _value_sets(self, url: str) -> tuple[Entry, ...]:
        if url.endswith(_IMPLICIT):
            systems = self._entries(url.removesuffix(_IMPLICIT), Part.CODES, "CodeSystem")
            url = naming.value_set_of(systems[0].object, systems[0].version.kind) if systems else url
        return self._entries(url, Part.ALL, "ValueSet") or self._entries(url, Part.COLLECTION, "ValueSet")

    def _value_set(self, entry: Entry, url: str) -> ValueSet:
        return ValueSet(
            url=url,
            version=entry.version.number,
            id=entry.id,
            name=entry.name,
            title=entry.title,
            status=about.status_of(entry.header),
            compose=Compose(tuple(self._includes(entry))),
        )

    def _includes(self, entry: Entry) -> Iterator[Include]:
        system = naming.system_of(entry.header)
        if entry.member is None:
            yield Include(system, entry.version.number)
            return
        members = Members(self._shelf.reader, self._shelf.reader.artefact(entry.object, entry.version.number))
        systems: dict[tuple[str, str], list[ConceptReference]] = {(system, entry.version.number): []}
        for iri in entry.member.member:
            found = members.coding(iri, system)
            if found:
                own = entry.version.number if found["system"] == system else ""
                row = ConceptReference(found["code"], found.get("display", ""))
                systems.setdefault((found["system"], own), []).append(row)
        yield from (Include(*key, concepts=tuple(rows)) for key, rows in systems.items())

    def supplement_versions(self, url: str) -> tuple[str, ...]:
        """The versions, the newest first."""
        return _numbers(self._entries(url, Part.SUPPLEMENT, "CodeSystem"))

    def supplement(self, url: str, version: str) -> Supplement | None:
        """One version of a supplement."""
        entry = self._one(self._entries(url, Part.SUPPLEMENT, "CodeSystem"), version)
        return self._supplement(entry) if entry else None

    def _supplement(self, entry: Entry) -> ReleasedSupplement:
        found = self._supplements.get(entry)
        if found is None:
            of = self._one(
                self._entries(naming.system_of(entry.header), Part.CODES, "CodeSystem"), entry.version.number
            )
            assert of is not None  # noqa: S101 -- entries_of gives both or neither
            found = self._supplements[entry] = ReleasedSupplement(entry, self._concepts(of))
        return found

    def supplements_of(self, url: str) -> tuple[Supplement, ...]:
        """The supplements to all versions of a system."""
        systems = self._entries(url, Part.CODES, "CodeSystem")
        if not systems:
            return ()
        name = naming.supplement_of(systems[0].object, systems[0].version.kind)
        return tuple(map(self._supplement, self._entries(name, Part.SUPPLEMENT, "CodeSystem")))

    def concept_map_versions(self, url: str) -> tuple[str, ...]:
        """The versions, the newest first."""
        return _numbers(self._entries(url, Part.MAPPINGS, "ConceptMap"))

    def concept_map(self, url: str, version: str) -> ConceptMap | None:
        """One version of a map."""
        entry = self._one(self._entries(url, Part.MAPPINGS, "ConceptMap"), version)
        return self._map(entry) if entry else None

    def _map(self, entry: Entry) -> ConceptMap:
        found = self._maps.get(entry)
        if found is None:
            found = self._maps[entry] = _concept_map(self._shelf, entry)
        return found

    def concept_maps(self, source: str = "", target: str = "") -> tuple[ConceptMap, ...]:
        """The newest versions of the maps with a group from one system to another."""
        newest = [self._map(entry) for entry in self._shelf.entries["ConceptMap"] if entry.newest]
        source, target = (self.system(name) if name else "" for name in (source, target))
        return tuple(found for found in newest if any(_goes(group, source, target) for group in found.groups))


def _numbers(entries: tuple[Entry, ...]) -> tuple[str, ...]:
    return tuple(entry.version.number for entry in entries)


def _goes(group: MapGroup, source: str, target: str) -> bool:
    return source in ("", group.source) and target in ("", group.target)


def _concept_map(shelf: Shelf, entry: Entry) -> ConceptMap:
    groups = []
    for (source, target), rows in mapped(shelf.reader, entry).items():
        elements = []
        for code, found in rows.items():
            targets = tuple(
                MapTarget(
                    coding["code"],
                    RELATIONSHIPS.get(row.predicate, "related-to"),
                    display=coding.get("display", ""),
                    comment=text(row.justification),
                )
                for row, _, coding in found
            )
            elements.append(MapElement(code, found[0][1].get("display", ""), targets))
        groups.append(MapGroup(source, target, elements=tuple(elements)))
    scopes = scope_of(shelf.reader, entry)
    return ConceptMap(
        url=entry.url,
        version=entry.version.number,
        id=entry.id,
        name=entry.name,
        title=entry.title,
        status=about.status_of(entry.header),
        source_scope=scopes[0] or "",
        target_scope=scopes[1] or "",
        groups=tuple(groups),
    )
