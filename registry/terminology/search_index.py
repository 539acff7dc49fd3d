"""Finds and ranks the things of an index by docs/search.md; what a hit looks like is told in `search_hits`."""

import json
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from pyroaring import BitMap

from registry.terminology.container import Container, OtherFormat
from registry.terminology.postings import BitmapCache, Postings, union
from registry.terminology.search_facets import facet_key
from registry.terminology.search_layout import GROUPS, key_number
from registry.terminology.search_query import Correction, FacetCount, SearchQuery, Tier
from registry.terminology.search_rereading import Rereading
from registry.terminology.search_sets import WordIndex, WordSets
from registry.terminology.search_writer import FORMAT
from registry.text.ranking import TIERS, WHOLE_TIERS, WORD_TIERS
from registry.text.words import Analysis, analyse

#: Bytes of bitmaps that a reader keeps in memory.
CACHED: Final = 32_000_000
_CONTEXT: Final = TIERS.index(Tier.CONTEXT)
_TEXT: Final = TIERS.index(Tier.TEXT)
_SOME: Final = TIERS.index(Tier.SOME)


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


class _Reading(NamedTuple):
    """A query with its sets: those of its words, the things whose whole label it is, and all full hits."""

    query: Analysis
    words: Sequence[WordSets]
    whole: dict[int, tuple[int, int]]
    full: BitMap


class SearchIndex:
    """The search of one compiled file; opens at once and reads what is asked for."""

    def __init__(self, container: Container, cached: int = CACHED) -> None:
        meta = json.loads(bytes(container.bytes("search.meta")))
        if meta["format"] != FORMAT:
            raise OtherFormat("The search index is of another format.", field="format", value=str(meta["format"]))
        cache = BitmapCache(cached)
        self._first_inactive: int = meta["active"]
        self._kinds = container.bytes("search.kind")
        self._things = container.numbers("search.thing")
        self._keys = container.longs("search.key")
        self._places = container.numbers("search.key.place")
        self._facets = Postings(container, "search.facet", 1, cache)
        self.words = WordIndex(container, cache)
        self.rereading = Rereading(container, self.words)

    def __len__(self) -> int:
        return len(self._things)

    def outcome(self, query: SearchQuery) -> Outcome:
        """The hits asked for, ranked, and how the query was read."""
        reading, corrections = self._read(analyse(query.text), query.text)
        among = self._among(query)
        complete, met = True, self._full_hits(reading, among)
        found = reading.full if among is None else reading.full & among
        if not reading.full:
            found, met = self._some_hits(reading, among)
            complete = not found
        page = list(islice(met, query.offset, query.offset + query.limit)) if found else []
        facets = self._count(found) if query.facets else ()
        return Outcome(reading.query, len(found), page, facets, corrections, complete)

    def matching(self, text: str) -> BitMap:
        """The numbers of all full hits, for filters over sets of things."""
        return self._read(analyse(text), text)[0].full

    def _read(self, query: Analysis, text: str) -> tuple[_Reading, tuple[Correction, ...]]:
        reading = self._reading(query)
        if reading.full or not query.words:
            return reading, ()
        corrections = self.rereading.corrections(text, query, [bool(word.all) for word in reading.words])
        if not corrections:
            return reading, ()
        return self._reading(self.rereading.corrected(text, corrections)), corrections

    def _reading(self, query: Analysis) -> _Reading:
        words = [self.words.sets(word) for word in query.words]
        whole = self._whole(query)
        full = BitMap(whole)
        if words:
            everywhere = BitMap.intersection(*(word.all for word in words)) if len(words) > 1 else words[0].said
            if len(words) > 1 and everywhere:
                everywhere &= BitMap.union(*(word.said for word in words))
            full |= everywhere
        return _Reading(query, words, whole, full)

    # -- whole labels ------------------------------------------------------------------------------------------

    def _whole(self, query: Analysis) -> dict[int, tuple[int, int]]:
        """The things with a label that the query is as a whole: the best tier and group of each."""
        best: dict[int, tuple[int, int]] = {}
        for tier, key in enumerate((query.literal, query.key, query.stems)):
            for thing, group in self._with_key(tier, key) if key else ():
                rank = tier, group
                if rank < best.get(thing, (len(WHOLE_TIERS), 0)):
                    best[thing] = rank
        return best

    def _with_key(self, kind: int, key: str) -> Iterator[tuple[int, int]]:
        number = key_number(kind, key)
        at, end = bisect_left(self._keys, number), len(self._keys)
        while at < end and self._keys[at] == number:
            yield self._things[self._places[at] >> 2], self._places[at] & 3
            at += 1

    # -- the ranking -------------------------------------------------------------------------------------------

    def _full_hits(self, reading: _Reading, among: BitMap | None) -> Iterator[Met]:
        rows = [
            ((thing >= self._first_inactive, tier, self._kinds[thing], group, thing), Met(thing, tier, group))
            for thing, (tier, group) in reading.whole.items()
            if among is None or thing in among
        ]
        yield from (met for _, met in sorted(rows))
        rest = reading.full - BitMap(reading.whole) if reading.whole else reading.full
        yield from self._by_activity(rest if among is None else rest & among, reading.words)

    def _by_activity(self, rest: BitMap, words: Sequence[WordSets]) -> Iterator[Met]:
        """The active ones through all tiers, then the inactive ones through all tiers."""
        if rest and rest.max() >= self._first_inactive:
            boundary = BitMap(range(self._first_inactive))
            yield from self._by_tier(rest & boundary, words)
            yield from self._by_tier(rest - boundary, words)
        else:
            yield from self._by_tier(rest, words)

    def _by_tier(self, rest: BitMap, words: Sequence[WordSets]) -> Iterator[Met]:
        for tier in range(len(WORD_TIERS)):
            for group in range(GROUPS):
                if not rest:
                    return
                met = _meeting(rest, [word.level(tier, group) for word in words])
                if met:
                    yield from (Met(thing, len(WHOLE_TIERS) + tier, group) for thing in met)
                    rest = rest - met
        met = _meeting(rest, [word.near for word in words])
        met &= union(word.part_of_label for word in words) or BitMap()
        yield from (Met(thing, _CONTEXT, GROUPS - 1) for thing in met)
        yield from (Met(thing, _TEXT, GROUPS) for thing in rest - met)

    def _some_hits(self, reading: _Reading, among: BitMap | None) -> tuple[BitMap, Iterator[Met]]:
        """The things that have at least half of the words; those with more words first, and in labels first."""
        most = len(reading.words) - 1
        least = -(-len(reading.words) // 2)
        if most < least:
            return BitMap(), iter(())
        said = _by_number([word.said for word in reading.words])
        found = said[least] if among is None else said[least] & among
        named = _by_number([word.part_of_label for word in reading.words])
        return found, self._by_number_of_words(found, said, named, most)

    def _by_number_of_words(self, rest: BitMap, said: list[BitMap], named: list[BitMap], most: int) -> Iterator[Met]:
        active = BitMap(range(self._first_inactive))
        for part in (rest & active, rest - active):
            left = part
            for in_labels in range(most, -1, -1):
                for anywhere in range(most, 0, -1):
                    met = left & named[in_labels] & said[anywhere]
                    left = left - met
                    yield from (Met(thing, _SOME, GROUPS - 1 if in_labels else GROUPS) for thing in met)

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
            union(self._facets.row(facet_key(facet, value))[0] for value in values) or BitMap()
            for facet, values in wanted.items()
            if values
        ]
        return BitMap.intersection(*sets) if len(sets) > 1 else next(iter(sets), None)

    def _count(self, found: BitMap) -> tuple[FacetCount, ...]:
        counts = []
        for ordinal in range(len(self._facets.keys)):
            things = self._facets.at(ordinal)[0]
            many = found.intersection_cardinality(things) if things else 0
            if many:
                facet, _, value = self._facets.keys[ordinal].decode().partition("\t")
                counts.append(FacetCount(facet, value, many))
        return tuple(sorted(counts, key=lambda row: (row.facet, -row.things, row.value)))


def _meeting(rest: BitMap, sets: Sequence[BitMap | None]) -> BitMap:
    for one in sets:
        if one is None:
            return BitMap()
        rest = rest & one
    return rest


def _by_number(sets: Sequence[BitMap]) -> list[BitMap]:
    """For each number, the things that are in at least so many of the sets; for 0 all that are in any."""
    layers = [BitMap() for _ in range(len(sets) + 2)]
    for one in sets:
        for number in range(len(sets), 1, -1):
            layers[number] |= layers[number - 1] & one
        layers[1] |= one
    return layers
