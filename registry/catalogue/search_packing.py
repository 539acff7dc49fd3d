"""Packs the rows of a sorted dictionary into files of about one size, for the browser's search; writes no files.

A beginning that too many rows share for one file is a *node*: it has a file of its own, and what is below it is
packed by itself. So all rows that begin with anything but a node are in one file, that of the last start which is
not after it.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple


class Packed(NamedTuple):
    """Files as runs of rows `[start, end)`, each with the beginning from which on it is the one; and the nodes."""

    starts: tuple[str, ...]
    runs: tuple[tuple[int, int], ...]
    nodes: tuple[tuple[str, int, int], ...]


def pack(keys: Sequence[str], sizes: Sequence[int], most: int) -> Packed:
    """Cut sorted keys into files of at most `most`, where the row of each key has a size.

    A node spans the keys `[start, end)` that begin with it; a key that is itself a node is in no run.

    >>> pack(["a", "ab", "ac", "b"], [1, 2, 2, 1], 4)
    Packed(starts=('ab', 'b'), runs=((1, 3), (3, 4)), nodes=(('a', 0, 3),))
    """
    cutter = _Cutter(keys, sizes, most)
    starts, runs = list[str](), list[tuple[int, int]]()
    for beginning, start, end in cutter.atoms(0, len(keys), 1):
        if runs and runs[-1][1] == start and cutter.size(runs[-1][0], end) <= most:
            runs[-1] = (runs[-1][0], end)
        else:
            starts.append(beginning)
            runs.append((start, end))
    return Packed(tuple(starts), tuple(runs), tuple(cutter.nodes))


class _Cutter:
    """Finds the beginnings whose rows stay together, and the nodes."""

    def __init__(self, keys: Sequence[str], sizes: Sequence[int], most: int) -> None:
        self._keys, self._most = keys, most
        self._totals = (0, *accumulate(sizes))
        self.nodes: list[tuple[str, int, int]] = []

    def size(self, start: int, end: int) -> int:
        """Of the rows together."""
        return self._totals[end] - self._totals[start]

    def atoms(self, start: int, end: int, depth: int) -> Iterator[tuple[str, int, int]]:
        """Beginnings of `depth` letters or more, in order, each with its span; larger ones become nodes."""
        while start < end:
            beginning = self._keys[start][:depth]
            following = self._following(start, end, beginning)
            is_whole = self._keys[start] == beginning
            if self.size(start, following) <= self._most or (is_whole and following == start + 1):
                yield beginning, start, following
            else:
                self.nodes.append((beginning, start, following))
                yield from self.atoms(start + is_whole, following, depth + 1)
            start = following

    def _following(self, start: int, end: int, beginning: str) -> int:
        """Where the keys end that begin so."""
        low, high = start + 1, end
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self._keys[middle].startswith(beginning) else (low, middle)
        return low
