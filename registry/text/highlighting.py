"""Where in a text the words of a query stand, in the text's own spelling; no HTML."""

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from registry.text.folding import fold
from registry.text.stemming import stem
from registry.text.words import Word, pieces_of, word_of

Range = tuple[int, int]

#: What a word counts that is in a text whole, as a beginning, or inside another.
_WHOLE, _FORM, _INSIDE = 4, 3, 1
#: A word found inside another is marked from this length.
_SHORTEST_INSIDE: Final = 3
_CHUNK: Final = re.compile(r"[^\W_]+(?:[-‐‑–.'’_·][^\W_]+)*")


class Sought(NamedTuple):
    """A word of a query as it is looked for in folded texts: as it is, its stem, at the beginning of a word, whole."""

    word: str
    stem: str
    begun: str
    whole: str


def sought(words: Iterable[Word]) -> tuple[Sought, ...]:
    """The words of a query, to be looked for in many texts."""
    return tuple(Sought(word, stem, f" {word}", f" {word} ") for word, stem in words)


def score(folded: str, words: Iterable[Sought]) -> int:
    """How well a folded text has the words by a quick look, more is better: to choose among texts before marking one.

    >>> words = sought([Word("henvisning", "henvis")])
    >>> score("ny henvisning", words) > score("tilvising", words)
    True
    """
    padded, found = f" {folded} ", 0
    for word, stem_, begun, whole in words:
        if begun in padded:
            found += _WHOLE if whole in padded else _FORM
        elif word in folded or stem_ in folded:
            found += _INSIDE
    return found


def mark(text: str, folded: str, words: Sequence[Sought]) -> tuple[Range, ...]:
    """The ranges of characters that met the words: as typed, else the whole word of which it is a form.

    >>> mark("Henvisning til lege", "henvisning til lege", sought([Word("henvist", "henvis")]))
    ((0, 10),)
    """
    same = len(folded) == len(text)
    found = [(_find(folded, word.word) if same else None) or _find_form(text, folded, word) for word in words]
    return _tidy([one for one in found if one])


def _find(folded: str, word: str) -> Range | None:
    """The word where it begins a word of the text; else anywhere, if it is long enough to mean something there."""
    at = inside = folded.find(word)
    while at > 0 and folded[at - 1].isalnum():
        at = folded.find(word, at + 1)
    if at >= 0:
        return at, at + len(word)
    return (inside, inside + len(word)) if inside >= 0 and len(word) >= _SHORTEST_INSIDE else None


def _find_form(text: str, folded: str, word: Sought) -> Range | None:
    """The first word of the text with the same stem, or that the word begins, or that has the stem in it."""
    inside: Range | None = None
    if word.stem[:2] not in folded:
        return None
    same = len(folded) == len(text)
    for found in _CHUNK.finditer(folded if same else text):
        chunk = found[0] if same else fold(found[0])
        one = word_of(chunk)
        if one.startswith(word.word) or stem(one) == word.stem:
            return found.span()
        if any(stem(piece) == word.stem for piece in pieces_of(chunk)):
            return found.span()
        if inside is None and len(word.stem) >= _SHORTEST_INSIDE and word.stem in one:
            inside = found.span()
    return inside


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
