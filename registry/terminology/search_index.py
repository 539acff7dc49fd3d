"""Finds and ranks the things of an index by docs/search.md; what a hit looks like is told in `search_hits`."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import islice, product
from typing import Final, NamedTuple

from pyroaring import BitMap

from registry.terminology.postings import union
from registry.terminology.search_entry import FAMILIES, KIND_ORDER
from registry.terminology.search_facets import facet_key
from registry.terminology.search_layout import CONTEXT, GROUPS
from registry.terminology.search_query import Correction, FacetCount, SearchQuery, Tier
from registry.terminology.search_rereading import Rereading
from registry.terminology.search_sets import WordSets
from registry.terminology.search_source import SearchSource
from registry.text.ranking import TIERS, WHOLE_TIERS, WORD_TIERS, hinted_kinds
from registry.text.words import Analysis, analyse, run_keys

_CONTEXT: Final = TIERS.index(Tier.CONTEXT)
_TEXT: Final = TIERS.index(Tier.TEXT)
_COVERED: Final = TIERS.index(Tier.COVERED)
_SOME: Final = TIERS.index(Tier.SOME)
_LEVELS: Final = tuple(product(range(len(WORD_TIERS)), range(GROUPS)))
_NOTHING: Final = BitMap()


class Met(NamedTuple):
    """A thing that met a search: its number, in which tier, and in which group of labels."""

    thing: int
    tier: int
    group: int


class Outcome(NamedTuple):
    """What a search came to: the query as it was read in the end, how many there are, and those asked for."""

    query: Analysis
    total: int
    met: list[Met]
    facets: tuple[FacetCount, ...]
    corrections: tuple[Correction, ...]
    complete: bool


#: Tier and group of the label that a query is as a whole, by thing.
_Whole = Mapping[int, tuple[int, int]]


class _Run(NamedTuple):
    """Which run of a query's words is the whole label of a thing: the longest first, then the earliest."""

    left_out: int
    start: int
    tier: int
    group: int


class _Reading(NamedTuple):
    """A query with its sets: those of its words, and all full hits.

    `whole` are the things whose whole label it is as it was typed, `inner` those without the words that name a kind;
    `named` is whether any of those has all the words in its labels or around it; `covered` are things whose whole label
    is a run of the query's words, looked for where none has.
    """

    query: Analysis
    words: Sequence[WordSets]
    whole: _Whole
    inner: _Whole
    full: BitMap
    named: bool
    covered: Mapping[int, _Run]


class SearchIndex:
    """The search of one index."""

    def __init__(self, source: SearchSource) -> None:
        self._source = source
        self._first_inactive = source.active
        self._kinds = source.kinds
        self.words = source.words
        self.rereading = Rereading(source)

    def __len__(self) -> int:
        return len(self._kinds)

    def outcome(self, query: SearchQuery) -> Outcome:
        """The hits asked for, ranked, and how the query was read."""
        reading, corrections = self._read(analyse(query.text), query.text)
        among = self._among(query)
        some = _NOTHING if reading.full else self._some(reading.words)
        found = reading.full
        if some or reading.covered:
            found = BitMap.union(found, some, BitMap(reading.covered))
        found = found if among is None else found & among
        met = self._ranked(reading, some, found)
        page = list(islice(met, query.offset, query.offset + query.limit)) if found else []
        facets = self._count(found) if query.facets else ()
        return Outcome(reading.query, len(found), page, facets, corrections, bool(reading.full) or not found)

    def matching(self, text: str) -> BitMap:
        """The numbers of all full hits, for filters over sets of things."""
        return self._read(analyse(text), text)[0].full

    def _read(self, query: Analysis, text: str) -> tuple[_Reading, tuple[Correction, ...]]:
        reading = self._reading(query)
        if reading.named or not query.words:
            return reading, ()
        corrections = self.rereading.corrections(text, query, reading.words)
        if corrections:
            other = self._reading(self.rereading.corrected(text, corrections))
            if other.named or not reading.full:
                return self._with_covered(other), corrections
        return self._with_covered(reading), ()

    def _reading(self, query: Analysis) -> _Reading:
        words = [self.words.sets(word) for word in query.words]
        whole, inner = self._whole(query.keys), self._whole(query.named) if query.named else {}
        full = _said_of(words)
        named = bool(whole or inner) or (bool(full) and _is_named(full, words))
        if whole or inner:
            full = full | BitMap((*whole, *inner))
        return _Reading(query, words, whole, inner, full, named, {})

    def _with_covered(self, reading: _Reading) -> _Reading:
        """The reading with the things whose whole label is some of the words, where none has all of them in labels."""
        words = [word.word for word in reading.query.words]
        if reading.named or len(words) == 1:
            return reading
        best: dict[int, _Run] = {}
        for left_out in range(1, len(words) // 2 + 1):
            for start in range(left_out + 1):
                run = words[start : start + len(words) - left_out]
                for thing, (tier, group) in self._whole(run_keys(run)).items():
                    if group < GROUPS - 1:
                        best.setdefault(thing, _Run(left_out, start, tier, group))
        return reading._replace(covered=best)

    # -- whole labels ------------------------------------------------------------------------------------------

    def _whole(self, keys: Sequence[str]) -> dict[int, tuple[int, int]]:
        """The things with a label that has one of the keys of a query: the best tier and group of each."""
        best: dict[int, tuple[int, int]] = {}
        for tier, key in enumerate(keys):
            for thing, group in self._source.with_key(tier, key) if key else ():
                rank = tier, group
                if rank < best.get(thing, (len(WHOLE_TIERS), 0)):
                    best[thing] = rank
        return best

    # -- the ranking -------------------------------------------------------------------------------------------

    def _ranked(self, reading: _Reading, some: BitMap, found: BitMap) -> Iterator[Met]:
        """What was found, ranked: what the query names as typed, then the kinds that it names, then the others."""
        if reading.whole:
            typed = {thing: row for thing, row in reading.whole.items() if not self._is_element(thing)}
            yield from self._whole_hits(typed, found)
            found = found - BitMap(typed)
        if reading.query.hints:
            hinted = found & self._of_kinds(hinted_kinds(reading.query)) & self._active
            yield from self._by_step(reading, some, hinted)
            found = found - hinted
        yield from self._by_step(reading, some, found)

    def _by_step(self, reading: _Reading, some: BitMap, found: BitMap) -> Iterator[Met]:
        elements = found & self._elements if self._elements else self._elements
        rest, texts = found - elements if elements else found, BitMap()  # texts are filled on the way
        if reading.inner:
            yield from self._whole_hits(reading.inner, rest)
            rest = rest - BitMap(reading.inner)
        if reading.named:
            yield from self._by_activity(rest, reading.words, texts)
            if elements:
                whole = {**reading.inner, **reading.whole}
                yield from self._whole_hits(whole, elements)
                yield from self._by_activity(elements - BitMap(whole), reading.words, texts)
            yield from self._text_hits(texts, reading.words)
        else:
            yield from self._unnamed(reading, some, found)

    def _unnamed(self, reading: _Reading, some: BitMap, found: BitMap) -> Iterator[Met]:
        """Where no thing has all words in its labels: those that have them in texts, then what has some of them."""
        texts = found & reading.full
        yield from self._text_hits(texts, reading.words)
        rest = found - texts
        if reading.covered:
            yield from self._covered_hits(reading.covered, rest)
            rest = rest - BitMap(reading.covered)
        if some and rest:
            yield from self._by_number_of_words(rest, reading.words)

    def _text_hits(self, rest: BitMap, words: Sequence[WordSets]) -> Iterator[Met]:
        """The active ones first; of them those with more words in their labels."""
        named = _by_number([word.in_labels(rest) for word in words]) if rest else []
        for part in self._by_use(rest):
            left = part
            for layer in named[:0:-1]:
                met = left & layer
                left = left - met
                yield from (Met(thing, _TEXT, GROUPS) for thing in met)
            yield from (Met(thing, _TEXT, GROUPS) for thing in left)

    def _is_element(self, thing: int) -> bool:
        return FAMILIES[self._kinds[thing]] == FAMILIES[-1]

    @cached_property
    def _active(self) -> BitMap:
        return BitMap(range(self._first_inactive))

    @cached_property
    def _elements(self) -> BitMap:
        return self._of_kinds(kind for kind, family in zip(KIND_ORDER, FAMILIES, strict=True) if family == FAMILIES[-1])

    def _of_kinds(self, kinds: Iterable[str]) -> BitMap:
        return union(self._source.facet(facet_key("kind", kind)) for kind in kinds) or BitMap()

    def _whole_hits(self, whole: _Whole, found: BitMap) -> Iterator[Met]:
        inactive, kinds = self._first_inactive, self._kinds
        rows = []
        for thing, (tier, group) in whole.items():
            if thing in found:
                family = FAMILIES[kinds[thing]] if tier else 0
                rows.append((thing >= inactive, family, group == GROUPS - 1, tier, kinds[thing], group, thing))
        yield from (Met(row[-1], row[3], row[5]) for row in sorted(rows))

    def _covered_hits(self, covered: Mapping[int, _Run], found: BitMap) -> Iterator[Met]:
        rows = sorted(
            (thing >= self._first_inactive, run[:2], FAMILIES[self._kinds[thing]], run[2:], self._kinds[thing], thing)
            for thing, run in covered.items()
            if thing in found
        )
        yield from (Met(row[-1], _COVERED, row[3][1]) for row in rows)

    def _by_activity(self, rest: BitMap, words: Sequence[WordSets], texts: BitMap) -> Iterator[Met]:
        """The active ones through the tiers, then the inactive; those that have a word only in texts go to `texts`."""
        for part in self._by_use(rest):
            yield from self._by_tier(part, words, texts)

    def _by_use(self, rest: BitMap) -> Iterator[BitMap]:
        """The active ones, and then the inactive ones; only where there are some."""
        if not rest or rest.max() < self._first_inactive:
            return iter((rest,) if rest else ())
        return (part for part in (rest & self._active, rest - self._active) if part)

    def _by_tier(self, rest: BitMap, words: Sequence[WordSets], texts: BitMap) -> Iterator[Met]:
        in_labels = _having_all(rest, [word.in_labels for word in words])
        rest = rest - in_labels
        for tier, group in _LEVELS:
            if not in_labels:
                break
            if any(word.has_more(tier, group) for word in words):
                met = _having_all(in_labels, [partial(word.met, tier, group) for word in words])
                if met:
                    yield from (Met(thing, len(WHOLE_TIERS) + tier, group) for thing in met)
                    in_labels = in_labels - met
        met = _near(rest, words) if rest else rest
        yield from (Met(thing, _CONTEXT, GROUPS - 1) for thing in met)
        texts |= rest - met

    def _some(self, words: Sequence[WordSets]) -> BitMap:
        """The things that have at least half of the words, and not all."""
        return _by_number([word.said for word in words])[-(-len(words) // 2)] if len(words) > 1 else BitMap()

    def _by_number_of_words(self, rest: BitMap, words: Sequence[WordSets]) -> Iterator[Met]:
        """Those with more words in labels first, then those with more words anywhere."""
        last = GROUPS - 1
        said = _by_number([word.said_by(rest) for word in words])
        named = _by_number([word.in_labels(rest) for word in words])
        for part in self._by_use(rest):
            left = part
            for in_labels in range(len(words) - 1, -1, -1):
                for anywhere in range(len(words), 0, -1):
                    met = left & said[anywhere] & named[in_labels] if in_labels else left & said[anywhere]
                    left = left - met
                    yield from (Met(thing, _SOME, last if in_labels else GROUPS) for thing in met)

    # -- filters and counts ------------------------------------------------------------------------------------

    def _among(self, query: SearchQuery) -> BitMap | None:
        """The things that all filters keep; None where there is no filter."""
        wanted = {
            "kind": query.kinds,
            "within": query.within,
            "level": query.levels,
            "label_lang": (query.label_lang,) if query.label_lang else (),
            "active": () if query.active is None else (str(query.active).lower(),),
        }
        sets = [
            union(self._source.facet(facet_key(facet, value)) for value in values) or BitMap()
            for facet, values in wanted.items()
            if values
        ]
        return BitMap.intersection(*sets) if len(sets) > 1 else next(iter(sets), None)

    def _count(self, found: BitMap) -> tuple[FacetCount, ...]:
        counts = []
        for key, things in self._source.facets():
            many = found.intersection_cardinality(things)
            if many:
                facet, _, value = key.partition("\t")
                counts.append(FacetCount(facet, value, many))
        return tuple(sorted(counts, key=lambda row: (row.facet, -row.things, row.value)))


def _said_of(words: Sequence[WordSets]) -> BitMap:
    """The things that have every word somewhere, and at least one in a label or a text.

    The sets of the word that fewest things have are put together; those of the others are only asked about these.
    """
    if len(words) < 2:  # noqa: PLR2004
        return words[0].said if words else _NOTHING
    rare, *others = sorted(words, key=lambda word: word.weight)
    found = _having_all(rare.all, [word.anywhere for word in others])
    if not found or not all(word.around[CONTEXT] for word in words):
        return found
    return BitMap.union(*(word.said_by(found) for word in words))


def _is_named(full: BitMap, words: Sequence[WordSets]) -> bool:
    """Whether one of the full hits has all the words in its labels or around it, at least one in its labels."""
    if len(words) == 1:
        return words[0].is_in_labels
    return bool(_having_all(full, [word.in_labels for word in words])) or bool(_near(full, words))


def _near(rest: BitMap, words: Sequence[WordSets]) -> BitMap:
    met = _having_all(rest, [word.near for word in words])
    return BitMap.union(*(word.in_labels(met) for word in words)) if met else met


def _having_all(rest: BitMap, having: Iterable[Callable[[BitMap], BitMap]]) -> BitMap:
    for among in having:
        if not rest:
            break
        rest = among(rest)
    return rest


def _by_number(sets: Sequence[BitMap]) -> list[BitMap]:
    """For each number from 1, the things that are in at least so many of the sets."""
    layers = [BitMap() for _ in range(len(sets) + 2)]
    for one in sets:
        for number in range(len(sets), 1, -1):
            layers[number] |= layers[number - 1] & one
        layers[1] |= one
    return layers
