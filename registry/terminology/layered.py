"""The resources that came with a request, in front of those that are stored: one source made of both."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, TypeVar

from registry.terminology.code_system import Supplement
from registry.terminology.coding import split_canonical
from registry.terminology.concept_map import ConceptMap
from registry.terminology.concepts import CodeSystemIndex
from registry.terminology.sources import Sources
from registry.terminology.value_set import Compose, Include, ValueSet
from registry.terminology.version_pattern import latest_first


class _Named(Protocol):
    @property
    def url(self) -> str: ...

    @property
    def version(self) -> str: ...


_T = TypeVar("_T")
#: Things by URL and version.
_Shelf = dict[str, dict[str, _T]]


@dataclass(frozen=True)
class GivenResources:
    """What a request brings, in its order; of two with one canonical the later counts."""

    code_systems: tuple[CodeSystemIndex, ...] = ()
    supplements: tuple[Supplement, ...] = ()
    value_sets: tuple[ValueSet, ...] = ()
    concept_maps: tuple[ConceptMap, ...] = ()

    @cached_property
    def by_system(self) -> _Shelf[CodeSystemIndex]:
        """The code systems by name."""
        return _shelf((row.header, row) for row in self.code_systems)

    @cached_property
    def by_supplement(self) -> _Shelf[Supplement]:
        """The supplements by name."""
        return _shelf((row.header, row) for row in self.supplements)

    @cached_property
    def by_value_set(self) -> _Shelf[ValueSet]:
        """The value sets by name."""
        return _shelf((row, row) for row in self.value_sets)

    @cached_property
    def by_whole(self) -> _Shelf[ValueSet]:
        """The value sets of all codes that the code systems say they have (FHIR CodeSystem.valueSet)."""
        return _shelf((row, row) for row in map(_whole, self.code_systems) if row.url)

    @cached_property
    def by_map(self) -> _Shelf[ConceptMap]:
        """The concept maps by name."""
        return _shelf((row, row) for row in self.concept_maps)


def _shelf(rows: Iterable[tuple[_Named, _T]]) -> _Shelf[_T]:
    found: _Shelf[_T] = defaultdict(dict)
    for name, value in rows:
        found[name.url][name.version] = value
    return dict(found)


class Layered:
    """`Sources` of what a request brings and, behind it, of what is stored.

    A version that the request brings shadows a stored one, and is the default of its URL where it is the latest of
    those that the request brings: whoever sends a resource means that one.
    """

    def __init__(self, given: GivenResources, stored: Sources) -> None:
        self._stored = stored
        self._systems = given.by_system
        self._supplements = given.by_supplement
        self._value_sets = given.by_value_set
        self._whole = given.by_whole
        self._maps = given.by_map
        self._given_maps = given.concept_maps

    def system(self, name: str) -> str:
        """See the protocol."""
        return name if name in self._systems else self._stored.system(name)

    def code_system_versions(self, url: str) -> tuple[str, ...]:
        """See the protocol."""
        return _versions(self._systems.get(url, {}), self._stored.code_system_versions(url))

    def code_system(self, url: str, version: str) -> CodeSystemIndex | None:
        """See the protocol."""
        found = self._systems.get(url, {}).get(version)
        return found if found is not None else self._stored.code_system(url, version)

    def value_set_versions(self, url: str) -> tuple[str, ...]:
        """See the protocol."""
        found = _versions(self._value_sets.get(url, {}), self._stored.value_set_versions(url))
        return found or latest_first(self._whole.get(url, {}))

    def value_set(self, url: str, version: str) -> ValueSet | None:
        """See the protocol."""
        found = self._value_sets.get(url, {}).get(version) or self._stored.value_set(url, version)
        return found or self._whole.get(url, {}).get(version)

    def supplement_versions(self, url: str) -> tuple[str, ...]:
        """See the protocol."""
        return _versions(self._supplements.get(url, {}), self._stored.supplement_versions(url))

    def supplement(self, url: str, version: str) -> Supplement | None:
        """See the protocol."""
        return self._supplements.get(url, {}).get(version) or self._stored.supplement(url, version)

    def supplements_of(self, url: str) -> tuple[Supplement, ...]:
        """See the protocol."""
        given = [row for versions in self._supplements.values() for row in versions.values()]
        mine = [row for row in given if row.header.supplements.partition("|")[0] == url]
        named = {row.header.url for row in mine}
        return (*mine, *(row for row in self._stored.supplements_of(url) if row.header.url not in named))

    def concept_map_versions(self, url: str) -> tuple[str, ...]:
        """See the protocol."""
        return _versions(self._maps.get(url, {}), self._stored.concept_map_versions(url))

    def concept_map(self, url: str, version: str) -> ConceptMap | None:
        """See the protocol."""
        return self._maps.get(url, {}).get(version) or self._stored.concept_map(url, version)

    def concept_maps(self, source: str = "", target: str = "") -> tuple[ConceptMap, ...]:
        """See the protocol."""
        mine = [row for row in self._given_maps if connects(row, source, target)]
        behind = (row for row in self._stored.concept_maps(source, target) if row.url not in self._maps)
        return (*mine, *behind)


def _whole(index: CodeSystemIndex) -> ValueSet:
    """The value set of all codes of a code system, by the name that the system gives it; without one where none."""
    header = index.header
    url, version = split_canonical(header.value_set)
    compose = Compose((Include(header.url, header.version),))
    return ValueSet(url, version or header.version, name=header.name, status=header.status, compose=compose)


def connects(concept_map: ConceptMap, source: str, target: str) -> bool:
    """Whether a map has a group from one system to another; an empty name stands for any."""
    return any(source in ("", row.source) and target in ("", row.target) for row in concept_map.groups)


def _versions(given: Mapping[str, object], stored: Sequence[str]) -> tuple[str, ...]:
    return (*latest_first(given), *(version for version in stored if version not in given)) if given else tuple(stored)


class NothingStored:
    """`Sources` of nothing: what is behind a request where there is no release."""

    def system(self, name: str) -> str:
        """See the protocol."""
        return name

    def code_system_versions(self, url: str) -> tuple[str, ...]:  # noqa: ARG002
        """See the protocol."""
        return ()

    value_set_versions = supplement_versions = concept_map_versions = code_system_versions

    def code_system(self, url: str, version: str) -> None:
        """See the protocol."""

    value_set = supplement = concept_map = code_system

    def supplements_of(self, url: str) -> tuple[()]:  # noqa: ARG002
        """See the protocol."""
        return ()

    def concept_maps(self, source: str = "", target: str = "") -> tuple[()]:  # noqa: ARG002
        """See the protocol."""
        return ()
