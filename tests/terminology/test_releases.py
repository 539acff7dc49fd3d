"""What a reader of releases gets: names, uses, labels, old versions and dates, with no store."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from registry.domain import Kind, LangString
from registry.errors import NotFound
from registry.namespaces import iri
from registry.terminology.protocol import MemberKind, ReleaseReader
from registry.terminology.releases import Releases
from registry.terminology.search_query import Hit, SearchQuery, Tier
from tests.services.releasing import NOON, publish, put, store_with
from tests.terminology import content


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases a month apart; the second has one more code, and a concept under another name."""
    folder = tmp_path_factory.mktemp("home")
    store = store_with(content.everything())
    publish(store, folder)
    put(store, [content.code_list(content.code("X", "Ukjent"))])
    publish(store, folder, issued=NOON + timedelta(days=30))
    return folder


@pytest.fixture
def reader(home: Path) -> ReleaseReader:
    return Releases(home).current()


def test_the_current_release_and_the_ones_before(home: Path) -> None:
    releases = Releases(home)
    assert [entry.number for entry in releases.all()] == ["2026.2", "2026.1"]
    assert releases.current().release.number == "2026.2"
    assert releases.get("2026.1").release.issued == NOON
    with pytest.raises(NotFound, match=r"2026\.3"):
        releases.get("2026.3")


def test_a_release_by_date(home: Path) -> None:
    releases = Releases(home)
    assert releases.at(date(2026, 11, 22)).release.number == "2026.1"
    assert releases.at(date(2026, 12, 21)).release.number == "2026.1"
    assert releases.at(date(2026, 12, 22)).release.number == "2026.2"
    with pytest.raises(NotFound, match="2026-11-21"):
        releases.at(date(2026, 11, 21))


def test_a_reader_that_is_open_sees_the_next_release(tmp_path: Path) -> None:
    store, releases = store_with([content.code_list()]), Releases(tmp_path)
    assert releases.all() == ()
    with pytest.raises(NotFound, match="Nothing has been released"):
        releases.current()
    publish(store, tmp_path)
    first = releases.current()
    put(store, [content.scheme()])
    publish(store, tmp_path)
    assert (first.release.number, releases.current().release.number) == ("2026.1", "2026.2")
    assert first.object(content.LIST) == content.code_list()


def test_versions_of_the_release_and_of_one_object(reader: ReleaseReader) -> None:
    assert [version.object for version in reader.versions()] == sorted(v.iri for v in content.everything())
    assert [version.number for version in reader.versions(Kind.CODE_LIST)] == ["1.1.0"]
    history = reader.history(content.LIST)
    assert [(v.number, v.release, v.replaces) for v in history] == [
        ("1.1.0", "2026.2", "1.0.0"),
        ("1.0.0", "2026.1", None),
    ]
    with pytest.raises(NotFound):
        reader.history(content.BASE + "code-list/1")


def test_an_old_version_is_read_through_the_new_release(home: Path, reader: ReleaseReader) -> None:
    assert len(reader.members(content.LIST)) == 4
    assert reader.object(content.LIST, "1.0.0") == content.code_list()
    assert reader.members(content.LIST, 1, 1, "1.0.0") == content.code_list().codes[1:2]
    assert Releases(home).version(content.LIST, "1.0.0").object() == content.code_list()
    with pytest.raises(NotFound, match=r"version 2\.0\.0"):
        reader.object(content.LIST, "2.0.0")
    with pytest.raises(NotFound, match=r"version 1\.1\.0"):
        Releases(home).get("2026.1").object(content.LIST, "1.1.0")


def test_what_was_released_reads_as_it_was_written(reader: ReleaseReader) -> None:
    for value in content.everything()[1:]:
        assert reader.object(value.iri) == value
        assert reader.header(value.iri).title == value.title
        assert reader.text(value.iri).count(b"\n") == len(reader.triples(value.iri))


def test_a_member_of_any_object(reader: ReleaseReader) -> None:
    assert reader.member(content.CONCEPT) in content.scheme().concepts
    assert reader.member_json(content.ELEMENT).startswith(b'{"iri":"' + content.ELEMENT.encode())
    assert reader.by_notation(content.LIST, "X") == (content.code("X", "Ukjent"),)
    with pytest.raises(NotFound):
        reader.member(content.LIST)


@pytest.mark.parametrize(
    ("name", "current"),
    [
        (content.LIST, True),
        ("2.16.578.1.12.4.1.1.7304", True),
        ("urn:oid:2.16.578.1.12.4.1.1.7304", True),
        ("http://helsedir.no/fhir/CodeSystem/no-kodeverk-7304", True),
        ("http://ehelse.no/fhir/CodeSystem/no-kodeverk-7304", False),
    ],
)
def test_every_name_of_a_list_leads_to_it(name: str, current: bool, reader: ReleaseReader) -> None:
    (found,) = reader.resolve(name)
    assert (found.name, found.iri, found.kind, found.version) == (name, content.LIST, Kind.CODE_LIST, "1.1.0")
    assert (found.current, found.title) == (current, content.nb("Meldingsbekreftelse"))


def test_members_and_fragments_resolve_and_unknown_names_do_not(reader: ReleaseReader) -> None:
    (found,) = reader.resolve(content.CONCEPT)
    assert (found.kind, found.object) == (MemberKind.CONCEPT, content.SCHEME)
    (section,) = reader.resolve(content.STANDARD + "#2.1")
    assert (section.iri, section.kind) == (content.STANDARD, MemberKind.STANDARD)
    assert reader.resolve("2.16.578.1.12.4.1.1.1") == ()


def test_an_alias_of_two_objects_gives_both_the_current_first(tmp_path: Path) -> None:
    shared = content.code_list().aliases[2].model_copy(update={"current": True})
    other = content.code_list().model_copy(
        update={"iri": content.BASE + "code-list/a", "aliases": (shared,), "oid": None, "codes": ()}
    )
    publish(store_with([content.code_list(), other]), tmp_path)
    found = Releases(tmp_path).current().resolve(shared.notation)
    assert [(row.iri, row.current) for row in found] == [(other.iri, True), (content.LIST, False)]


def test_where_a_list_is_used_as_far_as_the_exchange(reader: ReleaseReader) -> None:
    direct = reader.where_used(content.LIST)
    assert [(use.subject, use.predicate, use.object) for use in direct] == [
        (content.BASE + "mapping-set/svar", iri("omf:subjectSource"), content.BASE + "mapping-set/svar"),
        (content.ELEMENT, iri("modelldcatno:hasValueFrom"), content.MODEL),
        (content.ELEMENT, iri("omf:valueSet"), content.MODEL),
    ]
    through = [use for use in reader.where_used(content.LIST, indirect=True) if use.via]
    assert [(use.subject, use.kind, use.via) for use in through] == [
        (content.EXCHANGE, Kind.EXCHANGE, (content.MODEL,))
    ]


def test_where_concepts_roles_standards_and_replacements_are_used(reader: ReleaseReader) -> None:
    assert {use.subject for use in reader.where_used(content.CONCEPT)} == {
        content.ELEMENT,
        content.EXCHANGE,
        content.BASE + "collection/alle",
        content.BASE + "mapping/svar-1",
    }
    roles = reader.where_used(content.BASE + "actor-role/sykehus")
    assert {use.predicate for use in roles} == {iri("omf:sender"), iri("omf:receiver")}
    (replaced,) = reader.where_used(content.BASE + "code/7304/F")
    assert (replaced.subject, replaced.predicate) == (content.BASE + "code/7304/N", iri("dct:isReplacedBy"))
    assert reader.where_used(content.EXCHANGE) == ()


def test_a_cited_section_counts_as_a_use_of_its_standard(reader: ReleaseReader) -> None:
    uses = reader.where_used(content.STANDARD)
    assert {use.target for use in uses} == {content.STANDARD, content.STANDARD + "#2.1"}
    sections = reader.where_used(content.STANDARD + "#2.1")
    assert {use.kind for use in sections} == {MemberKind.CONCEPT}
    assert reader.where_used(content.STANDARD + "#9") == ()


def found(reader: ReleaseReader, text: str, **filters: Any) -> tuple[Hit, ...]:
    return reader.find(SearchQuery(text=text, **filters)).hits


def test_search_ranks_whole_labels_before_words_before_beginnings_before_parts(tmp_path: Path) -> None:
    names = {"a": "nyre", "b": "nyrebekken", "c": "venstre nyre", "d": "binyre", "e": "lever"}
    concepts = [content.concept(name, label) for name, label in names.items()]
    publish(store_with([content.scheme(*concepts)]), tmp_path)
    hits = found(Releases(tmp_path).current(), "NYRE")
    assert [(hit.label, hit.match) for hit in hits] == [
        ("nyre", Tier.LITERAL),
        ("venstre nyre", Tier.WORD),
        ("nyrebekken", Tier.PREFIX),
    ]
    limited = Releases(tmp_path).current().find(SearchQuery(text="nyre", limit=1))
    assert (limited.total, len(limited.hits)) == (3, 1)


@pytest.mark.parametrize("q", ["årdal", "ARDAL", "  Sykehus   på årdal "])
def test_search_folds_letters_case_and_blanks(q: str, reader: ReleaseReader) -> None:
    assert [hit.iri for hit in found(reader, q)] == [content.BASE + "concept/sykehus"]


def test_search_by_kind_language_notation_and_other_labels(reader: ReleaseReader) -> None:
    assert [hit.kind for hit in found(reader, "epikrise")][:2] == [MemberKind.CONCEPT, Kind.EXCHANGE]
    assert {hit.kind for hit in found(reader, "epikrise", kinds=(MemberKind.CONCEPT,))} == {MemberKind.CONCEPT}
    (hit,) = found(reader, "epikrise", label_lang="nn", lang="nn")
    assert (hit.iri, hit.display) == (content.CONCEPT, "epikrise (nn)")
    hit = found(reader, "utskrivningsnotat")[0]
    assert hit.iri == content.CONCEPT
    assert LangString(text="epikrise", lang="nb") in hit.title
    code = found(reader, "J", kinds=(MemberKind.CODE,))[0]
    assert (code.iri, code.notation, code.match) == (content.BASE + "code/7304/J", "J", Tier.LITERAL)
    assert found(reader, "7304")[0].iri == content.LIST


@pytest.mark.parametrize("q", ["", "   ", "finnesikke", "\n"])
def test_search_for_nothing_finds_nothing(q: str, reader: ReleaseReader) -> None:
    assert reader.find(SearchQuery(text=q)).total == 0


def test_a_compiled_release_that_is_gone_or_old_is_made_anew(home: Path) -> None:
    path = home / "releases" / "2026.1" / "release.idx"
    good = path.read_bytes()
    path.write_bytes(good[:8] + b"\x09\0\0\0" + good[12:])
    assert Releases(home).get("2026.1").release.number == "2026.1"
    assert path.read_bytes() == good
