"""What a release changed: counted and named right on a pair of releases made for it."""

from datetime import UTC, datetime

import pytest

from registry.catalogue.comparison import compare
from registry.services import drafts, publication
from registry.store.memory import MemoryStore
from registry.terminology.releases import Releases
from tests.catalogue.edition import AGENT, CODES, CONCEPTS, GUESS, HEAD, MAPPINGS

FRUIT = "https://omforent.no/code-list/frukt"
GARDEN = "https://omforent.no/concept-scheme/frukthage"
LATER = (
    CODES.replace('"Eple"@nb', '"Epler"@nb')
    .replace("rød", "grønn")
    .replace('skos:prefLabel "Åkerbær"@nb ;\n', 'skos:prefLabel "Åkerbær"@nb ; euvoc:status status:DEPRECATED ;\n', 1)
    .replace('skos:notation "4"', 'skos:notation "5"')
    .replace("frukt/4>", "frukt/5>")
)
GARDEN_LATER = (
    CONCEPTS.replace('"trekrone"@nb', '"trekrone"@nb, "løvhang"@nb')
    .replace(
        "skos:broader c:tre",
        'skos:broader c:tre ; euvoc:xlDefinition [ a euvoc:XlNote ; rdf:value "tre med hvit bark"@nb ]',
    )
    .replace("Første setning", "En annen setning")
)


def parsed(*texts):
    return [drafts.read_file((HEAD + text).encode(), "given.ttl") for text in texts]


def released(store, home, day):
    issued = datetime(2026, 11, day, 12, tzinfo=UTC)
    return publication.release(store, home, issued=issued, agent=AGENT, check=lambda _: ())


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    home, store = tmp_path_factory.mktemp("pair"), MemoryStore()
    drafts.put(store, *parsed(CODES, CONCEPTS, GUESS))
    released(store, home, 20)
    drafts.put(store, *parsed(LATER, GARDEN_LATER, MAPPINGS))
    released(store, home, 21)
    drafts.put(
        store,
        *parsed(GUESS.replace("a omf:Exchange ;", "a omf:Exchange ; adms:status status:DEPRECATED ;")),
    )
    released(store, home, 22)
    return Releases(home).current()


def of(compared, iri):
    return next(row for row in compared.objects if row.after.object == iri)


def fared(change):
    return {(row.notation or row.iri.rpartition("/")[2], row.how) for row in change.members}


def test_the_first_release_is_all_new(reader):
    compared = compare(reader, "2026.1")
    assert (compared.before, len(compared.new), compared.changed, compared.unchanged) == (None, 3, (), 0)


def test_objects_are_new_changed_retired_or_as_they_were(reader):
    second, third = compare(reader, "2026.2"), compare(reader, "2026.3")
    assert [row.after.object.rpartition("/")[2] for row in second.new] == ["frukt-svar"]
    assert {row.after.object for row in second.changed} == {FRUIT, GARDEN}
    assert (second.retired, second.unchanged) == ((), 1)
    assert [row.after.object.rpartition("/")[2] for row in third.retired] == ["gjetning"]
    assert (third.new, third.changed, third.unchanged) == ((), (), 3)


def test_codes_are_added_removed_reworded_or_gone_out_of_use(reader):
    change = of(compare(reader, "2026.2"), FRUIT)
    assert (change.before.number, change.after.number) == ("1.0.0", "2.0.0")
    assert fared(change) == {
        ("1", ("terms", "other")),
        ("4", ("removed",)),
        ("5", ("added",)),
        ("Å/3", ("inactivated",)),
        ("beer", ("other",)),
    }


def test_concepts_have_new_terms_and_definitions_and_their_scheme_a_new_description(reader):
    change = of(compare(reader, "2026.2"), GARDEN)
    assert fared(change) == {("krone", ("terms",)), ("bjork", ("definitions",))}
    assert change.how == ("definitions",)


def test_the_page_tells_the_numbers_and_the_names(catalogue_site):
    html = (catalogue_site[0] / "nb/release/2026.2.html").read_text("utf-8")
    told = html.partition('id="changes"')[2].partition('id="downloads"')[0]
    assert "1.0.0 → 2.0.0" in told
    assert "Koder: 1 med endret tekst eller term" in told
    assert "1 Epler" in told
    first = (catalogue_site[0] / "en/release/2026.1.html").read_text("utf-8")
    assert "This is the first release in the catalogue" in first
