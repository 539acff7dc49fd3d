"""Reads a query otherwise where nothing has all its words: joined words apart, compounds split, misspellings mended."""

from collections.abc import Iterator, Sequence
from typing import Final

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from registry.terminology.search_layout import spelling_keys
from registry.terminology.search_query import Correction
from registry.terminology.search_sets import WordSets
from registry.terminology.search_source import SearchSource
from registry.text.words import Analysis, analyse, chunks, pieces_of, word_of

_SHORTEST_SPLIT: Final = 6
_SHORTEST_HALF: Final = 3
_SHORTEST_RESPELT: Final = 5
_TWO_FAULTS_FROM: Final = 6
_SHORTEST_BEGINNING: Final = 3


class Rereading:
    """What else a word may have meant, by the words that the index has."""

    def __init__(self, source: SearchSource) -> None:
        self._spelt = source.spelt
        self._words = source.words

    def corrections(self, text: str, query: Analysis, words: Sequence[WordSets]) -> tuple[Correction, ...]:
        """What to put in the place of the words that no label has (docs/search.md, Query)."""
        joined = {word_of(chunk): " ".join(pieces_of(chunk)) for chunk in chunks(text) if not chunk.isalnum()}
        found = []
        for word, sets in zip(query.words, words, strict=True):
            used = joined.get(word.word) or ("" if sets.is_in_labels else self._split(word.word))
            used = used or ("" if sets.is_anywhere else self._respelt(word.word))
            if used:
                found.append(Correction(word.word, used))
        return tuple(found)

    def corrected(self, text: str, corrections: Sequence[Correction]) -> Analysis:
        """The query with other words in their place."""
        instead = {row.typed: row.used for row in corrections}
        words = (word_of(chunk) for chunk in chunks(text))
        return analyse(" ".join(instead.get(word, word) for word in words))

    def nearest(self, query: Analysis) -> str:
        """The longest beginning of the longest word that the index has, at least three letters; else nothing."""
        for word in sorted((word.word for word in query.words), key=len, reverse=True):
            for length in range(len(word), _SHORTEST_BEGINNING - 1, -1):
                if any(self._words.begun(word[:length])):
                    return word[:length]
        return ""

    def _split(self, word: str) -> str:
        if len(word) < _SHORTEST_SPLIT or not word.isalpha():
            return ""
        return next((f"{one} {other}" for one, other in _halves(word) if self._both(one, other)), "")

    def _both(self, one: str, other: str) -> bool:
        return self._words.has_word(one) and self._words.has_word(other)

    def _respelt(self, word: str) -> str:
        if len(word) < _SHORTEST_RESPELT or not word.isalpha():
            return ""
        most = 2 if len(word) >= _TWO_FAULTS_FROM else 1
        candidates = sorted(set(self._candidates(word, most)))
        if not candidates:
            return ""
        least = candidates[0][0]
        return min((-self._words.frequency(other), other) for faults, other in candidates if faults == least)[1]

    def _candidates(self, word: str, most: int) -> Iterator[tuple[int, str]]:
        for length in range(len(word) - most, len(word) + most + 1):
            for key in spelling_keys(word, length):
                found = extract(word, self._spelt(key), scorer=OSA.distance, score_cutoff=most, limit=None)
                yield from ((int(faults), other) for other, faults, _ in found)


def _halves(word: str) -> Iterator[tuple[str, str]]:
    """The ways to split a word, the longest second half first, with and without an s between."""
    for at in range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1):
        yield word[:at], word[at:]
        if word[at - 1] == "s" and at - 1 >= _SHORTEST_HALF:
            yield word[: at - 1], word[at:]
