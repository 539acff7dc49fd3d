"""How text is folded so that case, accents and the spellings of æøå do not matter; no stemming (docs/search.md)."""

import re
import unicodedata

#: Letters that have no decomposition in Unicode (Norwegian, Sámi, and the German and Icelandic of names).
_LETTERS = str.maketrans({"æ": "a", "ø": "o", "đ": "d", "ð": "d", "ŧ": "t", "ŋ": "n", "þ": "th", "ł": "l", "œ": "o"})
#: Two letters that stand for one: ae and aa for æ and å, oe for ø.
_DOUBLED = re.compile("a[ae]+|oe+")


def fold(text: str) -> str:
    """The text in lower case without accents, with single blanks; æ, ä, ae, å, aa become a, and ø, ö, oe become o.

    >>> fold("  Sykehus\\u00a0ÅRDAL Čoahkkin"), fold("Legeerklæring") == fold("legeerklaering")
    ('sykehus ardal coahkkin', True)
    """
    lowered = text.lower() if text.isascii() else _plain(text)
    if "ae" in lowered or "aa" in lowered or "oe" in lowered:
        lowered = _DOUBLED.sub(_first, lowered)
    return " ".join(lowered.split())


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(char for char in decomposed if not unicodedata.combining(char)).casefold().translate(_LETTERS)


def _first(found: re.Match[str]) -> str:
    return found[0][0]
