"""Triples by subject while an object is read from them: what is taken, what is shared, and what is left over."""

from collections.abc import Iterable, Iterator
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from registry.domain.value import Statement
from registry.namespaces import iri

Term = NamedNode | BlankNode | Literal

RDF_TYPE = NamedNode(iri("rdf:type"))


class Graph:
    """Triples by subject, each taken at most once, so that what nobody took is known at the end."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        # A subject's triples stay one flat list until it is looked at: at 20,000 concepts the nested
        # dictionaries of all subjects at once cost more in garbage collection than all the rest.
        self._unopened: dict[Any, list[Triple]] = {}
        self._open: dict[Any, dict[NamedNode, dict[Term, None]]] = {}
        self._typed: dict[Term, dict[NamedNode, None]] = {}
        self._claimed: set[Term] = set()
        self._pointed_at: dict[Term, int] = {}
        for triple in dict.fromkeys(triples):
            subject, predicate, term = triple
            self._unopened.setdefault(subject, []).append(triple)
            if isinstance(term, BlankNode):
                self._pointed_at[term] = self._pointed_at.get(term, 0) + 1
            elif predicate == RDF_TYPE and isinstance(subject, NamedNode):
                self._typed.setdefault(term, {})[subject] = None

    def _rows(self, subject: Term) -> dict[NamedNode, dict[Term, None]]:
        if subject in self._unopened:
            rows = self._open.setdefault(subject, {})
            for _, predicate, term in self._unopened.pop(subject):
                rows.setdefault(predicate, {})[term] = None
        return self._open.get(subject, {})

    def objects(self, subject: Term, predicate: NamedNode) -> list[Term]:
        """The objects not yet taken, in the order of their N-Triples form."""
        found = self._rows(subject).get(predicate, ())
        return sorted(found, key=str) if len(found) > 1 else list(found)

    def take(self, subject: Term, predicate: NamedNode, *terms: Term) -> None:
        """Mark triples as understood."""
        for term in terms:
            del self._open[subject][predicate][term]

    def of_type(self, *types: NamedNode) -> list[NamedNode]:
        """The named subjects that any of the classes is stated for."""
        return list(dict.fromkeys(subject for wanted in types for subject in self._typed.get(wanted, ())))

    def claim(self, subject: Term) -> None:
        """Say that `subject` is being read, so that no cycle leads into it again."""
        self._claimed.add(subject)

    def is_free(self, subject: Term) -> bool:
        """Whether a value may be read here: unread, and where it is a blank node, pointed at once and so unshared."""
        return subject not in self._claimed and self._pointed_at.get(subject, 1) == 1

    def predicates(self, subject: Term) -> set[NamedNode]:
        """The predicates with something left."""
        return {predicate for predicate, terms in self._rows(subject).items() if terms}

    def rest(self, subject: Term) -> tuple[Statement, ...]:
        """What is left about `subject`, with the blank nodes that hang on it; taken thereby."""
        return tuple(_statements(self._drain(subject), subject))

    def foreign(self) -> tuple[Statement, ...]:
        """Everything not taken at all, under its full subject."""
        left = [
            triple for subject in sorted([*self._unopened, *self._open], key=str) for triple in self._drain(subject)
        ]
        return tuple(_statements(left, None))

    def _drain(self, subject: Term) -> Iterator[Triple]:
        waiting = [subject]
        while waiting:
            source = waiting.pop()
            rows = self._rows(source)
            self._open.pop(source, None)
            for predicate, terms in sorted(rows.items(), key=_by_text) if len(rows) > 1 else rows.items():
                for term in sorted(terms, key=str):
                    yield Triple(source, predicate, term)  # type: ignore[arg-type]
                    if isinstance(term, BlankNode):
                        waiting.append(term)


def _by_text(row: tuple[NamedNode, Any]) -> str:
    return row[0].value


def _statements(triples: Iterable[Triple], this: Term | None) -> Iterator[Statement]:
    for triple in triples:
        subject = "" if triple.subject == this else str(triple.subject)
        yield Statement(subject, str(triple.predicate), str(triple.object))
