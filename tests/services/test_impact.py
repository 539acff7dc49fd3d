"""What of a release differences affect: lists, bindings, elements, exchanges, mappings and names."""

from datetime import date
from pathlib import Path

import pytest

from registry.domain import Period
from registry.services.comparison import compare, side_of
from registry.services.compatibility import read_rulings
from registry.services.differing import names_in
from registry.services.impact import Reach, impact
from registry.services.sentences import SPOKEN, Speaker
from registry.terminology.releases import Releases
from tests.services.releasing import publish, store_with
from tests.terminology import content

RULINGS = read_rulings()


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    home: Path = tmp_path_factory.mktemp("home")
    publish(store_with(content.everything()), home)
    return Releases(home).current()


@pytest.fixture
def affected(reader):
    def told(before, after, lang="nb"):
        sides = (side_of(each) if each else None for each in (before, after))
        return impact(compare(*sides, RULINGS), reader, Speaker(lang, RULINGS, names_in(reader)))

    return told


def effects(found):
    return [(row.reach.value, row.iri.removeprefix(content.BASE), row.compatibility.value) for row in found.effects]


def without(*notations):
    codes = tuple(code for code in content.code_list().codes if code.notation not in notations)
    return content.code_list().model_copy(update={"codes": codes})


def test_a_code_that_goes_affects_its_list_and_all_that_is_built_on_it(affected):
    found = affected(content.code_list(), without("J"))
    assert effects(found) == [
        ("list", "code-list/7304", "major"),
        ("element", "element/epikrise-1.2/Message/Ack", "major"),
        ("binding", "element/epikrise-1.2/Message/Ack", "major"),
        ("exchange", "exchange/epikrise", "major"),
        ("mapping", "mapping/svar-1", "major"),
        ("mapping", "mapping-set/svar", "major"),
    ]
    assert found.counts == {"list": 1, "element": 1, "binding": 1, "exchange": 1, "mapping": 2}
    by_reach = {row.reach: row for row in found.effects}
    assert by_reach[Reach.EXCHANGE].via == (content.MODEL,)
    assert by_reach[Reach.EXCHANGE].sentence == (
        "Utvekslingen «Epikrise» bruker «Meldingsbekreftelse» gjennom «Epikrise 1.2»."
    )
    assert by_reach[Reach.BINDING].sentence == "Elementet «Kvittering» er bundet til «Meldingsbekreftelse»."
    told = "kodelister (1), elementer (1), bindinger (1), utvekslinger (1) og samsvar (2)"
    assert found.summary == f"Berørt i 2026.1: {told}."


def test_a_milder_change_affects_the_same_more_mildly(affected):
    found = affected(content.code_list(), content.code_list(content.code("X", "Ukjent")))
    assert {row.compatibility for row in found.effects} == {"minor"}
    assert {row.iri for row in found.effects} >= {content.LIST, content.ELEMENT, content.EXCHANGE}


def test_a_concept_affects_what_speaks_of_it_and_not_its_scheme_s_other_users(affected):
    other = content.scheme().concepts[1].model_copy(update={"pref_label": content.nb("noe annet")})
    rows = content.scheme().concepts
    found = affected(content.scheme(), content.scheme().model_copy(update={"concepts": (rows[0], other, rows[2])}))
    assert ("exchange", "exchange/epikrise", "major") in effects(found)
    assert ("element", "element/epikrise-1.2/Message/Ack", "major") in effects(found)
    assert ("scheme", "concept-scheme/forlop", "major") in effects(found)


def test_names_that_lead_nowhere_after_a_change_are_told(affected):
    retired = content.code_list().model_copy(update={"validity": Period(end=date(2026, 12, 31))})
    names = {alias.notation for alias in content.code_list().aliases}
    for after in (retired, None):
        found = affected(content.code_list(), after)
        assert {row.iri for row in found.effects if row.reach is Reach.ALIAS} == names
    fewer = content.code_list().model_copy(update={"aliases": content.code_list().aliases[1:]})
    gone = content.code_list().aliases[0].notation
    (alias,) = (row for row in affected(content.code_list(), fewer).effects if row.reach is Reach.ALIAS)
    assert (alias.iri, alias.object, alias.compatibility) == (gone, content.LIST, "major")
    assert alias.sentence == f"Oppslag på {gone} rammes: det er et navn på «Meldingsbekreftelse»."


def test_what_has_no_effect_affects_nothing(affected):
    found = affected(content.code_list(), content.code_list().model_copy(update={"created": date(2026, 1, 1)}))
    assert (found.total, found.summary) == (0, "Ingenting i utgivelsen bygger på det som endres.")


@pytest.mark.parametrize("lang", SPOKEN)
def test_every_effect_is_a_whole_sentence(affected, lang):
    for row in affected(content.code_list(), None, lang).effects:
        assert row.sentence[0].isupper()
        assert row.sentence.endswith(".")
        assert not set("{}") & set(row.sentence)
