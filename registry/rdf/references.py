"""What refers to what in an object's statements: named subject, predicate and IRI, through blank nodes."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from pyoxigraph import BlankNode, NamedNode, Triple


class Reference(NamedTuple):
    """`subject` says `predicate` of `target`, itself or in a blank node that hangs on it; all are IRIs."""

    subject: str
    predicate: str
    target: str


def references(triples: Iterable[Triple]) -> Iterator[Reference]:
    """Every statement whose object is an IRI, in sorted order; what hangs on no named subject is left out."""
    rows = list(triples)
    parent = {row.object: row.subject for row in rows if isinstance(row.object, BlankNode)}
    found = {_reference(row, parent) for row in rows if isinstance(row.object, NamedNode)}
    return iter(sorted(row for row in found if row is not None))


def _reference(row: Triple, parent: Mapping[BlankNode, object]) -> Reference | None:
    subject: object = row.subject
    passed = set()
    while isinstance(subject, BlankNode) and subject not in passed:
        passed.add(subject)
        subject = parent.get(subject)
    if not isinstance(subject, NamedNode) or not isinstance(row.object, NamedNode):
        return None
    return Reference(subject.value, row.predicate.value, row.object.value)
