"""The store in memory: for tests and for work on a single file; what is in it ends with the process."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import DefaultGraph, Quad, QuerySolution, Triple
from pyoxigraph import Store as Graphs

from registry.store import exact, reading, writing
from registry.store.embedded import EmbeddedStore
from registry.store.protocol import Change, Operation, Remove, Replace, Term
from registry.store.queries import Query
from registry.store.recent import RecentWrites

_ALL = DefaultGraph()


@dataclass(frozen=True)
class _Held:
    triples: Graphs
    generation: int


_NOTHING = _Held(Graphs(), 0)


class MemoryStore:
    """`Store` in memory; each graph is a pyoxigraph store of its own."""

    def __init__(self) -> None:
        self._graphs: dict[str, _Held] = {}
        self._last = 0
        self._recent = RecentWrites()
        self._lock = threading.RLock()

    def graphs(self) -> tuple[str, ...]:
        """See `Store.graphs`."""
        with self._lock:
            return tuple(sorted(self._graphs))

    def generation(self, graph: str) -> int:
        """See `Store.generation`."""
        return self._held(graph).generation

    def changed(self, graph: str, since: int) -> frozenset[str] | None:
        """See `Store.changed`."""
        return self._recent.since(graph, since, self.generation(graph))

    def triples(self, graph: str) -> Iterator[Triple]:
        """See `Store.triples`."""
        with self._lock:
            return reading.triples(self._held(graph).triples, _ALL)

    def describe(self, subject: str, graph: str) -> tuple[Triple, ...]:
        """See `Store.describe`."""
        with self._lock:
            return reading.describe(self._held(graph).triples, _ALL, reading.named(subject))

    def select(self, query: Query, graph: str, /, **bindings: Term) -> tuple[QuerySolution, ...]:
        """See `Store.select`."""
        with self._lock:
            return tuple(reading.start_select(self._held(graph).triples, _ALL, query, bindings))

    def ask(self, query: Query, graph: str, /, **bindings: Term) -> bool:
        """See `Store.ask`."""
        with self._lock:
            return reading.ask(self._held(graph).triples, _ALL, query, bindings)

    def construct(self, query: Query, graph: str, /, **bindings: Term) -> tuple[Triple, ...]:
        """See `Store.construct`."""
        with self._lock:
            answer = reading.start_construct(self._held(graph).triples, _ALL, query, bindings)
            return tuple(map(exact.given, answer))

    def apply(self, *operations: Operation) -> int:
        """See `Store.apply`."""
        with self._lock:
            writing.check(operations, self.generation)
            after = dict(self._graphs)
            for operation in operations:
                after.pop(operation.graph, None)
                if not isinstance(operation, Remove):
                    after[operation.graph] = _Held(self._written(operation), self._last + 1)
            self._recent.note(operations, self.generation, self._last + 1)
            self._graphs = after
            self._last += 1
            return self._last

    def _written(self, operation: Replace | Change) -> Graphs:
        written = Graphs()
        if isinstance(operation, Replace):
            written.bulk_extend(Quad(*exact.stored(triple)) for triple in operation.triples)
            return written
        written.bulk_extend(self._held(operation.graph).triples)
        for triple in operation.removed:
            written.remove(Quad(*exact.stored(triple)))
        written.extend(Quad(*exact.stored(triple)) for triple in operation.added)
        return written

    def backup(self, folder: Path) -> None:
        """See `Store.backup`; the graphs get new generations in the copy."""
        with self._lock:
            store = EmbeddedStore.new(folder)
            try:
                store.apply(*(Replace(graph, self.triples(graph)) for graph in self._graphs))
            finally:
                store.close()

    def close(self) -> None:
        """See `Store.close`."""
        self._graphs = {}

    def _held(self, graph: str) -> _Held:
        return self._graphs.get(reading.named(graph).value, _NOTHING)
