"""The working store on disk: pyoxigraph in one folder, one writer, every write atomic and flushed.

How a write over several graphs is atomic at any size. A graph is held under a name of its own (`urn:uuid:…`)
that only this module knows; an index graph in the same store says which held graph has which name and
generation. A replaced graph is first loaded beside the old one, where nobody sees it; then one SPARQL update
(a single transaction of the storage) changes the index and does all small changes; then everything is flushed;
then what the index no longer names is swept away. A process killed anywhere leaves the old state or the new,
and graphs without a name, which the next opening sweeps. Copying graphs inside the store is far slower.
"""

import shutil
import threading
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Final, Self

from pyoxigraph import Literal, NamedNode, Quad, QuerySolution, Triple
from pyoxigraph import Store as Graphs

from registry.errors import InvalidInput, Unavailable
from registry.store import exact, reading, writing
from registry.store.lock import WriterLock
from registry.store.protocol import Change, Operation, Replace, Term
from registry.store.queries import Query
from registry.store.recent import RecentWrites

_FOLDER: Final = "working"
_INDEX: Final = NamedNode("urn:omforent:store:index")
_GENERATION: Final = NamedNode("urn:omforent:store:generation")
_HOLDS: Final = NamedNode("urn:omforent:store:holds")
_TERM: Final = NamedNode("urn:omforent:store:triple")
_NOTHING: Final = NamedNode("urn:omforent:store:nothing")
_MANY: Final = 250_000  # triples loaded at once: the storage holds them in memory meanwhile
_FEW: Final = 10_000  # triples that are cheaper to write through the log than as files of their own


@dataclass(frozen=True)
class _Held:
    name: NamedNode
    generation: int


_ABSENT: Final = _Held(_NOTHING, 0)


@dataclass(frozen=True)
class _Edit:
    """Triples taken from, and put into, one held graph."""

    graph: NamedNode
    removed: tuple[Triple, ...]
    added: tuple[Triple, ...]


class EmbeddedStore:
    """`Store` in `<home>/working`, opened for writing under `<home>/writer.lock`.

    Raises Unavailable where another process has it open, or the folder cannot be written or is not a store
    of Omforent's. After a failed write it takes no more writes until it is opened again.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._broken = False
        self._recent = RecentWrites()
        self._writing = threading.Lock()
        self._committing = threading.RLock()  # readers wait for a commit, never for a load or a flush
        self._lock = WriterLock(home)
        try:
            with self._storage():
                self._graphs = Graphs(home / _FOLDER)
                self._index, self._last = _read_index(self._graphs)
                self._sweep()
        except BaseException:
            self._lock.release()
            raise

    @classmethod
    def new(cls, home: Path) -> Self:
        """An empty store in a folder that does not exist yet; raises InvalidInput where it does."""
        _check_free(home)
        return cls(home)

    def graphs(self) -> tuple[str, ...]:
        """See `Store.graphs`."""
        return tuple(sorted(self._index))

    def generation(self, graph: str) -> int:
        """See `Store.generation`."""
        return self._held(graph).generation

    def changed(self, graph: str, since: int) -> frozenset[str] | None:
        """See `Store.changed`."""
        return self._recent.since(graph, since, self.generation(graph))

    def triples(self, graph: str) -> Iterator[Triple]:
        """See `Store.triples`."""
        with self._storage(), self._committing:
            return reading.triples(self._graphs, self._held(graph).name)

    def describe(self, subject: str, graph: str) -> tuple[Triple, ...]:
        """See `Store.describe`."""
        with self._storage(), self._committing:
            return reading.describe(self._graphs, self._held(graph).name, reading.named(subject))

    def select(self, query: Query, graph: str, /, **bindings: Term) -> tuple[QuerySolution, ...]:
        """See `Store.select`."""
        with self._storage():
            with self._committing:
                answer = reading.start_select(self._graphs, self._held(graph).name, query, bindings)
            return tuple(answer)

    def ask(self, query: Query, graph: str, /, **bindings: Term) -> bool:
        """See `Store.ask`."""
        with self._storage(), self._committing:
            return reading.ask(self._graphs, self._held(graph).name, query, bindings)

    def construct(self, query: Query, graph: str, /, **bindings: Term) -> tuple[Triple, ...]:
        """See `Store.construct`."""
        with self._storage():
            with self._committing:
                answer = reading.start_construct(self._graphs, self._held(graph).name, query, bindings)
            return tuple(map(exact.given, answer))

    def apply(self, *operations: Operation) -> int:
        """See `Store.apply`; how it is atomic stands at the top of the module."""
        with self._writing:
            self._check_sound()
            writing.check(operations, self.generation)
            before = {operation.graph: self.generation(operation.graph) for operation in operations}
            index, edits = self._prepare(operations)
            with self._breaking():
                self._commit(index, edits)
                self._graphs.flush()
            self._recent.note(operations, before.__getitem__, self._last)
            with suppress(OSError, RuntimeError):  # the write is done; the next opening sweeps too
                self._sweep()
            return self._last

    def backup(self, folder: Path) -> None:
        """See `Store.backup`; milliseconds on the same file system, where files are linked, not copied."""
        _check_free(folder)
        part = folder.with_name(f"{folder.name}.part")
        with self._writing, self._storage():
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir(parents=True)
            self._graphs.backup(part / _FOLDER)
            part.rename(folder)

    def close(self) -> None:
        """See `Store.close`; lets go of the lock."""
        with self._writing, self._committing:
            self._broken = True
            self._graphs = Graphs()  # the storage is closed when nothing refers to it
            self._index = {}
            self._lock.release()

    def _prepare(self, operations: tuple[Operation, ...]) -> tuple[dict[str, _Held], list[_Edit]]:
        """The index as it shall be, and the edits that are left to do once replaced graphs are loaded."""
        index, edits = dict(self._index), list[_Edit]()
        for operation in operations:
            held = index.pop(operation.graph, None)
            if isinstance(operation, Replace):
                index[operation.graph] = _Held(self._load(operation.triples), self._last + 1)
            elif isinstance(operation, Change):
                name = held.name if held else _new_name()
                index[operation.graph] = _Held(name, self._last + 1)
                edits.append(_Edit(name, operation.removed, operation.added))
        return index, edits

    def _load(self, triples: Iterable[Triple]) -> NamedNode:
        """Write a graph that no name leads to yet; where that fails, the next sweep removes what came of it."""
        name = _new_name()
        quads = (_quad(exact.stored(triple), name) for triple in triples)
        first = list(islice(quads, _FEW))
        with self._storage():
            if len(first) < _FEW:
                self._graphs.extend(first)
            else:
                waiting = chain(first, quads)
                while some := list(islice(waiting, _MANY)):
                    self._graphs.bulk_extend(some)
        return name

    def _commit(self, index: dict[str, _Held], edits: list[_Edit]) -> None:
        before, after = _described(self._index, self._last), _described(index, self._last + 1)
        turn = _Edit(_INDEX, tuple(before - after), tuple(after - before))
        with self._committing:
            _update(self._graphs, [turn, *edits])
            self._index, self._last = index, self._last + 1

    def _sweep(self) -> None:
        """Remove the graphs that the index does not name, a triple at a time: memory stays small."""
        named = {held.name for held in self._index.values()} | {_INDEX}
        for graph in self._graphs.named_graphs():
            if graph not in named:
                for quad in self._graphs.quads_for_pattern(None, None, None, graph):
                    self._graphs.remove(quad)
                self._graphs.remove_graph(graph)

    def _held(self, graph: str) -> _Held:
        return self._index.get(reading.named(graph).value, _ABSENT)

    def _check_sound(self) -> None:
        if self._broken:
            message = f"The store in {self._home} takes no more writes after a fault; open it again."
            raise Unavailable(message, field="home", value=str(self._home), rule="the storage is sound")

    @contextmanager
    def _breaking(self) -> Iterator[None]:
        """What ends this halfway, a fault or Ctrl-C, leaves it open what is on disk: nothing more is written."""
        try:
            with self._storage():
                yield
        except BaseException:
            self._broken = True
            raise

    @contextmanager
    def _storage(self) -> Iterator[None]:
        """Faults of the storage as Unavailable: pyoxigraph raises RuntimeError for some of them."""
        try:
            yield
        except (OSError, RuntimeError) as error:
            message = f"The store in {self._home} cannot be used: {error}."
            raise Unavailable(message, field="home", value=str(self._home), rule="the folder works") from error


def _quad(triple: Triple, graph: NamedNode) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, graph)


def _new_name() -> NamedNode:
    return NamedNode(uuid.uuid4().urn)


def _check_free(folder: Path) -> None:
    if folder.exists():
        rule = "the folder must not exist"
        raise InvalidInput(f"{folder} exists already.", field="folder", value=str(folder), rule=rule)


def _described(index: dict[str, _Held], last: int) -> frozenset[Triple]:
    """The index as triples: a held graph has a name and a generation, and the index the last generation."""
    names = (Triple(held.name, _HOLDS, NamedNode(graph)) for graph, held in index.items())
    generations = (Triple(held.name, _GENERATION, Literal(held.generation)) for held in index.values())
    return frozenset([*names, *generations, Triple(_INDEX, _GENERATION, Literal(last))])


def _read_index(graphs: Graphs) -> tuple[dict[str, _Held], int]:
    names, generations = _said(graphs, _HOLDS), _said(graphs, _GENERATION)
    if graphs and _INDEX not in generations:
        raise OSError("it is the store of another program")
    index = {graph: _Held(name, int(generations[name])) for name, graph in names.items()}
    return index, int(generations.get(_INDEX, "0"))


def _said(graphs: Graphs, predicate: NamedNode) -> dict[NamedNode, str]:
    return {
        quad.subject: quad.object.value
        for quad in graphs.quads_for_pattern(None, predicate, None, _INDEX)
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal)
    }


def _update(graphs: Graphs, edits: list[_Edit]) -> None:
    """Do all edits in one transaction: removals before additions, blank nodes by their label.

    SPARQL has no syntax for a given blank node, so the text carries numbers only and a function turns each
    into its triple; no value is ever written into the text.
    """
    rows: list[Triple] = []
    steps: list[str] = []
    for edit in edits:
        for verb, triples in (("DELETE", edit.removed), ("INSERT", edit.added)):
            if triples:
                steps.append(_step(verb, edit.graph, range(len(rows), len(rows) + len(triples))))
                rows += map(exact.stored, triples)
    graphs.update(";\n".join(steps), custom_functions={_TERM: lambda number: rows[int(number.value)]})


def _step(verb: str, graph: NamedNode, numbers: range) -> str:
    return (
        f"{verb} {{ GRAPH {graph} {{ ?s ?p ?o }} }} WHERE {{ VALUES ?number {{ {' '.join(map(str, numbers))} }} "
        f"BIND({_TERM}(?number) AS ?t) BIND(SUBJECT(?t) AS ?s) BIND(PREDICATE(?t) AS ?p) BIND(OBJECT(?t) AS ?o) }}"
    )
