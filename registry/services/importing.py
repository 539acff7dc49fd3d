"""Imports that read what others publish into drafts: FHIR resources, classifications, and the schemas of messages."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from hashlib import sha256
from pathlib import Path, PurePosixPath

from registry import resources
from registry.domain import (
    CodeList,
    InformationModel,
    Iri,
    Kind,
    LangString,
    MappingSet,
    RegisteredObject,
    Value,
    text,
)
from registry.domain.source_file import SourceFile
from registry.errors import CannotHold, Conflict, InvalidInput, NotFound
from registry.fhir import code_system, concept_map, naming_system, value_set
from registry.fhir.canonical import Reading, number_of, slug_of, urn_of
from registry.fhir.resources import Given, Resource, resources_in
from registry.interchange.diagnosekoder import SOURCES, is_wanted, read_diagnosekoder
from registry.interchange.npm_package import files_in
from registry.interchange.xml_schema import UNDETERMINED, carried, model_of, models_in, read_schemas
from registry.namespaces import BASE
from registry.rdf.objects import kind_at, kind_of, read_object, write_object
from registry.services import drafts
from registry.services.signing import Pen
from registry.store import Store

_READ = (".json", ".xml")
_MODELS = BASE + "model/"
#: What a FHIR package says about itself.
_MANIFESTS = ("package.json", ".index.json", ".derived.index.json", ".oids.db")


class Importer(StrEnum):
    """What can be imported by name, besides files of RDF, CSV and XLSX."""

    ICD10NO = "icd10no"
    ICPC2 = "icpc2"
    FHIR = "fhir"
    XSD = "xsd"


class Imported(Value):
    """What an import did: the drafts, and remarks that belong to none of them."""

    drafts: tuple[drafts.Draft, ...]
    notes: tuple[str, ...] = ()


def source_files(importer: Importer, path: Path) -> tuple[SourceFile, ...]:
    """The files that an importer reads of a file, a folder or a tarball.

    Raises InvalidInput and SyntaxFault for what cannot be opened, is empty or beyond the bounds.
    """
    wanted = {Importer.FHIR: _is_fhir, Importer.XSD: _is_schema}.get(importer) or partial(is_wanted, importer.value)
    found = files_in(path, wanted)
    if not found:
        rules = {Importer.FHIR: "a package with FHIR resources", Importer.XSD: "a folder with XML schemas (.xsd)"}
        rule = rules.get(importer, "the package @navikt/diagnosekoder")
        raise InvalidInput(f"{path} holds nothing to read: {rule}.", field="file", value=str(path), rule=rule)
    return found


def _is_fhir(path: PurePosixPath) -> bool:
    return path.suffix.lower() in _READ and path.name not in _MANIFESTS and not path.name.startswith(".")


def _is_schema(path: PurePosixPath) -> bool:
    return path.suffix.lower() == ".xsd"


def import_from(
    store: Store,
    importer: Importer,
    files: Sequence[SourceFile],
    *,
    lang: str | None = None,
    into: Iri | None = None,
    pen: Pen | None = None,
) -> Imported:
    """Put what the files hold into drafts, all in one write with its audit entry.

    `lang` is the language of texts in FHIR resources and schemas that state none; `into` names the code list that a
    single CodeSystem, or the diagnoses, go into, or the model that schemas of one namespace become. Of several
    resources, those that the registry cannot hold are left out and named; one that stands alone is refused. Raises
    SyntaxFault, InvalidInput, CannotHold, NotFound and Conflict, and changes nothing then.
    """
    batch = _Batch(store)
    if importer is Importer.FHIR:
        notes = _FhirImport(batch, lang).run(resources_in(files), into)
    elif importer is Importer.XSD:
        notes = _schemas(batch, files, lang, into)
    else:
        notes = _diagnoses(batch, importer, files, into)
    return Imported(drafts=batch.write(pen, sha256(b"".join(file.data for file in files)).hexdigest()), notes=notes)


@dataclass
class _Batch:
    """The drafts as they are, and as they shall be."""

    store: Store
    _changed: dict[Iri, RegisteredObject] = field(default_factory=dict)
    _notes: dict[Iri, list[str]] = field(default_factory=dict)
    _seen: dict[Iri, int] = field(default_factory=dict)
    _headers: dict[Iri, CodeList] | None = None

    def value(self, name: Iri) -> RegisteredObject | None:
        """The object as the batch has left it, else its draft, else None."""
        if name not in self._changed:
            self._seen[name] = self.store.generation(drafts.graph_of(name))
            return drafts.value_of(self.store, name) if self._seen[name] else None
        return self._changed[name]

    def find(self, name: str) -> CodeList | None:
        """The code list that has a name: its IRI, OID, canonical address or another alias. Raises Conflict for two."""
        bare = name.partition("|")[0]
        found = [iri for iri, header in self.headers().items() if urn_of(bare) in _names(header)]
        if len(found) > 1:
            rule = "one name means one list"
            raise Conflict(f"{bare} names {' and '.join(found)}.", field="name", value=bare, rule=rule)
        value = self.value(found[0]) if found else None
        return value if isinstance(value, CodeList) else None

    def headers(self) -> dict[Iri, CodeList]:
        """The code lists there are, without their codes."""
        if self._headers is None:
            read = ((iri, self._header(iri)) for iri in drafts.iris(self.store))
            self._headers = {iri: header for iri, header in read if header}
        lists = {iri: value for iri, value in self._changed.items() if isinstance(value, CodeList)}
        return {**self._headers, **lists}

    def _header(self, iri: Iri) -> CodeList | None:
        said = self.store.describe(iri, drafts.graph_of(iri))
        value = read_object(said, Kind.CODE_LIST, iri) if kind_at(said, iri) is Kind.CODE_LIST else None
        return value if isinstance(value, CodeList) else None

    def models(self) -> tuple[InformationModel, ...]:
        """The information models that have drafts."""
        found = (drafts.value_of(self.store, iri) for iri in drafts.iris(self.store) if iri.startswith(_MODELS))
        return tuple(model for model in found if isinstance(model, InformationModel))

    def put(self, reading: Reading) -> None:
        """Note what an object shall be."""
        self._changed[reading.value.iri] = reading.value
        self._notes.setdefault(reading.value.iri, []).extend(reading.notes)

    def write(self, pen: Pen | None, source: str) -> tuple[drafts.Draft, ...]:
        """Write all of it, or nothing where another has changed a draft meanwhile (Conflict)."""
        parsed = [self._parsed(iri, value, source) for iri, value in self._changed.items()]
        return drafts.put(self.store, *parsed, pen=pen)

    def _parsed(self, iri: Iri, value: RegisteredObject, source: str) -> drafts.Parsed:
        notes, seen = tuple(self._notes[iri]), self._seen.get(iri)
        return drafts.Parsed(iri, kind_of(value), tuple(write_object(value)), notes, seen, source)


def _names(header: CodeList) -> frozenset[str]:
    own = [header.iri, *([header.oid] if header.oid else []), *(alias.notation for alias in header.aliases)]
    return frozenset(map(urn_of, own))


# -- classifications ----------------------------------------------------------------------------------------------


def _diagnoses(batch: _Batch, importer: Importer, files: Sequence[SourceFile], into: Iri | None) -> tuple[str, ...]:
    number = SOURCES[importer.value].number
    name = into or f"{BASE}code-list/{number}"
    header = batch.value(name) or (_shipped(number) if into is None else None)
    if not isinstance(header, CodeList):
        raise NotFound(f"There is no code list {name}.", field="--into", value=name, rule="a code list with a draft")
    found = read_diagnosekoder(files, importer.value, header)
    value = found.value.model_copy(update={"source": _with_origin(header, found.notes)})
    batch.put(Reading(value, (f"{len(value.codes)} codes.", *found.notes)))
    rights = text(value.rights)
    return (f"The codes belong to others and must not be passed on without leave: {rights}",) if rights else ()


_ORIGIN = "Koder: "


def _with_origin(header: CodeList, notes: Sequence[str]) -> tuple[Iri | LangString, ...]:
    """The sources of the list, with where its codes were read in place of an earlier import's."""
    kept = [row for row in header.source if isinstance(row, str) or not row.text.startswith(_ORIGIN)]
    read = [note.removeprefix("Read from ").rstrip(".") for note in notes if note.startswith("Read from ")]
    return (*kept, *(LangString(text=f"{_ORIGIN}{origin} (npm)", lang="nb") for origin in read))


def _shipped(number: str) -> RegisteredObject:
    """The list as it ships, where there is no draft of it yet."""
    name = f"code-list-{number}"
    path = resources.folder("vocabularies") / name / f"{name}.ttl"
    return read_object(drafts.read_file(path.read_bytes(), path.name).triples)


# -- schemas of messages --------------------------------------------------------------------------------------------


def _schemas(batch: _Batch, files: Sequence[SourceFile], lang: str | None, into: Iri | None) -> tuple[str, ...]:
    """A draft for each namespace that has no model, with what the models there are say of the same elements."""
    models = batch.models()
    known = {model.namespace: model for model in models if model.namespace}
    schemas = read_schemas(files)
    made = models_in(schemas, known, lang or UNDETERMINED)
    if into and len(made) != 1:
        raise InvalidInput("--into names one model.", field="--into", value=into, rule="schemas of one new namespace")
    for each in made:
        found = carried(each.value, _family(each.value, models))
        if into:
            found = model_of(schemas, found.namespace or "", identifier=into.rpartition("/")[2], known=known).value
            found = carried(found, _family(found, models))
        if batch.value(found.iri) is not None:
            rule = "a name that no model has; --into gives another"
            raise Conflict(f"{found.iri} is there already: {rule}.", field="--into", value=found.iri, rule=rule)
        batch.put(Reading(found, each.notes))
    there = [name for name in schemas.namespaces if name in known]
    return tuple(f"Passed over: {known[name].iri} describes {name} already." for name in there)


def _family(model: InformationModel, models: Sequence[InformationModel]) -> list[InformationModel]:
    """The models there are, those of the same message first, the newest generation before the others."""
    stem = _stem(model)
    ordered = sorted(models, key=lambda row: row.identifier or "", reverse=True)
    return sorted(ordered, key=lambda row: _stem(row) != stem)


def _stem(model: InformationModel) -> str:
    return (model.identifier or "").partition("-")[0]


# -- FHIR -----------------------------------------------------------------------------------------------------------


class _FhirImport:
    """Resources one by one, each seeing what those before it made."""

    def __init__(self, batch: _Batch, lang: str | None) -> None:
        self._batch = batch
        self._lang = lang
        self._readers: dict[str, Callable[[Given], None]] = {
            Resource.CODE_SYSTEM: self._code_system,
            Resource.NAMING_SYSTEM: self._naming_system,
            Resource.VALUE_SET: self._value_set,
            Resource.CONCEPT_MAP: self._concept_map,
        }
        self._into: Iri | None = None

    def run(self, given: Sequence[Given], into: Iri | None) -> tuple[str, ...]:
        """Read all resources; the remarks on those that were left out."""
        known = [row for row in given if row.is_read]
        if not known:
            kinds = ", ".join(sorted({row.kind for row in given})) or "nothing"
            rule = f"one of {', '.join(Resource)}"
            raise InvalidInput(f"There is {kinds}: {rule}.", field="resourceType", value=kinds, rule=rule)
        if into and [row.kind for row in known] != [Resource.CODE_SYSTEM]:
            raise InvalidInput("--into names one list.", field="--into", value=into, rule="a single CodeSystem")
        self._into = into
        faults = [fault for fault in map(self._read, known) if fault]
        if len(faults) == len(known):
            raise faults[0]
        others = Counter(row.kind for row in given if not row.is_read)
        strange = [f"Not read: {kind} ({count})." for kind, count in sorted(others.items())]
        return (*(f"Left out: {fault.message}" for fault in faults), *strange)

    def _read(self, given: Given) -> CannotHold | NotFound | None:
        """Read one resource; what the registry cannot hold is told, and changes nothing."""
        try:
            self._readers[given.kind](given)
        except (CannotHold, NotFound) as fault:
            return type(fault)(f"{given.file}: {fault.message}", field=fault.field, value=fault.value, rule=fault.rule)
        except InvalidInput as fault:
            message = f"{given.file}: {fault.message}"
            raise InvalidInput(message, field=fault.field, value=fault.value, rule=fault.rule) from fault
        return None

    def _code_system(self, given: Given) -> None:
        names = code_system.names(given.root)
        base = self._named(names)
        if base is None:
            number = number_of(names)
            base = self._new(self._into or f"{BASE}code-list/{number or slug_of(given.root)}")
        self._batch.put(code_system.read_code_system(given.root, base, self._lang))

    def _named(self, names: Sequence[str]) -> CodeList | None:
        """The list registered under any of the names; the one that --into names goes before it."""
        if self._into:
            value = self._batch.value(self._into)
            return value if isinstance(value, CodeList) else None
        found = {value.iri: value for value in map(self._batch.find, names) if value}
        if len(found) > 1:
            rule = "one resource is one list"
            raise Conflict(f"{', '.join(names)} name {' and '.join(found)}.", field="name", value=names[0], rule=rule)
        return next(iter(found.values()), None)

    def _new(self, name: Iri) -> CodeList:
        if self._batch.value(name) is not None:
            rule = "--into names the list it shall go into"
            raise Conflict(
                f"{name} is there already, under other names; {rule}.", field="--into", value=name, rule=rule
            )
        return CodeList(iri=name, identifier=name.rpartition("/")[2])

    def _naming_system(self, given: Given) -> None:
        names = naming_system.names(given.root)
        base = self._named(names)
        if base is None:
            rule = "a NamingSystem gives further names to a registered code list"
            message = f"{given.root.path}: none of {', '.join(names)} is a registered code list; {rule}."
            raise NotFound(message, field=given.root.path, value=names[0], rule=rule)
        self._batch.put(naming_system.read_naming_system(given.root, base))

    def _value_set(self, given: Given) -> None:
        for reading in value_set.read_value_set(given.root, self._batch.find, self._lang):
            self._batch.put(reading)

    def _concept_map(self, given: Given) -> None:
        name = concept_map.name_of(given.root)
        value = self._batch.value(name)
        base = value if isinstance(value, MappingSet) else MappingSet(iri=name)
        self._batch.put(concept_map.read_concept_map(given.root, base, self._batch.find, self._lang))
