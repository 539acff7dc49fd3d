"""Parts of a resource: what `_summary` and `_elements` leave of it (FHIR, search: summary and elements)."""

from collections.abc import Collection
from typing import Any, Final

Json = dict[str, Any]

SUMMARIES: Final = ("true", "text", "data", "count", "false")
_ALWAYS: Final = ("resourceType", "id", "meta", "implicitRules", "language")
#: What must be there for a resource to be one at all, by its type.
_NEEDED: Final = {
    "CodeSystem": ("status", "content"),
    "ValueSet": ("status",),
    "ConceptMap": ("status",),
    "NamingSystem": ("name", "status", "kind", "date", "uniqueId"),
    "StructureDefinition": ("url", "name", "status", "kind", "abstract", "type"),
}
_DESCRIBED: Final = (
    "url",
    "identifier",
    "version",
    "versionAlgorithmString",
    "name",
    "title",
    "status",
    "experimental",
)
_TOLD: Final = (*_DESCRIBED, "date", "publisher", "contact", "useContext", "jurisdiction")
_CODED: Final = ("caseSensitive", "valueSet", "hierarchyMeaning", "compositional", "versionNeeded", "content")
#: What a summary holds, by the type (elements marked Σ).
_SUMMARY: Final = {
    "CodeSystem": (*_TOLD, *_CODED, "supplements", "count", "filter", "property"),
    "ValueSet": (*_TOLD, "immutable"),
    "ConceptMap": (*_TOLD, "sourceScopeUri", "targetScopeUri", "sourceUri", "targetUri"),
    "NamingSystem": (*_TOLD, "kind"),
    "StructureDefinition": (*_TOLD, "keyword", "fhirVersion", "kind", "abstract", "context", "type", "baseDefinition"),
}
_SUBSETTED: Final = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue",
    "code": "SUBSETTED",
    "display": "Resource encoded in summary mode",
}


def has_codes(summary: str | None, elements: Collection[str]) -> bool:
    """Whether the part that is asked for may hold the codes of a code system."""
    return "concept" in elements if elements else summary in (None, "data")


def part_of(resource: Json, summary: str | None, elements: Collection[str]) -> Json:
    """What is asked for of a resource, marked as a part; the resource itself where all of it is."""
    kind = resource["resourceType"]
    if elements:
        return _only(resource, {*_NEEDED[kind], *elements})
    if summary == "true":
        return _only(resource, {*_NEEDED[kind], *_SUMMARY[kind]})
    if summary == "text":
        return _only(resource, {*_NEEDED[kind], "text"})
    if summary == "data":
        return _marked({name: value for name, value in resource.items() if name != "text"})
    return resource


def _only(resource: Json, names: Collection[str]) -> Json:
    kept = {*_ALWAYS, *names}
    return _marked({name: value for name, value in resource.items() if name.removeprefix("_") in kept})


def _marked(resource: Json) -> Json:
    meta = resource.get("meta", {})
    return {**resource, "meta": {**meta, "tag": [*meta.get("tag", ()), _SUBSETTED]}}
