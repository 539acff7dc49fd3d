"""The search index against a plain scan with the one ranking function, over content of all kinds of words."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.domain import Kind, LangString
from registry.terminology.container import Container, Sections
from registry.terminology.kinds import MemberKind
from registry.terminology.search import Search
from registry.terminology.search_entry import Entry, Label
from registry.terminology.search_query import Field, SearchQuery, Tier
from registry.terminology.search_writer import SearchWriter
from registry.text.ranking import Step
from tests.terminology import plain_search

SCHEME, LIST = "https://example.org/s", "https://example.org/l"
WORDS = (
    *("epikrise", "epikriser", "epikrisen", "henvisning", "henvist", "henviser", "lege", "leger", "legemiddel", "M1"),
    *(
        "hjerteinfarkt",
        "hjerte",
        "infarkt",
        "e-post",
        "epost",
        "post",
        "utskrivningsklar",
        "utskrivning",
        "klar",
        "EPJ",
    ),
    *("for", "og", "hva", "kodeverk", "J44.1", "måler", "maler", "sykehus", "sjukehus"),
)
phrases = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
labels = st.lists(
    st.builds(
        Label,
        st.sampled_from([Field.PREFERRED, Field.PERMITTED, Field.DISCOURAGED]),
        phrases,
        st.sampled_from(["nb", "en"]),
    ),
    min_size=1,
    max_size=3,
)
kinds = st.sampled_from([MemberKind.CONCEPT, MemberKind.CODE, MemberKind.ELEMENT, Kind.CODE_LIST])


def entry(number: int, kind, names, *, active=True, texts=(), code="") -> Entry:
    preferred = tuple(LangString(text=row.text, lang=row.lang) for row in names if row.field is Field.PREFERRED)
    given = (*names, Label(Field.CODE, code, "")) if code else tuple(names)
    return Entry(
        iri=f"https://example.org/{number:04}",
        kind=kind,
        object=SCHEME if number % 2 else LIST,
        object_title=(),
        notation=code,
        title=preferred,
        active=active,
        status=None,
        labels=given,
        texts=tuple(LangString(text=text, lang="nb") for text in texts),
    )


def preferred(text: str, lang: str = "nb") -> Label:
    return Label(Field.PREFERRED, text, lang)


@st.composite
def contents(draw) -> list[Entry]:
    rows = draw(
        st.lists(st.tuples(kinds, labels, st.booleans(), st.lists(phrases, max_size=1)), min_size=1, max_size=8)
    )
    return [entry(at, kind, names, active=on, texts=texts) for at, (kind, names, on, texts) in enumerate(rows)]


#: Words as people mistype them, put together and taken apart, with some that nothing has.
mistyped = st.sampled_from(WORDS).flatmap(
    lambda word: st.integers(1, max(len(word) - 2, 1)).map(lambda at: word[:at] + word[at + 1 :] + word[at])
)
compounded = st.tuples(st.sampled_from(WORDS), st.sampled_from(["", "s", "-"]), st.sampled_from(WORDS)).map("".join)
typed = st.lists(st.one_of(st.sampled_from(WORDS), mistyped, compounded), min_size=1, max_size=4).map(" ".join)


@st.composite
def pathways(draw) -> list[Entry]:
    """Levels of care, roles there, exchanges between them, models with elements, and what those use."""
    kinds_ = (MemberKind.CARE_LEVEL, MemberKind.ACTOR_ROLE, Kind.EXCHANGE, Kind.INFORMATION_MODEL, Kind.CODE_LIST)
    rows = [entry(at, kind, [preferred("epikrise")]) for at, kind in enumerate(kinds_ * 2)]
    rows = [row._replace(object=row.iri) for row in rows]
    models = [row.iri for row in rows if row.kind is Kind.INFORMATION_MODEL]
    inner = [
        entry(20 + at, MemberKind.ELEMENT, [preferred("epikrise")])._replace(object=models[at % 2]) for at in range(3)
    ]
    codes = [entry(30, MemberKind.CODE, [preferred("epikrise")])._replace(object=rows[4].iri)]

    def some(*wanted: Kind | MemberKind):
        return st.lists(st.sampled_from([row.iri for row in rows if row.kind in wanted]), max_size=2).map(tuple)

    def linked(row: Entry) -> Entry:
        if row.kind is MemberKind.ACTOR_ROLE:
            return row._replace(at=draw(some(MemberKind.CARE_LEVEL)))
        if row.kind is Kind.EXCHANGE:
            places = draw(some(MemberKind.CARE_LEVEL, MemberKind.ACTOR_ROLE))
            return row._replace(at=places, uses=draw(some(Kind.INFORMATION_MODEL)))
        if row.kind in (Kind.INFORMATION_MODEL, MemberKind.ELEMENT):
            return row._replace(uses=draw(some(Kind.INFORMATION_MODEL, Kind.CODE_LIST)))
        return row

    return [linked(row) for row in (*rows, *inner, *codes)]


def indexed(entries: list[Entry], folder: Path) -> Search:
    writer, sections = SearchWriter(), Sections()
    for one in entries:
        writer.add(one)
    writer.put(sections)
    sections.write(folder / "search.idx", b"TESTING\n", 1)
    return Search(Container(folder / "search.idx", b"TESTING\n", 1))


# -- what holds ----------------------------------------------------------------------------------------------------


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=contents(), text=phrases)
def test_the_index_ranks_as_a_plain_scan_does(entries, text, tmp_path: Path):
    found = indexed(entries, tmp_path).find(SearchQuery(text=text, limit=50))
    expected = plain_search.scan(entries, text)
    if any(ranked.step is not Step.TEXT for ranked, _ in expected):
        assert [hit.iri for hit in found.hits] == [iri for _, iri in expected]
        assert found.total == len(expected)
        assert found.complete
        assert not found.corrections
    elif not found.corrections:
        assert [hit.iri for hit in found.hits][: len(expected)] == [iri for _, iri in expected]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=contents(), text=typed)
def test_a_query_is_read_otherwise_as_the_rules_say(entries, text, tmp_path: Path):
    found = indexed(entries, tmp_path).find(SearchQuery(text=text, limit=50))
    expected = plain_search.search(entries, text)
    assert [(row.typed, row.used) for row in found.corrections] == expected.corrections
    assert [hit.iri for hit in found.hits] == expected.iris
    assert found.complete == (expected.complete or not expected.iris)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=contents(), text=phrases, lang=st.sampled_from(["nb", "en"]))
def test_a_language_of_labels_keeps_what_has_a_label_in_it(entries, text, lang, tmp_path: Path):
    search = indexed(entries, tmp_path)
    having = {one.iri for one in entries if any(label.lang == lang for label in one.labels)}
    whole = search.find(SearchQuery(text=text, limit=50)).hits
    kept = search.find(SearchQuery(text=text, limit=50, label_lang=lang))
    assert list(kept.hits) == [hit for hit in whole if hit.iri in having]
    assert kept.total == len(kept.hits)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=pathways())
def test_a_level_of_care_keeps_what_is_used_there(entries, tmp_path: Path):
    search = indexed(entries, tmp_path)
    whole = search.find(SearchQuery(text="epikrise", limit=50)).hits
    assert len(whole) == len(entries)
    for level in (one.iri for one in entries if one.kind is MemberKind.CARE_LEVEL):
        kept = search.find(SearchQuery(text="epikrise", limit=50, levels=(level,)))
        used = plain_search.used_at(entries, level)
        assert list(kept.hits) == [hit for hit in whole if hit.iri in used]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=contents(), text=phrases, cut=st.integers(0, 8))
def test_pages_put_together_are_the_whole(entries, text, cut, tmp_path: Path):
    search = indexed(entries, tmp_path)
    whole = search.find_json(SearchQuery(text=text, limit=50))
    first = search.find_json(SearchQuery(text=text, limit=cut))
    rest = search.find_json(SearchQuery(text=text, offset=cut, limit=50))
    assert first.hits + rest.hits == whole.hits
    assert first.total == rest.total == whole.total == len(whole.hits)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=contents(), text=phrases, kind=kinds, active=st.sampled_from([None, True, False]))
def test_a_filter_takes_hits_away_and_changes_no_order(entries, text, kind, active, tmp_path: Path):
    search = indexed(entries, tmp_path)
    whole = search.find(SearchQuery(text=text, limit=50)).hits
    kept = search.find(SearchQuery(text=text, limit=50, kinds=(kind,), active=active, within=(LIST,)))
    wanted = [hit for hit in whole if hit.kind == kind and hit.object == LIST and active in (None, hit.active)]
    assert list(kept.hits) == wanted
    assert kept.total == len(wanted)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=contents(), text=phrases)
def test_highlights_are_ranges_of_the_label_and_facets_count_the_hits(entries, text, tmp_path: Path):
    found = indexed(entries, tmp_path).find(SearchQuery(text=text, limit=50, facets=True))
    for hit in found.hits:
        flat = [at for one in hit.highlights for at in one]
        assert flat == sorted(set(flat))
        assert all(0 <= at <= len(hit.label) for at in flat)
    counted = {row.value: row.things for row in found.facets if row.facet == "kind"}
    assert counted == {
        str(kind): sum(hit.kind == kind for hit in found.hits) for kind in {hit.kind for hit in found.hits}
    }


@pytest.fixture
def search(tmp_path: Path) -> Search:
    rows = [
        entry(
            1,
            MemberKind.CONCEPT,
            [preferred("epikrise"), preferred("discharge summary", "en")],
            texts=["sendes når pasienten skrives ut"],
        ),
        entry(2, Kind.EXCHANGE, [preferred("epikrise")]),
        entry(3, MemberKind.CODE, [preferred("Epikrise")], code="4"),
        entry(4, MemberKind.CODE, [preferred("Hjerteinfarkt")], code="I21.9"),
        entry(5, MemberKind.CONCEPT, [preferred("utskrivningsklar pasient")]),
        entry(6, MemberKind.CONCEPT, [preferred("klar")]),
        entry(7, MemberKind.CONCEPT, [preferred("infarkt")]),
        entry(8, MemberKind.CONCEPT, [preferred("henviser")]),
        entry(9, MemberKind.CONCEPT, [preferred("henvisning")]),
        entry(10, Kind.CODE_LIST, [preferred("Hjelpemiddel for syn")]),
        entry(11, MemberKind.CONCEPT, [preferred("hjelpemiddel")]),
        entry(12, MemberKind.CONCEPT, [preferred("legeerklæring")]),
    ]
    old = entry(13, MemberKind.CONCEPT, [preferred("utskrivningsnotat")], active=False)
    return indexed([*rows, old._replace(is_replaced_by=(rows[0].iri,))], tmp_path)


def numbers(search: Search, text: str) -> list[int]:
    return [int(hit.iri[-4:]) for hit in search.find(SearchQuery(text=text)).hits]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Epikriser", [1, 2, 3]),
        ("discharge summary", [1]),
        ("hva er epikrise", [1, 2, 3]),
        ("hjerte infarkt", [4]),
        ("infarkt hjerte", [4]),
        ("i219", [4]),
        ("I 21.9", [4]),
        ("klar for utskriving", [5]),
        ("henvisningen", [9, 8]),
        ("kodeverk for hjelpemidler", [10, 11]),
        ("hjelpemidler", [11]),
        ("legeerklaring", [12]),
        ("legeerklaering", [12]),
        ("epikrse", [1, 2, 3]),
        ("utskrivningsnotat", [1, 13]),
        ("skrives ut", [1]),
    ],
)
def test_what_people_type(text: str, first: list[int], search: Search):
    assert numbers(search, text)[: len(first)] == first


def test_a_hit_tells_why(search: Search):
    (hit, *_) = search.find(SearchQuery(text="pasienten skrives")).hits
    assert (hit.match, hit.field, hit.label) == (Tier.TEXT, Field.TEXT, "epikrise")
    assert [hit.snippet[start:end] for start, end in hit.snippet_highlights] == ["pasienten", "skrives"]
    found = search.find(SearchQuery(text="epikrsie"))
    assert [(row.typed, row.used) for row in found.corrections] == [("epikrsie", "epikrise")]
    (new, old) = search.find(SearchQuery(text="utskrivningsnotat")).hits
    assert (new.field, new.replaces) == (Field.FORMER, old.iri)
    assert [row.iri for row in old.replaced_by] == [new.iri]


def test_nothing_found_names_what_is_near(search: Search):
    found = search.find(SearchQuery(text="henvqqqqqqq"))
    assert (found.total, found.hits) == (0, ())
    assert set(found.nearest) == {"henviser", "henvisning"}
    assert search.find(SearchQuery(text="  ")).total == 0


def test_suggestions_complete_what_is_typed(search: Search):
    assert [row.text for row in search.suggest("henv")] == ["henviser", "henvisning"]
    assert search.suggest("zzz") == ()
