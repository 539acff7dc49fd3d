"""How the text beside a code differs from what its list says: not at all, in case, in spelling, in meaning."""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final

from rapidfuzz.distance import OSA

_WORD: Final = re.compile(r"\w+")
#: How alike two texts must be for one to be the other misspelled.
_ALIKE: Final = 0.8
_SHORTEST_STEM: Final = 2


class Display(StrEnum):
    """How a text differs."""

    SAME = "same"
    CASE = "case"
    SPELLING = "spelling"
    SHORTENED = "shortened"
    OTHER = "other"


_ORDER: Final = tuple(Display)


def compare(found: str, displays: Iterable[str]) -> Display:
    """How a text differs from the nearest of the displays of a code.

    >>> compare("ja", ["Ja"])
    <Display.CASE: 'case'>
    >>> compare("HER-id", ["Identifikator fra Helsetjenesteenhetsregisteret (HER-id)"])
    <Display.SHORTENED: 'shortened'>
    """
    return min((_difference(found, each) for each in displays), key=_ORDER.index, default=Display.SAME)


def _difference(found: str, display: str) -> Display:
    one, other = " ".join(found.split()), " ".join(display.split())
    if one == other:
        return Display.SAME
    mine, theirs = words(one), words(other)
    if mine == theirs:
        return Display.CASE
    if _holds(theirs, mine) or _holds(mine, theirs):
        return Display.SHORTENED
    if OSA.normalized_similarity(" ".join(mine), " ".join(theirs)) >= _ALIKE:
        return Display.SPELLING
    return Display.OTHER


def words(said: str) -> tuple[str, ...]:
    """The words of a text, without regard to case and signs."""
    return tuple(_WORD.findall(said.casefold()))


def _holds(whole: Sequence[str], part: Sequence[str]) -> bool:
    """Whether every word of one text is, or begins, a word of the other, in the same order."""
    waiting = iter(whole)
    return bool(part) and all(any(_short_for(word, other) for other in waiting) for word in part)


def _short_for(word: str, other: str) -> bool:
    return word == other or (len(word) >= _SHORTEST_STEM and other.startswith(word))
