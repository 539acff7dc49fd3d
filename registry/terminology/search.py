"""The search of a compiled file, whole: what `find`, `find_json` and `suggest` of a reader answer."""

from registry.terminology.container import Container
from registry.terminology.search_hits import HitMaker, hit_of
from registry.terminology.search_index import Outcome, SearchIndex
from registry.terminology.search_query import Found, FoundJson, SearchQuery, Suggestion
from registry.terminology.search_records import ContainerRecords, HitRecords
from registry.terminology.search_source import ContainerSource, SearchSource
from registry.text.words import analyse

#: Bytes of bitmaps that a reader keeps in memory.
CACHED = 48_000_000
#: Terms offered in the place of hits.
_NEAREST = 5
#: Hits looked at for one suggestion.
_LOOKED_AT = 4


class Finder:
    """What can be searched for in an index (docs/search.md)."""

    def __init__(self, source: SearchSource, records: HitRecords) -> None:
        self.index = SearchIndex(source)
        self._hits = HitMaker(records)

    def find_json(self, query: SearchQuery) -> FoundJson:
        """What a search finds, each hit as JSON."""
        outcome = self.index.outcome(query)
        hits = tuple(self._hits.hits(outcome.met, outcome.query, query.lang))
        nearest = () if outcome.total else self._nearest(outcome, query.lang)
        return FoundJson(outcome.total, hits, outcome.facets, outcome.corrections, outcome.complete, nearest)

    def find(self, query: SearchQuery) -> Found:
        """What a search finds, as values."""
        found = self.find_json(query)
        return Found(found.total, tuple(hit_of(piece) for piece in found.hits), *found[2:])

    def _nearest(self, outcome: Outcome, lang: str) -> tuple[str, ...]:
        beginning = self.index.rereading.nearest(outcome.query)
        if not beginning:
            return ()
        near = self.index.outcome(SearchQuery(text=beginning, lang=lang, limit=_LOOKED_AT * _NEAREST))
        return tuple(dict.fromkeys(self._hits.title(met.thing, lang) for met in near.met))[:_NEAREST]

    def suggest(self, prefix: str, lang: str = "nb", limit: int = 8) -> tuple[Suggestion, ...]:
        """Terms that begin with what has been typed, or have a word that does, best first; each text once."""
        found: dict[str, Suggestion] = {}
        words = len(analyse(prefix).words)
        query = SearchQuery(text=prefix, lang=lang, limit=_LOOKED_AT * limit)
        outcome = self.index.outcome(query)
        for hit in map(hit_of, self._hits.hits(outcome.met, outcome.query, lang)):
            if len(found) >= limit:
                break
            if len(hit.highlights) >= min(words, 1):
                text = hit.label if hit.lang else hit.display
                found.setdefault(text.casefold(), Suggestion(text, hit.lang, hit.iri, hit.kind, hit.notation))
        return tuple(found.values())


class Search(Finder):
    """What can be searched for in a release or a version."""

    def __init__(self, container: Container) -> None:
        super().__init__(ContainerSource(container, CACHED), ContainerRecords(container))
