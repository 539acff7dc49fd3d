"""A concept map as `$translate` sees it: groups of codes of one system with what they amount to in another."""

from collections.abc import Mapping
from functools import cached_property

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


class MapGroup(Struct, frozen=True, dict=True):
    """The mappings from one system to another; versions are empty where any is meant."""

    source: str
    target: str
    source_version: str = ""
    target_version: str = ""
    elements: tuple[MapElement, ...] = ()
    unmapped: Unmapped | None = None

    def of(self, code: str) -> tuple[MapElement, ...]:
        """The elements of a code of the source, in their order."""
        return self._by_code.get(code, ())

    def amounting_to(self, code: str) -> tuple[tuple[MapElement, MapTarget], ...]:
        """The elements that amount to a code of the target, each with what says so, in their order."""
        return self._by_target.get(code, ())

    @cached_property
    def _by_code(self) -> Mapping[str, tuple[MapElement, ...]]:
        found: dict[str, list[MapElement]] = {}
        for element in self.elements:
            found.setdefault(element.code, []).append(element)
        return {code: tuple(rows) for code, rows in found.items()}

    @cached_property
    def _by_target(self) -> Mapping[str, tuple[tuple[MapElement, MapTarget], ...]]:
        found: dict[str, list[tuple[MapElement, MapTarget]]] = {}
        for element in self.elements:
            for target in element.targets:
                found.setdefault(target.code, []).append((element, target))
        return {code: tuple(rows) for code, rows in found.items()}


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
