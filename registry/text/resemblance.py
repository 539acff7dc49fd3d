"""When two terms look like the same word: keys that resembling terms share, and the comparison among those that do.

Both keys are computed from one term alone, so that terms are grouped in linear time; only terms that share the
coarse key are compared with each other.
"""

import re
import unicodedata

#: What a noun may end in without being another word, longest first; `-er` alone would make one
#: of mottak and mottaker.
_ENDINGS = {
    "ingene": "ing",
    "ingane": "ing",
    "inger": "ing",
    "ingar": "ing",
    "ene": "",
    "ane": "",
    "en": "",
    "et": "",
    "s": "",
}
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ð": "d", "þ": "th"})
_SHORTEST_STEM = 5
_SHORTEST_MISSPELT = 6


def term_key(term: str) -> str:
    """The same string for terms that differ only in case, hyphens, spaces, accents, æøå or an ending.

    >>> term_key("E-post") == term_key("epost"), term_key("Henvisninger") == term_key("henvisning")
    (True, True)
    """
    folded = term.casefold().replace("aa", "å").translate(_LETTERS)
    plain = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    return "".join(_stem(word) for word in _words(plain))


def _words(plain: str) -> list[str]:
    return re.sub(r"(?<=\w)[-‐‑–](?=\w)", "", plain.replace("oe", "o")).split() or [plain]


def _stem(word: str) -> str:
    word = re.sub(r"\W", "", word) or word
    for ending, left in _ENDINGS.items():
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word.removesuffix(ending) + left
    return word


def spelling_key(term: str) -> str:
    """A coarser key: the consonants of `term_key`, doubles as one, and its first letter; digits stay as they are.

    >>> spelling_key("resept") == spelling_key("ressept")
    True
    """
    key = term_key(term)
    return re.sub(r"(\D)\1+", r"\1", key[:1] + re.sub(r"[aeiouy]", "", key[1:]))


def resemble(one: str, other: str) -> bool:
    """Whether two terms with the same spelling key are one word written in two ways.

    They have the same `term_key`, or are long and one letter apart. The same letters in the same case are no
    resemblance but equality, and give False.

    >>> resemble("epikrise", "epikrise"), resemble("legemiddel", "legemidel"), resemble("lege", "lag")
    (False, True, False)
    """
    if one.casefold() == other.casefold():
        return False
    first, second = term_key(one), term_key(other)
    return first == second or (min(len(first), len(second)) >= _SHORTEST_MISSPELT and _one_letter_apart(first, second))


def _one_letter_apart(one: str, other: str) -> bool:
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    at = next((i for i, letter in enumerate(one) if letter != other[i]), len(one))
    return one[at + (len(one) == len(other)) :] == other[at + 1 :]
