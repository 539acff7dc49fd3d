"""The small code systems of FHIR itself that its terminology resources are coded with, in either edition."""

from functools import cache
from typing import Final, NamedTuple

from registry.fhir.edition import Edition
from registry.terminology.code_system import CodeSystem, ConceptGiven
from registry.terminology.given import GivenConcepts
from registry.terminology.layered import GivenResources
from registry.terminology.value_set import Compose, Include, ValueSet

_BASE: Final = "http://hl7.org/fhir/"


class _Core(NamedTuple):
    """A code system: the last part of its URL, its name, title, and codes with their displays."""

    segment: str
    name: str
    title: str
    codes: dict[str, str]


_CORE: Final = (
    _Core(
        "administrative-gender",
        "AdministrativeGender",
        "AdministrativeGender",
        {"male": "Male", "female": "Female", "other": "Other", "unknown": "Unknown"},
    ),
    _Core(
        "publication-status",
        "PublicationStatus",
        "PublicationStatus",
        {"draft": "Draft", "active": "Active", "retired": "Retired", "unknown": "Unknown"},
    ),
    _Core(
        "codesystem-content-mode",
        "CodeSystemContentMode",
        "CodeSystemContentMode",
        {
            "not-present": "Not Present",
            "example": "Example",
            "fragment": "Fragment",
            "complete": "Complete",
            "supplement": "Supplement",
        },
    ),
    _Core(
        "codesystem-hierarchy-meaning",
        "CodeSystemHierarchyMeaning",
        "CodeSystemHierarchyMeaning",
        {
            "grouped-by": "Grouped By",
            "is-a": "Is-A",
            "part-of": "Part Of",
            "classified-with": "Classified With",
        },
    ),
    _Core(
        "concept-property-type",
        "PropertyType",
        "PropertyType",
        {
            "code": "code (internal reference)",
            "Coding": "Coding (external reference)",
            "string": "string",
            "integer": "integer",
            "boolean": "boolean",
            "dateTime": "dateTime",
            "decimal": "decimal",
        },
    ),
)


@cache
def core(edition: Edition) -> GivenResources:
    """The code systems, and the value sets of all of each."""
    systems = tuple(GivenConcepts(_header(row, edition), _concepts(row)) for row in _CORE)
    return GivenResources(systems, (), tuple(_value_set(row, edition) for row in _CORE))


def _header(row: _Core, edition: Edition) -> CodeSystem:
    url, value_set = f"{_BASE}{row.segment}", f"{_BASE}ValueSet/{row.segment}"
    return CodeSystem(
        url, edition.number, row.segment, name=row.name, title=row.title, language="en", value_set=value_set
    )


def _concepts(row: _Core) -> list[ConceptGiven]:
    return [ConceptGiven(code, display) for code, display in row.codes.items()]


def _value_set(row: _Core, edition: Edition) -> ValueSet:
    url = f"{_BASE}ValueSet/{row.segment}"
    compose = Compose((Include(f"{_BASE}{row.segment}"),))
    return ValueSet(url, edition.number, row.segment, name=row.name, title=row.title, status="active", compose=compose)
