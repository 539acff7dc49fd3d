"""The operations between two editions: done to the first they make the second, and the second once more takes none."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.domain import (
    Code,
    CodeList,
    CodeProperty,
    Collection,
    Concept,
    ConceptScheme,
    Definition,
    ElementKind,
    ElementProperty,
    InformationModel,
    LangString,
    ModelElement,
    Period,
    PropertyKind,
    RegisteredObject,
    Statement,
)
from registry.domain.derivation import Missing, derive, members_by_iri, settled
from registry.domain.editing import Editor
from registry.domain.operation import EditField, Inactivate, Move, ReplaceMember, Restore
from registry.errors import Stale
from registry.namespaces import PREFIXES

LIST = "https://omforent.no/code-list/1"
DAY = date(2026, 12, 31)
CURRENT, DEPRECATED, RETIRED = (PREFIXES["status"] + name for name in ("CURRENT", "DEPRECATED", "RETIRED"))
NAMES = [f"https://omforent.no/code/1/{letter}" for letter in "abcdef"]

TEXTS = st.lists(
    st.builds(LangString, text=st.sampled_from(["x", "y", "Z"]), lang=st.sampled_from(["nb", "nn", "nb-NO"])),
    max_size=3,
    unique=True,
).map(tuple)
SOME = st.lists(st.sampled_from([*NAMES, "https://example.no/elsewhere"]), max_size=2, unique=True).map(tuple)
STATUS = st.sampled_from([None, CURRENT, DEPRECATED, RETIRED, "urn:x:own"])
PERIODS = st.builds(
    Period, start=st.none() | st.sampled_from([date(2020, 1, 1), date(2021, 1, 1)]), end=st.sampled_from([None, DAY])
)
LIVES: dict[str, Any] = {"status": STATUS, "validity": PERIODS, "broader": SOME, "replaces": SOME}
PROPERTIES = st.lists(
    st.builds(CodeProperty, predicate=st.sampled_from(["urn:p", "urn:q"]), value=st.sampled_from(["1", "2"])),
    max_size=2,
    unique_by=repr,
).map(tuple)


def without(strategy: st.SearchStrategy[tuple[str, ...]], name: str) -> st.SearchStrategy[tuple[str, ...]]:
    return strategy.map(lambda several: tuple(each for each in several if each != name))


def codes(name: str) -> st.SearchStrategy[Code]:
    others = without(SOME, name)
    lives = {**LIVES, "broader": others, "is_replaced_by": others}
    texts = dict.fromkeys(("pref_label", "alt_label", "definition", "note"), TEXTS)
    source = st.tuples(SOME, TEXTS).map(lambda pair: (*pair[0], *pair[1]))
    return st.builds(
        Code, iri=st.just(name), notation=st.just(name[-1]), **texts, **lives, source=source, properties=PROPERTIES
    )


def concepts(name: str) -> st.SearchStrategy[Concept]:
    others = without(SOME, name)
    lives = {**LIVES, "broader": others, "is_replaced_by": others, "related": SOME}
    said = st.builds(
        Definition,
        value=st.builds(LangString, text=st.sampled_from(["x", "y"]), lang=st.sampled_from(["nb", "en"])),
        audience=st.sampled_from([None, "urn:public"]),
        source=SOME,
    )
    definitions = st.lists(said, max_size=3, unique_by=repr).map(tuple)
    return st.builds(Concept, iri=st.just(name), pref_label=TEXTS, alt_label=TEXTS, definition=definitions, **lives)


@st.composite
def lists(draw: st.DrawFn) -> CodeList:
    names = draw(st.lists(st.sampled_from(NAMES), unique=True))
    collection = Collection(
        iri="https://omforent.no/collection/1",
        pref_label=(),
        member=draw(SOME),
        ordered=draw(st.booleans()),
    )
    return CodeList(
        iri=LIST,
        title=draw(TEXTS),
        oid=draw(st.sampled_from([None, "1.2"])),
        bundled=draw(st.booleans()),
        codes=tuple(draw(codes(name)) for name in names),
        collections=(collection,) if draw(st.booleans()) else (),
    )


@st.composite
def schemes(draw: st.DrawFn) -> ConceptScheme:
    names = draw(st.lists(st.sampled_from(NAMES), unique=True))
    return ConceptScheme(iri=LIST, note=draw(TEXTS), concepts=tuple(draw(concepts(name)) for name in names))


@st.composite
def models(draw: st.DrawFn) -> InformationModel:
    """Two types at most, and elements that may stand in either, or neither."""
    elements = {
        name: draw(st.builds(ElementProperty, iri=st.just(name), kind=st.just(PropertyKind.ATTRIBUTE), title=TEXTS,
                             identifier=st.sampled_from(["A", "B"]), max_occurs=st.sampled_from([1, "*"])))
        for name in NAMES[:4]
    }  # fmt: skip
    where = {name: draw(st.sampled_from([0, 1, 2])) for name in elements}
    kinds = draw(st.lists(st.sampled_from([1, 2]), unique=True))
    types = tuple(
        ModelElement(
            iri=f"urn:type:{number}",
            kind=ElementKind.OBJECT_TYPE,
            identifier=f"T{number}",
            title=draw(TEXTS),
            has_property=tuple(elements[name] for name, at in where.items() if at == number),
        )
        for number in kinds
    )
    return InformationModel(iri=LIST, elements=types)


def pairs(strategy: st.SearchStrategy[RegisteredObject]) -> st.SearchStrategy[tuple[Any, Any]]:
    return st.tuples(strategy, strategy)


def done(before: RegisteredObject, operations: Any) -> RegisteredObject:
    editor = Editor(before.iri, before)
    for each in operations:
        editor.apply(each)
    return editor.value()


def plain(value: Any) -> Any:
    """A value without order: that of members, and of what a field holds several of."""
    if isinstance(value, RegisteredObject):
        header = {name: plain(getattr(value, name)) for name in type(value).model_fields}
        rows = {iri: (row.within, plain(row.member)) for iri, row in members_by_iri(value).items()}
        return {**{k: v for k, v in header.items() if k not in _MEMBERS}, "members": rows}
    if isinstance(value, Collection) and value.ordered:
        return value
    if isinstance(value, Code | Concept | ModelElement | ElementProperty | Collection):
        return {name: plain(getattr(value, name)) for name in type(value).model_fields if name != "has_property"}
    return frozenset(value) if isinstance(value, tuple) else value


_MEMBERS = ("codes", "collections", "concepts", "elements")


def wanted(before: RegisteredObject, after: RegisteredObject) -> dict[str, Any]:
    """The second edition, with what it says of codes that come to an end."""
    old = members_by_iri(before)
    found: dict[str, Any] = plain(after)
    for iri, row in members_by_iri(after).items():
        member = settled(old[iri].member, row.member) if iri in old else row.member
        found["members"][iri] = (row.within, plain(member))
    return found


@settings(deadline=None)
@given(pairs(lists()) | pairs(schemes()) | pairs(models()))
def test_the_operations_make_the_first_edition_into_the_second(both: tuple[Any, Any]) -> None:
    before, after = both
    made = done(before, derive(before, after, Missing.REMOVE).operations)
    assert plain(made) == wanted(before, after)


@settings(deadline=None)
@given(pairs(lists()) | pairs(schemes()) | pairs(models()))
def test_the_second_edition_once_more_takes_no_operation(both: tuple[Any, Any]) -> None:
    before, after = both
    made = done(before, derive(before, after, Missing.REMOVE).operations)
    assert derive(made, after, Missing.REMOVE).operations == ()


@settings(deadline=None)
@given(pairs(lists()) | pairs(schemes()) | pairs(models()))
def test_what_the_second_edition_lacks_stays_unless_it_is_told_otherwise(both: tuple[Any, Any]) -> None:
    before, after = both
    derived = derive(before, after)
    made = members_by_iri(done(before, derived.operations))
    old, new = members_by_iri(before), members_by_iri(after)
    assert set(derived.missing) == set(old) - set(new)
    assert all(
        made[iri].member == old[iri].member for iri in derived.missing if iri not in ("urn:type:1", "urn:type:2")
    )


@settings(deadline=None)
@given(pairs(lists()))
def test_codes_that_are_missing_can_be_inactivated(both: tuple[Any, Any]) -> None:
    before, after = both
    day = date(2027, 1, 1)
    derived = derive(before, after, Missing.INACTIVATE, day)
    made, old = members_by_iri(done(before, derived.operations)), members_by_iri(before)
    for iri in derived.missing:
        if isinstance(old[iri].member, Code):
            was = old[iri].member
            open_ = was.validity.end is None and was.status in (None, CURRENT, "urn:x:own")
            assert made[iri].member.validity.end == (day if open_ else was.validity.end)


def code(letter: str, **fields: Any) -> Code:
    return Code(iri=f"https://omforent.no/code/1/{letter}", notation=fields.pop("notation", letter), **fields)


def made_by(before: tuple[Code, ...], after: tuple[Code, ...]) -> tuple[Any, ...]:
    return derive(CodeList(iri=LIST, codes=before), CodeList(iri=LIST, codes=after)).operations


def test_an_end_and_a_successor_are_one_replacement() -> None:
    a, b = code("a", status=CURRENT), code("b")
    ends = a.model_copy(update={"validity": Period(end=DAY), "is_replaced_by": (b.iri,)})
    assert made_by((a, b), (ends, b)) == (ReplaceMember(object=LIST, target=a.iri, by=(b.iri,), day=DAY),)
    alone = a.model_copy(update={"validity": Period(end=DAY)})
    assert made_by((a, b), (alone, b)) == (Inactivate(object=LIST, target=a.iri, day=DAY),)
    deprecated = a.model_copy(update={"validity": Period(end=DAY), "status": DEPRECATED})
    assert made_by((deprecated,), (a,)) == (Restore(object=LIST, target=a.iri),)


def test_another_parent_is_a_move_and_a_text_is_edited_in_its_language() -> None:
    texts = (LangString(text="x", lang="nb"), LangString(text="y", lang="nn"))
    a, b = code("a", pref_label=texts), code("b")
    assert made_by((a, b), (a, b.model_copy(update={"broader": (a.iri,)}))) == (
        Move(object=LIST, target=b.iri, before=(), after=(a.iri,)),
    )
    renamed = a.model_copy(update={"pref_label": (texts[0], LangString(text="z", lang="nn"))})
    (operation,) = made_by((a,), (renamed,))
    assert (operation.lang, operation.before, operation.after) == (
        "nn",
        [{"text": "y", "lang": "nn"}],
        [{"text": "z", "lang": "nn"}],
    )


def test_codes_that_take_over_each_others_notation_do_so_in_an_order_that_works() -> None:
    before = tuple(code(letter) for letter in "abc")
    after = tuple(code(letter, notation=notation) for letter, notation in zip("abc", "bcd", strict=True))
    operations = made_by(before, after)
    assert [operation.target[-1] for operation in operations] == ["c", "b", "a"]
    value = CodeList(iri=LIST, codes=before)
    assert tuple(row.member for row in members_by_iri(done(value, operations)).values()) == after


def test_two_codes_that_change_places_are_refused_when_it_is_done() -> None:
    before = (code("a"), code("b"))
    operations = made_by(before, (code("a", notation="b"), code("b", notation="a")))
    assert all(isinstance(each, EditField) for each in operations)
    with pytest.raises(Stale):
        done(CodeList(iri=LIST, codes=before), operations)


def test_statements_that_no_field_holds_are_told_and_not_lost() -> None:
    kept = code("a", extra=(Statement("", "<urn:p>", '"1"'),))
    derived = derive(CodeList(iri=LIST, codes=(kept,)), CodeList(iri=LIST, codes=(code("a"),)))
    assert (derived.operations, derived.beyond) == ((), (kept.iri,))


def test_an_object_that_is_new_is_made_whole() -> None:
    value = CodeList(iri=LIST, codes=(code("a"),))
    (operation,) = derive(None, value).operations
    editor = Editor(LIST, None)
    editor.apply(operation)
    assert editor.value() == value
