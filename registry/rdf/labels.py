"""Names for blank nodes that depend only on what the nodes say: one graph, one set of labels, however it was written.

Graph canonicalisation is exponential at worst, and the library's RDFC-1.0 can be neither bounded nor interrupted.
So the work is split: a node that hangs on one statement is named after its contents, bottom up and in linear time;
only shared and cyclic nodes are told apart by colour refinement, under a budget. A label changes only when
what hangs on the node or leads to it changes, which keeps the difference of two exports small.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import Any

from pyoxigraph import BlankNode, Quad

from registry.errors import InvalidInput

#: A statement as subject, predicate, object, graph: text where the part is settled, else the node.
Row = tuple[str | BlankNode, ...]
Colours = dict[BlankNode, str]

#: How many statements may be looked at while telling one file's shared blank nodes apart (some seconds).
BUDGET = 3_000_000
#: What one guess among look-alikes costs, so that guesses nest a few hundred deep at most.
_GUESS = 10_000


def canonical(quads: Iterable[Quad]) -> list[Quad]:
    """The distinct statements under canonical blank node labels, in the order of their N-Quads lines.

    Raises InvalidInput where blank nodes are entangled beyond what bounded work can tell apart.
    """
    distinct = set(quads)
    anonymous = [quad for quad in distinct if any(isinstance(part, BlankNode) for part in quad)]
    labels = _labels(anonymous)
    distinct.difference_update(anonymous)
    distinct.update(_renamed(quad, labels) for quad in anonymous)
    return sorted(distinct, key=str)


def _renamed(quad: Quad, labels: Mapping[BlankNode, BlankNode]) -> Quad:
    parts: Iterable[Any] = (labels[part] if isinstance(part, BlankNode) else part for part in quad)
    return Quad(*parts)


def _labels(quads: list[Quad]) -> dict[BlankNode, BlankNode]:
    forest = _Forest(quads)
    names = _Tangle(forest.rows()).names()
    forest.name(names)
    return {node: BlankNode(f"b{_digest(name)[:16]}") for node, name in names.items()}


def _digest(*parts: str) -> str:
    return blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


class _Forest:
    """The blank nodes that hang as trees on one statement each, and what is left beside them."""

    def __init__(self, quads: list[Quad]) -> None:
        self._quads = quads
        self._out: defaultdict[BlankNode, list[Quad]] = defaultdict(list)
        self._into: defaultdict[BlankNode, list[Quad]] = defaultdict(list)
        for quad in quads:
            if isinstance(quad.subject, BlankNode):
                self._out[quad.subject].append(quad)
            if isinstance(quad.object, BlankNode):
                self._into[quad.object].append(quad)
        self._content: Colours = {}
        self._grow()

    def _may_hang(self, node: BlankNode) -> bool:
        into, out = self._into.get(node, []), self._out.get(node, [])
        graphs = {quad.graph_name for quad in (*into, *out)}
        return len(into) <= 1 and len(graphs) == 1 and not isinstance(graphs.pop(), BlankNode)

    def _grow(self) -> None:
        """From the leaves upwards: a node is settled once everything below it is."""
        graphs = {quad.graph_name for quad in self._quads}
        waiting = {
            node: sum(isinstance(quad.object, BlankNode) for quad in self._out.get(node, ()))
            for node in (self._out.keys() | self._into.keys()) - graphs
            if self._may_hang(node)
        }
        ready = [node for node, count in waiting.items() if not count]
        while ready:
            node = ready.pop()
            self._content[node] = _digest(*sorted(self._place(quad) for quad in self._out.get(node, ())))
            parent = next((quad.subject for quad in self._into.get(node, ())), None)
            if isinstance(parent, BlankNode) and parent in waiting:
                waiting[parent] -= 1
                if not waiting[parent]:
                    ready.append(parent)

    def _place(self, quad: Quad) -> str:
        """A statement seen from its subject."""
        content = self._content.get(quad.object) if isinstance(quad.object, BlankNode) else None
        return f"{quad.predicate} {f'_:{content}' if content else quad.object} {quad.graph_name}"

    def rows(self) -> Iterator[Row]:
        """The statements that mention a node outside the trees, the trees replaced by their contents."""
        for quad in self._quads:
            row = tuple(self._part(part) for part in quad)
            if quad.subject not in self._content and any(isinstance(part, BlankNode) for part in row):
                yield row

    def _part(self, part: object) -> str | BlankNode:
        if not isinstance(part, BlankNode):
            return str(part)
        return f"_:{self._content[part]}" if part in self._content else part

    def name(self, names: Colours) -> None:
        """Name the trees from the top downwards: each after its parent, its place there and its contents."""
        taken: Counter[str] = Counter()
        roots = [node for node in self._content if self._parent(node) not in self._content]
        while roots:
            node = roots.pop()
            name = _digest(self._hook(node, names), self._content[node])
            taken[name] += 1
            names[node] = _digest(name, str(taken[name]))
            roots += [q.object for q in self._out.get(node, ()) if isinstance(q.object, BlankNode)]

    def _parent(self, node: BlankNode) -> object:
        return next((quad.subject for quad in self._into.get(node, ())), None)

    def _hook(self, node: BlankNode, names: Colours) -> str:
        """What a tree hangs on; for one that nothing refers to, its graph."""
        for quad in self._into.get(node, ()):
            parent = quad.subject
            above = names[parent] if isinstance(parent, BlankNode) else str(parent)
            return f"{above} {quad.predicate} {quad.graph_name}"
        return str(self._out[node][0].graph_name)


class _Tangle:
    """Shared and cyclic blank nodes, told apart component by component."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows: defaultdict[BlankNode, list[Row]] = defaultdict(list)
        for row in rows:
            for node in {part for part in row if isinstance(part, BlankNode)}:
                self._rows[node].append(row)
        self._left = BUDGET

    def names(self) -> Colours:
        """A name for each node; components that look alike are numbered, in any order since they are alike."""
        alike: Counter[str] = Counter()
        names: Colours = {}
        for component in self._components():
            colours = self._discrete(dict.fromkeys(component, ""))
            shape = _digest(*self._certificate(colours))
            alike[shape] += 1
            names |= {node: _digest(shape, colour, str(alike[shape])) for node, colour in colours.items()}
        return names

    def _components(self) -> Iterator[list[BlankNode]]:
        seen: set[BlankNode] = set()
        for start in self._rows:
            component, queue = [], [start]
            while queue:
                node = queue.pop()
                if node not in seen:
                    seen.add(node)
                    component.append(node)
                    queue += [part for row in self._rows[node] for part in row if isinstance(part, BlankNode)]
            if component:
                yield component

    def _spend(self, cost: int) -> None:
        self._left -= cost
        if self._left < 0:
            raise InvalidInput(
                "The blank nodes are entangled in so regular a way that they cannot be told apart in reasonable time; "
                "give the shared ones IRIs.",
                field="blank nodes",
                rule="RDF dataset canonicalisation within bounded work",
            )

    def _discrete(self, colours: Colours) -> Colours:
        """Colours that are all different, chosen without regard to the labels that the nodes came with."""
        colours = self._split_twins(self._refine(colours))
        ties = [group for group in _groups(colours) if len(group) > 1]
        if not ties:
            return colours
        self._spend(_GUESS)
        group = min(ties, key=lambda nodes: (len(nodes), colours[nodes[0]]))
        guesses = (self._discrete({**colours, node: _digest(colours[node], "first")}) for node in group)
        return min(guesses, key=self._certificate)

    def _refine(self, colours: Colours) -> Colours:
        """Colour each node by its statements and the colours in them until that splits no group further."""
        groups = _groups(colours)
        while unsettled := [group for group in groups if len(group) > 1 or colours[group[0]] == ""]:
            fresh = {node: self._seen_from(node, colours) for group in unsettled for node in group}
            colours = {**colours, **fresh}
            self._spend(len(colours))
            groups = _groups(fresh)
            if len(groups) == len(unsettled):
                break
        return colours

    def _seen_from(self, node: BlankNode, colours: Colours) -> str:
        rows = self._rows[node]
        self._spend(len(rows))
        return _digest(colours[node], *sorted(_written(row, colours, node) for row in rows))

    def _split_twins(self, colours: Colours) -> Colours:
        """Number the nodes of one colour that have exactly the same neighbours: any order is the same graph."""
        split = dict(colours)
        for group in (group for group in _groups(colours) if len(group) > 1):
            seen: Counter[frozenset[Row]] = Counter()
            for node in group:
                self._spend(len(self._rows[node]))
                twins = frozenset(tuple("@" if part == node else part for part in row) for row in self._rows[node])
                seen[twins] += 1
                split[node] = colours[node] if seen[twins] == 1 else _digest(colours[node], str(seen[twins]))
        return split

    def _certificate(self, colours: Colours) -> list[str]:
        rows = {row for node in colours for row in self._rows[node]}
        self._spend(len(rows))
        return sorted(_written(row, colours) for row in rows)


def _written(row: Row, colours: Colours, me: BlankNode | None = None) -> str:
    return " ".join(part if isinstance(part, str) else "@" if part == me else f"_:{colours[part]}" for part in row)


def _groups(colours: Colours) -> list[list[BlankNode]]:
    groups: defaultdict[str, list[BlankNode]] = defaultdict(list)
    for node, colour in colours.items():
        groups[colour].append(node)
    return list(groups.values())
