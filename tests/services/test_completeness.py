"""What objects lack by their own policies, and the releases that are refused for it."""

from datetime import UTC, date, datetime

import pytest

from registry.domain import Code, CodeList, Concept, ConceptScheme, Definition, LangString, Period
from registry.domain.party import Role
from registry.domain.policy import Policy
from registry.errors import ChecksFailed, NotFound
from registry.rdf.objects import write_object
from registry.services import drafts
from registry.services.completeness import What, demanded_of_drafts, lacking, months_before
from registry.services.curation.policies import decide
from registry.services.ledger import Ledger
from registry.services.publication import release
from registry.store.memory import MemoryStore
from registry.store.protocol import Replace
from tests.services.curation.registry_of_one import caller

SCHEME, LIST = "https://omforent.no/concept-scheme/x", "https://omforent.no/code-list/1"
TODAY = date(2026, 11, 22)
SELF_COMPOSED = "https://data.norge.no/vocabulary/relationship-with-source-type#self-composed"


def words(*langs):
    return tuple(LangString(text=f"ord på {lang}", lang=lang) for lang in langs)


def said(lang, **fields):
    return Definition(value=LangString(text="sak", lang=lang), **fields)


def scheme(*concepts, **fields):
    return ConceptScheme(iri=SCHEME, title=words("nb", "nn"), concepts=concepts, **fields)


def concept(name="a", **fields):
    return Concept(iri=f"https://omforent.no/concept/{name}", pref_label=words("nb"), **fields)


def told(value, **demands):
    return [
        (row.target.rpartition("/")[2], row.what.value, row.lang)
        for row in lacking(value, Policy(object=value.iri, **demands), TODAY)
    ]


def test_nothing_is_lacking_where_nothing_is_demanded():
    assert told(scheme(concept())) == []


def test_terms_and_definitions_are_demanded_in_every_language_of_the_policy():
    value = scheme(concept(definition=(said("nb"),)))
    assert told(value, languages=("nb", "nn")) == [("a", "term", "nn"), ("a", "definition", "nn")]
    assert ("x", "term", "se") in told(value, languages=("se",))


def test_a_region_of_a_language_will_do():
    value = scheme(Concept(iri="x:a", pref_label=words("nb-NO"), definition=(said("nb-NO"),)))
    assert told(value, languages=("nb",)) == []


def test_every_definition_has_a_source_unless_it_is_self_composed():
    value = scheme(
        concept(
            definition=(
                said("nb"),
                said("nn", source=("https://example.no/1",)),
                said("en", relationship_with_source=SELF_COMPOSED),
            )
        )
    )
    assert told(value, sources=True) == [("a", "source", "nb")]


def test_codes_need_terms_but_no_definition_and_what_is_out_of_use_nothing():
    codes = (
        Code(iri="x:1", notation="1", pref_label=words("nb")),
        Code(iri="x:2", notation="2", validity=Period(end=TODAY)),
    )
    value = CodeList(iri=LIST, title=words("nb", "nn"), codes=codes)
    assert told(value, languages=("nb", "nn"), sources=True) == [("x:1", "term", "nn")]


@pytest.mark.parametrize(
    ("dates", "late"),
    [
        ({"modified": date(2026, 5, 22)}, False),
        ({"modified": date(2026, 5, 21)}, True),
        ({"modified": date(2026, 5, 22), "created": date(2020, 1, 1)}, False),
        ({"created": date(2026, 6, 1)}, False),
        ({}, True),
    ],
)
def test_an_object_is_looked_through_within_some_months(dates, late):
    assert told(scheme(**dates), review_months=6) == ([("x", "review", None)] if late else [])


def test_months_are_counted_to_the_end_of_shorter_ones():
    assert months_before(date(2024, 3, 31), 1) == date(2024, 2, 29)
    assert months_before(date(2026, 1, 15), 13) == date(2024, 12, 15)


@pytest.fixture
def store():
    """Two drafts, one of which something is demanded of."""
    found = MemoryStore()
    about = {"publisher": "https://omforent.no/organization/o", "contact_point": "https://omforent.no/contact-point/o"}
    lists = CodeList(iri=LIST, identifier="1", title=words("nb", "nn"), description=words("nb"), **about)
    other = lists.model_copy(update={"iri": f"{LIST}0", "identifier": "10"})
    for value in (lists, other):
        found.apply(Replace(drafts.graph_of(value.iri), write_object(value)))
    policy = Policy(object=LIST, languages=("nb", "nn", "en"), review_months=12)
    decide(found, Ledger(found), policy, "vedtatt", caller("1", Role.ADMINISTRATOR))
    return found


def test_the_queue_tells_all_drafts_that_something_is_demanded_of(store):
    found = demanded_of_drafts(store, TODAY)
    assert found.objects == 1
    assert {(row.what, row.lang) for row in found.lacks} == {(What.TERM, "en"), (What.REVIEW, None)}
    assert demanded_of_drafts(store, TODAY, f"{LIST}0").objects == 0
    with pytest.raises(NotFound):
        demanded_of_drafts(store, TODAY, "https://omforent.no/code-list/none")


def released(store, home):
    issued = datetime(2026, 11, 22, 12, tzinfo=UTC)
    return release(store, home, issued=issued, agent="https://omforent.no/organization/o", check=lambda _: ())


def test_a_release_that_does_not_meet_the_policy_of_an_object_in_it_is_refused(store, tmp_path):
    with pytest.raises(ChecksFailed) as fault:
        released(store, tmp_path)
    assert fault.value.findings == (
        f"{LIST}: no day of review is told",
        f"{LIST}: no term in en",
    )
    value = drafts.value_of(store, LIST)
    mended = value.model_copy(update={"title": words("nb", "nn", "en"), "modified": TODAY})
    store.apply(Replace(drafts.graph_of(LIST), write_object(mended)))
    assert released(store, tmp_path).number == "2026.1"
