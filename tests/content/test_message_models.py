"""The models of messages: each generation that messages use is described, whole, with titles, concepts and reasons."""

from functools import cache

import pytest
from lxml import etree

from registry import resources
from registry.domain import ElementKind, InformationModel, ModelElement, PropertyKind
from registry.domain.content_model import content_of
from registry.rdf.objects import read_object
from registry.rdf.serialization import Format, parse

ROOMS = ("exchange", "pathway", "profile", "register", "requirement")
#: Namespaces of W3C, ETSI and OASIS: what is in them is theirs to describe.
OF_OTHERS = {
    "http://uri.etsi.org/01903/v1.3.2#",
    "http://www.w3.org/1999/xhtml",
    "http://www.w3.org/2000/09/xmldsig#",
    "urn:oasis:names:tc:dss:1.0:core:schema",
}
#: Messages that carry what no published schema describes (docs/content/message-models.md).
WITHOUT_SCHEMA = {
    "http://www.ehelse.no/xmlstds/eresept/RfHprData/2019-01-01",
    "http://www.kith.no/xmlstds/eresept/m96/2009-03-18",
}


@cache
def models() -> dict[str, InformationModel]:
    """Every model that ships, by its IRI."""
    found = {}
    for path in sorted(resources.folder("models").glob("*/*.ttl")):
        if path.parent.name not in ROOMS:
            value = read_object(quad.triple for quad in parse(path.read_bytes(), Format.TURTLE).quads)
            if isinstance(value, InformationModel):
                found[value.iri] = value
    return found


@cache
def types() -> dict[str, ModelElement]:
    return {row.iri: row for model in models().values() for row in model.elements}


@cache
def by_namespace() -> dict[str, InformationModel]:
    return {model.namespace: model for model in models().values() if model.namespace}


def used(shared) -> tuple[set[str], set[etree.QName]]:
    """The namespaces of the example messages, and the elements that documents begin with or that stand in Content."""
    namespaces, roots = set(), set()
    for path in sorted((shared / "messages").rglob("*.xml")):
        root = etree.parse(path).getroot()
        roots.add(etree.QName(root))
        for node in root.iter(etree.Element):
            namespaces.add(etree.QName(node).namespace)
            if etree.QName(node).localname == "Content":
                roots |= {etree.QName(each) for each in node if isinstance(each.tag, str)}
    return namespaces, roots


def test_every_namespace_of_the_example_messages_has_a_model(shared):
    namespaces, _ = used(shared)
    assert len(namespaces) > 50
    assert namespaces - OF_OTHERS - WITHOUT_SCHEMA - by_namespace().keys() == set()
    assert WITHOUT_SCHEMA & by_namespace().keys() == set()


def test_every_root_of_the_example_messages_is_a_type_of_its_model(shared):
    _, roots = used(shared)
    missing = []
    for name in roots:
        model = by_namespace().get(name.namespace)
        if model and not any(name.localname in (row.identifier, *row.global_elements) for row in model.elements):
            missing.append(name.text)
    assert len(roots) > 40
    assert missing == []


def test_no_two_models_describe_one_namespace():
    named = [model.namespace for model in models().values() if model.namespace]
    assert len(named) == len(set(named)) > 170


@pytest.mark.parametrize("iri", sorted(models()), ids=lambda iri: iri.rpartition("/")[2])
def test_a_model_is_whole(iri):
    model = models()[iri]
    assert {text.lang for text in model.title} >= {"nb", "nn"}
    known = {model.iri, *model.imports}
    for row in model.elements:
        assert {text.lang for text in row.title} >= {"nb", "nn"}, row.iri
        assert row.subject, row.iri
        names = {each.identifier for each in row.has_property}
        assert set(content_of(row).names()) <= names, row.iri
        for each in row.has_property:
            assert {text.lang for text in each.title} >= {"nb", "nn"}, each.iri
            assert each.subject, each.iri
            assert not each.coded or each.bindings or each.unbound_reason, each.iri
            held = (each.has_data_type, each.has_simple_type, each.coded_as, *each.contains, *each.has_general_concept)
            for target in filter(None, held):
                assert target in types(), each.iri
                assert target.replace("/type/", "/model/").rpartition("/")[0] in known, each.iri
        for target in (*row.member_types, *([row.item_type] if row.item_type else [])):
            assert types()[target].kind is ElementKind.SIMPLE_TYPE, row.iri


def test_specialisations_and_choices_are_never_the_only_thing_that_names_an_element():
    """What may stand in a message has a type of its own; a choice only says how many of several there are."""
    for row in types().values():
        elements = {each.iri for each in row.has_property if each.kind is not PropertyKind.SPECIALIZATION}
        for each in row.has_property:
            assert each.kind is not PropertyKind.CHOICE or set(each.has_some) <= elements, each.iri
