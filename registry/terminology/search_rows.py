"""Gathers which thing has which word, and turns that into rows of postings; no files."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from pyroaring import BitMap

from registry.terminology.kind_words import KIND_WORDS
from registry.terminology.postings import union
from registry.terminology.search_layout import (
    FEW,
    GROUPS,
    NODE_PART,
    NODE_SLOTS,
    spelling_keys,
)
from registry.text.compounds import parts
from registry.text.stemming import stem
from registry.text.words import STOP_WORDS, index_words

_Sets = dict[str, list[BitMap | None]]
#: Letters of a word that others are split by, or respelt to.
SHORTEST_KNOWN = 3


class Numbering:
    """The numbers of things in the static order, and the order in which they came."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self.arrivals = array("I", sorted(range(len(keys)), key=keys.__getitem__))
        self.things = array("I", bytes(4 * len(keys)))
        for thing, arrival in enumerate(self.arrivals):
            self.things[arrival] = thing

    def bitmap(self, arrivals: Iterable[int]) -> BitMap:
        """Things by the order in which they came, as a set of their numbers."""
        things = self.things
        return BitMap(array("I", [things[arrival] for arrival in arrivals]))


def _arrays() -> "defaultdict[str, array[int]]":
    return defaultdict(lambda: array("I"))


class PostingRows:
    """Words of labels, texts and contexts; after `number`, the rows and what is derived from them."""

    def __init__(self) -> None:
        self._names = tuple(_arrays() for _ in range(GROUPS))
        self._codes = tuple(_arrays() for _ in range(GROUPS))
        self._texts = _arrays()
        self._contexts: defaultdict[tuple[str, ...], array[int]] = defaultdict(lambda: array("I"))

    def label(self, arrival: int, group: int, words: Iterable[str], *, is_code: bool) -> None:
        """Take the words of a label; those of a code have no stem."""
        arrays = (self._codes if is_code else self._names)[group]
        for word in words:
            arrays[word].append(arrival)

    def text(self, arrival: int, text: str) -> None:
        """Take the words of a definition or another text."""
        for word in set(index_words(text)):
            self._texts[word].append(arrival)

    def context(self, arrival: int, texts: tuple[str, ...]) -> None:
        """Take what stands around a thing; the first text may be the name of its kind."""
        self._contexts[texts].append(arrival)

    def number(self, numbering: Numbering) -> None:
        """Settle the numbers of things; nothing can be taken after."""
        self._numbering = numbering

    @cached_property
    def _name_sets(self) -> _Sets:
        return self._sets(self._names)

    @cached_property
    def _word_sets(self) -> _Sets:
        found = {**self._sets(self._codes)}
        for word, sets in self._name_sets.items():
            found[word] = _together([sets, found[word]]) if word in found else sets
        return found

    def _sets(self, groups: Iterable["defaultdict[str, array[int]]"]) -> _Sets:
        found: _Sets = {}
        for group, words in enumerate(groups):
            for word, arrivals in words.items():
                row = found.setdefault(word, [None, None, None])
                row[group] = self._numbering.bitmap(arrivals)
            words.clear()
        for sets in found.values():
            _accumulate(sets)
        return found

    @cached_property
    def _stem_sets(self) -> _Sets:
        found: dict[str, list[list[BitMap | None]]] = {}
        for word, sets in self._name_sets.items():
            found.setdefault(stem(word), []).append(sets)
        return {key: _together(rows) for key, rows in found.items()}

    @cached_property
    def _part_sets(self) -> _Sets:
        known = {word for word in (*self._word_sets, *self._text_words) if can_be_part(word)}
        found: dict[str, list[list[BitMap | None]]] = {}
        for word, sets in self._word_sets.items():
            if not word.isalpha():
                continue
            split = parts(word, known)
            for key in split | {stem(part) for part in split}:
                found.setdefault(key, []).append(sets)
        return {key: _together(rows) for key, rows in found.items()}

    def _by_stem(self, arrays: Iterable[tuple[str, "array[int]"]]) -> dict[str, BitMap]:
        found = _arrays()
        for word, arrivals in arrays:
            found[stem(word)].extend(arrivals)
        return {key: self._numbering.bitmap(arrivals) for key, arrivals in found.items()}

    @cached_property
    def _context_sets(self) -> dict[str, BitMap]:
        return self._by_stem(
            (word, arrivals) for texts, arrivals in self._contexts.items() for word in context_words(texts)
        )

    @cached_property
    def _text_sets(self) -> dict[str, BitMap]:
        return self._by_stem(self._texts.items())

    @property
    def _text_words(self) -> Iterable[str]:
        return self._texts

    def rows(self) -> tuple[list[str], Iterator[list[BitMap | None]]]:
        """Words, stems and parts of labels, sorted, and their rows."""
        kinds = (self._word_sets, self._stem_sets, self._part_sets)
        keys = sorted(set().union(*kinds), key=str.encode)
        none: list[BitMap | None] = [None] * GROUPS
        return keys, ([slot for sets in kinds for slot in (_apart(sets[key]) if key in sets else none)] for key in keys)

    def around(self) -> tuple[list[str], Iterator[list[BitMap | None]]]:
        """Stems of contexts and texts, sorted, and their rows."""
        keys = sorted(self._context_sets.keys() | self._text_sets.keys(), key=str.encode)
        return keys, ([self._context_sets.get(key), self._text_sets.get(key)] for key in keys)

    def nodes(self) -> tuple[list[str], Iterator[list[BitMap | None]]]:
        """The longest common beginnings of more than a few keys, sorted, and what is under each."""
        keys = sorted(self._word_sets.keys() | self._part_sets.keys(), key=str.encode)
        found: dict[str, list[BitMap | None]] = {}
        if keys:
            self._branch(keys, 0, len(keys), 0, found)
        found.pop("", None)
        ordered = sorted(found, key=str.encode)
        return ordered, (found[key] for key in ordered)

    def _branch(self, keys: list[str], start: int, end: int, depth: int, found: _Sets) -> list[BitMap | None]:
        if end - start <= FEW:
            return _together([self._leaf(key) for key in keys[start:end]], NODE_SLOTS)
        depth = _common(keys[start], keys[end - 1], depth)
        below = []
        while start < end and len(keys[start]) == depth:
            below.append(self._leaf(keys[start]))
            start += 1
        prefix = keys[end - 1][:depth]
        while start < end:
            following = _next_branch(keys, start, end, depth)
            below.append(self._branch(keys, start, following, depth + 1, found))
            start = following
        row = _together(below, NODE_SLOTS)
        if depth:
            found[prefix] = [*_apart(row[:NODE_PART]), *_apart(row[NODE_PART:])]
        return row

    def _leaf(self, key: str) -> list[BitMap | None]:
        none: list[BitMap | None] = [None] * GROUPS
        return [*self._word_sets.get(key, none), *self._part_sets.get(key, none)]

    def spelling(self) -> dict[str, list[str]]:
        """Words without digits by where they stand among those that they may be misspellings of."""
        found: dict[str, list[str]] = {}
        for word in sorted(self._word_sets):
            if word.isalpha() and len(word) >= SHORTEST_KNOWN:
                for key in spelling_keys(word, len(word)):
                    found.setdefault(key, []).append(word)
        return dict(sorted(found.items()))


def context_words(texts: tuple[str, ...]) -> set[str]:
    """The words of what stands around a thing; the name of a kind stands for what people call it."""
    return {word for text in texts for word in index_words(KIND_WORDS.get(text, text)) if word not in STOP_WORDS}


def can_be_part(word: str) -> bool:
    """Whether compounds may have the word as a part."""
    return len(word) >= SHORTEST_KNOWN and word.isalpha() and word not in STOP_WORDS


def _accumulate(sets: list[BitMap | None]) -> None:
    """Each group holds the groups before it."""
    for group in range(1, len(sets)):
        sets[group] = union(sets[group - 1 : group + 1]) if sets[group] else sets[group - 1]


def _apart(sets: Sequence[BitMap | None]) -> list[BitMap | None]:
    """A group that adds nothing to the one before it is left out."""
    return [None if group and _alike(one, sets[group - 1]) else one for group, one in enumerate(sets)]


def _alike(one: BitMap | None, other: BitMap | None) -> bool:
    return one is other or one == other


def _together(rows: list[list[BitMap | None]], width: int = GROUPS) -> list[BitMap | None]:
    """The rows as one; groups are mostly one and the same set, which is put together once."""
    if len(rows) == 1:
        return rows[0]
    found: list[BitMap | None] = []
    for slot in range(width):
        if slot and all(row[slot] is row[slot - 1] for row in rows):
            found.append(found[-1])
        else:
            found.append(union(row[slot] for row in rows))
    return found


def _common(one: str, other: str, depth: int) -> int:
    while depth < min(len(one), len(other)) and one[depth] == other[depth]:
        depth += 1
    return depth


def _next_branch(keys: list[str], start: int, end: int, depth: int) -> int:
    """Where the keys with the same letter at `depth` end."""
    low, high, letter = start, end, keys[start][depth]
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if keys[middle][depth] == letter else (low, middle)
    return low
