"""The stem of a folded word: Whoosh's Norwegian Snowball stemmer and a table of endings, for all languages alike."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from whoosh.lang.snowball.norwegian import NorwegianStemmer


class Ending(NamedTuple):
    """An ending of Snowball's stem, what stands in its place, and how many letters must come before it."""

    ending: str
    instead: str
    before: int


#: What Snowball leaves: verbal nouns and participles (*henvisning, henvist*), a few irregular forms, what English adds.
ENDINGS: Final = (
    Ending("skrevn", "skriv", 0),
    Ending("skrev", "skriv", 0),
    Ending("middel", "midl", 0),
    Ending("gjing", "g", 3),
    Ending("ning", "", 3),
    Ending("lagt", "legg", 1),
    Ending("tatt", "tak", 2),
    Ending("tenn", "tann", 0),
    Ending("hend", "hand", 0),
    Ending("ing", "", 3),
    Ending("nr", "num", 3),
    Ending("ggj", "gg", 1),
    Ending("kt", "k", 5),
    Ending("st", "s", 5),
    Ending("lt", "l", 5),
    Ending("rt", "r", 5),
    Ending("ed", "", 5),
    Ending("sis", "s", 3),
    Ending("y", "i", 3),
)
#: What nynorsk and bokmål spell differently within words.
VARIANTS: Final = (("sjuk", "syk"), ("tenest", "tjenest"), ("sjølv", "selv"), ("sjolv", "selv"))
_SHORTEST: Final = 4
_DOUBLE: Final = re.compile(r"([bdfgklmnprst])\1$")
_SNOWBALL: Final = NorwegianStemmer()


@lru_cache(maxsize=65_536)
def form_stem(word: str) -> str:
    """What the inflected forms of a folded word have in common, and no other word: Snowball's stem, undoubled.

    >>> form_stem("henvisningene") == form_stem("henvisning"), form_stem("henviser") == form_stem("henvisning")
    (True, False)
    """
    return word if len(word) < _SHORTEST or not word.isalpha() else _DOUBLE.sub(r"\1", _snowball(word))


@lru_cache(maxsize=4096)  # form and stem of a word are asked for one after the other
def _snowball(word: str) -> str:
    found = str(_SNOWBALL.stem(word))  # type: ignore[no-untyped-call]  # whoosh types only some of its functions
    for one, other in VARIANTS:
        found = found.replace(one, other)
    return found


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """What the forms of a folded word have in common; the word itself where it has a digit or is very short.

    >>> {stem(form) for form in ("henvisning", "henvisningen", "henvist", "henviser")}
    {'henvis'}
    >>> stem("j44"), stem("epj")
    ('j44', 'epj')
    """
    if len(word) < _SHORTEST or not word.isalpha():
        return word
    found = _snowball(word)
    for ending, instead, before in ENDINGS:
        if found.endswith(ending) and len(found) - len(ending) >= before:
            found = found.removesuffix(ending) + instead
            break
    return _DOUBLE.sub(r"\1", found)
