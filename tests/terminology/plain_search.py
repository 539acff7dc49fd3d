"""Searches by reading everything: the ranking function and the rules of docs/search.md over a list of things."""

from collections import Counter
from typing import NamedTuple

from rapidfuzz.distance import OSA

from registry.terminology.kind_words import KIND_WORDS
from registry.terminology.search_entry import FAMILIES, KIND_ORDER, Entry, Label
from registry.terminology.search_query import Field
from registry.text.compounds import parts
from registry.text.ranking import LabelTokens, Rank, Step, Tokens, hinted_kinds, rank
from registry.text.stemming import stem
from registry.text.words import (
    STOP_WORDS,
    Analysis,
    Word,
    analyse,
    chunks,
    index_words,
    pieces_of,
    run_keys,
    whole_keys,
    word_of,
)

_NO_KEYS = ("", "", "", "")


class Thing(NamedTuple):
    """A thing, and what it is found by."""

    entry: Entry
    tokens: Tokens


def scan(entries: list[Entry], text: str) -> list[tuple[Rank, str]]:
    """Every full hit by the ranking function alone, best first."""
    return _full(things(entries), analyse(text))


def _full(among: list[Thing], query: Analysis) -> list[tuple[Rank, str]]:
    ranked = [(found, at, one.entry.iri) for at, one in enumerate(among) if (found := rank(query, one.tokens))]
    return [(found, iri) for found, _, iri in sorted(ranked)]


def things(entries: list[Entry]) -> list[Thing]:
    """The things in the static order."""
    words = {word for one in entries for row in one.labels for word in index_words(row.text)}
    words |= {word for one in entries for row in one.texts for word in index_words(row.text)}
    known = {word for word in words if word.isalpha() and len(word) >= 3 and word not in STOP_WORDS}
    return [Thing(one, tokens(one, known)) for one in sorted(entries, key=lambda one: static_order(one, entries))]


def static_order(one: Entry, entries: list[Entry]):
    size = sum(other.object == one.object for other in entries)
    return not one.active, KIND_ORDER.index(one.kind), one.length, -size, one.notation, one.iri


def tokens(one: Entry, known: set[str]) -> Tokens:
    groups = ({Field.PREFERRED, Field.CODE}, {Field.PERMITTED}, {Field.DISCOURAGED})
    within = [groups[0], groups[0] | groups[1], groups[0] | groups[1] | groups[2]]
    place = KIND_ORDER.index(one.kind)
    return Tokens(
        groups=tuple(
            label_tokens([row for row in one.labels if row.field in fields], known, of_code=one.kind == "code")
            for fields in within
        ),
        context=frozenset(stem(word) for word in index_words(KIND_WORDS[one.kind]) if word not in STOP_WORDS),
        text=frozenset(stem(word) for row in one.texts for word in index_words(row.text)),
        active=one.active,
        kind=str(one.kind),
        place=place,
        family=FAMILIES[place],
    )


def keys_of(row: Label, *, of_code: bool) -> range:
    """A code has no other forms, and only its notation is met to the letter."""
    return range(int(of_code), 4) if row.lang else range(2)


def label_tokens(rows: list[Label], known: set[str], *, of_code: bool) -> LabelTokens:
    words = {word for row in rows for word in index_words(row.text)}
    split = {part for word in words if word.isalpha() for part in parts(word, known)}
    keys = tuple(
        frozenset(whole_keys(row.text)[at] for row in rows if at in keys_of(row, of_code=of_code)) - {""}
        for at in range(4)
    )
    names = {word for row in rows if row.lang for word in index_words(row.text)}
    return LabelTokens(frozenset(words), frozenset(map(stem, names)), frozenset(split | set(map(stem, split))), keys)


# -- where no thing has all the words in its labels ------------------------------------------------------------------


class Plain(NamedTuple):
    """What a search finds: IRIs in order, what was read otherwise, and whether something has all the words."""

    iris: list[str]
    corrections: list[tuple[str, str]]
    complete: bool


def search(entries: list[Entry], text: str) -> Plain:
    """The whole of a search without filters."""
    among, query = things(entries), analyse(text)
    full, corrections = _full(among, query), []
    if not _is_named(full) and query.words:
        corrections = _corrections(among, query, text)
        instead = dict(corrections)
        other = analyse(" ".join(instead.get(word_of(chunk), word_of(chunk)) for chunk in chunks(text)))
        again = _full(among, other) if corrections else []
        if corrections and (_is_named(again) or not full):
            query, full = other, again
        else:
            corrections = []
    return Plain(_ordered(among, query, full), corrections, bool(full))


def _is_named(full: list[tuple[Rank, str]]) -> bool:
    return any(found.step is not Step.TEXT for found, _ in full)


def _corrections(among: list[Thing], query: Analysis, text: str) -> list[tuple[str, str]]:
    joined = {word_of(chunk): " ".join(pieces_of(chunk)) for chunk in chunks(text) if pieces_of(chunk)}
    words = Counter(word for one in among for word in one.tokens.groups[2].words)
    found = []
    for word in query.words:
        used = joined.get(word.word, "")
        if not used and not any(_in_labels(word, one) for one in among):
            used = _split(word.word, words)
        if not used and not any(_is_said(word, one) or word.stem in one.tokens.context for one in among):
            used = _respelt(word.word, words)
        if used:
            found.append((word.word, used))
    return found


def _split(word: str, words: Counter[str]) -> str:
    if len(word) < 6 or not word.isalpha():
        return ""
    ways = [(word[:at], word[at:]) for at in range(3, len(word) - 2)]
    ways += [(one[:-1], other) for one, other in ways if one.endswith("s")]
    known = [way for way in ways if way[0] in words and way[1] in words and len(way[0]) >= 3]
    return " ".join(max(known, key=lambda way: (len(way[1]), len(way[0])), default=()))


def _respelt(word: str, words: Counter[str]) -> str:
    if len(word) < 5 or not word.isalpha():
        return ""
    near = [
        (OSA.distance(word, other), -many, other)
        for other, many in words.items()
        if other.isalpha() and len(other) >= 3 and (other[:2] == word[:2] or other[-2:] == word[-2:])
    ]
    return min((row for row in near if row[0] <= (2 if len(word) >= 6 else 1)), default=(0, 0, ""))[2]


def _in_labels(word: Word, one: Thing) -> bool:
    found = rank(Analysis((word,), _NO_KEYS), one.tokens)
    return found is not None and found.step is not Step.TEXT


def _is_said(word: Word, one: Thing) -> bool:
    return rank(Analysis((word,), _NO_KEYS), one.tokens) is not None


def _ordered(among: list[Thing], query: Analysis, full: list[tuple[Rank, str]]) -> list[str]:
    first = [iri for _, iri in full]
    if _is_named(full):
        return first
    places = {one.entry.iri: at for at, one in enumerate(among)}
    rows = [(places[iri], (0, not among[places[iri]].tokens.active, found.place)) for found, iri in full]
    for step, key_of in ((1, _covered), (2, _some)):
        taken = {at for at, _ in rows}
        if step == 1 or not full:
            keys = [(at, key_of(query, one)) for at, one in enumerate(among) if at not in taken]
            rows += [(at, (step, *key)) for at, key in keys if key is not None]
    return [among[at].entry.iri for _, _, at in sorted((_is_unhinted(query, among[at]), key, at) for at, key in rows)]


def _is_unhinted(query: Analysis, one: Thing) -> bool:
    return bool(query.hints) and not (one.tokens.active and one.tokens.kind in hinted_kinds(query))


def _covered(query: Analysis, one: Thing) -> tuple[object, ...] | None:
    """Which run of the words is a whole label of the thing: the longest, then the earliest."""
    words, tokens_ = [word.word for word in query.words], one.tokens
    for left_out in range(1, len(words) // 2 + 1):
        for start in range(left_out + 1):
            keys = run_keys(words[start : start + len(words) - left_out])
            met = [
                (tier, group)
                for tier, key in enumerate(keys)
                for group, labels in enumerate(tokens_.groups)
                if key and key in labels.keys[tier]
            ]
            if met and min(met)[1] < 2:
                return not tokens_.active, left_out, start, tokens_.family, *min(met), tokens_.place
    return None


def _some(query: Analysis, one: Thing) -> tuple[object, ...] | None:
    said = sum(_is_said(word, one) for word in query.words)
    if len(query.words) < 2 or said < -(-len(query.words) // 2):
        return None
    return not one.tokens.active, -sum(_in_labels(word, one) for word in query.words), -said


# -- filters ---------------------------------------------------------------------------------------------------------


def used_at(entries: list[Entry], level: str) -> set[str]:
    """What a filter by a level of care keeps: its roles, their exchanges, all that those use, and the members of it."""
    roles = {one.iri for one in entries if one.kind == "actor-role" and level in one.at}
    exchanges = {one.iri for one in entries if one.kind == "exchange" and {level, *roles} & {*one.at}}
    used, before = set(exchanges), set()
    while used != before:
        before = set(used)
        used |= {iri for one in entries if one.object in before for iri in one.uses}
    return {level, *roles, *used, *(one.iri for one in entries if one.object in used - exchanges)}
