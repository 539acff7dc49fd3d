"""A concept map as `$translate` sees it: groups of codes of one system with what they amount to in another."""

from msgspec import Struct

from registry.terminology.coding import Typed, canonical


class MapTarget(Struct, frozen=True):
    """What a code amounts to: `relationship` by R5 (equivalent, related-to, source-is-narrower-than-target,
    source-is-broader-than-target, not-related-to)."""

    code: str
    relationship: str
    display: str = ""
    comment: str = ""
    value_set: str = ""
    depends_on: tuple[tuple[str, Typed], ...] = ()
    product: tuple[tuple[str, Typed], ...] = ()
    properties: tuple[tuple[str, Typed], ...] = ()


class MapElement(Struct, frozen=True):
    """A code of the source; `no_map` where it is said to have no equal. `value_set` stands for many codes at once."""

    code: str
    display: str = ""
    targets: tuple[MapTarget, ...] = ()
    no_map: bool = False
    value_set: str = ""


class Unmapped(Struct, frozen=True):
    """What becomes of a code that a group does not name: mode use-source-code, fixed or other-map."""

    mode: str
    code: str = ""
    display: str = ""
    relationship: str = "related-to"
    other_map: str = ""
    value_set: str = ""


class MapGroup(Struct, frozen=True):
    """The mappings from one system to another; versions are empty where any is meant."""

    source: str
    target: str
    source_version: str = ""
    target_version: str = ""
    elements: tuple[MapElement, ...] = ()
    unmapped: Unmapped | None = None


class ConceptMap(Struct, frozen=True):
    """A concept map (FHIR ConceptMap). `source_scope` and `target_scope` are canonicals of value sets, or empty."""

    url: str = ""
    version: str = ""
    id: str = ""
    name: str = ""
    title: str = ""
    status: str = "active"
    experimental: bool = False
    source_scope: str = ""
    target_scope: str = ""
    groups: tuple[MapGroup, ...] = ()

    @property
    def canonical(self) -> str:
        """`url|version`, or the URL alone."""
        return canonical(self.url, self.version)
