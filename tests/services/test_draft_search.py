"""The search of drafts as an editor meets it: every edit is there at once, and whatever becomes of the index."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from registry.domain import Code, CodeList, Concept, LangString, Period
from registry.domain.operation import AddMember, AddValue, CreateObject, EditField
from registry.errors import InvalidInput, NotFound
from registry.namespaces import BASE
from registry.services import drafts, searching
from registry.services.draft_resemblance import Likeness
from registry.services.draft_search import DraftSearch
from registry.services.searched import RemoteSearched, Searched
from registry.services.searching import Filters
from registry.services.workspace import LocalWorkspace, open_store, open_workspace
from registry.settings import Settings
from registry.store import control
from registry.store.memory import MemoryStore
from registry.store.protocol import Change
from registry.terminology.releases import Releases
from registry.terminology.search_query import SearchQuery
from tests.services.releasing import publish, put
from tests.terminology import content
from tests.terminology.content import nb

LIST, SCHEME = content.LIST, content.SCHEME


def code(notation: str, label: str, **more) -> Code:
    return content.code(notation, label, **more)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def search(store: MemoryStore, tmp_path: Path) -> Iterator[DraftSearch]:
    found = DraftSearch(store, tmp_path / "draft-search")
    yield found
    found.close()


def iris(search: DraftSearch, text: str, **more) -> list[str]:
    return [hit.iri for hit in search.find(SearchQuery(text=text, **more)).hits]


def test_an_edit_is_found_at_once_and_what_it_replaced_is_not(search: DraftSearch, store: MemoryStore):
    assert iris(search, "vedtak") == []
    put(store, [content.code_list(code("V", "Vedtak"))])
    assert iris(search, "vedtak") == [f"{BASE}code/7304/V"]
    put(store, [content.code_list(code("V", "Klage"))])
    assert iris(search, "klage") == [f"{BASE}code/7304/V"]
    assert iris(search, "vedtak") == []


def test_a_change_of_one_member_is_found_and_the_others_stay(search: DraftSearch, store: MemoryStore):
    put(store, [content.code_list(code("V", "Vedtak"))])
    before = iris(search, "ja")
    graph = drafts.graph_of(LIST)
    label = [triple for triple in store.describe(f"{BASE}code/7304/V", graph) if "Vedtak" in str(triple.object)]
    other = MemoryStore()
    put(other, [content.code_list(code("V", "Klage"))])
    new = [triple for triple in other.describe(f"{BASE}code/7304/V", graph) if "Klage" in str(triple.object)]
    store.apply(Change(graph, tuple(label), tuple(new), store.generation(graph)))
    assert iris(search, "klage") == [f"{BASE}code/7304/V"]
    assert iris(search, "vedtak") == []
    assert iris(search, "ja") == before
    store.apply(Change(graph, tuple(store.describe(f"{BASE}code/7304/V", graph)), ()))
    assert iris(search, "klage") == []


def test_the_title_of_a_list_leads_to_its_codes_also_when_it_has_changed(search: DraftSearch, store: MemoryStore):
    put(store, [content.code_list()])
    assert f"{BASE}code/7304/J" in iris(search, "meldingsbekreftelse ja")
    put(store, [content.code_list().model_copy(update={"title": nb("Kvittering")})])
    assert f"{BASE}code/7304/J" in iris(search, "kvittering ja")
    assert not search.find(SearchQuery(text="meldingsbekreftelse ja")).complete


def test_a_discarded_draft_is_found_no_more(search: DraftSearch, store: MemoryStore):
    put(store, [content.code_list(), content.scheme()])
    assert iris(search, "epikrise")
    drafts.remove(store, SCHEME)
    assert iris(search, "epikrise", within=(SCHEME,)) == []
    assert iris(search, "ja") == [f"{BASE}code/7304/J"]


def test_a_code_ends_on_its_day_without_being_written(store: MemoryStore, tmp_path: Path):
    days = [date(2026, 1, 1)]
    search = DraftSearch(store, tmp_path / "draft-search", lambda: days[0])
    put(store, [content.code_list(code("V", "Vedtak", validity=Period(end=date(2026, 6, 30))))])
    assert iris(search, "vedtak", active=True)
    days[0] = date(2026, 6, 30)
    assert iris(search, "vedtak", active=True)
    days[0] = date(2026, 7, 1)
    assert iris(search, "vedtak", active=True) == []
    assert iris(search, "vedtak", active=False)
    search.close()


@pytest.mark.parametrize(
    "text",
    [
        *(
            "epikrise",
            "ja",
            "utskrivningsnotat",
            "meldingsbekreftelse",
            "kodeverk for melding",
            "epikrsie",
            "dokumenter",
        ),
        *("nei", "sjukehus", "sykehus Årdal", "dette er", "he", "qqq", "lege", "epikrise kommunen", "7304"),
    ],
)
def test_drafts_are_found_as_when_they_are_released(text: str, store: MemoryStore, search: DraftSearch, tmp_path: Path):
    put(store, content.everything())
    publish(store, tmp_path)
    query = SearchQuery(text=text, limit=10, facets=True)
    assert search.find_json(query) == Releases(tmp_path).current().find_json(query)


# -- the index on disk ---------------------------------------------------------------------------------------------


def damaged(folder: Path, how: str) -> None:
    segment = max(folder.glob("*.seg"), key=lambda path: path.stat().st_size)
    if how == "a byte turned":
        content = bytearray(segment.read_bytes())
        content[len(content) // 2] ^= 0xFF
        segment.write_bytes(content)
    elif how == "a file cut short":
        segment.write_bytes(segment.read_bytes()[:-7])
    elif how == "a file gone":
        segment.unlink()
    elif how == "no manifest":
        (folder / "manifest.json").unlink()
    elif how == "another format":
        manifest = (folder / "manifest.json").read_text().replace('"format": "', '"format": "0')
        (folder / "manifest.json").write_text(manifest)
    elif how == "killed between commit and manifest":
        (folder / "_MAIN_99.toc").write_bytes(b"half")


DAMAGES = (
    *("a byte turned", "a file cut short", "a file gone", "no manifest", "another format"),
    "killed between commit and manifest",
)


@pytest.mark.parametrize("how", DAMAGES)
def test_an_index_that_cannot_be_trusted_is_made_anew(how: str, store: MemoryStore, tmp_path: Path):
    folder = tmp_path / "draft-search"
    put(store, [content.code_list()])
    first = DraftSearch(store, folder)
    assert iris(first, "ja")
    first.close()
    damaged(folder, how)
    again = DraftSearch(store, folder)
    assert iris(again, "ja") == [f"{BASE}code/7304/J"]
    again.close()


def test_an_index_that_is_sound_is_not_written_again(store: MemoryStore, tmp_path: Path):
    folder = tmp_path / "draft-search"
    put(store, [content.code_list(), content.scheme()])
    first = DraftSearch(store, folder)
    iris(first, "ja")
    first.close()
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    again = DraftSearch(store, folder)
    assert iris(again, "ja")
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    again.close()


def test_what_fails_while_a_draft_is_read_leaves_the_index_as_it_was(
    store: MemoryStore, search: DraftSearch, monkeypatch: pytest.MonkeyPatch
):
    put(store, [content.code_list()])
    assert iris(search, "ja")
    put(store, [content.code_list(code("V", "Vedtak"))])
    with monkeypatch.context() as patched:
        patched.setattr(store, "describe", lambda *_: (_ for _ in ()).throw(NotFound("gone")))
        with pytest.raises(NotFound):
            iris(search, "vedtak")
    assert iris(search, "vedtak") == [f"{BASE}code/7304/V"]


# -- as a person uses it -------------------------------------------------------------------------------------------


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "var")


@pytest.fixture
def workspace(settings: Settings) -> Iterator[LocalWorkspace]:
    with open_store(settings) as local:
        local.import_file(
            "code;display@nb\n1;Henvisning\n2;Epikrise\n3;Årsak\n".encode(), "9001.csv", into=BASE + "code-list/9001"
        )
        yield local


@pytest.fixture(params=["here", "in another process's hands"])
def searched(request: pytest.FixtureRequest, workspace: LocalWorkspace, settings: Settings) -> Iterator[Searched]:
    if request.param == "here":
        yield workspace.searched
        return
    with control.serve(settings.home, workspace.handlers()), open_workspace(settings) as remote:
        assert isinstance(remote.searched, RemoteSearched)
        yield remote.searched


def test_the_answer_is_that_of_a_release(searched: Searched):
    found, told = searching.read(searched.search("henvisninger", filters=Filters(kind="code", scheme="9001")))
    assert [(hit.notation, hit.match) for hit in found.hits] == [("1", "inflected")]
    assert told.hints == ()
    nothing, told = searching.read(searched.search("qqxx", "en"))
    assert nothing.total == 0
    assert "qqxx" in told.hints[0]
    assert {row.name for row in told.not_held} >= {"ICD-10", "ICPC-2"}


@pytest.mark.parametrize(
    ("typed", "filters", "fault"),
    [
        ("  ", Filters(), InvalidInput),
        ("x", Filters(kind="nothing"), InvalidInput),
        ("x", Filters(level="nowhere"), InvalidInput),
        ("x", Filters(scheme="12345"), NotFound),
    ],
)
def test_a_search_that_cannot_be_done_says_why(searched: Searched, typed: str, filters: Filters, fault: type):
    with pytest.raises(fault):
        searched.search(typed, filters=filters)


@pytest.mark.parametrize(
    ("term", "why"),
    [
        ("Henvisning", Likeness.SAME),
        ("henvisning", Likeness.SAME),
        ("hen-visning", Likeness.WRITTEN),
        ("Henvisningene", Likeness.INFLECTED),
        ("Henvisnig", Likeness.SPELT),
        ("henvist", Likeness.RELATED),
    ],
)
def test_a_term_like_another_is_told_with_why(searched: Searched, term: str, why: Likeness):
    assert [(row.notation, row.label, row.why) for row in searched.similar(term)] == [("1", "Henvisning", why)]


def test_a_term_is_told_as_it_is_written(searched: Searched):
    assert [(row.label, row.why) for row in searched.similar("aarsak")] == [("Årsak", Likeness.WRITTEN)]


def test_nothing_resembles_a_new_word_nor_a_thing_itself(searched: Searched):
    assert searched.similar("prøvesvar") == ()
    assert searched.similar("Henvisning", "en") == ()
    assert searched.similar("Henvisning", ignoring=BASE + "code/9001/1") == ()


def test_operations_that_bring_in_a_term_like_another_are_warned_of(searched: Searched):
    target = BASE + "code-list/9001"
    new = Code(iri=BASE + "code/9001/4", notation="4", pref_label=nb("Henvisninger"))
    elsewhere = CodeList(iri=BASE + "code-list/1", codes=(new.model_copy(update={"iri": BASE + "code/1/3"}),))
    concept = Concept(iri=BASE + "concept/x", pref_label=nb("henvisning"))
    operations = [
        AddMember(object=target, kind="code", value=new),
        EditField(object=target, target=BASE + "code/9001/2", field="pref_label", lang="nb", after="henvisning"),
        AddValue(
            object=target, target=BASE + "code/9001/1", field="alt_label", value={"text": "epikrise", "lang": "nb"}
        ),
        EditField(object=target, target=BASE + "code/9001/1", field="pref_label", lang="nb", after="henvisninger"),
        EditField(object=target, target=BASE + "code/9001/1", field="note", lang="nb", after="epikrise"),
        CreateObject(object=elsewhere.iri, kind="code-list", value=elsewhere),
        AddMember(object=SCHEME, kind="concept", value=concept),
    ]
    warned = searched.warnings(operations)
    assert [(row.operation, row.term, row.similar[0].notation) for row in warned] == [
        (0, LangString(text="Henvisninger", lang="nb"), "1"),
        (1, LangString(text="henvisning", lang="nb"), "1"),
        (2, LangString(text="epikrise", lang="nb"), "2"),
    ]


def test_a_release_leaves_the_search_of_drafts_as_it_is(store: MemoryStore, search: DraftSearch, tmp_path: Path):
    put(store, content.everything())
    before = iris(search, "epikrise")
    publish(store, tmp_path)
    assert iris(search, "epikrise") == before
