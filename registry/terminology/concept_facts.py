"""What the properties that FHIR itself defines say of a concept: not selectable, inactive, its status, its parents."""

from collections.abc import Iterable
from typing import Final

from registry.terminology.code_system import CodeSystem
from registry.terminology.coding import Extension

#: Where FHIR defines properties of concepts; the fragment is the code that they usually go by.
PROPERTIES: Final = "http://hl7.org/fhir/concept-properties#"
NOT_SELECTABLE: Final = f"{PROPERTIES}notSelectable"
INACTIVE: Final = f"{PROPERTIES}inactive"
STATUS: Final = f"{PROPERTIES}status"
PARENTS: Final = (f"{PROPERTIES}parent", f"{PROPERTIES}subsumedBy")
CHILD: Final = f"{PROPERTIES}child"
#: All codes of properties that FHIR defines (CodeSystem concept-properties, R5).
DEFINED: Final = frozenset(
    (
        *("status", "inactive", "effectiveDate", "deprecated", "deprecationDate", "retirementDate", "notSelectable"),
        *("parent", "child", "subsumedBy", "partOf", "synonym", "comment", "itemWeight"),
    )
)
#: Statuses of concepts that are no longer to be chosen; a deprecated one still may be.
INACTIVE_STATUSES: Final = frozenset(("retired", "inactive", "withdrawn"))

EXTENSIONS: Final = "http://hl7.org/fhir/StructureDefinition/"
STANDARDS_STATUS: Final = f"{EXTENSIONS}structuredefinition-standards-status"


def codes_of(header: CodeSystem, uri: str) -> tuple[str, ...]:
    """The codes by which a system knows a property of FHIR's.

    Those declared with its uri; else the usual code, unless the system declares that with another uri.
    """
    declared = tuple(row.code for row in header.properties if row.uri == uri)
    usual = uri.removeprefix(PROPERTIES)
    taken = any(row.code == usual and row.uri not in ("", uri) for row in header.properties)
    return declared or (() if taken else (usual,))


def property_codes(header: CodeSystem, name: str) -> tuple[str, ...]:
    """The codes of the property that a filter or a request names: by its code in the system, or by its uri."""
    if any(row.code == name for row in header.properties):
        return (name,)
    by_uri = tuple(row.code for row in header.properties if row.uri == name)
    if by_uri:
        return by_uri
    if name.startswith(PROPERTIES):
        return codes_of(header, name)
    return codes_of(header, PROPERTIES + name) if _is_own(name) else (name,)


def property_uri(header: CodeSystem, code: str) -> str:
    """The uri of a property of a system: as declared; of one that is not, FHIR's own, empty where FHIR has none."""
    declared = next((row for row in header.properties if row.code == code), None)
    if declared is not None:
        return declared.uri
    return PROPERTIES + code if code in DEFINED else ""


def _is_own(name: str) -> bool:
    return PROPERTIES + name in (NOT_SELECTABLE, INACTIVE, STATUS, CHILD, *PARENTS)


def status_extension(extensions: Iterable[Extension]) -> str:
    """The value of the extension standards-status; empty where there is none."""
    return next((row.value.text for row in extensions if row.url == STANDARDS_STATUS and row.value), "")
