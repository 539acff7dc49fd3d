"""Plain search over the labels of a release: a scan of folded labels; ranked, always in the same order."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import NamedTuple

from registry.terminology.container import Container
from registry.terminology.protocol import Match
from registry.text.folding import fold

_TIERS = tuple(Match)


class Met(NamedTuple):
    """A label that met the query, in the order of ranking, and where it stands."""

    tier: int
    role: int
    length: int
    row: int
    resource: int

    @property
    def match(self) -> Match:
        """How the label met the query."""
        return _TIERS[self.tier]


class Labels:
    """The label rows of a release: one folded label a line, sorted."""

    def __init__(self, container: Container) -> None:
        records = container.records("label")
        self._lines = records.content
        self._offsets = records.offsets
        self._roles = container.numbers("label.role")
        self._resources = container.numbers("label.resource")

    def find(self, q: str, wanted: Callable[[int, int], bool]) -> list[Met]:
        """The best label of each resource that contains `q`, best first; `wanted(row, resource)` filters."""
        folded = fold(q).encode()
        best: dict[int, Met] = {}
        for met in self._met(folded) if folded else ():
            if met.resource in best and best[met.resource] <= met:
                continue
            if wanted(met.row, met.resource):
                best[met.resource] = met
        return sorted(best.values())

    def _met(self, folded: bytes) -> Iterator[Met]:
        # one copy of a few megabytes: a mapped view has no search of its own
        lines, at, row = bytes(self._lines), 0, 0
        while (at := lines.find(folded, at)) >= 0:
            row = bisect_right(self._offsets, at, lo=row) - 1
            start, end = self._offsets[row], self._offsets[row + 1] - 1
            tier = _tier(lines[start:end], folded)
            yield Met(tier, self._roles[row], end - start, row, self._resources[row])
            at = end


def _tier(label: bytes, folded: bytes) -> int:
    if label == folded:
        return 0
    if label.startswith(folded):
        return 1
    return 2 if _begins_word(label.decode(), folded.decode()) else 3


def _begins_word(label: str, folded: str) -> bool:
    at = label.find(folded)
    while at > 0 and label[at - 1].isalnum():
        at = label.find(folded, at + 1)
    return at >= 0
