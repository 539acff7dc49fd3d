"""XML schemas read into information models: structure to the letter, titles and concepts from other generations."""

import pytest

from registry.domain import Binding, ElementKind, Evidence, LangString, PropertyKind, Strength
from registry.domain.content_model import content_of
from registry.domain.source_file import SourceFile
from registry.errors import CannotHold, InvalidInput, SyntaxFault
from registry.interchange.xml_schema import BUILT_IN, carried, model_of, models_in, name_of, read_schemas
from registry.rdf.objects import read_object, write_object

SCHEMA = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:x:test/1" xmlns:p="urn:x:part"
  targetNamespace="urn:x:test/1" elementFormDefault="{form}">{body}</xs:schema>"""
PART = """<schema xmlns="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:x:part" elementFormDefault="qualified">
  <complexType name="Ident"><sequence><element name="Id" type="string"/></sequence></complexType>
  <element name="Note" type="string"/><attribute name="kind" type="token"/></schema>"""


def read(body, form="qualified", *more):
    files = [SourceFile(name="test.xsd", data=SCHEMA.format(body=body, form=form).encode())]
    return read_schemas([*files, *(SourceFile(name="part.xsd", data=each.encode()) for each in more)])


def made(body, form="qualified", *more):
    return {row.namespace: row for row in (each.value for each in models_in(read(body, form, *more)))}["urn:x:test/1"]


def types(model):
    return {row.identifier: row for row in model.elements}


def held(row):
    return {each.identifier: each for each in row.has_property}


def in_type(content, more=""):
    return f'<xs:element name="M"><xs:complexType>{content}</xs:complexType></xs:element>{more}'


@pytest.mark.parametrize(
    ("group", "content", "is_written"),
    [
        ("<xs:sequence>{a}{b0}{c}</xs:sequence>", "A, B*, C", False),
        ('<xs:sequence><xs:choice>{a}{c}</xs:choice>{b0}</xs:sequence>', "(A | C), B*", False),
        ('<xs:sequence><xs:choice minOccurs="0">{a}{c}</xs:choice></xs:sequence>', "(A | C)?", False),
        ("<xs:choice>{b0}{c}</xs:choice>", "(B+ | C)?", False),
        ('<xs:choice maxOccurs="unbounded">{a}{c}</xs:choice>', "(A | C)+", False),
        ('<xs:choice maxOccurs="3">{a}{c}</xs:choice>', "(A | C){1,3}", True),
        ('<xs:sequence minOccurs="0">{a}{c}</xs:sequence>', "(A, C)?", True),
        ('<xs:sequence maxOccurs="unbounded">{a}{c}</xs:sequence>', "(A, C)+", True),
        ("<xs:choice><xs:sequence>{a}{b0}</xs:sequence>{c}</xs:choice>", "(A, B*) | C", True),
        ("<xs:choice><xs:sequence>{a}{c}</xs:sequence><xs:sequence>{b0}{c}</xs:sequence></xs:choice>",
         "(A, C) | (B*, C)", True),
        ("<xs:all>{a}{c}</xs:all>", "A & C", True),
        ("<xs:sequence/>", "()", False),
    ],
)  # fmt: skip
def test_content_is_kept_to_the_letter(group, content, is_written):
    a, c = '<xs:element name="A" type="xs:date"/>', '<xs:element name="C" type="xs:string"/>'
    b0 = '<xs:element name="B" type="xs:string" minOccurs="0" maxOccurs="unbounded"/>'
    model = made(in_type(group.format(a=a, b0=b0, c=c)))
    row = types(model)["M"]
    assert row.kind is ElementKind.ROOT_OBJECT_TYPE
    assert str(content_of(row)) == content
    assert (row.content_model is not None) == is_written
    again = read_object(write_object(model))
    assert [str(content_of(each)) for each in again.elements] == [str(content_of(each)) for each in model.elements]


def test_elements_have_types_cardinality_and_what_their_parts_are():
    body = in_type(
        '<xs:sequence><xs:element ref="t:Part" maxOccurs="3"/><xs:element name="Ident" type="p:Ident"/>'
        '<xs:element ref="p:Note" minOccurs="0"/><xs:element name="Any"/><xs:element name="Fixed" type="xs:string" '
        'fixed="v1"/></xs:sequence><xs:attribute name="id" type="xs:ID" use="required"/><xs:attribute ref="p:kind"/>',
        '<xs:element name="Part"><xs:annotation><xs:documentation>A part.\n Of it.</xs:documentation></xs:annotation>'
        "<xs:complexType/></xs:element>",
    )
    model = made(body, "qualified", PART)
    rows = held(types(model)["M"])
    assert (rows["Part"].kind, rows["Part"].max_occurs, rows["Part"].contains) == (
        *(PropertyKind.COMPOSITION, 3),
        (types(model)["Part"].iri,),
    )
    assert rows["Ident"].contains[0].endswith("/type/part/Ident")
    assert (rows["Ident"].namespace, rows["Note"].namespace) == (None, "urn:x:part")
    assert rows["Note"].has_simple_type == BUILT_IN + "string"
    assert rows["Any"].has_data_type == BUILT_IN + "anyType"
    assert rows["Fixed"].fixed_value == "v1"
    assert (rows["@id"].min_occurs, rows["@id"].namespace) == (1, None)
    assert (rows["@kind"].min_occurs, rows["@kind"].namespace) == (0, "urn:x:part")
    assert [text.text for text in types(model)["Part"].description] == ["A part. Of it."]
    assert types(model)["Part"].kind is ElementKind.OBJECT_TYPE
    assert model.imports == ("https://omforent.no/model/part",)


def test_local_elements_of_an_unqualified_schema_are_in_no_namespace():
    body = in_type('<xs:sequence><xs:element name="A" type="xs:date"/><xs:element ref="t:B"/></xs:sequence>',
                   '<xs:element name="B" type="xs:date"/>')  # fmt: skip
    rows = held(types(made(body, "unqualified"))["M"])
    assert (rows["A"].namespace, rows["B"].namespace) == ("", None)


def test_simple_types_have_the_facets_of_all_that_they_restrict():
    body = """<xs:simpleType name="Short"><xs:restriction base="xs:token"><xs:maxLength value="9"/></xs:restriction>
      </xs:simpleType><xs:simpleType name="Code"><xs:restriction base="t:Short"><xs:pattern value="[A-Z]"/>
      <xs:pattern value="\\d+"/><xs:enumeration value="A"/><xs:enumeration value="1"/></xs:restriction></xs:simpleType>
      <xs:simpleType name="When"><xs:union memberTypes="xs:date xs:gYear"/></xs:simpleType>
      <xs:simpleType name="Many"><xs:list itemType="t:Code"/></xs:simpleType>"""
    content = '<xs:attribute name="V" type="t:Code"/><xs:attribute name="W">{}</xs:attribute>'
    inner = '<xs:simpleType><xs:restriction base="xs:int"><xs:minInclusive value="0"/></xs:restriction></xs:simpleType>'
    model = made(body + in_type(content.format(inner)))
    code, when, many = types(model)["Code"], types(model)["When"], types(model)["Many"]
    assert code.type_definition_reference == "http://www.w3.org/2001/XMLSchema#token"
    assert (code.max_length, code.pattern, code.enumeration) == (9, "([A-Z])|(\\d+)", ("A", "1"))
    assert when.member_types == (BUILT_IN + "date", BUILT_IN + "gYear")
    assert many.item_type == code.iri
    named = held(types(model)["M"])["@W"].has_simple_type
    assert {row.iri: row.min_inclusive for row in model.elements}[named] == "0"
    assert read_object(write_object(model)).elements[1].enumeration == ("1", "A")


def test_extensions_named_roots_and_equal_names_of_local_types():
    local = '<xs:element name="B"><xs:complexType><xs:sequence>{}</xs:sequence></xs:complexType></xs:element>'
    x, y = local.format('<xs:element name="X" type="xs:date"/>'), local.format('<xs:element name="Y" type="xs:date"/>')
    body = f"""<xs:complexType name="Base" abstract="true"><xs:sequence><xs:element name="A" type="xs:date"/>
      </xs:sequence></xs:complexType><xs:complexType name="More"><xs:complexContent><xs:extension base="t:Base">
      <xs:sequence>{x}</xs:sequence></xs:extension></xs:complexContent></xs:complexType>
      <xs:complexType name="Other" mixed="true"><xs:sequence>{y}</xs:sequence></xs:complexType>
      <xs:element name="Root" type="t:More"/>"""
    found = types(made(body))
    assert list(found) == ["Base", "More", "B", "Other", "Other.B", "Root"]
    assert found["Base"].abstract
    assert found["Other"].mixed
    assert held(found["More"])["Base"].has_general_concept == (found["Base"].iri,)
    assert held(found["Other"])["B"].contains == (found["Other.B"].iri,)
    assert found["Root"].kind is ElementKind.ROOT_OBJECT_TYPE
    assert held(found["Root"])["More"].kind is PropertyKind.SPECIALIZATION
    assert found["More"].global_elements == ("Root",)


def test_what_may_be_substituted_is_a_choice_and_what_may_be_anything_says_nothing():
    body = in_type(
        '<xs:sequence><xs:element ref="t:Head"/><xs:element name="Open"><xs:complexType><xs:sequence>'
        '<xs:any maxOccurs="unbounded"/></xs:sequence></xs:complexType></xs:element></xs:sequence>',
        '<xs:element name="Head" abstract="true"/><xs:element name="One" type="xs:date" substitutionGroup="t:Head"/>'
        '<xs:element name="Two" type="xs:date" substitutionGroup="t:Head"/>',
    )
    row = types(made(body))["M"]
    assert str(content_of(row)) == "(One | Two), Open"
    assert held(row)["Open"].has_data_type == BUILT_IN + "anyType"


def test_what_is_in_no_file_and_no_model_is_told():
    body = in_type('<xs:sequence><xs:element ref="p:Note"/></xs:sequence>')
    found = model_of(read(body), "urn:x:test/1")
    assert "{urn:x:part}Note is in no model; its content is not described." in found.notes
    assert held(types(found.value)["M"])["Note"].has_data_type == BUILT_IN + "anyType"


@pytest.mark.parametrize(
    ("data", "fault", "told"),
    [
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><x/>", InvalidInput, "without document type"),
        (b"<xs:schema", SyntaxFault, "test.xsd"),
        (b"<a/>", InvalidInput, "root element schema"),
    ],
)
def test_what_is_no_schema_is_refused(data, fault, told):
    with pytest.raises(fault, match=told):
        read_schemas([SourceFile(name="test.xsd", data=data)])


@pytest.mark.parametrize(
    ("content", "fault", "told"),
    [
        ('<xs:sequence><xs:element ref="q:X"/></xs:sequence>', InvalidInput, "q:X on line"),
        ('<xs:sequence><xs:group ref="t:G"/></xs:sequence>', CannotHold, "The group G"),
        ('<xs:sequence><xs:element name="A" type="xs:int"/><xs:element name="A" type="xs:date"/></xs:sequence>',
         CannotHold, "one declaration for each name"),
    ],
)  # fmt: skip
def test_what_a_schema_must_not_say_is_refused(content, fault, told):
    with pytest.raises(fault, match=told):
        made(in_type(content))


def test_groups_and_types_that_go_in_circles_are_refused():
    circle = '<xs:group name="G"><xs:sequence><xs:group ref="t:G"/></xs:sequence></xs:group>'
    with pytest.raises(CannotHold, match="circle"):
        made(in_type('<xs:sequence><xs:group ref="t:G"/></xs:sequence>', circle))
    one, two = (
        f'<xs:simpleType name="{a}"><xs:restriction base="t:{b}"/></xs:simpleType>' for a, b in (("A", "B"), ("B", "A"))
    )
    with pytest.raises(CannotHold, match="circle"):
        made(one + two)


def test_a_namespace_that_no_file_declares():
    with pytest.raises(InvalidInput, match="urn:x:test/1"):
        model_of(read(""), "urn:x:none")


@pytest.mark.parametrize(
    ("namespace", "name"),
    [
        ("http://www.kith.no/xmlstds/eresept/m5/2013-04-16", "m5-2013-04-16"),
        ("http://ehelse.no/xmlstds/samtykke/v1.0", "samtykke-v1.0"),
        ("http://www.kith.no/xmlstds/felleskomponent1", "felleskomponent1"),
        ("", "model"),
    ],
)
def test_a_model_is_named_after_its_namespace(namespace, name):
    assert name_of(namespace) == name


def test_what_another_generation_says_is_carried_over_as_inferred():
    body = in_type(
        '<xs:sequence><xs:element name="A" type="xs:date"/><xs:element name="B" type="xs:date"/></xs:sequence>'
    )
    model = made(body)
    row = types(model)["M"]
    title = (LangString(text="dato", lang="nb"),)
    binding = Binding(value_set="urn:list", strength=Strength.REQUIRED, evidence=(Evidence.READ,))
    said = row.has_property[0].model_copy(
        update={"iri": "urn:a", "title": title, "subject": "urn:date", "coded": True, "bindings": (binding,)}
    )
    newer = model.model_copy(update={"elements": (row.model_copy(update={"has_property": (said,)}),)})
    a, b = types(carried(model, [newer]))["M"].has_property
    assert (a.title, a.subject, a.coded) == (title, "urn:date", True)
    assert a.bindings == (
        Binding(value_set="urn:list", strength=Strength.PREFERRED, evidence=(Evidence.INFERRED,), source=("urn:a",)),
    )
    assert b == row.has_property[1]
