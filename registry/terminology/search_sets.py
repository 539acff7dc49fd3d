"""Which things have a word, and how: the sets behind each tier of the ranking, from the postings of an index."""

from collections.abc import Iterable
from itertools import chain
from typing import Final

from pyroaring import BitMap

from registry.terminology.container import Container
from registry.terminology.postings import BitmapCache, Lately, Postings, Row, union
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
#: What the sets of a word take up in memory: bytes at least, and for each thing in each.
_OVERHEAD: Final = 3_000
_EACH: Final = 6


class WordSets:
    """The sets of one word of a query, each as it lies in the index; they are put together only where few are left.

    A source is three sets, one for each group of labels, of which a later one holds the earlier; None stands for the
    set before it. `around` are the sets of contexts and texts. What a word meets in a tier is met in all sources until
    that tier.
    """

    __slots__ = ("_all", "_in_labels", "_last", "_said", "_sources", "around", "weight")

    def __init__(self, word: Row, stem: Row, begun: Row, around: Row, *, begun_parts: bool) -> None:
        at = NODE_PART if begun_parts else PART
        part = (begun if begun_parts else word)[at : at + GROUPS]
        self._sources = (
            (word[WORD : WORD + GROUPS],),
            (stem[STEM : STEM + GROUPS],),
            (begun[WORD : WORD + GROUPS],),
            (stem[PART : PART + GROUPS], part),
        )
        self.around = around
        self._last = _last(source for sources in self._sources for source in sources)
        self.weight = sum(map(len, self._last)) + sum(len(one) for one in around if one)
        self._in_labels: BitMap | None = None
        self._said: BitMap | None = None
        self._all: BitMap | None = None

    def has_more(self, tier: int, group: int) -> bool:
        """Whether a tier holds more in labels of a group than in those of better groups, or than the tier before it."""
        until = self._sources[: tier + 1] if group else self._sources[tier : tier + 1]
        return any(source[group] is not None for sources in until for source in sources)

    def met(self, tier: int, group: int, among: BitMap) -> BitMap:
        """Those among some that have the word in labels of a group, or a better one, in a tier, or a better one."""
        sources = (source for sources in self._sources[: tier + 1] for source in sources)
        return _among(among, [one for source in sources if (one := _cumulative(source, 0, group))])

    def in_labels(self, among: BitMap) -> BitMap:
        """Those among some that have it in any label, in any tier."""
        return _among(among, self._last) if self._in_labels is None else among & self._in_labels

    def near(self, among: BitMap) -> BitMap:
        """Those among some that have it in a label or around them."""
        return _among(among, self._with(CONTEXT))

    def said_by(self, among: BitMap) -> BitMap:
        """Those among some that have it in a label or a text."""
        return _among(among, self._with(TEXT))

    def anywhere(self, among: BitMap) -> BitMap:
        """Those among some that have it anywhere."""
        return _among(among, self._with(TEXT, CONTEXT)) if self._all is None else among & self._all

    def _with(self, *places: int) -> list[BitMap]:
        return [*self._last, *(one for place in places if (one := self.around[place]))]

    @property
    def is_in_labels(self) -> bool:
        """Whether any label has the word."""
        return bool(self._last)

    @property
    def is_anywhere(self) -> bool:
        """Whether anything has the word."""
        return self.weight > 0

    @property
    def part_of_label(self) -> BitMap:
        """The things that have it in any label, in any tier."""
        if self._in_labels is None:
            self._in_labels = union(self._last) or _EMPTY
        return self._in_labels

    @property
    def said(self) -> BitMap:
        """The things that have it in a label or a text."""
        if self._said is None:
            self._said = union(self._with(TEXT)) or _EMPTY
        return self._said

    @property
    def all(self) -> BitMap:
        """The things that have it anywhere."""
        if self._all is None:
            self._all = union(self._with(TEXT, CONTEXT)) or _EMPTY
        return self._all


def _last(sources: Iterable[Row]) -> list[BitMap]:
    """The largest set of each source; those that are one and the same once."""
    found: list[BitMap] = []
    for source in sources:
        one = _cumulative(source, 0, GROUPS - 1)
        if one is not None and not any(one is other for other in found):
            found.append(one)
    return found


def _among(some: BitMap, sets: list[BitMap]) -> BitMap:
    """Those of some that are in any of the sets: quick where they are few, however large the sets are."""
    if not sets:
        return _EMPTY
    found = some & sets[0]
    for one in sets[1:]:
        found |= some & one
    return found


def _cumulative(row: Row, slot: int, group: int) -> BitMap | None:
    for at in range(slot + group, slot - 1, -1):
        found = row[at]
        if found is not None:
            return found
    return None


class WordIndex:
    """The postings of an index, asked a word at a time."""

    def __init__(self, container: Container, cached: int) -> None:
        self._lately: Lately[Word, WordSets] = Lately(cached * 3 // 4)
        cache = BitmapCache(cached // 4)
        self.words = Postings(container, "search.word", SLOTS, cache)
        self._begun = Postings(container, "search.prefix", NODE_SLOTS, cache)
        self._around = Postings(container, "search.around", TEXT_SLOTS, cache)

    def sets(self, word: Word) -> WordSets:
        """What has a word of a query."""
        found = self._lately.get(word)
        if found is None:
            found = self._sets(word)
            self._lately.keep(word, found, _OVERHEAD + _EACH * found.weight)
        return found

    def _sets(self, word: Word) -> WordSets:
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
