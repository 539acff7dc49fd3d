"""Gathers the keys of whole labels and writes them sorted; keeps twelve bytes for each, however many there are."""

from array import array
from collections.abc import Iterable
from typing import Final

from registry.terminology.container import Sections

#: Keys are kept by their first bits, so that few are sorted at a time.
_BUCKETS: Final = 256
_SHIFT: Final = 56
_PLACE: Final = 0xFFFFFFFF


class KeyTable:
    """Numbers of keys of 64 bits, each with the place of a label: a thing and a group in 32 bits."""

    def __init__(self) -> None:
        self._numbers = [array("Q") for _ in range(_BUCKETS)]
        self._places = [array("I") for _ in range(_BUCKETS)]

    def add(self, numbers: Iterable[int], place: int) -> None:
        """Take the keys of a label."""
        for number in numbers:
            bucket = number >> _SHIFT
            self._numbers[bucket].append(number)
            self._places[bucket].append(place)

    def put(self, sections: Sections) -> None:
        """Write the sections; nothing can be added after."""
        numbers, places = array("Q"), array("I")
        for bucket in range(_BUCKETS):
            pairs = zip(self._numbers[bucket], self._places[bucket], strict=True)
            rows = sorted([number << 32 | place for number, place in pairs])
            numbers.extend([row >> 32 for row in rows])
            places.extend([row & _PLACE for row in rows])
            del self._numbers[bucket][:], self._places[bucket][:]
        sections.longs("search.key", numbers)
        sections.numbers("search.key.place", places)
