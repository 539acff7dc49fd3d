"""Which things have a word, and how: the sets behind each tier of the ranking, from the postings of an index."""

from itertools import chain
from typing import Final

from pyroaring import BitMap

from registry.terminology.container import Container
from registry.terminology.postings import BitmapCache, Postings, Row, union
from registry.terminology.search_layout import (
    CONTEXT,
    GROUPS,
    NODE_PART,
    NODE_SLOTS,
    PART,
    SLOTS,
    STEM,
    TEXT,
    TEXT_SLOTS,
    WORD,
)
from registry.text.words import Word

_SHORTEST_BEGUN_PART: Final = 3
_EMPTY: Final = BitMap()


class WordSets:
    """The sets of one word of a query. `levels[tier][group]` lists the sets that together meet it in that tier."""

    __slots__ = ("_all", "_rows", "around", "part_of_label")

    def __init__(self, word: Row, stem: Row, begun: Row, around: Row, *, begun_parts: bool) -> None:
        self._rows = (
            ((word, WORD),),
            ((word, WORD), (stem, STEM)),
            ((word, WORD), (stem, STEM), (begun, WORD)),
            ((stem, STEM), (begun, WORD), (stem, PART), (begun, NODE_PART) if begun_parts else (word, PART)),
        )
        self.around = around
        self.part_of_label = self.level(3, GROUPS - 1) or _EMPTY
        self._all: BitMap | None = None

    def level(self, tier: int, group: int) -> BitMap | None:
        """The things whose labels of a group, or a better one, have the word in a tier or a better one."""
        if tier == 0:
            row, slot = self._rows[0][0]
            return _cumulative(row, slot, group)
        return union(_cumulative(row, slot, group) for row, slot in self._rows[tier])

    @property
    def said(self) -> BitMap:
        """The things that have it in a label or a text."""
        return union((self.part_of_label, self.around[TEXT])) or _EMPTY

    @property
    def near(self) -> BitMap:
        """The things that have it in a label or around them."""
        return union((self.part_of_label, self.around[CONTEXT])) or _EMPTY

    @property
    def all(self) -> BitMap:
        """The things that have it anywhere."""
        if self._all is None:
            self._all = union((self.part_of_label, *self.around)) or _EMPTY
        return self._all


def _cumulative(row: Row, slot: int, group: int) -> BitMap | None:
    for at in range(slot + group, slot - 1, -1):
        found = row[at]
        if found is not None:
            return found
    return None


class WordIndex:
    """The postings of an index, asked a word at a time."""

    def __init__(self, container: Container, cache: BitmapCache) -> None:
        self.words = Postings(container, "search.word", SLOTS, cache)
        self._begun = Postings(container, "search.prefix", NODE_SLOTS, cache)
        self._around = Postings(container, "search.around", TEXT_SLOTS, cache)

    def sets(self, word: Word) -> WordSets:
        """What has a word of a query."""
        row = self.words.row(word.word)
        stem = row if word.stem == word.word else self.words.row(word.stem)
        begun_parts = len(word.word) >= _SHORTEST_BEGUN_PART
        return WordSets(row, stem, self.begun(word.word), self._around.row(word.stem), begun_parts=begun_parts)

    def has_word(self, word: str) -> bool:
        """Whether a label has the word whole."""
        return any(self.words.row(word)[WORD : WORD + GROUPS])

    def frequency(self, word: str) -> int:
        """How many things have the word whole in a label."""
        return len(_cumulative(self.words.row(word), WORD, GROUPS - 1) or ())

    def begun(self, prefix: str) -> Row:
        """What has words, and parts, that begin so."""
        sought = prefix.encode()
        at, key = self._begun.keys.following(sought)
        if key.startswith(sought):
            return self._begun.at(at)
        start, end = self.words.keys.beginning(sought)
        rows = [self.words.at(at) for at in range(start, end)]
        if not rows:
            return self._begun.none
        slots = chain(range(WORD, WORD + GROUPS), range(PART, PART + GROUPS))
        starts = (WORD, WORD, WORD, PART, PART, PART)
        return tuple(
            union(_cumulative(row, start, slot - start) for row in rows)
            for slot, start in zip(slots, starts, strict=True)
        )
