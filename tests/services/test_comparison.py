"""What differs between two editions, and how grave it is."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.domain import (
    Binding,
    Concept,
    ConceptScheme,
    Definition,
    ElementProperty,
    InformationModel,
    LangString,
    ModelElement,
    Period,
)
from registry.domain.difference import Compatibility, DifferenceKind
from registry.services.comparison import compare, grade, side_of
from registry.services.compatibility import read_rulings
from tests.services.curation.registry_of_one import code, code_list, nb

RULINGS = read_rulings()
ENDED = Period(end=date(2026, 12, 31))


def differences(before, after, **editorial):
    return compare(side_of(before), side_of(after), RULINGS, editorial)


def kinds(before, after):
    return [str(each.kind) for each in differences(before, after)]


def element(**fields):
    found = ElementProperty(iri="x:e", kind="Attribute", identifier="e", title=nb("E"), **fields)
    kind = ModelElement(iri="x:t", kind="ObjectType", identifier="T", title=nb("T"), has_property=(found,))
    return InformationModel(iri="x:m", elements=(kind,))


def scheme(**fields):
    return ConceptScheme(iri="x:s", concepts=(Concept(iri="x:c", **{"pref_label": nb("sak"), **fields}),))


def test_every_kind_of_difference_has_a_ruling_with_a_reason_in_three_languages():
    for kind in DifferenceKind:
        assert {row.lang for row in RULINGS[kind].reason} == {"nb", "nn", "en"}, kind


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        (code_list(code("1", "en")), code_list(code("1", " en ")), []),
        (code_list(), code_list(code("1", "en")), ["code-added"]),
        (code_list(code("1", "en")), code_list(), ["code-removed"]),
        (code_list(code("1", "en")), code_list(code("1", "én")), ["preferred-term-changed"]),
        (code_list(code("1", "en")), code_list(code("1", "en", validity=ENDED)), ["code-inactivated"]),
        (
            code_list(code("1", "en")),
            code_list(code("1", "en", validity=ENDED, is_replaced_by=("x:2",))),
            ["code-replaced"],
        ),
        (code_list(code("1", "en", validity=ENDED)), code_list(code("1", "en")), ["code-restored"]),
        (
            code_list(code("1", "en")),
            code_list(code("1", "to").model_copy(update={"iri": "x:1"})),
            ["code-reused", "code-removed"],
        ),
        (scheme(), scheme(broader=("x:b",)), ["hierarchy-changed"]),
        (scheme(), scheme(exact_match=("x:b",)), ["mapping-changed"]),
        (scheme(broader=("x:a", "x:b")), scheme(broader=("x:b", "x:a")), []),
        (scheme(), scheme(pref_label=(*nb("sak"), LangString(text="case", lang="en"))), ["translation-changed"]),
        (scheme(), scheme(definition=(Definition(value=nb("ting")[0]),)), ["definition-changed"]),
        (scheme(), scheme(modified=date(2026, 1, 1)), ["date-changed"]),
        (element(), element(min_occurs=1), ["cardinality-tightened"]),
        (element(max_occurs="*"), element(), ["cardinality-tightened"]),
        (element(min_occurs=1), element(max_occurs=2), ["cardinality-loosened"]),
        (element(), element(bindings=(Binding(value_set="x:l", strength="required"),)), ["binding-tightened"]),
        (
            element(bindings=(Binding(value_set="x:l", strength="required"),)),
            element(bindings=(Binding(value_set="x:l", strength="example"),)),
            ["binding-loosened"],
        ),
    ],
)
def test_a_difference_is_called_by_what_it_is(before, after, found):
    assert kinds(before, after) == found


def test_a_change_of_wording_declared_editorial_is_a_patch_and_keeps_its_reason():
    before, after = code_list(code("1", "en")), code_list(code("1", "én"))
    assert grade(differences(before, after)) is Compatibility.MAJOR
    (found,) = differences(before, after, **{code("1", "").iri: "aksent"})
    assert (found.compatibility, found.editorial) == (Compatibility.PATCH, "aksent")


def test_tightening_is_grave_for_senders_and_loosening_for_receivers():
    (tight,) = differences(element(), element(min_occurs=1))
    (loose,) = differences(element(min_occurs=1), element())
    assert (tight.sender, tight.receiver) == (Compatibility.MAJOR, Compatibility.NONE)
    assert (loose.sender, loose.receiver) == (Compatibility.NONE, Compatibility.MAJOR)


TEXTS = st.sampled_from(["a", "b", "c d", "c  d"])
CODES = st.dictionaries(st.sampled_from("12345"), st.tuples(TEXTS, st.booleans()), max_size=5).map(
    lambda rows: code_list(*(code(n, t, validity=ENDED if e else Period()) for n, (t, e) in sorted(rows.items())))
)


@given(CODES, CODES)
def test_codes_that_differ_are_exactly_those_that_are_told(before, after):
    def plain(value):
        return {each.iri: (each.pref_label[0].text.split(), each.validity) for each in value.codes}

    old, new = plain(before), plain(after)
    told = {each.target for each in differences(before, after)}
    assert told == {iri for iri in {*old, *new} if old.get(iri) != new.get(iri)}
