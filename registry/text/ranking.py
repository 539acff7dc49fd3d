"""The one ranking function: how well a thing meets a query, from their words alone (docs/search.md, Ranking)."""

from enum import IntEnum, StrEnum
from typing import Final, NamedTuple

from registry.text.words import HINTS, Analysis, Word

#: Groups of labels: preferred, permitted, discouraged.
GROUPS: Final = 3
_SHORTEST_BEGUN_PART: Final = 3
#: The family of the elements of models.
_ELEMENT: Final = 2


class Tier(StrEnum):
    """How a thing met the words of a search, best first."""

    LITERAL = "literal"
    EXACT = "exact"
    INFLECTED = "inflected"
    RELATED = "related"
    WORD = "word"
    STEM = "stem"
    PREFIX = "prefix"
    PART = "part"
    CONTEXT = "context"
    COVERED = "covered"
    TEXT = "text"
    SOME = "some"


TIERS: Final = tuple(Tier)
#: Tiers of whole labels, of words in labels, and of the words that are anywhere.
WHOLE_TIERS: Final = TIERS[:4]
WORD_TIERS: Final = TIERS[4:8]


class LabelTokens(NamedTuple):
    """What the labels of one group and the better groups have: words with pieces, stems, parts and stems of parts,
    and for each kind of key (`registry.text.words.whole_keys`) those of whole labels."""

    words: frozenset[str]
    stems: frozenset[str]
    parts: frozenset[str]
    keys: tuple[frozenset[str], ...]


class Tokens(NamedTuple):
    """What a thing is found by. `place` is that of its kind in the order of kinds; `family` is 0 for what stands for
    itself, 1 for codes, 2 for elements of models."""

    groups: tuple[LabelTokens, LabelTokens, LabelTokens]
    context: frozenset[str]
    text: frozenset[str]
    active: bool
    kind: str
    place: int
    family: int


class Step(IntEnum):
    """The large steps of the ranking."""

    TYPED = 0
    WHOLE = 1
    WORDS = 2
    WHOLE_ELEMENT = 3
    WORDS_OF_ELEMENT = 4
    TEXT = 5


class Rank(NamedTuple):
    """Sorts the hits of a search, the least first; the static order of things decides where ranks are equal."""

    unhinted: bool
    step: Step
    inactive: bool
    family: int
    discouraged: bool
    tier: int
    place: int
    group: int


def rank(query: Analysis, thing: Tokens) -> Rank | None:
    """The rank of a thing, or None where it is no full hit."""
    ranks = [_whole(query, thing, typed=True), _whole(query, thing, typed=False)]
    whole = min((one for one in ranks if one), default=None)
    return whole or _words(query, thing) or _around(query, thing)


def _whole(query: Analysis, thing: Tokens, *, typed: bool) -> Rank | None:
    """By a label that is the whole query as it was typed, or without the words that name a kind."""
    unhinted = is_unhinted(query, thing)
    step = Step.WHOLE_ELEMENT if thing.family == _ELEMENT else Step.TYPED if typed else Step.WHOLE
    for tier, key in enumerate((query.keys if typed else query.named) or ()):
        for group, labels in enumerate(thing.groups):
            if key and key in labels.keys[tier]:
                first = unhinted and step is not Step.TYPED
                family = thing.family if tier else 0
                return Rank(first, step, not thing.active, family, group == GROUPS - 1, tier, thing.place, group)
    return None


def _words(query: Analysis, thing: Tokens) -> Rank | None:
    for tier in range(len(WORD_TIERS)):
        for group, labels in enumerate(thing.groups):
            if query.words and all(_in_label(word, labels, tier) for word in query.words):
                return _partly(query, thing, len(WHOLE_TIERS) + tier, 0, group)
    return None


def _partly(query: Analysis, thing: Tokens, tier: int, place: int, group: int) -> Rank:
    step = Step.WORDS_OF_ELEMENT if thing.family == _ELEMENT else Step.WORDS
    if tier == TIERS.index(Tier.TEXT):
        step = Step.TEXT
    return Rank(is_unhinted(query, thing), step, not thing.active, 0, False, tier, place, group)


def is_unhinted(query: Analysis, thing: Tokens) -> bool:
    """Whether the query says what kind of thing is looked for, and this is none to use."""
    return bool(query.hints) and not (thing.active and thing.kind in hinted_kinds(query))


def hinted_kinds(query: Analysis) -> frozenset[str]:
    """The kinds of thing that the query names."""
    return frozenset(HINTS[word] for word in query.hints)


def _around(query: Analysis, thing: Tokens) -> Rank | None:
    in_labels = [_in_label(word, thing.groups[-1], len(WORD_TIERS) - 1) for word in query.words]
    near = [found or word.stem in thing.context for word, found in zip(query.words, in_labels, strict=True)]
    if near and all(near) and any(in_labels):
        return _partly(query, thing, TIERS.index(Tier.CONTEXT), 0, 0)
    said = [word.stem in thing.text for word in query.words]
    if said and all(map(max, near, said)) and (any(in_labels) or any(said)):
        return _partly(query, thing, TIERS.index(Tier.TEXT), in_labels.count(False), 0)
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
