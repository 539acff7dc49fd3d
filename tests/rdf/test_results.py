"""Rows as SPARQL results: what each format says of every kind of term, read back by another implementation."""

import io
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, QueryResultsFormat, parse_query_results

from registry.rdf import results

TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12)
TERMS = st.one_of(
    st.none(),
    st.integers(0, 99).map(lambda at: NamedNode(f"urn:x:{at}")),
    TEXTS.map(Literal),
    TEXTS.map(lambda text: Literal(text, language="nb")),
    st.integers(-5, 5).map(Literal),
    st.booleans().map(Literal),
)
ROWS = st.lists(st.tuples(TERMS, TERMS), max_size=5)
FORMS = {results.as_json: QueryResultsFormat.JSON, results.as_tsv: QueryResultsFormat.TSV}
SPACE = "{http://www.w3.org/2005/sparql-results#}"


@pytest.mark.parametrize("write", FORMS)
@given(rows=ROWS)
def test_what_is_written_is_read_back_the_same(write, rows):
    read = parse_query_results(io.BytesIO(write(("a", "b"), rows)), FORMS[write])
    assert [(row["a"], row["b"]) for row in read] == rows


@given(rows=ROWS)
def test_xml_has_each_term(rows):
    found = ElementTree.fromstring(results.as_xml(("a", "b"), rows)).iter(f"{SPACE}result")
    for told, row in zip(found, rows, strict=True):
        cells = {cell.get("name"): cell[0] for cell in told}
        given_ = {name: term for name, term in zip(("a", "b"), row, strict=True) if term is not None}
        assert {name: cell.text or "" for name, cell in cells.items()} == {n: t.value for n, t in given_.items()}
        for name, term in given_.items():
            tag = "uri" if isinstance(term, NamedNode) else "literal"
            assert cells[name].tag == SPACE + tag
            lang = cells[name].get("{http://www.w3.org/XML/1998/namespace}lang")
            assert lang == (getattr(term, "language", None))


@given(rows=ROWS)
def test_csv_has_the_plain_values(rows):
    import csv

    table = list(csv.reader(io.StringIO(results.as_csv(("a", "b"), rows).decode(), newline="")))
    assert table == [["a", "b"], *([getattr(term, "value", "") or "" for term in row] for row in rows)]


def test_blank_nodes_and_truth_values():
    assert b'{"type":"bnode","value":"b1"}' in results.as_json(("a",), [(BlankNode("b1"),)])
    assert b"<bnode>b1</bnode>" in results.as_xml(("a",), [(BlankNode("b1"),)])
    assert b"_:b1" in results.as_csv(("a",), [(BlankNode("b1"),)])
    assert b'"boolean":false' in results.truth_as_json(value=False)
    assert bool(parse_query_results(io.BytesIO(results.truth_as_xml(value=True)), QueryResultsFormat.XML))


def test_one_that_is_cut_says_so():
    assert b'"truncated":true' in results.as_json(("a",), [(Literal("x"),)], cut=True)
    assert b"truncated" not in results.as_json(("a",), [(Literal("x"),)])
    assert b"<!-- truncated -->" in results.as_xml(("a",), [], cut=True)
