"""The shipped read queries, each over a graph with something to find and something to leave."""

import pytest

from registry.namespaces import iri
from registry.store import BlankNode, Literal, NamedNode, Replace, Triple, load
from registry.store.memory import MemoryStore

GRAPH = "urn:graph"
TYPE, CONCEPT = NamedNode(iri("rdf:type")), NamedNode(iri("skos:Concept"))
NOTATION, BROADER = NamedNode(iri("skos:notation")), NamedNode(iri("skos:broader"))
ONE, TWO, BLANK = NamedNode("urn:1"), NamedNode("urn:2"), BlankNode("b")


@pytest.fixture
def store() -> MemoryStore:
    made = MemoryStore()
    triples = [
        Triple(TWO, TYPE, CONCEPT),
        Triple(ONE, TYPE, CONCEPT),
        Triple(BLANK, TYPE, CONCEPT),
        Triple(ONE, NOTATION, Literal("01")),
        Triple(TWO, NOTATION, Literal("1")),
        Triple(TWO, BROADER, ONE),
        Triple(BLANK, BROADER, ONE),
    ]
    made.apply(Replace(GRAPH, triples))
    return made


def test_by_value_finds_the_subjects_with_exactly_that_value(store: MemoryStore) -> None:
    rows = store.select(load("by_value"), GRAPH, property=NOTATION, value=Literal("01"))
    assert [row["subject"] for row in rows] == [ONE]


def test_by_type_gives_the_named_subjects_in_order(store: MemoryStore) -> None:
    rows = store.select(load("by_type"), GRAPH, type=CONCEPT)
    assert [row["subject"] for row in rows] == [ONE, TWO]


def test_uses_gives_who_points_where_and_how(store: MemoryStore) -> None:
    rows = store.select(load("uses"), GRAPH, object=ONE)
    assert [(row["subject"], row["property"]) for row in rows] == [(TWO, BROADER)]


def test_values_gives_everything_with_what_it_has(store: MemoryStore) -> None:
    rows = store.select(load("values"), GRAPH, property=NOTATION)
    assert {(row["subject"], row["value"]) for row in rows} == {(ONE, Literal("01")), (TWO, Literal("1"))}
