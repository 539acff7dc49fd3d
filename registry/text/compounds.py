"""The parts of compound words, found among the words of an index (docs/search.md, Parts)."""

from collections.abc import Collection, Iterator
from typing import Final

_SHORTEST_COMPOUND: Final = 8
_SHORTEST_TAIL: Final = 4
_SHORTEST_HEAD: Final = 3
_SHORTEST_REST: Final = 2
_SHORTEST_UNKNOWN: Final = 5
_SHORTEST_INFLECTED: Final = 5
#: What forms of nouns end in, bokmål and nynorsk.
_ENDINGS: Final = ("en", "et", "er", "ene", "ane", "ar", "a")


def parts(word: str, known: Collection[str]) -> frozenset[str]:
    """The words of `known` that a folded word is put together of, itself not among them.

    >>> sorted(parts("utskrivningsklar", {"utskrivning", "klar"}))
    ['klar', 'utskrivning']
    >>> sorted(parts("henvisning", {"vis"})), sorted(parts("ungdomspsykiatrien", {"psykiatri"}))
    ([], ['psykiatri'])
    >>> sorted(parts("henvisningen", {"henvisning", "ingen"}))
    []
    """
    return frozenset(_parts(_uninflected(word, known), known))


def _uninflected(word: str, known: Collection[str]) -> str:
    """The word without its ending where that is a known word: no part is made across an ending."""
    bare = (word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending))
    return next((form for form in bare if len(form) >= _SHORTEST_INFLECTED and form in known), word)


def _parts(word: str, known: Collection[str]) -> Iterator[str]:
    head, tail = _split(word, known)
    for part in (head, tail):
        if part:
            yield part
            yield from _parts(part, known)


def _split(word: str, known: Collection[str]) -> tuple[str, str]:
    """Head and tail, the longest tail first; the head is empty where it is no known word."""
    if len(word) < _SHORTEST_COMPOUND:
        return "", ""
    tails = [at for at in range(_SHORTEST_REST, len(word) - _SHORTEST_TAIL + 1) if word[at:] in known]
    for at in tails:
        for head in (word[:at], word[: at - 1] if word[at - 1] in "se" else ""):
            if len(head) >= _SHORTEST_HEAD and head in known:
                return head, word[at:]
    return (_rest(word[: tails[0]]), word[tails[0] :]) if tails else ("", _uninflected_tail(word, known))


def _rest(head: str) -> str:
    """What comes before a known tail, where it is long enough to be a word that nothing else has."""
    bare = head.removesuffix("s")
    return bare if len(bare) >= _SHORTEST_UNKNOWN else ""


def _uninflected_tail(word: str, known: Collection[str]) -> str:
    """The longest tail that is a known word with an ending: *psykiatrien* of *ungdomspsykiatrien*; else nothing."""
    bare = [word.removesuffix(ending) for ending in _ENDINGS if word.endswith(ending)]
    for at in range(_SHORTEST_REST, len(word) - _SHORTEST_TAIL):
        for form in bare:
            if len(form) - at >= _SHORTEST_INFLECTED and form[at:] in known:
                return form[at:]
    return ""
