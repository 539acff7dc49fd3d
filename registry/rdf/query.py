"""Asks read queries of triples in memory, over one graph or the union of several; keeps nothing."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, TypeVar

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, Store, Triple

from registry.errors import InvalidInput
from registry.namespaces import iri
from registry.text.resemblance import resemble, spelling_key

#: The triples of one graph.
Triples = Iterable[Triple]
_GRAPH = DefaultGraph()
Term = TypeVar("Term", NamedNode | BlankNode | Triple, NamedNode | BlankNode | Literal | Triple)


class Row(NamedTuple):
    """One answer about a subject: `subject` is an IRI, or empty where a blank node hangs on nothing named."""

    subject: str
    value: str
    detail: str


class Dataset:
    """Triples that can be asked, all in one default graph; blank nodes of different graphs stay apart.

    Queries may call `omf:spellingKey(term)`, the group of a term's look-alikes, and `omf:alike(lines)`, which of
    the lines `<iri> term` resemble another (see `registry.text.resemblance`).
    """

    def __init__(self, *graphs: Triples) -> None:
        self._store = Store()
        for number, triples in enumerate(graphs):
            self._store.bulk_extend(_quads(triples, f"g{number}x" if len(graphs) > 1 else ""))

    def rows(self, query: str) -> Iterator[Row]:
        """The rows of a SELECT query with `?subject` and, where it has them, `?value` and `?detail`, sorted.

        What a query gathers (GROUP_CONCAT) is in no order, so the lines of a text are sorted. A blank subject is
        replaced by the named node that it hangs on; rows that become equal are one.
        Raises InvalidInput for a query that is not a SELECT or that names no `?subject`.
        """
        answer = self._store.query(query, custom_functions=_FUNCTIONS)
        names = [variable.value for variable in answer.variables] if isinstance(answer, QuerySolutions) else []
        if not isinstance(answer, QuerySolutions) or "subject" not in names:
            raise InvalidInput("The query selects no ?subject.", field="query", rule="a check is SELECT ?subject …")
        optional = [name for name in ("value", "detail") if name in names]
        found = set()
        for solution in answer:
            other = {name: _text(solution[name]) for name in optional}
            found.add(Row(self._owner(solution["subject"]), other.get("value", ""), other.get("detail", "")))
        yield from sorted(found)

    def owner(self, focus: str) -> str:
        """The IRI `focus`, or for a blank node `_:label` the IRI it hangs on; empty where there is none."""
        return self._owner(BlankNode(focus[2:])) if focus.startswith("_:") else focus

    def _owner(self, node: NamedNode | BlankNode | Literal | Triple | None) -> str:
        seen = set()
        while isinstance(node, BlankNode) and node not in seen:
            seen.add(node)
            node = next((quad.subject for quad in self._store.quads_for_pattern(None, None, node, _GRAPH)), None)
        return node.value if isinstance(node, NamedNode) else ""


def _quads(triples: Triples, prefix: str) -> Iterator[Quad]:
    if not prefix:
        yield from (Quad(triple.subject, triple.predicate, triple.object, _GRAPH) for triple in triples)
        return
    for triple in triples:
        yield Quad(_apart(triple.subject, prefix), triple.predicate, _apart(triple.object, prefix), _GRAPH)


def _apart(term: Term, prefix: str) -> Term:
    return BlankNode(prefix + term.value) if isinstance(term, BlankNode) else term


def _text(term: NamedNode | BlankNode | Literal | Triple | None) -> str:
    return "" if term is None or isinstance(term, BlankNode | Triple) else "\n".join(sorted(term.value.split("\n")))


def _spelling_key(term: Literal) -> Literal:
    return Literal(f"{spelling_key(term.value)}@{(term.language or '').lower()}")


def _alike(lines: Literal) -> Literal | None:
    entries = [line.partition(" ")[::2] for line in sorted(set(lines.value.split("\n")))]
    alike = [
        f"{subject} {term}"
        for subject, term in entries
        if any(subject != other and resemble(term, label) for other, label in entries)
    ]
    return Literal("\n".join(alike)) if alike else None


_FUNCTIONS: dict[NamedNode, Any] = {
    NamedNode(iri("omf:spellingKey")): _spelling_key,
    NamedNode(iri("omf:alike")): _alike,
}
