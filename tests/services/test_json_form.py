"""The JSON form of messages: rules of docs/json-form.md, there and back again, and faults of form."""

from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from registry.catalogue import Built
from registry.domain import ElementKind, ElementProperty, InformationModel, LangString, ModelElement, PropertyKind
from registry.domain.message_schema import MessageSchema, Structure, message_schema
from registry.errors import CannotHold
from registry.services.json_form import read_message, write_message
from registry.services.message_roots import MessageRoots
from registry.services.xml_form import write_xml
from registry.terminology.message_schemas import MessageSchemas
from registry.terminology.protocol import ReleaseReader

BASE = "https://omforent.no/"
SPACE = "urn:test"
TITLE = (LangString(text="x", lang="nb"),)


def prop(name: str, *, least: int = 0, most: Any = 1, **more: Any) -> ElementProperty:
    kind = PropertyKind.COMPOSITION if more.get("contains") else PropertyKind.ATTRIBUTE
    return ElementProperty(
        iri=f"{BASE}element/m/{more.pop('of', 'R')}/{name.removeprefix('@')}",
        kind=kind,
        identifier=name,
        title=TITLE,
        min_occurs=least,
        max_occurs=most,
        **more,
    )


def typed(
    name: str, *properties: ElementProperty, kind: ElementKind = ElementKind.OBJECT_TYPE, **more: Any
) -> ModelElement:
    return ModelElement(
        iri=f"{BASE}type/m/{name}", kind=kind, identifier=name, title=TITLE, has_property=properties, **more
    )


STRING = typed("string", kind=ElementKind.SIMPLE_TYPE)
ANY = typed("anyType", kind=ElementKind.DATA_TYPE)
CODE = typed("CS", prop("@V", of="CS", has_simple_type=STRING.iri), kind=ElementKind.DATA_TYPE)
NOTE = typed(
    "Note",
    prop("@lang", of="Note", has_simple_type=STRING.iri),
    ElementProperty(
        iri=f"{BASE}element/m/Note/string",
        kind=PropertyKind.SPECIALIZATION,
        identifier="string",
        title=TITLE,
        has_general_concept=(STRING.iri,),
    ),
)
ROOT = typed(
    "R",
    prop("Kind", least=1, has_data_type=CODE.iri),
    prop("A", most="*", has_simple_type=STRING.iri),
    prop("B", most="*", has_simple_type=STRING.iri),
    prop("Note", contains=(NOTE.iri,)),
    prop("Any", has_data_type=ANY.iri),
    prop("Nil", has_simple_type=STRING.iri, nillable=True),
    kind=ElementKind.ROOT_OBJECT_TYPE,
    content_model="Kind, (A, B)*, Note?, Any?, Nil?",
)
MODEL = InformationModel(
    iri=f"{BASE}model/m", identifier="m", namespace=SPACE, elements=(ROOT, NOTE, CODE, STRING, ANY)
)


def find(tag: str) -> tuple[MessageSchema, Structure] | None:
    types = {row.iri: (row, MODEL) for row in MODEL.elements}
    schema = message_schema(MODEL, "1.0.0", types.get)
    return (schema, schema.roots[0]) if tag == f"{{{SPACE}}}R" else None


def said(**inside: Any) -> dict[str, Any]:
    return {"@xmlns": SPACE, "R": {"Kind": {"@V": "1"}, **inside}}


def test_elements_are_put_back_into_an_order_that_the_content_permits() -> None:
    found = read_message(said(B=["b1", "b2"], A=["a1", "a2"]), find)
    assert found is not None
    assert found.faults == ()
    assert [(row.tag.partition("}")[2], row.text) for row in found.root][1:] == [
        ("A", "a1"),
        ("B", "b1"),
        ("A", "a2"),
        ("B", "b2"),
    ]


def test_there_and_back_again() -> None:
    message = said(
        A=["1"],
        B=["01"],
        Note={"@lang": "nb", "#text": "merknad"},
        Any={
            "@a": "b",
            "#content": ["før ", {"{urn:other}p": "inni"}, " etter", {f"{{{SPACE}}}R": {"Kind": {"@V": "2"}}}],
        },
        Nil={"@xsi:nil": "true"},
    )
    found = read_message(message, find)
    assert found is not None
    assert found.faults == ()
    assert write_message(found.root, find) == message
    assert (
        write_message(etree.fromstring(etree.tostring(etree.fromstring(write_xml(found.root)))), find)["@xmlns"]
        == SPACE
    )


@pytest.mark.parametrize(
    ("inside", "path"),
    [
        ({"A": "1"}, "/R/A"),
        ({"A": []}, "/R/A"),
        ({"Kind": [{"@V": "1"}]}, "/R/Kind"),
        ({"Kind": "1"}, "/R/Kind"),
        ({"Kind": {"@V": 1}}, "/R/Kind/@V"),
        ({"A": [None], "B": ["b"]}, "/R/A/0"),
        ({"Any": {"x": "y"}}, "/R/Any/x"),
        ({"Any": {"#content": [1]}}, "/R/Any/#content/0"),
    ],
)
def test_a_fault_of_form_is_told_with_its_place(inside: dict[str, Any], path: str) -> None:
    found = read_message(said(**inside), find)
    assert found is not None
    assert path in [row.path for row in found.faults]


@pytest.mark.parametrize(
    "document", [{}, {"R": {}, "S": {}}, {"@xmlns": 1, "R": {}}, {"@xmlns": SPACE, "S": {}}, {"R": []}]
)
def test_what_is_no_document_of_a_known_model(document: dict[str, Any]) -> None:
    assert read_message(document, find) is None


def test_what_the_model_does_not_have_cannot_be_written() -> None:
    for text in ("<R xmlns='urn:test'><Strange/></R>", "<R xmlns='urn:test' strange='1'/>", "<S xmlns='urn:test'/>"):
        with pytest.raises(CannotHold):
            write_message(etree.fromstring(text), find)


def test_real_messages_come_back_from_json_as_they_were(
    shared: Path, catalogue_site: tuple[Path, ReleaseReader, Built]
) -> None:
    """Every example of the sector that the models have all elements of: XML to JSON to XML."""
    roots = MessageRoots(MessageSchemas(catalogue_site[1]))
    parser = etree.XMLParser(remove_blank_text=True, remove_comments=True, remove_pis=True)
    done = 0
    for file in sorted((shared / "messages").rglob("*.xml")):
        root = etree.parse(file, parser).getroot()
        try:
            message = write_message(root, roots.find)
        except CannotHold:
            continue
        found = read_message(message, roots.find)
        assert found is not None
        assert found.faults == (), file
        again = etree.fromstring(write_xml(found.root), parser)
        assert flat(again) == flat(root), file
        done += 1
    assert done


def flat(root: Any) -> list[tuple[str, str, list[tuple[str, str]]]]:
    xsi = "{http://www.w3.org/2001/XMLSchema-instance}"
    return [
        (row.tag, (row.text or "").strip(), sorted((k, v) for k, v in row.items() if not k.startswith(xsi)))
        for row in root.iter()
    ]
