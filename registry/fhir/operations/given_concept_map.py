"""A ConceptMap that came with a request (FHIR R4 and R5 JSON): R4's words are turned into R5's."""

from typing import Final

from msgspec import Raw, Struct, field

from registry.fhir.operations.given_values import RawObject, decode, typed
from registry.terminology.coding import Typed
from registry.terminology.concept_map import ConceptMap, MapElement, MapGroup, MapTarget, Unmapped

#: R4 says how the target stands to the source, R5 how the source stands to the target.
RELATIONSHIPS: Final = {
    "relatedto": "related-to",
    "inexact": "related-to",
    "equivalent": "equivalent",
    "equal": "equivalent",
    "wider": "source-is-narrower-than-target",
    "subsumes": "source-is-narrower-than-target",
    "narrower": "source-is-broader-than-target",
    "specializes": "source-is-broader-than-target",
    "unmatched": "not-related-to",
    "disjoint": "not-related-to",
}
_MODES: Final = {"provided": "use-source-code", "": "use-source-code"}


class TargetJson(Struct):
    """ConceptMap.group.element.target."""

    code: str = ""
    display: str = ""
    relationship: str = ""
    equivalence: str = ""
    comment: str = ""
    value_set: str = field(name="valueSet", default="")
    depends_on: list[RawObject] = field(name="dependsOn", default=[])
    product: list[RawObject] = []
    property: list[RawObject] = []


class ElementJson(Struct):
    """ConceptMap.group.element."""

    code: str = ""
    display: str = ""
    target: list[TargetJson] = []
    no_map: bool = field(name="noMap", default=False)
    value_set: str = field(name="valueSet", default="")


class UnmappedJson(Struct):
    """ConceptMap.group.unmapped."""

    mode: str = ""
    code: str = ""
    display: str = ""
    relationship: str = "related-to"
    url: str = ""
    other_map: str = field(name="otherMap", default="")
    value_set: str = field(name="valueSet", default="")


class GroupJson(Struct):
    """ConceptMap.group."""

    source: str = ""
    target: str = ""
    source_version: str = field(name="sourceVersion", default="")
    target_version: str = field(name="targetVersion", default="")
    element: list[ElementJson] = []
    unmapped: UnmappedJson | None = None


class ConceptMapJson(Struct):
    """ConceptMap: what the operations read of it."""

    url: str = ""
    version: str = ""
    id: str = ""
    name: str = ""
    title: str = ""
    status: str = "active"
    experimental: bool = False
    source_scope_uri: str = field(name="sourceScopeUri", default="")
    source_scope: str = field(name="sourceScopeCanonical", default="")
    source_uri: str = field(name="sourceUri", default="")
    source: str = field(name="sourceCanonical", default="")
    target_scope_uri: str = field(name="targetScopeUri", default="")
    target_scope: str = field(name="targetScopeCanonical", default="")
    target_uri: str = field(name="targetUri", default="")
    target: str = field(name="targetCanonical", default="")
    group: list[GroupJson] = []


def read_concept_map(raw: bytes | Raw, where: str) -> ConceptMap:
    """The concept map in JSON. Raises InvalidInput."""
    found = decode(raw, ConceptMapJson, where)
    return ConceptMap(
        found.url,
        found.version,
        found.id,
        found.name,
        found.title,
        found.status,
        found.experimental,
        found.source_scope or found.source_scope_uri or found.source or found.source_uri,
        found.target_scope or found.target_scope_uri or found.target or found.target_uri,
        tuple(map(_group, found.group)),
    )


def _group(found: GroupJson) -> MapGroup:
    source, _, source_version = found.source.partition("|")
    target, _, target_version = found.target.partition("|")
    return MapGroup(
        source,
        target,
        source_version or found.source_version,
        target_version or found.target_version,
        tuple(map(_element, found.element)),
        _unmapped(found.unmapped) if found.unmapped else None,
    )


def _element(found: ElementJson) -> MapElement:
    targets = tuple(map(_target, found.target))
    no_map = found.no_map or (bool(targets) and not any(row.code or row.value_set for row in targets))
    return MapElement(found.code, found.display, targets, no_map, found.value_set)


def _target(found: TargetJson) -> MapTarget:
    relationship = found.relationship or RELATIONSHIPS.get(found.equivalence, "related-to")
    said = (_said(found.depends_on), _said(found.product), _said(found.property))
    return MapTarget(found.code, relationship, found.display, found.comment, found.value_set, *said)


def _said(rows: list[RawObject]) -> tuple[tuple[str, Typed], ...]:
    """Pairs of an attribute and its value: R5's attribute, property or code, or R4's property."""
    found = []
    for row in rows:
        name = row.get("attribute") or row.get("property") or row.get("code") or Raw(b'""')
        value = typed(row)
        if value is None and "value" in row:
            value = Typed("string", decode(row["value"], str, "value"))
        if value is not None:
            found.append((decode(name, str, "attribute"), value))
    return tuple(found)


def _unmapped(found: UnmappedJson) -> Unmapped:
    mode = _MODES.get(found.mode, found.mode)
    other = found.other_map or found.url
    return Unmapped(mode, found.code, found.display, found.relationship, other, found.value_set)
