"""The drafts' index finds and ranks as the released one does, whatever was written to it in whatever order."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.services.draft_index import DraftIndex, Note
from registry.services.draft_reading import Thing
from registry.services.draft_records import DraftRecords
from registry.services.draft_sets import DraftSource
from registry.services.draft_words import Lexicon
from registry.terminology.search import Finder
from registry.terminology.search_entry import Entry
from registry.terminology.search_query import SearchQuery
from tests.terminology.test_search import LIST, SCHEME, contents, indexed, phrases

CHEAP = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def written(index: DraftIndex, entries: list[Entry], generation: int) -> None:
    with index.writing() as writer:
        for iri in (SCHEME, LIST):
            mine = [Thing(one, (), (), None) for one in entries if one.object == iri]
            writer.put(Note(iri, generation, "", None), mine)


def finder(index: DraftIndex, lexicon: Lexicon) -> Finder:
    source = DraftSource(index.reader, lexicon.words(index.reader))
    return Finder(source, DraftRecords(index.reader, source))


def linked(entries: list[Entry], links: list[tuple[int, int]]) -> list[Entry]:
    """Some of them replaced by others."""
    found = dict(enumerate(entries))
    for old, new in ((old % len(entries), new % len(entries)) for old, new in links):
        if old != new:
            found[old] = found[old]._replace(active=False, is_replaced_by=(entries[new].iri,))
    return list(found.values())


some_links = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=2, unique_by=lambda row: row[0])


@CHEAP
@given(first=contents(), then=contents(), links=some_links, texts=st.lists(phrases, min_size=1, max_size=3))
def test_drafts_are_found_as_they_would_be_when_released(first, then, links, texts, tmp_path: Path):
    then = linked(then, links)
    index, lexicon = DraftIndex(tmp_path / "drafts"), Lexicon()
    written(index, first, 1)
    finder(index, lexicon)
    written(index, then, 2)
    drafts, released = finder(index, lexicon), indexed(then, tmp_path)
    for text in texts:
        query = SearchQuery(text=text, limit=10, facets=True)
        assert drafts.find_json(query) == released.find_json(query)
    index.clear()
    index.close()
