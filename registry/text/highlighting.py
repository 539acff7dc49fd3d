"""Where in a text the words of a query stand, in the text's own spelling; no HTML."""

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from registry.text.folding import fold
from registry.text.stemming import stem
from registry.text.words import Word, pieces_of, word_of

Range = tuple[int, int]

_CHUNK: Final = re.compile(r"[^\W_]+(?:[-‐‑–.'’_·][^\W_]+)*")


class Marked(NamedTuple):
    """How well a text has the words, more is better, and where."""

    score: int
    ranges: tuple[Range, ...]


_WHOLE, _FORM, _INSIDE = 4, 3, 1


def mark(text: str, words: Sequence[Word]) -> Marked:
    """The ranges of characters that met the words: as typed, else the whole word of which it is a form.

    >>> mark("Henvisning til lege", (Word("henvist", "henvis"),)).ranges
    ((0, 10),)
    """
    folded = fold(text)
    if len(folded) != len(text):
        return _by_chunks(text, words)
    score, ranges = 0, []
    for word in words:
        found = _find(folded, word)
        if found is None:
            found = _find_form(folded, word)
        if found:
            score += found[0]
            ranges.append(found[1])
    return Marked(score, _tidy(ranges))


def _find(folded: str, word: Word) -> tuple[int, Range] | None:
    """The word where it begins a word of the text; else anywhere, if it is long enough to mean something there."""
    at = inside = folded.find(word.word)
    while at > 0 and folded[at - 1].isalnum():
        at = folded.find(word.word, at + 1)
    if at >= 0:
        end = at + len(word.word)
        return (_WHOLE, (at, end)) if end == len(folded) or not folded[end].isalnum() else (_FORM, (at, end))
    if inside >= 0 and len(word.word) > 2:  # noqa: PLR2004
        return _INSIDE, (inside, inside + len(word.word))
    return None


def _find_form(text: str, word: Word) -> tuple[int, Range] | None:
    """The first word of the text with the same stem, or that the word begins, or that has the stem in it."""
    inside: tuple[int, Range] | None = None
    for found in _CHUNK.finditer(text):
        chunk = fold(found[0])
        one = word_of(chunk)
        if one.startswith(word.word) or stem(one) == word.stem:
            return _FORM, found.span()
        if any(stem(piece) == word.stem for piece in pieces_of(chunk)):
            return _FORM, found.span()
        if inside is None and len(word.stem) > 2 and word.stem in one:  # noqa: PLR2004
            inside = _INSIDE, found.span()
    return inside


def _by_chunks(text: str, words: Iterable[Word]) -> Marked:
    found = [one for word in words if (one := _find_form(text, word))]
    return Marked(sum(score for score, _ in found), _tidy([one for _, one in found]))


def _tidy(ranges: list[Range]) -> tuple[Range, ...]:
    """Rising, and put together where they overlap or touch."""
    if len(ranges) < 2:  # noqa: PLR2004
        return tuple(ranges)
    tidy: list[Range] = []
    for start, end in sorted(ranges):
        if tidy and start <= tidy[-1][1]:
            tidy[-1] = tidy[-1][0], max(end, tidy[-1][1])
        else:
            tidy.append((start, end))
    return tuple(tidy)
