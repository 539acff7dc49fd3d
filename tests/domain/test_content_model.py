"""Content models: written and read again, made plain without admitting anything else, and taken from properties."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.domain import ElementKind, ElementProperty, LangString, ModelElement, PropertyKind
from registry.domain.content_model import EMPTY, ParticleKind, content_of, element, group, read_content_model
from registry.errors import InvalidInput

LIMITS = st.sampled_from([(1, 1), (0, 1), (0, "*"), (1, "*"), (2, 4), (2, "*"), (3, 3)])
GROUPS = st.sampled_from([ParticleKind.SEQUENCE, ParticleKind.CHOICE, ParticleKind.ALL])
PARTICLES = st.recursive(
    st.builds(lambda name, limits: element(name, *limits), st.sampled_from(["A", "B-1", "C.x", "Æ"]), LIMITS),
    lambda inner: st.builds(
        lambda kind, parts, limits: group(kind, parts, *limits), GROUPS, st.lists(inner, min_size=1, max_size=4), LIMITS
    ),
    max_leaves=10,
)


@given(PARTICLES)
@settings(max_examples=200, deadline=None)
def test_what_is_written_is_read_again(particle):
    back = read_content_model(str(particle))
    assert str(back) == str(particle)
    assert list(back.names()) == list(particle.names())


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("A, B?", "A, B?"),
        ("((A))", "A"),
        ("A, (B, C)", "A, (B, C)"),
        ("A, (B, C)?", "A, (B, C)?"),
        ("(A | B) | C", "(A | B) | C"),
        ("(A{2}){0,3}", "(A{2}){0,3}"),
        ("()", "()"),
        ("A & B?", "A & B?"),
        ("A{2,}", "A{2,}"),
    ],
)
def test_it_reads_like_a_dtd(text, plain):
    assert str(read_content_model(text)) == plain


@pytest.mark.parametrize(("text", "place"), [("A,", 3), ("A B", 3), ("(A", 3), ("A, B | C", 6), ("", 1), ("A, #", 3)])
def test_what_cannot_be_read_is_refused_with_its_place(text, place):
    with pytest.raises(InvalidInput, match=rf"at character {place}"):
        read_content_model(text)


def test_a_group_of_one_is_that_one():
    assert str(group(ParticleKind.SEQUENCE, [element("A", 0)])) == "A?"
    assert str(group(ParticleKind.CHOICE, [element("A", 1, "*")], 0)) == "A*"
    assert str(group(ParticleKind.SEQUENCE, [element("A", 2, 2)], 0, 3)) == "(A{2}){0,3}"
    assert group(ParticleKind.SEQUENCE, [EMPTY, EMPTY]).is_empty


def test_a_choice_of_what_may_be_left_out_may_be_left_out():
    assert str(group(ParticleKind.CHOICE, [element("A", 0), element("B", 0, 3)])) == "(A | B{1,3})?"
    assert str(group(ParticleKind.CHOICE, [element("A"), EMPTY], 1, "*")) == "A*"
    assert str(group(ParticleKind.CHOICE, [element("A", 0, "*"), element("B")], 1, "*")) == "(A | B)*"


def prop(name, kind=PropertyKind.ATTRIBUTE, **more):
    title = (LangString(text=name, lang="nb"),)
    return ElementProperty(iri=name, kind=kind, identifier=name, title=title, **more)


def kind_of(*properties, **more):
    title = (LangString(text="T", lang="nb"),)
    return ModelElement(
        iri="T", kind=ElementKind.OBJECT_TYPE, identifier="T", title=title, has_property=properties, **more
    )


def test_properties_tell_order_cardinality_and_choices():
    choice = prop("B-or-C", PropertyKind.CHOICE, min_occurs=1, max_occurs="*", order=2, has_some=("C", "B"))
    some = prop("B", order=3), prop("C", max_occurs="*", order=4)
    row = kind_of(prop("A", order=1), choice, *some, prop("@V"), prop("D"))
    assert str(content_of(row)) == "A?, (B | C)+, D?"


def test_a_content_model_goes_before_the_properties_and_an_extension_after_its_base():
    row = kind_of(prop("A"), prop("B"), content_model="(B, A)*")
    assert str(content_of(row)) == "(B, A)*"
    assert str(content_of(row, element("Base"))) == "Base, (B, A)*"
