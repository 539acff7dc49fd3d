"""The smallest interface that a triple store must serve, and the writes it takes; no implementation."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolution, Triple

from registry.store.queries import Query

Subject = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal


@dataclass(frozen=True)
class Replace:
    """The graph `graph` holds exactly `triples` afterwards; it is made where it did not exist.

    `triples` is read once and may be a generator. `expected` is the generation that the caller read
    (0: the graph must not exist; None: whatever is there).
    """

    graph: str
    triples: Iterable[Triple]
    expected: int | None = None


@dataclass(frozen=True)
class Remove:
    """The graph `graph` is gone afterwards; to remove one that does not exist changes nothing."""

    graph: str
    expected: int | None = None


@dataclass(frozen=True)
class Change:
    """In `graph`, `removed` are taken away and then `added` put in; the graph is made where it did not exist.

    Blank nodes are meant by their label, so that what `triples` gave can be handed back here. Removing what
    is not there, and adding what is, changes nothing.
    """

    graph: str
    removed: tuple[Triple, ...] = ()
    added: tuple[Triple, ...] = ()
    expected: int | None = None


Operation = Replace | Remove | Change


class Store(Protocol):
    """Named graphs of triples; a query runs on one of them.

    Graphs are named by IRI strings; terms and triples are pyoxigraph's. A graph that does not exist reads as
    empty. Results are complete and of one moment; they may be used from another thread. Typed numbers, dates
    and booleans come back in their canonical lexical form (in a query, a number of a type derived from xsd:integer
    has the datatype that `exact` gives it); strings, language tags and IRIs to the letter.
    All methods may be called from several threads, and raise `Unavailable` where the storage fails.
    """

    def graphs(self) -> tuple[str, ...]:
        """The names of all graphs, sorted; a graph that was emptied by `Change` still exists."""
        ...

    def generation(self, graph: str) -> int:
        """The number of the write that last touched `graph`, 0 where it does not exist; never used twice.

        Fit for an ETag: read it before the triples, and hand it to an operation as `expected`.
        """
        ...

    def changed(self, graph: str, since: int) -> frozenset[str] | None:
        """The IRIs that were subjects in what `Change` took from or put into `graph` after generation `since`.

        None where that is not known: the graph was replaced, a change was about blank nodes alone, or the writes are
        long ago or of another process.
        """
        ...

    def triples(self, graph: str) -> Iterator[Triple]:
        """All triples of `graph` as they were at the call, in no order; read lazily, in the calling thread."""
        ...

    def describe(self, subject: str, graph: str) -> tuple[Triple, ...]:
        """What `graph` says of the IRI `subject`, with all that hangs on it through blank nodes."""
        ...

    def select(self, query: Query, graph: str, /, **bindings: Term) -> tuple[QuerySolution, ...]:
        """The rows of a SELECT query on `graph`: `row["name"]` is a term, or None where it is unbound.

        `bindings` gives each `$name` of the query a term. InvalidInput: a name unknown or missing, a blank
        node as a value, or another form of query.
        """
        ...

    def ask(self, query: Query, graph: str, /, **bindings: Term) -> bool:
        """The answer of an ASK query on `graph`; bindings and errors as for `select`."""
        ...

    def construct(self, query: Query, graph: str, /, **bindings: Term) -> tuple[Triple, ...]:
        """The triples of a CONSTRUCT query on `graph`; bindings and errors as for `select`."""
        ...

    def apply(self, *operations: Operation) -> int:
        """Do all operations as one atomic write, on disk when this returns; gives its generation.

        InvalidInput: a graph is named twice, or its name is no IRI. Conflict: a graph is not at the
        generation `expected`. In both cases nothing is changed. Unavailable: the storage failed; the write is
        there as a whole or not at all, which the next opening tells, and until then no other is taken.
        """
        ...

    def backup(self, folder: Path) -> None:
        """Write a copy that `EmbeddedStore` can open to `folder`, which must not exist (InvalidInput)."""
        ...

    def close(self) -> None:
        """Let go of the storage; the store must not be used afterwards."""
        ...
