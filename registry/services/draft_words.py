"""The words that the drafts' index has, and the parts of compounds among them; what has a word stands in `draft_sets`.

Which parts a compound has depends on all other words, so parts are no terms of the documents: they are found anew for
the compounds that a word that came or went may be a part of.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Final

from whoosh.reading import IndexReader

from registry.services.draft_index import leaves
from registry.terminology.search_entry import Label
from registry.terminology.search_layout import FIELD_LETTERS, GROUP_OF, GROUPS, spelling_keys
from registry.terminology.search_rows import SHORTEST_KNOWN, can_be_part
from registry.terminology.search_tokens import has_words
from registry.text.compounds import parts
from registry.text.stemming import stem
from registry.text.words import index_words

#: Words that came or went, beyond which all compounds are looked at.
_FEW: Final = 50
_FIELDS: Final = (*(f"word{group}" for group in range(GROUPS)), "said")


class Lexicon:
    """Keeps the words of the segments of an index, which never change, and what was taken out of them since."""

    def __init__(self) -> None:
        self._segments: dict[str, dict[str, Counter[str]]] = {}
        self._parts: dict[str, frozenset[str]] = {}
        self._known: frozenset[str] = frozenset()

    def words(self, reader: IndexReader) -> "Vocabulary":
        """The words that documents have now."""
        counts: dict[str, Counter[str]] = {field: Counter() for field in _FIELDS}
        names = {leaf: _name(leaf) for leaf, _ in leaves(reader)}
        self._segments = {name: self._segments.get(name) or _words(leaf) for leaf, name in names.items()}
        for leaf, name in names.items():
            for field in _FIELDS:
                counts[field].update(self._segments[name][field])
            for field, gone in _deleted(leaf).items():
                counts[field].subtract(gone)
        there = {field: {word for word, many in count.items() if many > 0} for field, count in counts.items()}
        labels = set[str]().union(*(there[field] for field in _FIELDS[:-1]))
        return Vocabulary(sorted(labels), self._with_parts(labels, labels | there["said"]))

    def _with_parts(self, labels: set[str], words: set[str]) -> dict[str, set[str]]:
        """The words of labels by the parts, and the stems of parts, that they have."""
        known = frozenset(filter(can_be_part, words))
        turned = known ^ self._known
        if len(turned) > _FEW:
            self._parts = {}
        for other in turned if self._parts else ():
            self._parts = {word: split for word, split in self._parts.items() if other not in word}
        self._known = known
        self._parts = {
            word: self._parts[word] if word in self._parts else parts(word, known) for word in labels if word.isalpha()
        }
        return _by_part(self._parts)


def _name(leaf: IndexReader) -> str:
    segment = leaf.segment()
    assert segment is not None  # noqa: S101 -- what `leaves` gives has one
    return str(segment.segment_id())  # type: ignore[no-untyped-call]  # whoosh types only some of its functions


def _by_part(split: dict[str, frozenset[str]]) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for word, some in split.items():
        for part in some:
            found[part].add(word)
            found[stem(part)].add(word)
    return dict(found)


def _words(leaf: IndexReader) -> dict[str, Counter[str]]:
    """How many documents of a segment have each word, with those that have been deleted."""
    return {field: Counter(dict(_frequencies(leaf, field))) for field in _FIELDS}


def _frequencies(leaf: IndexReader, field: str) -> Iterator[tuple[str, int]]:
    for term, told in leaf.iter_field(field):
        yield bytes(term).decode(), int(told.doc_frequency())


def _deleted(leaf: IndexReader) -> dict[str, Counter[str]]:
    """How many of the deleted documents of a segment had each word."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    numbers: Iterable[int] = leaf.deleted_docs_set if leaf.has_deletions() else ()  # type: ignore[attr-defined]
    for number in numbers:
        stored = leaf.stored_fields(number)
        for field, words in _stored_words(stored).items():
            found[field].update(words)
    return found


def _stored_words(stored: dict[str, str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for name in ("labels", "texts"):
        for line in filter(None, stored.get(name, "").split("\n")):
            head, text, *_ = line.split("\t")
            label = Label(FIELD_LETTERS[head[0]], text, head[1:])
            if name == "texts":
                found["said"].update(index_words(text))
            elif has_words(label):
                found[f"word{GROUP_OF[head[0]]}"].update(index_words(text))
    return found


class Vocabulary:
    """The words of labels, sorted, and those of them that have a part."""

    def __init__(self, words: Sequence[str], by_part: dict[str, set[str]]) -> None:
        self.words = words
        self._by_part = by_part

    def with_part(self, part: str) -> Iterable[str]:
        """The words that have a part, or one with that stem."""
        return self._by_part.get(part, ())

    def beginning(self, prefix: str) -> Iterator[str]:
        """The words that begin so."""
        yield from _beginning(self.words, prefix)

    def parts_beginning(self, prefix: str) -> Iterator[str]:
        """The parts that begin so."""
        yield from _beginning(self._parts, prefix)

    @cached_property
    def _parts(self) -> list[str]:
        return sorted(self._by_part)

    def spelt(self, key: str) -> Sequence[str]:
        """The words under one of the `spelling_keys`."""
        return self._spelt.get(key, ())

    @cached_property
    def _spelt(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for word in self.words:
            if word.isalpha() and len(word) >= SHORTEST_KNOWN:
                for key in spelling_keys(word, len(word)):
                    found.setdefault(key, []).append(word)
        return found


def _beginning(words: Sequence[str], prefix: str) -> Iterator[str]:
    at = bisect_left(words, prefix)
    while at < len(words) and words[at].startswith(prefix):
        yield words[at]
        at += 1
