"""A ValueSet that came with a request, with what it contains (FHIR R4 and R5 JSON)."""

from hashlib import blake2b
from typing import Final, NamedTuple

from msgspec import Raw, Struct, field
from msgspec.structs import replace

from registry.fhir.operations.given_code_system import read_code_system
from registry.fhir.operations.given_values import (
    BesideJson,
    DesignationJson,
    RawObject,
    concept_property,
    decode,
    extensions,
    nested,
    typed,
)
from registry.terminology.coding import Extension, Typed
from registry.terminology.concept_facts import EXTENSIONS, status_extension
from registry.terminology.given import GivenConcepts
from registry.terminology.supplemented import GivenSupplement
from registry.terminology.value_set import (
    Compose,
    ConceptReference,
    Contained,
    Expansion,
    ExpansionParameter,
    Filter,
    Include,
    ValueSet,
)

_SUPPLEMENT: Final = f"{EXTENSIONS}valueset-supplement"
_PARAMETER: Final = f"{EXTENSIONS}valueset-expansion-parameter"
#: R5's filter operators in a resource of R4.
_OPERATOR: Final = "http://hl7.org/fhir/5.0/StructureDefinition/extension-ValueSet.compose.include.filter.op"


class ReferenceJson(Struct):
    """ValueSet.compose.include.concept."""

    code: str
    display: str = ""
    designation: list[DesignationJson] = []
    extension: list[RawObject] = []


class FilterJson(Struct):
    """ValueSet.compose.include.filter."""

    property: str = ""
    op: str = ""
    value: str = ""
    beside_op: BesideJson | None = field(name="_op", default=None)

    def filter(self) -> Filter:
        """The filter as a value."""
        carried = extensions(self.beside_op.extension) if self.beside_op else ()
        op = self.op or next((row.value.text for row in carried if row.url == _OPERATOR and row.value), "")
        return Filter(self.property, op, self.value)


class IncludeJson(Struct):
    """ValueSet.compose.include and exclude."""

    system: str = ""
    version: str = ""
    concept: list[ReferenceJson] | None = None
    filter: list[FilterJson] = []
    value_set: list[str] = field(name="valueSet", default=[])


class ComposeJson(Struct):
    """ValueSet.compose."""

    include: list[IncludeJson] = []
    exclude: list[IncludeJson] = []
    inactive: bool | None = None
    locked_date: str = field(name="lockedDate", default="")
    property: list[str] = []
    extension: list[RawObject] = []


class ContainedJson(Struct):
    """ValueSet.expansion.contains."""

    system: str = ""
    version: str = ""
    code: str = ""
    display: str = ""
    abstract: bool = False
    inactive: bool = False
    designation: list[DesignationJson] = []
    property: list[RawObject] = []
    contains: list["ContainedJson"] = []


class ExpansionJson(Struct):
    """ValueSet.expansion."""

    identifier: str = ""
    timestamp: str = ""
    total: int | None = None
    offset: int | None = None
    parameter: list[RawObject] = []
    contains: list[ContainedJson] = []


class ValueSetJson(Struct):
    """ValueSet: what the operations read of it."""

    url: str = ""
    version: str = ""
    id: str = ""
    name: str = ""
    title: str = ""
    status: str = ""
    experimental: bool | None = None
    language: str = ""
    compose: ComposeJson | None = None
    expansion: ExpansionJson | None = None
    extension: list[RawObject] = []
    contained: list[Raw] = []


class _Resource(Struct):
    type: str = field(name="resourceType", default="")


class ReadValueSet(NamedTuple):
    """A value set with the resources inside it."""

    value_set: ValueSet
    value_sets: tuple[ValueSet, ...]
    code_systems: tuple[GivenConcepts, ...]
    supplements: tuple[GivenSupplement, ...]


def read_value_set(raw: bytes | Raw, where: str) -> ReadValueSet:
    """The value set in JSON. What it contains is named within it alone (`#id`). Raises InvalidInput."""
    found = decode(raw, ValueSetJson, where)
    scope = f"#{blake2b(raw, digest_size=8).hexdigest()}/" if found.contained else ""
    systems: list[GivenConcepts] = []
    supplements: list[GivenSupplement] = []
    value_sets: list[ValueSet] = []
    for inner in found.contained:
        kind = decode(inner, _Resource, where).type
        if kind == "ValueSet":
            inside = decode(inner, ValueSetJson, where)
            value_sets.append(replace(_value_set(inside, scope), url=f"{scope}{inside.id}", version=""))
        elif kind == "CodeSystem":
            system = read_code_system(inner, where)
            (supplements if isinstance(system, GivenSupplement) else systems).append(system)  # type: ignore[arg-type]
    return ReadValueSet(_value_set(found, scope), tuple(value_sets), tuple(systems), tuple(supplements))


def _value_set(found: ValueSetJson, scope: str) -> ValueSet:
    said = extensions(found.extension)
    asked = extensions(found.compose.extension) if found.compose else ()
    return ValueSet(
        found.url,
        found.version,
        found.id,
        found.name,
        found.title,
        found.status,
        found.experimental,
        status_extension(said),
        found.language,
        _compose(found.compose, scope, found.language) if found.compose else None,
        _expansion(found.expansion) if found.expansion else None,
        tuple(row.value.text for row in said if row.url == _SUPPLEMENT and row.value),
        tuple(filter(None, map(_parameter, asked))),
        said,
    )


def _parameter(row: Extension) -> ExpansionParameter | None:
    """What a value set itself wants its expansions made with."""
    parts = nested(row) if row.url == _PARAMETER else {}
    return ExpansionParameter(parts["name"].text, parts["value"]) if {"name", "value"} <= set(parts) else None


def _compose(found: ComposeJson, scope: str, language: str) -> Compose:
    return Compose(
        tuple(_include(row, scope, language) for row in found.include),
        tuple(_include(row, scope, language) for row in found.exclude),
        found.inactive,
        found.locked_date,
        tuple(found.property),
    )


def _include(found: IncludeJson, scope: str, language: str) -> Include:
    listed = None if not found.concept else tuple(_reference(row, language) for row in found.concept)
    names = tuple(f"{scope}{name[1:]}" if name.startswith("#") else name for name in found.value_set)
    return Include(found.system, found.version, listed, tuple(row.filter() for row in found.filter), names)


def _reference(found: ReferenceJson, language: str) -> ConceptReference:
    terms = tuple(row.designation() for row in found.designation) if found.designation else ()
    said = extensions(found.extension) if found.extension else ()
    return ConceptReference(found.code, found.display, terms, said, language)


def _expansion(found: ExpansionJson) -> Expansion:
    parameters = ((decode(row.get("name", Raw(b'""')), str, "parameter.name"), typed(row)) for row in found.parameter)
    return Expansion(
        tuple(map(_contained, found.contains)),
        found.identifier,
        found.timestamp,
        found.total,
        found.offset,
        tuple(ExpansionParameter(name, value) for name, value in parameters if isinstance(value, Typed)),
    )


def _contained(found: ContainedJson) -> Contained:
    return Contained(
        found.system,
        found.version,
        found.code,
        found.display,
        found.abstract,
        found.inactive,
        tuple(row.designation() for row in found.designation),
        tuple(filter(None, map(concept_property, found.property))),
        (),
        tuple(map(_contained, found.contains)),
    )
