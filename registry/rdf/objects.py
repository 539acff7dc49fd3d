"""A whole registered object to triples and back: which kind a graph holds, and the statements no field leads to."""

import hashlib
from collections.abc import Iterable
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple

from registry.domain import Kind, RegisteredObject
from registry.errors import InvalidInput
from registry.namespaces import iri
from registry.rdf import modelldcat, requirement, skos
from registry.rdf.graph import Graph
from registry.rdf.mapping import Blanks, Table, named

#: The table of each kind; the order is that in which a graph is recognised.
TABLES: dict[Kind, Table[Any]] = {
    Kind.EXCHANGE: modelldcat.EXCHANGE,
    Kind.PATHWAY: modelldcat.PATHWAY,
    Kind.INFORMATION_MODEL: modelldcat.INFORMATION_MODEL,
    Kind.REGISTER: modelldcat.REGISTER,
    Kind.REQUIREMENT_SET: requirement.REQUIREMENT_SET,
    Kind.MAPPING_SET: skos.MAPPING_SET,
    Kind.CODE_LIST: skos.CODE_LIST,
    Kind.CONCEPT_SCHEME: skos.CONCEPT_SCHEME,
}

#: How a canonical line ends that says that its subject is a registered object.
OBJECT_TYPES = tuple(f" <{iri('rdf:type')}> <{table.type_nodes[0].value}> .\n".encode() for table in TABLES.values())


def objects_in(triples: Iterable[Triple]) -> list[tuple[Kind, str]]:
    """The registered objects in a graph, of the first kind that it has any of, by IRI."""
    return _objects_in(Graph(triples))


def _objects_in(graph: Graph) -> list[tuple[Kind, str]]:
    for kind, table in TABLES.items():
        found = sorted(subject.value for subject in graph.of_type(table.type_nodes[0]))
        if found:
            return [(kind, subject) for subject in found]
    return []


def kind_at(triples: Iterable[Triple], subject: str) -> Kind | None:
    """The kind that one subject says it is, or None."""
    graph = Graph(triples)
    for kind, table in TABLES.items():
        if subject in {node.value for node in graph.of_type(table.type_nodes[0])}:
            return kind
    return None


def recognise(triples: Iterable[Triple]) -> tuple[Kind, str]:
    """The kind and IRI of the one registered object that a graph holds.

    Raises InvalidInput where it holds none, or more than one of the kind found first.
    """
    return _recognise(Graph(triples))


def _recognise(graph: Graph) -> tuple[Kind, str]:
    found = _objects_in(graph)
    if len(found) == 1:
        return found[0]
    if found:
        rule = "a file holds one registered object"
        listed = ", ".join(subject for _, subject in found[:3])
        raise InvalidInput(f"The graph holds {len(found)} of {found[0][0]}: {listed}.", rule=rule)
    types = ", ".join(table.types[0] for table in TABLES.values())
    raise InvalidInput("The graph holds no registered object.", rule=f"one subject has rdf:type {types}")


def read_object(triples: Iterable[Triple], kind: Kind | None = None, subject: str | None = None) -> RegisteredObject:
    """The registered object in a graph; nothing in the graph is lost (see `extra`)."""
    graph = Graph(triples)
    if kind is None or subject is None:
        kind, subject = _recognise(graph)
    value: RegisteredObject = TABLES[kind].read(graph, NamedNode(subject))
    return value.model_copy(update={"extra": (*value.extra, *graph.foreign())})


def write_object(value: RegisteredObject, blanks: str | None = None) -> list[Triple]:
    """The triples of an object; the same value gives the same triples and labels of blank nodes.

    The labels begin with a hash of the object's IRI, so that the triples of several objects can be put together, or
    with `blanks`, so that a part of an object can be put where the rest of it stands.
    Raises InvalidInput where a value cannot be said in RDF (an IRI that is none, a bad language tag).
    """
    blank = Blanks(blanks or "b" + hashlib.sha256(value.iri.encode()).hexdigest()[:8] + "n")
    return list(TABLES[kind_of(value)].write_at(named(value.iri), value, blank))


def kind_of(value: RegisteredObject) -> Kind:
    """The kind of an object, by its class."""
    return next(kind for kind, table in TABLES.items() if table.cls is type(value))


def note(subject: str, predicate: str, text: str) -> Triple:
    """One statement with a plain text as its object."""
    return Triple(NamedNode(subject), NamedNode(iri(predicate)), Literal(text))


def about(triples: Iterable[Triple]) -> dict[str, list[Triple]]:
    """Triples by the IRI of their subject; those about blank nodes are left out."""
    found: dict[str, list[Triple]] = {}
    for triple in triples:
        if isinstance(triple.subject, NamedNode):
            found.setdefault(triple.subject.value, []).append(triple)
    return found


def noted(triples: Iterable[Triple], predicate: str) -> str | None:
    """The text that `note` wrote under a predicate, or None."""
    wanted = NamedNode(iri(predicate))
    found = (triple.object for triple in triples if triple.predicate == wanted)
    return next((term.value for term in found if isinstance(term, Literal)), None)


def in_default_graph(triples: Iterable[Triple]) -> list[Quad]:
    """Triples as quads of the default graph, as serialization takes them."""
    return [Quad(triple.subject, triple.predicate, triple.object) for triple in triples]


def from_default_graph(quads: Iterable[Quad]) -> list[Triple]:
    """The triples of quads that all stand in the default graph. Raises InvalidInput naming another graph."""
    triples = []
    for quad in quads:
        if not isinstance(quad.graph_name, DefaultGraph):
            rule = "one object is given in the default graph"
            raise InvalidInput(f"The file has a named graph, {quad.graph_name}.", value=str(quad.graph_name), rule=rule)
        triples.append(quad.triple)
    return triples
