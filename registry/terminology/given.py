"""The index of a code system that came with a request, made of its concepts as they are given."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

from pyroaring import BitMap, FrozenBitMap

from registry.terminology.code_system import CodeSystem, ConceptGiven
from registry.terminology.coding import ConceptProperty, Designation, Extension
from registry.terminology.concept_facts import (
    CHILD,
    INACTIVE,
    INACTIVE_STATUSES,
    NOT_SELECTABLE,
    PARENTS,
    STATUS,
    codes_of,
    status_extension,
)
from registry.terminology.text_match import matches, words

_NONE = FrozenBitMap()

Step = Callable[[int], Iterable[int]]


class GivenConcepts:
    """A `CodeSystemIndex` over concepts in memory; what is seldom asked for is made when it is."""

    def __init__(self, header: CodeSystem, concepts: Sequence[ConceptGiven]) -> None:
        self.header = header
        self._concepts = concepts
        self._places = {concept.code: place for place, concept in reversed(list(enumerate(concepts)))}
        self.everything = FrozenBitMap(range(len(concepts)))

    @cached_property
    def _folded(self) -> dict[str, int]:
        return {code.lower(): place for code, place in reversed(list(self._places.items()))}

    @cached_property
    def inactive(self) -> FrozenBitMap:
        """See the protocol: said by property `inactive`, or by a status that amounts to it."""
        said = self._truths(INACTIVE)
        rows = (row for row in self._saying if self.status_at(row) in INACTIVE_STATUSES)
        return FrozenBitMap(said | BitMap(rows))

    @cached_property
    def _saying(self) -> list[int]:
        """The places of the concepts that have properties or extensions: of many systems, none."""
        return [place for place, row in enumerate(self._concepts) if row.properties or row.extensions]

    @cached_property
    def abstract(self) -> FrozenBitMap:
        """See the protocol."""
        return self._truths(NOT_SELECTABLE)

    def _truths(self, uri: str) -> FrozenBitMap:
        found = BitMap()
        for code in codes_of(self.header, uri):
            found |= self.with_value(code, "true")
        return FrozenBitMap(found)

    @cached_property
    def roots(self) -> FrozenBitMap:
        """See the protocol."""
        return FrozenBitMap(row for row, above in enumerate(self._above) if not above)

    @property
    def has_hierarchy(self) -> bool:
        """See the protocol."""
        return len(self.roots) < len(self._concepts)

    def ordinal(self, code: str) -> int | None:
        """See the protocol."""
        found = self._places.get(code)
        return self._folded.get(code.lower()) if found is None and not self.header.case_sensitive else found

    def code_at(self, ordinal: int) -> str:
        """See the protocol."""
        return self._concepts[ordinal].code

    def display_at(self, ordinal: int) -> str:
        """See the protocol."""
        return self._concepts[ordinal].display

    def definition_at(self, ordinal: int) -> str:
        """See the protocol."""
        return self._concepts[ordinal].definition

    def designations_at(self, ordinal: int) -> tuple[Designation, ...]:
        """See the protocol."""
        return self._concepts[ordinal].designations

    def properties_at(self, ordinal: int) -> tuple[ConceptProperty, ...]:
        """See the protocol."""
        return self._concepts[ordinal].properties

    def extensions_at(self, ordinal: int) -> tuple[Extension, ...]:
        """See the protocol."""
        return self._concepts[ordinal].extensions

    @cached_property
    def _status_codes(self) -> tuple[str, ...]:
        return codes_of(self.header, STATUS)

    def status_at(self, ordinal: int) -> str:
        """See the protocol: the extension standards-status, else the property."""
        concept = self._concepts[ordinal]
        said = (row.value.text for row in concept.properties if row.code in self._status_codes)
        return status_extension(concept.extensions) or next(said, "")

    @cached_property
    def _above(self) -> list[tuple[int, ...]]:
        """The places of the parents of every concept: the one that it stands in, and those that properties name."""
        if not self._saying:
            return [(row.parent,) if row.parent >= 0 else () for row in self._concepts]
        above = [dict.fromkeys([row.parent] if row.parent >= 0 else []) for row in self._concepts]
        up = {code for uri in PARENTS for code in codes_of(self.header, uri)}
        down = set(codes_of(self.header, CHILD))
        for place in self._saying:
            for code, value in self._concepts[place].properties:
                other = self._places.get(value.text) if code in up or code in down else None
                if other is not None and other != place:
                    above[other if code in down else place][place if code in down else other] = None
        return [tuple(row) for row in above]

    @cached_property
    def _below(self) -> dict[int, list[int]]:
        below: dict[int, list[int]] = defaultdict(list)
        for place, above in enumerate(self._above):
            for parent in above:
                below[parent].append(place)
        return below

    def parents(self, ordinal: int) -> FrozenBitMap:
        """See the protocol."""
        return FrozenBitMap(self._above[ordinal])

    def children(self, ordinal: int) -> FrozenBitMap:
        """See the protocol."""
        return FrozenBitMap(self._below.get(ordinal, ()))

    def descendants(self, ordinal: int) -> FrozenBitMap:
        """See the protocol."""
        return _reached(ordinal, lambda row: self._below.get(row, ()))

    def ancestors(self, ordinal: int) -> FrozenBitMap:
        """See the protocol."""
        return _reached(ordinal, lambda row: self._above[row])

    def subsumes(self, above: int, below: int) -> bool:
        """See the protocol."""
        return above == below or above in self.ancestors(below)

    @cached_property
    def _by_property(self) -> dict[str, FrozenBitMap]:
        found: dict[str, BitMap] = defaultdict(BitMap)
        for place, code, _ in self._said():
            found[code].add(place)
        return {code: FrozenBitMap(row) for code, row in found.items()}

    @cached_property
    def _by_value(self) -> dict[tuple[str, str], FrozenBitMap]:
        found: dict[tuple[str, str], BitMap] = defaultdict(BitMap)
        for place, code, value in self._said():
            found[code, value].add(place)
        return {key: FrozenBitMap(row) for key, row in found.items()}

    def _said(self) -> Iterator[tuple[int, str, str]]:
        for place in self._saying:
            for code, value in self._concepts[place].properties:
                yield place, code, value.text

    def with_property(self, code: str) -> FrozenBitMap:
        """See the protocol."""
        return self._by_property.get(code, _NONE)

    def with_value(self, code: str, value: str) -> FrozenBitMap:
        """See the protocol."""
        return self._by_value.get((code, value), _NONE)

    @cached_property
    def _words(self) -> list[tuple[str, ...]]:
        return [words(concept.code, concept.display, *_terms(concept)) for concept in self._concepts]

    def matching(self, text: str) -> FrozenBitMap:
        """See the protocol."""
        asked = words(text)
        return FrozenBitMap(place for place, row in enumerate(self._words) if matches(asked, row))


def _terms(concept: ConceptGiven) -> Iterable[str]:
    return (row.value for row in concept.designations)


def _reached(start: int, step: Step) -> FrozenBitMap:
    """Everything that steps lead to, without the start (unless a circle leads back, which is no step at all)."""
    found = BitMap()
    waiting = list(step(start))
    while waiting:
        row = waiting.pop()
        if row not in found and row != start:
            found.add(row)
            waiting.extend(step(row))
    return FrozenBitMap(found)
