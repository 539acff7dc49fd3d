"""What people get from reading and writing RDF: nothing lost, nothing moved, and what cannot be held is refused."""

import re
from xml.etree import ElementTree

import pytest
import rdflib
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad
from rdflib.compare import isomorphic

from registry.errors import CannotHold, InvalidInput, SyntaxFault
from registry.namespaces import iri
from registry.rdf.serialization import Document, Format, format_named, format_of, parse, serialize
from tests.rdf.graphs import graphs, named

EX = "http://example.org/"
S, P, OBJECT = (NamedNode(EX + name) for name in "spo")
ALL = list(Format)
patient = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])


def judged(quads):
    """The canonical form by RDFC-1.0, from the library: the judge of whether two datasets are the same."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(str(quad) for quad in dataset)


def written(quads, format_, prefixes=None):
    """The bytes, or the refusal as None."""
    try:
        return serialize(quads, format_, prefixes)
    except CannotHold:
        return None


def turtle(text, **options):
    return parse(text.encode(), Format.TURTLE, path="a.ttl", **options)


class TestRoundTrip:
    @pytest.mark.parametrize("format_", ALL)
    @patient
    @given(quads=graphs)
    def test_keeps_every_graph(self, format_, quads):
        data = written(quads, format_, {"ex": EX, "own": "https://ex.no/æø/"})
        if data is None:
            assert format_ is Format.RDF_XML
            return
        assert judged(parse(data, format_).quads) == judged(quads)

    @pytest.mark.parametrize("format_", [Format.N_QUADS, Format.TRIG, Format.JSON_LD])
    @patient
    @given(quads=named)
    def test_keeps_named_graphs(self, format_, quads):
        assert judged(parse(serialize(quads, format_), format_).quads) == judged(quads)

    @pytest.mark.parametrize("format_", [Format.TURTLE, Format.N_TRIPLES, Format.RDF_XML])
    @settings(patient, max_examples=60)
    @given(quads=graphs)
    def test_an_independent_reader_finds_the_same(self, format_, quads):
        decimal = NamedNode(iri("xsd:decimal"))  # rdflib raises on a decimal that is no number
        quads = [quad for quad in quads if getattr(quad.object, "datatype", None) != decimal]
        data = written(quads, format_)
        if data is not None:
            plain = "".join(f"{quad} .\n" for quad in quads).encode()
            assert isomorphic(_read_by_rdflib(data, format_), _read_by_rdflib(plain, Format.N_TRIPLES))

    @patient
    @given(quads=graphs)
    def test_rdf_xml_is_well_formed(self, quads):
        data = written(quads, Format.RDF_XML)
        if data is not None:
            assert ElementTree.fromstring(data).tag == f"{{{iri('rdf:')}}}RDF"


@pytest.fixture(autouse=True, scope="module")
def as_written():
    """rdflib, here the second opinion, shall leave lexical forms alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rdflib, "NORMALIZE_LITERALS", False)
        yield


def _read_by_rdflib(data, format_):
    names = {Format.TURTLE: "turtle", Format.N_TRIPLES: "nt", Format.RDF_XML: "xml"}
    read = rdflib.Graph()
    for triple in rdflib.Graph().parse(data=data, format=names[format_]):
        read.add(tuple(_comparable(term) for term in triple))
    return read


def _comparable(term):
    """Typed text as one plain text: rdflib compares numbers by value, and tags by letter case."""
    if not isinstance(term, rdflib.Literal):
        return term
    return rdflib.Literal(f"{str(term)!r} {(term.language or '').lower()} {term.datatype}")


class TestSameBytes:
    @pytest.mark.parametrize("format_", ALL)
    @patient
    @given(quads=graphs, data=st.data())
    def test_whatever_the_order_and_the_labels(self, format_, quads, data):
        shuffled = data.draw(st.permutations(_relabelled(quads)))
        assert written(quads, format_) == written(shuffled, format_)

    @patient
    @given(quads=named, data=st.data())
    def test_of_datasets_too(self, quads, data):
        shuffled = data.draw(st.permutations(_relabelled(quads)))
        assert serialize(quads, Format.TRIG) == serialize(shuffled, Format.TRIG)

    @pytest.mark.parametrize("format_", ALL)
    @patient
    @given(quads=graphs)
    def test_after_a_round_trip(self, format_, quads):
        data = written(quads, format_)
        if data is not None:
            assert serialize(parse(data, format_).quads, format_) == data

    def test_of_shared_nodes_that_look_alike(self):
        """Two rings of three, and a star of twins: nothing but structure tells them apart."""
        ring = [(f"{name}{place}", f"{name}{(place + 1) % 3}") for name in "xy" for place in range(3)]
        star = [(f"hub{hub}", f"t{place}") for hub in range(2) for place in range(20)]
        quads = [Quad(BlankNode(a), P, BlankNode(b)) for a, b in ring + star]
        assert serialize(quads, Format.N_TRIPLES) == serialize(_relabelled(reversed(quads)), Format.N_TRIPLES)
        again = parse(serialize(quads, Format.TURTLE), Format.TURTLE).quads
        assert serialize(again, Format.N_TRIPLES) == serialize(quads, Format.N_TRIPLES)

    def test_hostile_blank_nodes_are_refused(self):
        size = 60
        around = [(a, (a + 1) % size) for a in range(size)]
        pairs = [(a, b, right, below) for a, right in around for b, below in around]
        grid = [((a, b), there) for a, b, right, below in pairs for there in ((right, b), (a, below))]
        quads = [Quad(BlankNode(f"n{a}x{b}"), P, BlankNode(f"n{c}x{d}")) for (a, b), (c, d) in grid]
        with pytest.raises(InvalidInput, match="entangled"):
            serialize(quads, Format.TURTLE)


def _relabelled(quads):
    def fresh(term):
        return BlankNode("z" + term.value[::-1]) if isinstance(term, BlankNode) else term

    return [Quad(*(fresh(term) for term in quad)) for quad in quads]


class TestTurtleForPeople:
    def test_reads_like_this(self):
        source = """
            @prefix ex: <http://example.org/> . @prefix unused: <http://unused.example/> .
            @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
            ex:b skos:prefLabel "æ"@nb-NO, "a \\"b\\""@en ; a skos:Concept ; ex:n 10, 1.50, true .
            ex:b ex:l (1 "x" [ex:p ()]) .
            ex:s a skos:ConceptScheme ; ex:note '''two
lines''' ; ex:at [ ex:p "1"^^ex:t ] ; ex:u <http://example.org/x/y> .
            ex:a ex:p _:shared . ex:c ex:p _:shared . _:shared ex:p 1 .
        """
        document = turtle(source)
        shown = serialize(document.quads, Format.TURTLE, document.prefixes).decode()
        label = re.search(r"_:\w+", shown)[0]
        assert shown.replace(label, "_:shared") == EXPECTED

    def test_deep_nesting_gets_labels_and_long_lists_stay_lists(self):
        deep = [Quad(BlankNode(f"n{place}"), P, BlankNode(f"n{place + 1}")) for place in range(3000)]
        long = turtle(f"<{EX}s> <{EX}p> ({' '.join(map(str, range(3000)))}) .").quads
        quads = [*deep, *long]
        data = serialize(quads, Format.TURTLE)
        assert b"rdf:rest" not in data
        assert len(parse(data, Format.TURTLE).quads) == len(quads)

    def test_an_unrelated_change_touches_its_own_lines_only(self):
        quads = turtle(SHARED).quads
        before = serialize(quads, Format.TURTLE).decode().splitlines()
        after = serialize([*quads, Quad(S, P, OBJECT)], Format.TURTLE).decode().splitlines()
        assert [line for line in before if line not in after] == []


EXPECTED = """\
@prefix ex: <http://example.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

ex:s
    a skos:ConceptScheme ;
    ex:at [
        ex:p "1"^^ex:t ;
    ] ;
    ex:note \"\"\"two
lines\"\"\" ;
    ex:u <http://example.org/x/y> ;
    .

ex:a
    ex:p _:shared ;
    .

ex:b
    a skos:Concept ;
    skos:prefLabel
        "a \\"b\\""@en ,
        "æ"@nb-NO ;
    ex:l (
        1
        "x"
        [
            ex:p () ;
        ]
    ) ;
    ex:n
        1.50 ,
        10 ,
        true ;
    .

ex:c
    ex:p _:shared ;
    .

_:shared
    ex:p 1 ;
    .
"""
SHARED = f"""@prefix ex: <{EX}> . ex:a ex:p _:x . ex:b ex:p _:x, [ ex:p 1 ] . _:x ex:p 1, [ ex:p _:x ] ."""


class TestLetterByLetter:
    @pytest.mark.parametrize("format_", ALL)
    @pytest.mark.parametrize("text", ["01", "+1", "1", "1.0", "1e0", "TRUE", "2024-01-01Z", " 7 ", "007"])
    @pytest.mark.parametrize("datatype", ["xsd:integer", "xsd:decimal", "xsd:double", "xsd:boolean", "xsd:string"])
    def test_lexical_forms_stay(self, format_, text, datatype):
        literal = Literal(text, datatype=NamedNode(iri(datatype)))
        document = parse(serialize([Quad(S, P, literal)], format_), format_)
        assert [(quad.object.value, quad.object.datatype) for quad in document.quads] == [
            (text, NamedNode(iri(datatype)))
        ]

    @pytest.mark.parametrize("format_", ALL)
    def test_language_tags_keep_their_meaning(self, format_):
        quads = [Quad(S, P, Literal("x", language=tag)) for tag in ("se", "nb-NO", "zh-Hant")]
        tags = {quad.object.language.lower() for quad in parse(serialize(quads, format_), format_).quads}
        assert tags == {"se", "nb-no", "zh-hant"}

    @pytest.mark.parametrize("format_", ALL)
    def test_iris_are_not_normalised(self, format_):
        odd = [
            NamedNode(name)
            for name in ("http://EX.org:80/a/../b", "HTTP://ex.org/%7e", "urn:X:a%2fb", "http://ex.no/ø")
        ]
        quads = [Quad(name, P, name) for name in odd]
        read = parse(serialize(quads, format_), format_).quads
        assert {quad.object.value for quad in read} == {name.value for name in odd}


class TestCannotHold:
    @pytest.mark.parametrize("format_", [Format.TURTLE, Format.N_TRIPLES, Format.RDF_XML])
    def test_named_graphs(self, format_):
        with pytest.raises(CannotHold, match="named graph <http://example") as refusal:
            serialize([Quad(S, P, OBJECT, OBJECT)], format_)
        assert refusal.value.value == "<http://example.org/o>"

    @pytest.mark.parametrize("name", [EX, EX + "2020", EX + "a/", "urn:1", iri("rdf:li"), iri("rdf:Description")])
    def test_a_predicate_without_an_xml_name(self, name):
        with pytest.raises(CannotHold, match=re.escape(f"<{name}>")):
            serialize([Quad(S, NamedNode(name), OBJECT)], Format.RDF_XML)

    @pytest.mark.parametrize("character", "\x00\x01\x0b\x1f\ufffe\uffff")
    def test_characters_that_xml_has_not(self, character):
        with pytest.raises(CannotHold, match=re.escape(f"U+{ord(character):04X}")):
            serialize([Quad(S, P, Literal(f"a{character}"))], Format.RDF_XML)

    @pytest.mark.parametrize("name", [EX, EX + "2020", iri("rdf:li")])
    def test_a_class_without_an_xml_name_is_held(self, name):
        quads = [Quad(S, NamedNode(iri("rdf:type")), NamedNode(name))]
        data = serialize(quads, Format.RDF_XML)
        ElementTree.fromstring(data)
        assert list(parse(data, Format.RDF_XML).quads) == quads


class TestFormats:
    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            *(("a.ttl", "turtle"), ("b.NT", "n-triples"), ("c.nq", "n-quads"), ("d.trig", "trig")),
            *(("e.jsonld", "json-ld"), ("f.json", "json-ld"), ("g.rdf", "rdf-xml"), ("i.owl", "rdf-xml")),
        ],
    )
    def test_by_extension(self, name, expected):
        assert format_of(name).value == expected

    @pytest.mark.parametrize("name", ["application/rdf+xml", "RDF/XML", "rdf-xml", "rdf", "text/xml; charset=utf-8"])
    def test_by_name_and_media_type(self, name):
        assert format_named(name) is Format.RDF_XML

    @pytest.mark.parametrize("name", ["a.csv", "a", "a.ttl.gz"])
    def test_unknown_ones_are_refused_by_name(self, name):
        with pytest.raises(InvalidInput, match=re.escape(repr(name))):
            format_of(name)


class TestDocument:
    def test_holds_prefixes_base_and_distinct_statements(self):
        document = turtle("@base <http://example.org/> . @prefix ex: <#> . <s> ex:p <o> . <s> ex:p <o> .")
        assert document == Document((Quad(S, NamedNode(EX + "#p"), OBJECT),), {"ex": EX + "#"}, EX)

    def test_a_relative_iri_needs_a_base(self):
        with pytest.raises(SyntaxFault, match=r"a\.ttl:1:1: .*<s>.*base"):
            turtle("<s> <p> <o> .")
        assert turtle("<s> <p> <o> .", base=EX).quads == (Quad(S, P, OBJECT),)

    def test_a_bad_base_is_refused(self):
        with pytest.raises(InvalidInput, match="base 'here'"):
            turtle("", base="here")


class TestSharedFiles:
    @pytest.mark.parametrize("format_", ALL)
    def test_every_real_file_comes_back(self, shared, format_):
        files = [
            path
            for folder in ("vocabularies", "shapes")
            for path in sorted((shared / folder).rglob("*"))
            if path.suffix in {".ttl", ".rdf"}
        ]
        assert files
        for path in files:
            document = parse(path.read_bytes(), format_of(path), path=str(path))
            data = serialize(document.quads, format_, document.prefixes)
            assert judged(parse(data, format_).quads) == judged(document.quads), path


def test_a_number_in_an_odd_form_is_quoted_for_readers_that_would_change_it():
    shown = serialize(turtle("<urn:a> <urn:b> 01, +1, 0, -7 .").quads, Format.TURTLE).decode()
    assert '"01"^^xsd:integer' in shown
    assert '"+1"^^xsd:integer' in shown
    assert re.search(r"^ +-7\b", shown, re.MULTILINE)
    assert re.search(r"^ +0\b", shown, re.MULTILINE)


@pytest.mark.parametrize(
    "loop", ["_:a ex:p _:a", "_:a ex:p _:b . _:b ex:p _:a", "_:a ex:p _:b . _:b ex:q _:c . _:c ex:p _:a"]
)
@pytest.mark.parametrize("format_", ALL)
def test_a_circle_of_nodes_with_something_hanging_on_it_is_kept(loop, format_):
    quads = turtle(f"@prefix ex: <{EX}> . {loop} . _:a ex:has [ ex:deep [ ex:deeper 1 ] ], ( 1 [ ex:p 2 ] ) .").quads
    assert judged(parse(serialize(quads, format_), format_).quads) == judged(quads)
