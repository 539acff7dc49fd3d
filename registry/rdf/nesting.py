"""Which blank nodes Turtle writes inside the statement that refers to them, and which as cells of a list."""

from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import BlankNode, NamedNode, Quad

from registry.namespaces import iri

_FIRST, _REST, _NIL = (NamedNode(iri(f"rdf:{name}")) for name in ("first", "rest", "nil"))
#: How deep blank nodes are nested in each other; deeper ones get a label.
_DEEPEST = 16


def _ends_list(quad: Quad) -> bool:
    return quad.predicate == _REST and quad.object == _NIL


class Nesting:
    """Which blank nodes are written where they are used, and which of them are cells of a well-formed list."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self.inline: set[object] = set()
        self.cells: set[object] = set()
        self.referred: set[object] = set()
        self._out: defaultdict[object, list[Quad]] = defaultdict(list)
        self._into: defaultdict[object, list[Quad]] = defaultdict(list)
        self._choose(list(quads))

    def _choose(self, quads: list[Quad]) -> None:
        for quad in quads:
            if isinstance(quad.subject, BlankNode):
                self._out[quad.subject].append(quad)
            if isinstance(quad.object, BlankNode):
                self._into[quad.object].append(quad)
        graphs = {quad.graph_name for quad in quads}
        scattered = (node for node, rows in self._out.items() if len({quad.graph_name for quad in rows}) > 1)
        self.referred = {*self._into, *graphs, *scattered}
        self.inline = {node for node in self._into if node not in graphs and self._hangs(node)}
        self._find_lists()
        self._cut_deep_and_cyclic()

    def _hangs(self, node: object) -> bool:
        first, *more = self._into[node]
        return not more and all(quad.graph_name == first.graph_name for quad in self._out.get(node, ()))

    def _is_cell(self, node: object) -> bool:
        return node in self.inline and sorted(q.predicate.value for q in self._out.get(node, ())) == [
            _FIRST.value,
            _REST.value,
        ]

    def _find_lists(self) -> None:
        """Walk each list from its end towards its head."""
        ends = [quad.subject for rows in self._out.values() for quad in rows if _ends_list(quad)]
        while ends:
            cell = ends.pop()
            if self._is_cell(cell) and cell not in self.cells:
                self.cells.add(cell)
                ends += [quad.subject for quad in self._into[cell] if quad.predicate == _REST]

    def _cut_deep_and_cyclic(self) -> None:
        """Heights from the leaves upwards; what is too high gets a label, and what is never reached is a cycle."""
        height: dict[object, int] = {}
        waiting = {node: sum(q.object in self.inline for q in self._out.get(node, ())) for node in self.inline}
        ready = [node for node, count in waiting.items() if not count]
        reached: set[object] = set()
        while ready:
            node = ready.pop()
            reached.add(node)
            parent, along = self._into[node][0].subject, self._into[node][0].predicate == _REST
            level = height.setdefault(node, 0)
            step = 0 if along and node in self.cells and parent in self.cells else 1
            if level + step > _DEEPEST:
                self.inline.discard(node)
            elif parent in waiting:
                height[parent] = max(height.get(parent, 0), level + step)
            if parent in waiting:
                waiting[parent] -= 1
                if not waiting[parent]:
                    ready.append(parent)
        self.inline &= reached
