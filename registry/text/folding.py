"""How a word is folded so that case, accents and æøå do not matter; no stemming."""

import unicodedata

#: Letters that have no decomposition in Unicode (Norwegian, Sámi, and the German and Icelandic of names).
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ŧ": "t", "ŋ": "n", "þ": "th", "ł": "l", "œ": "oe"})


def fold(text: str) -> str:
    """The text in lower case without accents, with single blanks.

    >>> fold("  Sykehus\\u00a0ÅRDAL Čoahkkin")
    'sykehus ardal coahkkin'
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return " ".join("".join(char for char in decomposed if not unicodedata.combining(char)).split())
