"""A CodeSystem that came with a request, as an index of concepts or as a supplement (FHIR R4 and R5 JSON)."""

from collections.abc import Iterator
from typing import Final

from msgspec import Raw, Struct, field

from registry.fhir.operations.given_values import (
    CodingJson,
    DesignationJson,
    RawObject,
    concept_property,
    decode,
    extensions,
)
from registry.terminology.code_system import CodeSystem, ConceptGiven, FilterDeclared, PropertyDeclared
from registry.terminology.coding import Extension
from registry.terminology.concept_facts import status_extension
from registry.terminology.given import GivenConcepts
from registry.terminology.supplemented import GivenSupplement

#: R5's element in a resource of R4.
_ALGORITHM: Final = "http://hl7.org/fhir/5.0/StructureDefinition/extension-CanonicalResource.versionAlgorithm"


class ConceptJson(Struct, gc=False):
    """CodeSystem.concept."""

    code: str
    display: str = ""
    definition: str = ""
    designation: tuple[DesignationJson, ...] = ()
    property: tuple[RawObject, ...] = ()
    extension: tuple[RawObject, ...] = ()
    concept: tuple["ConceptJson", ...] = ()


class PropertyDeclaredJson(Struct, gc=False):
    """CodeSystem.property."""

    code: str
    type: str = "code"
    uri: str = ""
    description: str = ""


class FilterDeclaredJson(Struct):
    """CodeSystem.filter."""

    code: str
    operator: list[str] = []
    value: str = ""
    description: str = ""


class CodeSystemJson(Struct):
    """CodeSystem: what the operations read of it."""

    url: str = ""
    version: str = ""
    id: str = ""
    name: str = ""
    title: str = ""
    status: str = "active"
    experimental: bool = False
    content: str = "complete"
    case_sensitive: bool = field(name="caseSensitive", default=True)
    hierarchy: str = field(name="hierarchyMeaning", default="")
    language: str = ""
    version_needed: bool = field(name="versionNeeded", default=False)
    algorithm: str = field(name="versionAlgorithmString", default="")
    algorithm_coding: CodingJson | None = field(name="versionAlgorithmCoding", default=None)
    value_set: str = field(name="valueSet", default="")
    supplements: str = ""
    extension: list[RawObject] = []
    property: list[PropertyDeclaredJson] = []
    filter: list[FilterDeclaredJson] = []
    concept: tuple[ConceptJson, ...] = ()


def read_code_system(raw: bytes | Raw, where: str) -> GivenConcepts | GivenSupplement:
    """The code system, or supplement, in JSON. Raises InvalidInput."""
    found = decode(raw, CodeSystemJson, where)
    header, concepts = _header(found), tuple(_flat(found.concept))
    return GivenSupplement(header, concepts) if found.content == "supplement" else GivenConcepts(header, concepts)


def _header(found: CodeSystemJson) -> CodeSystem:
    said = extensions(found.extension)
    return CodeSystem(
        found.url,
        found.version,
        found.id,
        found.name,
        found.title,
        found.status,
        found.experimental,
        status_extension(said),
        found.content,
        found.case_sensitive,
        found.hierarchy,
        found.language,
        found.version_needed,
        _algorithm(found, said),
        found.value_set,
        found.supplements,
        tuple(PropertyDeclared(row.code, row.type, row.uri, row.description) for row in found.property),
        tuple(FilterDeclared(row.code, tuple(row.operator), row.value, row.description) for row in found.filter),
        said,
    )


def _algorithm(found: CodeSystemJson, said: tuple[Extension, ...]) -> str:
    coded = found.algorithm_coding.code if found.algorithm_coding else ""
    carried = (row.value.text for row in said if row.url == _ALGORITHM and row.value)
    return coded or found.algorithm or next(carried, "")


def _flat(concepts: tuple[ConceptJson, ...]) -> Iterator[ConceptGiven]:
    """The concepts in their order, each with the place of the one that it stands in."""
    waiting = [(row, -1) for row in reversed(concepts)]
    place = 0
    while waiting:
        row, parent = waiting.pop()
        yield ConceptGiven(
            row.code,
            row.display,
            row.definition,
            tuple(each.designation() for each in row.designation) if row.designation else (),
            tuple(filter(None, map(concept_property, row.property))) if row.property else (),
            extensions(row.extension) if row.extension else (),
            parent,
        )
        if row.concept:
            waiting.extend((child, place) for child in reversed(row.concept))
        place += 1
