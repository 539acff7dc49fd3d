"""Query files and their parameters: what is bound is a term, and never anything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.errors import InvalidInput, NotFound
from registry.store import BlankNode, Literal, NamedNode, Query, load
from registry.store.memory import MemoryStore

ECHO = Query("echo", "SELECT ($value AS ?value) {}")
GRAPH = "urn:graph"


@given(st.text(st.characters(exclude_categories=("Cs",))))
def test_any_text_is_bound_as_itself(text: str) -> None:
    [row] = MemoryStore().select(ECHO, GRAPH, value=Literal(text))
    assert row["value"] == Literal(text)


@pytest.mark.parametrize(
    "term",
    [
        NamedNode("https://omforent.no/begrep/blåbær?x=1&y=$z#é"),
        Literal('} SERVICE <urn:x> {} # "', language="nn"),
        Literal("2024-01-01", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date")),
        Literal(True),
    ],
)
def test_any_kind_of_term_is_bound_as_itself(term: NamedNode | Literal) -> None:
    [row] = MemoryStore().select(ECHO, GRAPH, value=term)
    assert row["value"] == term


def test_a_dollar_in_strings_iris_and_comments_is_no_parameter() -> None:
    text = """# $comment
    ASK { ?s <http://example.org/$lookup> "$short", 'it is $5', \"\"\"a "quoted" $long\"\"\", $real }"""
    assert Query("q", text).parameters == {"real"}


def test_a_parameter_used_twice_is_bound_twice() -> None:
    bound = Query("q", "ASK { $a ?p $a }").bound({"a": NamedNode("urn:a")})
    assert bound.count("<urn:a>") == 2


@pytest.mark.parametrize(
    ("bindings", "field"),
    [
        ({}, "value"),
        ({"value": Literal("a"), "other": Literal("b")}, "other"),
        ({"value": BlankNode("b")}, "value"),
    ],
)
def test_a_parameter_missing_unknown_or_blank_is_refused_by_name(
    bindings: dict[str, NamedNode | BlankNode | Literal], field: str
) -> None:
    with pytest.raises(InvalidInput) as raised:
        ECHO.bound(bindings)
    assert raised.value.field == field


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM <urn:g> { ?s ?p ?o }",
        "SELECT * from named <urn:g> { ?s ?p ?o }",
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * {{service<http://127.0.0.1:9/>{}}}",
        "SELECT * {?s <urn:p> trueSERVICE ?x {}}",
        "SELECT * {?s <urn:p> 1.0SERVICE ?x {}}",
        "PREFIX :<http://127.0.0.1:9/> SELECT * {{SERVICE:x {}}}",
        "SELECT * {{?s ?p 1 FILTER(?p<1)SERVICE?p#>\n{}}}",
        "SELECT * { SERV\\u0049CE ?x {} }",
    ],
)
def test_a_query_that_leaves_its_graph_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        Query("sent", text)
    assert raised.value.field == "query"


def test_words_that_only_look_like_leaving_the_graph_are_taken() -> None:
    text = """PREFIX dcat: <http://www.w3.org/ns/dcat#>
    SELECT ?service ?from { ?service a dcat:DataService ; dcat:service ?from ; <urn:from> "from SERVICE" }"""
    assert MemoryStore().select(Query("q", text), GRAPH) == ()


@pytest.mark.parametrize("name", ["no_such_query", "../errors", "", "/etc/passwd", "a.rq"])
def test_a_query_that_is_not_there_is_not_found(name: str) -> None:
    with pytest.raises(NotFound) as raised:
        load(name)
    assert raised.value.value == name


def test_a_shipped_query_is_loaded_with_its_parameters() -> None:
    assert load("by_value").parameters == {"property", "value"}


def test_a_query_can_bring_functions_of_its_own() -> None:
    shout = NamedNode("urn:shout")
    query = Query("q", "SELECT (<urn:shout>($value) AS ?value) {}", ((shout, lambda term: Literal(term.value + "!")),))
    [row] = MemoryStore().select(query, GRAPH, value=Literal("feber"))
    assert row["value"] == Literal("feber!")
