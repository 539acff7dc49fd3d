"""A whole registered object to triples and back: which kind a graph holds, and the statements no field leads to."""

from collections.abc import Iterable
from typing import Any

from pyoxigraph import NamedNode, Triple

from registry.domain import Kind, RegisteredObject
from registry.errors import InvalidInput
from registry.namespaces import iri
from registry.rdf import modelldcat, skos
from registry.rdf.mapping import Blanks, Graph, Table

#: The table of each kind; the order is that in which a graph is recognised.
TABLES: dict[Kind, Table[Any]] = {
    Kind.EXCHANGE: modelldcat.EXCHANGE,
    Kind.PATHWAY: modelldcat.PATHWAY,
    Kind.INFORMATION_MODEL: modelldcat.INFORMATION_MODEL,
    Kind.REGISTER: modelldcat.REGISTER,
    Kind.MAPPING_SET: skos.MAPPING_SET,
    Kind.CODE_LIST: skos.CODE_LIST,
    Kind.CONCEPT_SCHEME: skos.CONCEPT_SCHEME,
}


def recognise(triples: Iterable[Triple]) -> tuple[Kind, str]:
    """The kind and IRI of the one registered object that a graph holds.

    Raises InvalidInput where it holds none, or more than one of the kind found first.
    """
    graph = Graph(triples)
    for kind, table in TABLES.items():
        found = sorted(subject.value for subject in graph.of_type(iri(table.types[0])))
        if len(found) > 1:
            rule = "a file holds one registered object"
            raise InvalidInput(f"The graph holds {len(found)} of {kind}: {', '.join(found[:3])}.", rule=rule)
        if found:
            return kind, found[0]
    types = ", ".join(table.types[0] for table in TABLES.values())
    raise InvalidInput("The graph holds no registered object.", rule=f"one subject has rdf:type {types}")


def read_object(triples: Iterable[Triple], kind: Kind | None = None, subject: str | None = None) -> RegisteredObject:
    """The registered object in a graph; nothing in the graph is lost (see `extra`)."""
    triples = list(triples)
    if kind is None or subject is None:
        kind, subject = recognise(triples)
    graph = Graph(triples)
    value: RegisteredObject = TABLES[kind].read(graph, NamedNode(subject))
    return value.model_copy(update={"extra": (*value.extra, *graph.foreign())})


def write_object(value: RegisteredObject) -> list[Triple]:
    """The triples of an object; the same value gives the same triples and labels of blank nodes."""
    return list(TABLES[kind_of(value)].write_at(NamedNode(value.iri), value, Blanks()))


def kind_of(value: RegisteredObject) -> Kind:
    """The kind of an object, by its class."""
    return next(kind for kind, table in TABLES.items() if table.cls is type(value))
