"""What names stand for, which of them can be compared, and what the comparison tells."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from registry.domain.difference import DifferenceKind as D
from registry.domain.operation import EditField
from registry.domain.party import Role
from registry.errors import InvalidInput, NotFound
from registry.interchange import tabular
from registry.rdf.objects import in_default_graph, write_object
from registry.rdf.serialization import Format, serialize
from registry.services.compatibility import read_rulings
from registry.services.curation.change_sets import ChangeSets
from registry.services.differing import change_paper, names_in
from registry.services.drafted import LocalDrafted
from registry.services.drafts import remove
from registry.services.editions import Editions
from registry.services.ledger import Ledger
from registry.services.timeline import timeline
from registry.terminology.releases import Releases
from tests.services.curation.registry_of_one import caller
from tests.services.releasing import NOON, publish, put, store_with
from tests.terminology import content

RULINGS = read_rulings()
ONE_MORE = content.code_list(content.code("X", "Ukjent"))
EDITOR = caller("1", Role.EDITOR)


@pytest.fixture
def store():
    return store_with(content.everything())


@pytest.fixture
def home(store, tmp_path: Path) -> Path:
    """Two releases; the second has one code more. The draft has lost it again, and another has changed."""
    publish(store, tmp_path)
    put(store, [ONE_MORE])
    publish(store, tmp_path, issued=NOON + timedelta(days=9))
    put(store, [content.code_list(), content.scheme(content.concept("ny", "ny"))])
    return tmp_path


@pytest.fixture
def sets(store):
    return ChangeSets(store, Ledger(store))


@pytest.fixture
def paper(store, home: Path, sets):
    releases = Releases(home)
    editions = Editions(releases, LocalDrafted(store, sets), files=True)

    def told(*names: str, **more):
        before, after = names if len(names) > 1 else (None, names[0])
        return change_paper(editions, before, after, RULINGS, names=names_in(releases.current()), **more)

    return told


def rows(made):
    return [(line.kind, line.target.rpartition("/")[2]) for sheet in made.objects for line in sheet.lines]


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (("2026.1", "2026.2"), [(D.CODE_ADDED, "X")]),
        (("2026.2", "2026.1"), [(D.CODE_REMOVED, "X")]),
        (("2026.1", "2026.1"), []),
        (("2026-11-22", "2026-12-01"), [(D.CODE_ADDED, "X")]),
        (("7304@1.0.0", "7304@1.1.0"), [(D.CODE_ADDED, "X")]),
        (("7304@1.0.0", "7304"), [(D.CODE_ADDED, "X")]),
        ((content.LIST + "@1.0.0", content.LIST), [(D.CODE_ADDED, "X")]),
        (("7304@1.0.0", "2026.2"), [(D.CODE_ADDED, "X")]),
        (("7304", "draft:7304"), [(D.CODE_REMOVED, "X")]),
        (("7304@1.0.0", "draft:7304"), []),
        (("2026.2", "drafts"), [(D.CODE_REMOVED, "X"), (D.CONCEPT_ADDED, "ny")]),
        (("drafts", "drafts"), []),
        (("2026.2",), [(D.CODE_ADDED, "X")]),
        (("7304@1.1.0",), [(D.CODE_ADDED, "X")]),
        (("draft:7304",), [(D.CODE_REMOVED, "X")]),
        (("drafts",), [(D.CODE_REMOVED, "X"), (D.CONCEPT_ADDED, "ny")]),
    ],
)
def test_editions_are_named_and_compared(paper, names, found):
    assert rows(paper(*names)) == found


def test_versions_and_titles_are_told(paper):
    (sheet,) = paper("2026.1", "2026.2").objects
    assert (sheet.title, sheet.before, sheet.after) == ("«Meldingsbekreftelse»", "1.0.0", "1.1.0")
    assert [line.sentence for line in sheet.lines] == ["Koden X «Ukjent» er lagt til."]


def test_a_draft_that_says_the_same_in_other_statements_does_not_differ(paper, store, home):
    """Nested statements that no field knows keep their meaning, whatever their blank nodes are called."""
    publish(store, home, issued=NOON + timedelta(days=20))
    for value in content.everything():
        put(store, [value.model_copy(update={"created": None})])
    put(store, [content.code_list(), content.scheme(content.concept("ny", "ny"))])
    assert rows(paper("2026.3", "drafts")) == []


def test_an_object_that_is_new_or_without_a_draft(paper, store, home):
    remove(store, content.LIST)
    assert rows(paper("2026.2", "drafts")) == [(D.CONCEPT_ADDED, "ny")]
    with pytest.raises(NotFound):
        paper("draft:7304")


def _edit(sets, text="Jo"):
    made = sets.open("Ordlyd", "fordi", EDITOR)
    old, new = ([{"text": each, "lang": "nb"}] for each in ("Ja", text))
    target = content.BASE + "code/7304/J"
    edit = EditField(object=content.LIST, target=target, field="pref_label", lang="nb", before=old, after=new)
    sets.add(made.iri, [edit], EDITOR)
    return sets.declare_editorial(made.iri, target, "skrivemåte", EDITOR)


def test_a_change_set_is_compared_with_the_drafts_that_it_is_to_change(paper, sets):
    made = _edit(sets)
    name = made.iri.removeprefix(content.BASE)
    for names in ((name,), (made.iri,), ("drafts", name), ("draft:7304", name)):
        told = paper(*names)
        assert rows(told) == [(D.PREFERRED_TERM_CHANGED, "J")]
        assert told.compatibility == "patch"
        assert told.objects[0].lines[0].editorial == "skrivemåte"
    assert rows(paper("2026.2", name)) == [(D.CODE_REMOVED, "X"), (D.PREFERRED_TERM_CHANGED, "J")]


@pytest.mark.parametrize("suffix", ["csv", "xlsx", "ttl"])
def test_a_file_is_compared_with_what_is_released(paper, tmp_path: Path, suffix):
    writers = {
        "csv": tabular.write_csv,
        "xlsx": tabular.write_xlsx,
        "ttl": lambda value: serialize(in_default_graph(write_object(value)), Format.TURTLE, {}),
    }
    path = tmp_path / f"7304.{suffix}"
    path.write_bytes(writers[suffix](content.code_list(content.code("X", "Ukjent"), content.code("Y", "Ny"))))
    assert rows(paper("7304", str(path))) == [(D.CODE_ADDED, "Y")]


@pytest.mark.parametrize(
    ("names", "field"),
    [
        (("7304", "forlop"), "edition"),
        (("7304@1.0.0", "draft:concept-scheme/forlop"), "edition"),
        (("concept/epikrise", "2026.1"), "edition"),
        (("2026-13-01", "2026.1"), "edition"),
    ],
)
def test_what_cannot_be_compared_is_refused(paper, names, field):
    with pytest.raises(InvalidInput) as refused:
        paper(*names)
    assert refused.value.field == field
    assert refused.value.rule


@pytest.mark.parametrize("name", ["2025.1", "7304@9.0.0", "draft:none", "change-set/none", "nonesuch", "2020-01-01"])
def test_what_is_not_there_is_not_found(paper, name):
    with pytest.raises(NotFound):
        paper(name, "2026.1")


@pytest.mark.parametrize("name", ["2026.1", "7304@1.0.0"])
def test_nothing_came_before_the_first(paper, name):
    with pytest.raises(NotFound):
        paper(name)


@pytest.mark.parametrize("name", ["drafts", "draft:7304", "change-set/1", content.BASE + "change-set/1"])
def test_the_public_compares_only_what_is_released(home, name):
    with pytest.raises(InvalidInput):
        Editions(Releases(home)).named(name)


def test_a_timeline_tells_each_version_of_an_object_newest_first(home):
    reader = Releases(home).current()
    made = timeline(reader, reader.resolve(content.LIST)[0], RULINGS, names=names_in(reader))
    assert [(row.version, row.release, row.compatibility, row.total) for row in made.moments] == [
        ("1.1.0", "2026.2", "minor", 1),
        ("1.0.0", "2026.1", "none", 0),
    ]
    assert made.moments[0].lines[0].sentence == "Koden X «Ukjent» er lagt til."


def test_a_timeline_of_a_member_has_the_versions_in_which_it_changed(store, home):
    put(store, [ONE_MORE.model_copy(update={"title": content.nb("Et annet navn")})])
    publish(store, home, issued=datetime(2026, 12, 24, tzinfo=UTC))
    reader = Releases(home).current()

    def told(name):
        made = timeline(reader, reader.resolve(content.BASE + name)[0], RULINGS, names=names_in(reader))
        return [row.version for row in made.moments]

    assert told("code/7304/X") == ["1.1.0"]
    assert told("code/7304/J") == ["1.0.0"]
    assert told("code-list/7304") == ["1.1.1", "1.1.0", "1.0.0"]
