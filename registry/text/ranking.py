"""The one ranking function: how well a thing meets a query, from their words alone (docs/search.md, Ranking)."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final, NamedTuple

from registry.text.words import Analysis, Word

#: Groups of labels: preferred, permitted, discouraged.
GROUPS: Final = 3
_SHORTEST_BEGUN_PART: Final = 3


class Tier(StrEnum):
    """How a thing met the words of a search, best first."""

    LITERAL = "literal"
    EXACT = "exact"
    INFLECTED = "inflected"
    WORD = "word"
    STEM = "stem"
    PREFIX = "prefix"
    PART = "part"
    CONTEXT = "context"
    TEXT = "text"
    SOME = "some"


TIERS: Final = tuple(Tier)
#: Tiers of whole labels, of words in labels, and of the words that are anywhere.
WHOLE_TIERS: Final = TIERS[:3]
WORD_TIERS: Final = TIERS[3:7]


class LabelTokens(NamedTuple):
    """What the labels of one group and the better groups have: words with pieces, stems, parts and stems of parts,
    and their keys as a whole."""

    words: frozenset[str]
    stems: frozenset[str]
    parts: frozenset[str]
    literals: frozenset[str]
    keys: frozenset[str]
    stem_keys: frozenset[str]


class Tokens(NamedTuple):
    """What a thing is found by; `kind` is its place in the order of kinds."""

    groups: tuple[LabelTokens, LabelTokens, LabelTokens]
    context: frozenset[str]
    text: frozenset[str]
    active: bool
    kind: int


class Rank(NamedTuple):
    """Sorts the hits of a search, the least first; the static order of things decides where ranks are equal."""

    cls: int
    inactive: bool
    tier: int
    first: int
    second: int


def rank(query: Analysis, thing: Tokens) -> Rank | None:
    """The rank of a thing, or None where it is no full hit."""
    for tier, wanted in enumerate((query.literal, query.key, query.stems)):
        for group, labels in enumerate(thing.groups):
            if wanted and wanted in (labels.literals, labels.keys, labels.stem_keys)[tier]:
                return Rank(0, not thing.active, tier, thing.kind, group)
    for tier in range(len(WORD_TIERS)):
        for group, labels in enumerate(thing.groups):
            if query.words and all(_in_label(word, labels, tier) for word in query.words):
                return Rank(1, not thing.active, len(WHOLE_TIERS) + tier, group, 0)
    return _around(query.words, thing)


def _around(words: Iterable[Word], thing: Tokens) -> Rank | None:
    in_labels = [_in_label(word, thing.groups[-1], len(WORD_TIERS) - 1) for word in words]
    near = [found or word.stem in thing.context for word, found in zip(words, in_labels, strict=True)]
    if near and all(near) and any(in_labels):
        return Rank(1, not thing.active, TIERS.index(Tier.CONTEXT), 0, 0)
    said = [word.stem in thing.text for word in words]
    if said and all(map(max, near, said)) and (any(in_labels) or any(said)):
        return Rank(1, not thing.active, TIERS.index(Tier.TEXT), 0, 0)
    return None


def _in_label(word: Word, labels: LabelTokens, tier: int) -> bool:
    """Whether the labels have the word whole (0), by its stem (1), as a beginning (2) or as a part (3), or better."""
    if word.word in labels.words or (tier >= 1 and word.stem in labels.stems):
        return True
    if tier >= 2 and any(one.startswith(word.word) for one in labels.words):  # noqa: PLR2004
        return True
    return tier >= 3 and _has_part(word, labels)  # noqa: PLR2004


def _has_part(word: Word, labels: LabelTokens) -> bool:
    if word.word in labels.parts or word.stem in labels.parts:
        return True
    return len(word.word) >= _SHORTEST_BEGUN_PART and any(part.startswith(word.word) for part in labels.parts)
