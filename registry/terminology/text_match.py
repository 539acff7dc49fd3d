"""Whether a text that is typed finds a term: every word of it begins a word of the term, folded as everywhere."""

import re

from registry.text.folding import fold

_WORD = re.compile(r"\w+")


def words(*texts: str) -> tuple[str, ...]:
    """The words of texts, folded.

    >>> words("Data-exchange 1", "Årdal")
    ('data', 'exchange', '1', 'ardal')
    """
    return tuple(_WORD.findall(fold(" ".join(texts))))


def matches(asked: tuple[str, ...], found: tuple[str, ...]) -> bool:
    """Whether every word asked for begins one of those found."""
    return all(any(word.startswith(begin) for word in found) for begin in asked)
