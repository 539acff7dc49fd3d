"""What the operations of a change set do to an object, and how a stale one is told."""

from datetime import date

import pytest

from registry.domain import Concept, ConceptScheme, ElementKind, ElementProperty, InformationModel, ModelElement
from registry.domain.editing import Editor
from registry.domain.operation import (
    AddMember,
    AddValue,
    CreateObject,
    Deprecate,
    EditField,
    Inactivate,
    Move,
    RemoveMember,
    RemoveValue,
    ReplaceMember,
    Restore,
    Retire,
)
from registry.errors import InvalidInput, NotFound, Stale
from tests.services.curation.registry_of_one import LIST, code, code_list, nb

DAY = date(2026, 11, 22)
ONE, TWO = code("1", "en"), code("2", "to")


@pytest.fixture
def editor():
    return Editor(LIST, code_list(ONE, TWO))


def test_an_edit_of_one_language_leaves_the_others_alone(editor):
    editor.apply(AddValue(object=LIST, target=ONE.iri, field="pref_label", value={"text": "one", "lang": "en"}))
    before, after = [{"text": "en", "lang": "nb"}], [{"text": "én", "lang": "nb"}]
    editor.apply(EditField(object=LIST, target=ONE.iri, field="pref_label", lang="nb", before=before, after=after))
    assert {(row.text, row.lang) for row in editor.member(ONE.iri).pref_label} == {("én", "nb"), ("one", "en")}
    assert editor.touched == {ONE.iri}


def test_a_stale_edit_tells_both_values_and_changes_nothing(editor):
    before, after = [{"text": "ei", "lang": "nb"}], [{"text": "én", "lang": "nb"}]
    with pytest.raises(Stale) as fault:
        editor.apply(EditField(object=LIST, target=ONE.iri, field="pref_label", lang="nb", before=before, after=after))
    assert (fault.value.yours, fault.value.theirs) == (after, [{"text": "en", "lang": "nb"}])
    assert editor.value() == code_list(ONE, TWO)


def test_texts_are_compared_in_whatever_order_they_stand():
    both = (*nb("a"), *nb("b"))
    editor = Editor(LIST, code_list(ONE.model_copy(update={"alt_label": both})))
    before = [{"text": "b", "lang": "nb"}, {"text": "a", "lang": "nb"}]
    editor.apply(EditField(object=LIST, target=ONE.iri, field="alt_label", before=before, after=[]))
    assert editor.member(ONE.iri).alt_label == ()


def test_a_code_is_added_once(editor):
    editor.apply(AddMember(object=LIST, kind="code", value=code("3", "tre")))
    for again in (code("3", "tre"), code("3", "annet").model_copy(update={"iri": "x:other"})):
        with pytest.raises(Stale):
            editor.apply(AddMember(object=LIST, kind="code", value=again))
    assert [each.notation for each in editor.value().codes] == ["1", "2", "3"]


def test_a_replaced_code_ends_and_names_what_takes_its_place_and_can_be_restored(editor):
    editor.apply(ReplaceMember(object=LIST, target=ONE.iri, by=(TWO.iri,), day=DAY))
    gone = editor.member(ONE.iri)
    assert (gone.validity.end, gone.is_replaced_by, gone.is_active(date(2026, 11, 23))) == (DAY, (TWO.iri,), False)
    with pytest.raises(Stale):
        editor.apply(Inactivate(object=LIST, target=ONE.iri, day=DAY))
    editor.apply(Restore(object=LIST, target=ONE.iri))
    assert editor.member(ONE.iri).is_active(date(2027, 1, 1))
    with pytest.raises(Stale):
        editor.apply(Restore(object=LIST, target=ONE.iri))


def test_an_object_is_retired_and_not_removed(editor):
    with pytest.raises(InvalidInput):
        editor.apply(RemoveMember(object=LIST, target=LIST))
    editor.apply(Retire(object=LIST, target=LIST, day=DAY))
    assert editor.value().status.endswith("RETIRED")


def test_a_concept_is_moved_from_the_parents_that_it_has():
    up, other, low = (Concept(iri=f"x:{name}", pref_label=nb(name)) for name in ("up", "other", "low"))
    editor = Editor("x:s", ConceptScheme(iri="x:s", concepts=(up, other, low)))
    editor.apply(Move(object="x:s", target="x:low", after=("x:up",)))
    editor.apply(Move(object="x:s", target="x:low", before=("x:up",), after=("x:other",)))
    assert editor.member("x:low").broader == ("x:other",)
    with pytest.raises(Stale):
        editor.apply(Move(object="x:s", target="x:low", before=("x:up",), after=()))
    with pytest.raises(InvalidInput):
        editor.apply(Move(object="x:s", target="x:low", before=("x:other",), after=("x:low",)))
    editor.apply(Deprecate(object="x:s", target="x:low"))
    assert editor.member("x:low").status.endswith("DEPRECATED")


def test_an_element_is_added_within_its_type_and_bound():
    kind = ModelElement(iri="x:t", kind=ElementKind.OBJECT_TYPE, identifier="T", title=nb("T"))
    editor = Editor("x:m", InformationModel(iri="x:m", elements=(kind,)))
    element = ElementProperty(iri="x:t.e", kind="Attribute", identifier="e", title=nb("E"))
    with pytest.raises(InvalidInput):
        editor.apply(AddMember(object="x:m", kind="element", value=element))
    editor.apply(AddMember(object="x:m", kind="element", value=element, within="x:t"))
    binding = {"value_set": LIST, "strength": "required"}
    editor.apply(AddValue(object="x:m", target="x:t.e", field="bindings", value=binding))
    (found,) = editor.value().elements[0].has_property
    assert found.bindings[0].value_set == LIST
    editor.apply(RemoveValue(object="x:m", target="x:t.e", field="bindings", value=binding))
    editor.apply(RemoveMember(object="x:m", target="x:t"))
    assert editor.value().elements == ()


def test_an_object_is_made_once():
    editor = Editor(LIST, None)
    with pytest.raises(NotFound):
        editor.value()
    editor.apply(CreateObject(object=LIST, kind="code-list", value=code_list(ONE)))
    with pytest.raises(Stale):
        editor.apply(CreateObject(object=LIST, kind="code-list", value=code_list(ONE)))
    assert editor.value() == code_list(ONE)


@pytest.mark.parametrize(
    ("operation", "fault"),
    [
        (EditField(object=LIST, target=ONE.iri, field="codes"), InvalidInput),
        (EditField(object=LIST, target=ONE.iri, field="iri", before=ONE.iri, after="x:y"), InvalidInput),
        (EditField(object=LIST, target=ONE.iri, field="validity", after={"start": "i går"}), InvalidInput),
        (EditField(object=LIST, target=ONE.iri, field="notation", before="1", after="2"), Stale),
        (EditField(object=LIST, target="x:none", field="note"), NotFound),
        (EditField(object="x:other", target="x:other", field="note"), InvalidInput),
        (AddValue(object=LIST, target=ONE.iri, field="status", value="x:y"), InvalidInput),
        (AddMember(object=LIST, kind="concept", value=Concept(iri="x:c", pref_label=nb("c"))), InvalidInput),
        (ReplaceMember(object=LIST, target=ONE.iri, by=(ONE.iri,), day=DAY), InvalidInput),
        (RemoveValue(object=LIST, target=ONE.iri, field="note", value={"text": "a", "lang": "nb"}), Stale),
    ],
)
def test_what_cannot_be_done_is_refused_and_changes_nothing(editor, operation, fault):
    with pytest.raises(fault):
        editor.apply(operation)
    assert editor.value() == code_list(ONE, TWO)
    assert editor.touched == set()
