"""Random RDF for property tests: nasty strings, odd IRIs, lists well and ill made, shared and cyclic blank nodes."""

from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from registry.namespaces import iri

_SPACES = ("http://example.org/", "http://example.org/#", "urn:x:", iri("skos:"), iri("rdf:"), "https://ex.no/æø/")
_LOCALS = (
    *("a", "b", "prefLabel", "type", "Concept", "1", "2020-01", "a.b", "a.", ".a", "-a", "_a", "x%20y", "x%2Fab"),
    *(
        "a/b",
        "a:b",
        "q?x=1&y=2",
        "a(b)",
        "a'b",
        "é",
        "名",
        "a~b",
        "first",
        "rest",
        "nil",
        "li",
        "_1",
        "xml",
        "\U00010400",
    ),
)
_TAGS = ("nb", "nb-NO", "NN", "se", "en-GB", "zh-Hant-TW", "x-private", "sl-rozaj", "de-a-bbb")
_DATATYPES = (
    *(iri(f"xsd:{name}") for name in ("string", "integer", "decimal", "double", "boolean", "date", "dateTime")),
    *(iri("rdf:XMLLiteral"), iri("rdf:HTML"), "http://example.org/own"),
)
_PIECES = ("\n", "\r", "\r\n", "\t", '"', '""', '"""', "'", "\\", "\\u0041", "<b>", "&amp;", "]]>", "{}", "@", " ")

iris = st.builds(lambda space, local: NamedNode(space + local), st.sampled_from(_SPACES), st.sampled_from(_LOCALS))
blanks = st.sampled_from([BlankNode(f"n{number}") for number in range(6)])
texts = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.lists(
        st.one_of(st.sampled_from(_PIECES), st.just("x"), st.sampled_from("æ😀\u0085\u2028\ufeff\x01")), max_size=6
    ).map("".join),
    st.sampled_from(["01", "+5", "-0", "1.", ".5", "1.50", "1e0", "1E3", "true", "1", "INF", "2024-02-30", ""]),
)
literals = st.one_of(
    st.builds(Literal, texts),
    st.builds(lambda text, tag: Literal(text, language=tag), texts, st.sampled_from(_TAGS)),
    st.builds(lambda text, name: Literal(text, datatype=NamedNode(name)), texts, st.sampled_from(_DATATYPES)),
)
_FIRST, _REST, _NIL = (NamedNode(iri(f"rdf:{name}")) for name in ("first", "rest", "nil"))


@st.composite
def _lists(draw, graph):
    """The statements of one list that something refers to."""
    items = draw(st.lists(st.one_of(iris, literals, blanks), max_size=4))
    cells = [BlankNode(f"{draw(st.sampled_from('pqr'))}{place}") for place in range(len(items))] + [_NIL]
    quads = [Quad(draw(iris), draw(iris), cells[0], graph)]
    for place, item in enumerate(items):
        quads += [Quad(cells[place], _FIRST, item, graph), Quad(cells[place], _REST, cells[place + 1], graph)]
    return quads


@st.composite
def datasets(draw, names):
    """Statements in the default graph, or in any of the graphs named."""
    graphs = st.sampled_from(names)
    single = st.builds(Quad, st.one_of(iris, blanks), iris, st.one_of(iris, blanks, literals, st.just(_NIL)), graphs)
    quads = draw(st.lists(single, max_size=14))
    for _ in range(draw(st.integers(0, 2))):
        quads += draw(_lists(draw(graphs)))
    return quads


graphs = datasets((DefaultGraph(),))
named = datasets((DefaultGraph(), NamedNode("http://example.org/g"), NamedNode("urn:x:1"), BlankNode("n0")))
