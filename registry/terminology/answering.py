"""Which codes and concepts of a version answer to a typed text: a sorted dictionary of words with sets of ordinals.

Sections: `answer` (postings of every word), `answer.short` (postings of short beginnings that many words have).
"""

from array import array
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Final

from pyroaring import BitMap, FrozenBitMap

from registry.terminology.container import Container, Sections
from registry.terminology.postings import BitmapCache, Lately, Postings, put_postings
from registry.terminology.text_match import words

_LONGEST_SHORT: Final = 3  # characters of a beginning that is kept ready
_FEW: Final = 32  # words that are put together when they are asked for
_MOST_KEPT: Final = 4_000_000  # bytes of sets that a version keeps in memory


class AnswersWriter:
    """Gathers members by the words of their terms and codes."""

    def __init__(self) -> None:
        self._found: dict[str, array[int]] = {}

    def add(self, ordinal: int, terms: Iterable[str]) -> None:
        """Take one member; ordinals come in rising order."""
        for word in dict.fromkeys(words(*terms)):
            row = self._found.get(word)
            if row is None:
                row = self._found[word] = array("I")
            row.append(ordinal)

    def put(self, sections: Sections) -> None:
        """Write the sections that `Answers` reads."""
        keys = sorted(self._found, key=str.encode)
        put_postings(sections, "answer", keys, ((BitMap(self._found[key]),) for key in keys))
        short = dict(sorted(self._short(keys), key=lambda row: row[0].encode()))
        put_postings(sections, "answer.short", list(short), ((members,) for members in short.values()))

    def _short(self, keys: list[str]) -> Iterator[tuple[str, BitMap]]:
        for length in range(1, _LONGEST_SHORT + 1):
            for begin, group in groupby((key for key in keys if len(key) >= length), itemgetter(slice(length))):
                own = list(group)
                if len(own) > _FEW:
                    yield begin, BitMap.union(*(BitMap(self._found[key]) for key in own))


class Answers:
    """Reads what `AnswersWriter` wrote."""

    def __init__(self, container: Container) -> None:
        self._cache: BitmapCache = Lately(_MOST_KEPT)
        self._all = Postings(container, "answer", 1, self._cache)
        self._short = Postings(container, "answer.short", 1, self._cache)

    def to(self, text: str) -> FrozenBitMap | None:
        """The members of which every word of a text begins a word; None where the text has none: all answer to it."""
        found: FrozenBitMap | None = None
        for word in words(text):
            own = self._beginning(word)
            found = own if found is None else found & own
            if not found:
                break
        return found

    def _beginning(self, word: str) -> FrozenBitMap:
        ready = self._short.row(word)[0] if len(word) <= _LONGEST_SHORT else None
        if ready is not None:
            return FrozenBitMap(ready)
        start, end = self._all.keys.beginning(word.encode())
        rows = [row for at in range(start, end) if (row := self._all.at(at)[0])]
        return FrozenBitMap.union(*map(FrozenBitMap, rows)) if rows else FrozenBitMap()
