"""What a message may hold: against a walk along every path, on random models; and on a message that ships."""

from hypothesis import given, settings
from hypothesis import strategies as st

from registry.domain import ElementKind, ElementProperty, InformationModel, LangString, ModelElement, PropertyKind
from registry.services.structure.contents import contents

TYPES = ("a", "b", "c", "d", "e")


def texts(word):
    return (LangString(text=word, lang="nb"),)


def prop(owner, number, least, inside, kind):
    where = {"has_general_concept": inside} if kind is PropertyKind.SPECIALIZATION else {"contains": inside}
    name = f"{owner}{number}"
    return ElementProperty(
        iri=f"e:{name}", kind=kind, identifier=name, title=texts(name), min_occurs=least, subject=f"s:{name}", **where
    )


@st.composite
def models(draw):
    kinds = st.sampled_from([PropertyKind.COMPOSITION, PropertyKind.COMPOSITION, PropertyKind.SPECIALIZATION])
    rows = st.tuples(st.integers(0, 1), st.lists(st.sampled_from(TYPES), max_size=2, unique=True), kinds)
    elements = []
    for name in TYPES:
        found = draw(st.lists(rows, max_size=3))
        properties = tuple(prop(name, at, least, tuple(inside), kind) for at, (least, inside, kind) in enumerate(found))
        kind = ElementKind.ROOT_OBJECT_TYPE if name == "a" else ElementKind.OBJECT_TYPE
        elements.append(ModelElement(iri=name, kind=kind, identifier=name, title=texts(name), has_property=properties))
    return InformationModel(iri="m", title=texts("m"), elements=tuple(elements))


def every_path(types, name, seen, required):
    """Each element at the end of each path that meets no type twice, and whether all along it must be there."""
    for row in types[name].has_property:
        here = required and row.min_occurs > 0
        if row.kind is not PropertyKind.SPECIALIZATION:
            yield row.iri, here
        inner = here and len(row.contains) <= 1
        for inside in (*row.contains, *row.has_general_concept):
            if inside not in seen:
                yield from every_path(types, inside, {*seen, inside}, inner)


@settings(max_examples=150, deadline=None)
@given(models())
def test_every_element_is_reached_once_and_required_where_a_path_is(model):
    types = {row.iri: row for row in model.elements}
    found = contents(model, types.get)
    wanted: dict[str, bool] = {}
    for iri, required in every_path(types, "a", {"a"}, True):
        wanted[iri] = wanted.get(iri, False) or required
    assert {row.iri: row.required for row in found.elements} == wanted
    assert len(found.elements) == len(wanted)
    assert found.concepts == {row.element.subject: row.required for row in found.elements}


@settings(max_examples=50, deadline=None)
@given(models())
def test_a_path_leads_to_its_element_and_a_required_one_through_what_is_required(model):
    types = {row.iri: row for row in model.elements}
    by_name = {each.identifier: each for row in model.elements for each in row.has_property}
    for row in contents(model, types.get).elements:
        assert row.path[-1] == row.element.identifier
        assert not row.required or all(by_name[name].min_occurs for name in row.path)


def test_a_chain_longer_than_pythons_stack_is_walked():
    count = 5_000
    types = {
        str(at): ModelElement(
            iri=str(at),
            kind=ElementKind.OBJECT_TYPE if at else ElementKind.ROOT_OBJECT_TYPE,
            identifier=str(at),
            title=texts("t"),
            has_property=(prop(str(at), 0, 1, (str(at + 1),), PropertyKind.COMPOSITION),) if at < count else (),
        )
        for at in range(count + 1)
    }
    model = InformationModel(iri="m", title=texts("m"), elements=(types["0"],))
    found = contents(model, types.get)
    assert len(found.elements) == count
    assert all(row.required for row in found.elements)


def test_a_message_reaches_into_its_component_models(structure):
    found = structure.contents("https://omforent.no/model/epikrise-1.2")
    by_path = {"/".join(row.path): row for row in found.elements}
    assert by_path["ServRprt/Patient"].required
    assert not by_path["ServRprt/Patient/Sex"].required
    assert any("/element/felleskomponenter-kith/" in row.iri for row in found.elements)
    assert "https://omforent.no/code-list/3101" in found.lists
    assert len(found.elements) > 200
    assert structure.contents("https://omforent.no/model/there-is-none") is None
