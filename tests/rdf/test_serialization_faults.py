"""Files that are refused: where the fault is said, and nothing outside the file is ever opened."""

import re

import pytest
from pyoxigraph import Literal

from registry.errors import SyntaxFault
from registry.rdf.serialization import Format, parse

RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/"'
HEAD = f"<rdf:RDF {RDF}>\n"
TAIL = "\n</rdf:RDF>"


def node(inside, about="http://e/a"):
    return f'{HEAD}<rdf:Description rdf:about="{about}">\n{inside}</rdf:Description>{TAIL}'


FAULTS = [
    (Format.TURTLE, "<http://e/a> <http://e/b>\n  <http://e/c d> .", 2, "http://e/c d"),
    (Format.TURTLE, "<http://e/a> <http://e/b>\n  <http://e/c|d> .", 2, "|"),
    (Format.TURTLE, '<http://e/a> <http://e/b>\n  "x"@norwegian .', 2, "norwegian"),
    (Format.TURTLE, '<http://e/a> <http://e/b>\n\n  "x" ;; ] .', 3, "]"),
    (Format.TURTLE, "<http://e/a> e:b 1 .", 1, "e:"),
    (Format.TRIG, "<http://e/g> { <http://e/a> <http://e/b>\n <http://e/`> }", 2, "`"),
    (Format.N_TRIPLES, '<http://e/a> <http://e/b> "x" .\n<a> <http://e/b> "x" .', 2, "<a>"),
    (Format.N_QUADS, '<http://e/a> <http://e/b> "x" .\n<http://e/a> <http://e/b> "x"@e .', 2, ": e"),
    (Format.RDF_XML, node('<e:p rdf:resource="http://e/ x"/>'), 3, "http://e/ x"),
    (Format.RDF_XML, node('<e:p xml:lang="english_us">x</e:p>'), 3, "english_us"),
    (Format.RDF_XML, node('<e:p rdf:datatype="a b">x</e:p>'), 3, "a b"),
    (Format.RDF_XML, node("<e:p>x</e:p>", about="a"), 2, "'a'"),
    (Format.RDF_XML, node("<e:p>x</e:q>"), 3, "mismatched"),
    (Format.RDF_XML, node("<f:p>x</f:p>"), 3, "unbound prefix"),
    (Format.RDF_XML, node("<e:p>x</e:p>").removesuffix(TAIL), 3, "no element found"),
    (Format.RDF_XML, node('<e:p rdf:nodeID="1 2"/>'), 3, "1 2"),
    (Format.JSON_LD, '{"@id": "http://e/a",\n "http://e/p": {"@id": "http://e/<b>"}}', 2, "http://e/<b>"),
    (Format.JSON_LD, '{"@context": {"e": "http://e/"},\n"@id": "e:a b", "e:p": 1}', 2, "http://e/a b"),
    (Format.JSON_LD, '{"@id": "http://e/a",\n "http://e/p": {"@value": "x", "@language": "n b"}}', 2, "n b"),
    (Format.JSON_LD, '{"@id": "a",\n "http://e/p": 1}', 1, "relative"),
    (Format.JSON_LD, '{"@id": "http://e/a",\n "http://e/p": }', 2, "bracket"),
    (Format.JSON_LD, '{"@id": "http://e/a",\n "http://e/p p": 1}', 2, "http://e/p p"),
]


class TestPlace:
    @pytest.mark.parametrize(("format_", "text", "line", "said"), FAULTS)
    def test_of_a_fault(self, format_, text, line, said):
        with pytest.raises(SyntaxFault, match=re.escape(said)) as fault:
            parse(text.encode(), format_, path="in")
        assert fault.value.line == line
        assert fault.value.column > 0
        assert str(fault.value).startswith(f"in:{line}:{fault.value.column}: ")

    @pytest.mark.parametrize("format_", list(Format))
    def test_of_a_byte_that_is_not_utf_8(self, format_):
        with pytest.raises(SyntaxFault, match=r"^in:2:3: ") as fault:
            parse(b"  \n  \xe6\n", format_, path="in")
        assert (fault.value.line, fault.value.column) == (2, 3)

    def test_counts_characters(self):
        with pytest.raises(SyntaxFault, match=r"^in:1:32: "):
            parse('<http://a> <http://b> "æøå😀" , <x y> .'.encode(), Format.TURTLE, path="in")


class TestEncodings:
    @pytest.mark.parametrize("format_", [Format.TURTLE, Format.N_TRIPLES, Format.TRIG, Format.N_QUADS])
    def test_a_byte_order_mark_is_no_fault(self, format_):
        data = b"\xef\xbb\xbf" + b'<http://e/a> <http://e/p> "x" .'
        assert parse(data, format_).quads[0].object == Literal("x")

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
    def test_xml_says_its_own(self, encoding):
        declared = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'
        data = (declared + node("<e:p>æøå</e:p>")).encode(encoding)
        assert parse(data, Format.RDF_XML).quads[0].object == Literal("æøå")


class TestXml:
    def test_entities_of_the_file_are_replaced(self):
        text = '<!DOCTYPE rdf:RDF [<!ENTITY w3 "http://www.w3.org/"> <!ENTITY xsd "&w3;2001/XMLSchema#">]>' + node(
            '<e:p rdf:datatype="&xsd;integer">01</e:p>'
        )
        literal = parse(text.encode(), Format.RDF_XML).quads[0].object
        assert (literal.value, literal.datatype.value) == ("01", "http://www.w3.org/2001/XMLSchema#integer")

    def test_entities_that_grow_without_bound_are_refused(self):
        nested = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
        text = f'<!DOCTYPE rdf:RDF [<!ENTITY e0 "aaaaaaaaaa">{nested}]>' + node("<e:p>&e9;</e:p>")
        with pytest.raises(SyntaxFault, match="amplification"):
            parse(text.encode(), Format.RDF_XML)

    @pytest.mark.parametrize("where", ["file:///etc/hostname", "http://127.0.0.1:9/x"])
    def test_entities_outside_the_file_are_refused(self, where):
        text = f'<!DOCTYPE rdf:RDF [<!ENTITY x SYSTEM "{where}">]>' + node("<e:p>&x;</e:p>")
        with pytest.raises(SyntaxFault, match=re.escape(where)):
            parse(text.encode(), Format.RDF_XML)

    def test_a_document_type_outside_the_file_is_refused(self):
        start = '<!DOCTYPE rdf:RDF SYSTEM "http://127.0.0.1:9/x.dtd">'
        with pytest.raises(SyntaxFault, match="nothing is fetched"):
            parse((start + node("<e:p>&x;</e:p>")).encode(), Format.RDF_XML)

    def test_an_unknown_entity_is_refused(self):
        with pytest.raises(SyntaxFault, match="undefined entity"):
            parse(node("<e:p>&nbsp;</e:p>").encode(), Format.RDF_XML)

    def test_text_in_pieces_is_one_text(self):
        text = node("<e:p> a<!-- c -->b<![CDATA[<c>]]>&#13;\n&#233; </e:p>")
        assert parse(text.encode(), Format.RDF_XML).quads[0].object == Literal(" ab<c>\r\né ")

    def test_an_empty_language_takes_the_language_away(self):
        text = node('<e:p xml:lang="nb"><e:C e:q="a" xml:lang=""><e:r>b</e:r><e:r xml:lang="se">c</e:r></e:C></e:p>')
        found = [quad.object for quad in parse(text.encode(), Format.RDF_XML).quads if isinstance(quad.object, Literal)]
        assert set(found) == {Literal("a"), Literal("b"), Literal("c", language="se")}

    def test_breaks_in_an_attribute_stay(self):
        text = node("<e:p><rdf:Description e:q='a&#10;b&#9;c&#13;d'/></e:p>")
        assert Literal("a\nb\tc\rd") in {quad.object for quad in parse(text.encode(), Format.RDF_XML).quads}
        text = node("<e:p rdf:parseType='Literal'><b x='1&#10;2'/></e:p>")
        assert parse(text.encode(), Format.RDF_XML).quads[0].object.value == '<b x="1&#xA;2"></b>'

    def test_an_xml_literal_is_canonical(self):
        text = node('<e:p rdf:parseType="Literal">a &lt; <e:b y="2" x=\'1\'/><!--c--></e:p>')
        literal = parse(text.encode(), Format.RDF_XML).quads[0].object
        assert literal.value == 'a &lt; <e:b xmlns:e="http://e/" x="1" y="2"></e:b><!--c-->'


class TestJsonLd:
    @pytest.mark.parametrize("context", ['"https://schema.org/"', '["context.jsonld"]', '{"@import": "http://e/c"}'])
    def test_contexts_outside_the_file_are_refused(self, context):
        text = f'{{\n"@context": {context}, "@id": "http://e/a", "http://e/p": 1}}'
        with pytest.raises(SyntaxFault, match=r"^in:2:.* nothing is fetched"):
            parse(text.encode(), Format.JSON_LD, path="in", base="http://e/")

    def test_a_key_without_meaning_is_reported(self):
        document = parse(b'{"@id": "http://e/a",\n "name": "x", "http://e/p": "y"}', Format.JSON_LD, path="in")
        assert [quad.object for quad in document.quads] == [Literal("y")]
        assert document.notes == ("in:2: the key 'name' has no meaning in its @context and is left out",)

    def test_nesting_without_bound_is_refused(self):
        with pytest.raises(SyntaxFault, match="nested more than"):
            parse(b'{"http://e/p":' * 5000 + b"1" + b"}" * 5000, Format.JSON_LD)

    def test_contexts_of_the_file_are_used(self):
        text = b"""{"@context": {"@vocab": "http://e/", "label": {"@container": "@language"},
            "parts": {"@container": "@list"}, "on": {"@type": "http://www.w3.org/2001/XMLSchema#date"}},
            "@id": "http://e/a", "label": {"nb-NO": "x"}, "parts": [1, true], "on": "2020-01-01"}"""
        objects = {str(quad.object) for quad in parse(text, Format.JSON_LD).quads}
        assert {'"x"@nb-no', '"2020-01-01"^^<http://www.w3.org/2001/XMLSchema#date>'} <= objects
        assert len(objects) == 7


class TestTriplesAsObjects:
    def test_are_refused(self):
        with pytest.raises(SyntaxFault, match=r"RDF 1.2"):
            parse(b"<http://a> <http://b> <<( <http://a> <http://b> 1 )>> .", Format.TURTLE)
