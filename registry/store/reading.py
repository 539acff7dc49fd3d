"""How one graph of a pyoxigraph store is read; which graph, and under which lock, is the stores' own affair."""

import re
import threading
from collections.abc import Iterator, Mapping
from typing import NoReturn

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Triple,
)
from pyoxigraph import Store as Graphs

from registry.errors import InvalidInput, SyntaxFault
from registry.store import exact
from registry.store.protocol import Term
from registry.store.queries import Query

GraphName = NamedNode | DefaultGraph
_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


def named(graph: str) -> NamedNode:
    """The name of a graph, or of a subject, as a term; raises InvalidInput where it is no absolute IRI."""
    try:
        return NamedNode(graph)
    except ValueError as error:
        message = f"{graph!r} is not an absolute IRI: {error}."
        raise InvalidInput(message, field="iri", value=graph, rule="an absolute IRI") from error


class _Reading(Iterator[Triple]):
    """pyoxigraph ends the whole process when its iterator is used from another thread: an error instead."""

    def __init__(self, quads: Iterator[Quad]) -> None:
        self._quads = quads
        self._owner = threading.get_ident()

    def __next__(self) -> Triple:
        if threading.get_ident() != self._owner:
            raise RuntimeError("the triples of a graph are read in the thread that asked for them")
        return exact.given(next(self._quads).triple)


def triples(store: Graphs, graph: GraphName) -> Iterator[Triple]:
    """All triples of `graph` as they are now; only the calling thread may read on (RuntimeError)."""
    return _Reading(store.quads_for_pattern(None, None, None, graph))


def describe(store: Graphs, graph: GraphName, subject: NamedNode) -> tuple[Triple, ...]:
    """What is said of `subject` and of the blank nodes that hang on it, however deep, circles included."""
    seen: set[NamedNode | BlankNode] = {subject}
    waiting: list[NamedNode | BlankNode] = [subject]
    found: list[Triple] = []
    while waiting:
        said = [quad.triple for quad in store.quads_for_pattern(waiting.pop(), None, None, graph)]
        found += said
        hanging = {triple.object for triple in said if isinstance(triple.object, BlankNode)} - seen
        seen |= hanging
        waiting += hanging
    return tuple(map(exact.given, found))


def start_select(store: Graphs, graph: GraphName, query: Query, bindings: Mapping[str, Term]) -> QuerySolutions:
    """The rows of a SELECT query, found while they are read, from the moment of this call."""
    answer = run(store, graph, query, bindings)
    return answer if isinstance(answer, QuerySolutions) else _refuse(query, "SELECT")


def ask(store: Graphs, graph: GraphName, query: Query, bindings: Mapping[str, Term]) -> bool:
    """The answer of an ASK query."""
    answer = run(store, graph, query, bindings)
    return bool(answer) if isinstance(answer, QueryBoolean) else _refuse(query, "ASK")


def start_construct(store: Graphs, graph: GraphName, query: Query, bindings: Mapping[str, Term]) -> QueryTriples:
    """The triples of a CONSTRUCT query, found while they are read, from the moment of this call."""
    answer = run(store, graph, query, bindings)
    return answer if isinstance(answer, QueryTriples) else _refuse(query, "CONSTRUCT")


def run(
    store: Graphs, graph: GraphName, query: Query, bindings: Mapping[str, Term]
) -> QuerySolutions | QueryBoolean | QueryTriples:
    """The answer of any read query; raises SyntaxFault with the place in the text with its terms filled in."""
    try:
        return store.query(
            query.bound(bindings),
            default_graph=[graph],
            named_graphs=[],
            custom_functions=dict(query.functions),
        )
    except SyntaxError as error:
        raise _fault(query, str(error)) from error


def _fault(query: Query, message: str) -> SyntaxFault:
    place = _PLACE.fullmatch(message)
    line, column, problem = place.groups() if place else (0, 0, message)
    return SyntaxFault(problem, path=query.name, line=int(line), column=int(column), value=query.text)


def _refuse(query: Query, form: str) -> NoReturn:
    message = f"The query {query.name} is not a {form} query."
    raise InvalidInput(message, field="query", value=query.name, rule=f"the form of the query is {form}")
