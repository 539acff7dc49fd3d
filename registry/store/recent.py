"""Which subjects the latest writes touched in each graph, for who keeps something up with a graph; in memory only."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from pyoxigraph import BlankNode, NamedNode

from registry.store.protocol import Change, Operation

#: Writes that are remembered, and subjects of one write; beyond that a graph is read anew.
_WRITES: Final = 1_000
_SUBJECTS: Final = 2_000


class _Write(NamedTuple):
    before: int
    after: int
    subjects: frozenset[str]


class RecentWrites:
    """What the latest changes touched; a replaced graph counts as unknown."""

    def __init__(self) -> None:
        self._writes: OrderedDict[tuple[str, int], _Write] = OrderedDict()

    def note(self, operations: Iterable[Operation], before: Callable[[str], int], after: int) -> None:
        """Take a write that is about to be done; `before` gives the generation of a graph."""
        for operation in operations:
            if isinstance(operation, Change):
                subjects = _subjects(operation)
                if len(subjects) <= _SUBJECTS and _hangs_together(operation):
                    row = _Write(before(operation.graph), after, subjects)
                    self._writes[operation.graph, row.before] = row
        while len(self._writes) > _WRITES:
            self._writes.popitem(last=False)

    def since(self, graph: str, generation: int, now: int) -> frozenset[str] | None:
        """The IRIs that were subjects in writes from one generation to another; None where that is not known."""
        found: set[str] = set()
        while generation != now:
            row = self._writes.get((graph, generation))
            if row is None:
                return None
            found |= row.subjects
            generation = row.after
        return frozenset(found)


def _hangs_together(operation: Change) -> bool:
    """Whether every blank node that something is said of hangs on what the change names."""
    triples = (*operation.removed, *operation.added)
    blanks = {triple.subject for triple in triples if isinstance(triple.subject, BlankNode)}
    return blanks <= {triple.object for triple in triples if isinstance(triple.object, BlankNode)}


def _subjects(operation: Change) -> frozenset[str]:
    triples = (*operation.removed, *operation.added)
    return frozenset(triple.subject.value for triple in triples if isinstance(triple.subject, NamedNode))
