"""A sorted dictionary of words with, for each, sets of things as compressed bitmaps; its writer and its reader.

Sections of a name `n`: `n.first` (the first key of each block of 64), `n.block` (the keys of a block, one a line)
and `n.row` (a row of slots for each key). A row is a u16 mask of the slots that are there, a u32 of length for each
of those, and the serialized bitmaps.
"""

import struct
from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import isqrt
from typing import Final, Generic, TypeVar

from pyroaring import BitMap

from registry.terminology.container import Container, Records, Sections

Row = tuple[BitMap | None, ...]
K = TypeVar("K")
V = TypeVar("V")

_BLOCK: Final = 64


def pack_row(row: Sequence[BitMap | None]) -> bytes:
    """A row of slots as bytes; an empty set is the same as none."""
    mask, bodies = 0, []
    for at, slot in enumerate(row):
        if slot:
            mask |= 1 << at
            bodies.append(slot.serialize())
    return struct.pack(f"<H{len(bodies)}I", mask, *map(len, bodies)) + b"".join(bodies)


def unpack_row(content: bytes, slots: int) -> Row:
    """The slots of a row."""
    mask = content[0] | content[1] << 8
    many = mask.bit_count()
    lengths = struct.unpack_from(f"<{many}I", content, 2)
    at, following, row = 2 + 4 * many, iter(lengths), list[BitMap | None]()
    for slot in range(slots):
        if mask >> slot & 1:
            end = at + next(following)
            row.append(BitMap.deserialize(content[at:end]))
            at = end
        else:
            row.append(None)
    return tuple(row)


def put_keys(sections: Sections, name: str, keys: Sequence[str]) -> None:
    """Write sorted keys as blocks."""
    encoded = [key.encode() for key in keys]
    blocks = [encoded[at : at + _BLOCK] for at in range(0, len(encoded), _BLOCK)]
    sections.records(f"{name}.first", [block[0] for block in blocks])
    sections.records(f"{name}.block", [b"\n".join(block) for block in blocks])
    sections.numbers(f"{name}.many", [len(encoded)])


class KeyBlocks:
    """Sorted keys, found by two steps of bisection; only the first key of each block is kept in memory."""

    def __init__(self, container: Container, name: str) -> None:
        self._blocks = container.records(f"{name}.block")
        self._first = _lines(container.records(f"{name}.first"))
        self._many = container.numbers(f"{name}.many")[0]

    def __len__(self) -> int:
        return self._many

    def find(self, key: bytes) -> int:
        """The ordinal of a key, or -1."""
        block = bisect_right(self._first, key) - 1
        if block < 0:
            return -1
        keys = self._blocks[block].split(b"\n")
        return block * _BLOCK + keys.index(key) if key in keys else -1

    def at_or_after(self, key: bytes) -> int:
        """The ordinal of the first key that is not less."""
        block = bisect_right(self._first, key) - 1
        if block < 0:
            return 0
        return block * _BLOCK + bisect_left(self._blocks[block].split(b"\n"), key)

    def following(self, key: bytes) -> tuple[int, bytes]:
        """The first key that is not less, and its ordinal; empty where there is none."""
        at = self.at_or_after(key)
        return (at, self[at]) if at < self._many else (at, b"")

    def __getitem__(self, ordinal: int) -> bytes:
        return self._blocks[ordinal // _BLOCK].split(b"\n")[ordinal % _BLOCK]

    def __iter__(self) -> Iterator[bytes]:
        for block in self._blocks:
            yield from block.split(b"\n")

    def beginning(self, prefix: bytes) -> tuple[int, int]:
        """The ordinals of the keys that begin so, as a half-open range."""
        return self.at_or_after(prefix), self.at_or_after(prefix + b"\xff")


def _lines(records: Records) -> list[bytes]:
    content = bytes(records.content)
    return [content[start:end] for start, end in pairwise(records.offsets)]


class Lately(Generic[K, V]):
    """What was read lately, until it takes up `most` bytes together."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._kept: OrderedDict[K, tuple[V, int]] = OrderedDict()

    def get(self, key: K) -> V | None:
        """What is kept under a key."""
        found = self._kept.get(key)
        if found is None:
            return None
        self._kept.move_to_end(key)
        return found[0]

    def keep(self, key: K, value: V, size: int) -> None:
        """Keep a value, and let go of those that were not asked for for longest."""
        if key in self._kept:
            return
        self._kept[key] = value, size
        self._size += size
        while self._size > self._most:
            _, (_, gone) = self._kept.popitem(last=False)
            self._size -= gone


#: Rows by the name of their postings and the ordinal of their key.
BitmapCache = Lately[tuple[str, int], Row]
#: What a row costs beside its bytes: the bitmaps and the tuple as objects.
_OVERHEAD: Final = 500


class Postings:
    """Rows by key, read where they are asked for."""

    def __init__(self, container: Container, name: str, slots: int, cache: BitmapCache) -> None:
        self.keys = KeyBlocks(container, name)
        self.none: Row = (None,) * slots
        self._rows = container.records(f"{name}.row")
        self._name, self._slots, self._cache = name, slots, cache

    def row(self, key: str) -> Row:
        """The row of a key; all slots None where it is not there."""
        at = self.keys.find(key.encode())
        return self.at(at) if at >= 0 else self.none

    def at(self, ordinal: int) -> Row:
        """The row of a key by its ordinal."""
        found = self._cache.get((self._name, ordinal))
        if found is None:
            content = self._rows[ordinal]
            found = unpack_row(content, self._slots)
            self._cache.keep((self._name, ordinal), found, len(content) + _OVERHEAD)
        return found


def put_postings(sections: Sections, name: str, keys: Sequence[str], rows: Iterable[Sequence[BitMap | None]]) -> None:
    """Write rows in the order of their sorted keys."""
    put_keys(sections, name, keys)
    sections.records(f"{name}.row", (pack_row(row) for row in rows))


def place_of(numbers: Sequence[int], number: int) -> int:
    """Where a number of 64 bits is or would be in a sorted table of such that are spread evenly, as digests are."""
    many = len(numbers)
    middle, reach = number * many >> 64, 4 * isqrt(many)
    low, high = max(middle - reach, 0), min(middle + reach, many)
    if (low and numbers[low - 1] >= number) or (high < many and numbers[high] < number):
        low, high = 0, many
    return bisect_left(numbers, number, low, high)


def union(sets: Iterable[BitMap | None]) -> BitMap | None:
    """All of them together; None where there is nothing."""
    some = [one for one in sets if one]
    if len(some) > 1:
        return BitMap.union(*some)
    return some[0] if some else None
