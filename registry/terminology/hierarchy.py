"""Who is below whom among the members of a version: intervals over one walk through the hierarchy, and big sets ready.

Every member has a rank in a walk through a tree that takes one parent of each, so that what is below it in the tree is
a range of ranks. What it reaches by other parents are further ranges, `beyond`; members in a circle share theirs.
Whether one is above another is then a comparison or a search among few ranges; who is below one, those ranges as
ordinals. For a member with many below it the set of ordinals is kept ready as a compressed bitmap.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from pyroaring import BitMap, FrozenBitMap

from registry.terminology.container import Container, Sections

#: Members with more below them have a ready set.
MANY: Final = 128
Span = tuple[int, int]


class Hierarchy:
    """The steps among members by ordinal, whichever side states them, and what they amount to."""

    def __init__(self, many: int, steps: Iterable[Span]) -> None:
        """`steps` are pairs of a member and one above it; a step to itself says nothing."""
        self.parents: list[list[int]] = [[] for _ in range(many)]
        self.children: list[list[int]] = [[] for _ in range(many)]
        for below, above in sorted(set(steps)):
            if below != above:
                self.parents[below].append(above)
                self.children[above].append(below)

    def put(self, sections: Sections) -> None:
        """Write the sections that `HierarchyReader` reads."""
        circles = _Circles(self.parents, self.children)
        walk = _Walk(self, circles)
        sections.groups("parents", self.parents)
        sections.groups("children", self.children)
        sections.numbers("rank", walk.rank)
        sections.numbers("walk", walk.order)
        sections.numbers("low", walk.low)
        counts = list(map(len, self.parents))
        sections.put("roots", BitMap(at for at, many in enumerate(counts) if not many).serialize())
        sections.put("several", BitMap(at for at, many in enumerate(counts) if many > 1).serialize())
        sections.numbers("high", walk.high)
        sections.groups("beyond", [[edge for span in spans for edge in span] for spans in walk.beyond])
        big = [at for at in range(len(self.parents)) if walk.size(at) > MANY]
        sections.numbers("below.ordinal", big)
        sections.records("below", (walk.below(at).serialize() for at in big))


class _Circles:
    """The members in an order in which everything comes before what is above it; those in a circle as one."""

    def __init__(self, parents: list[list[int]], children: list[list[int]]) -> None:
        self.upwards: list[list[int]] = []
        self.of: list[int] = [-1] * len(parents)
        left = self._peel(parents, [len(row) for row in children])
        for group in _components(left, children) if left else ():
            self._take(group)

    def _peel(self, parents: list[list[int]], waiting: list[int]) -> list[int]:
        """Take those below which everything is taken; gives those that are left: circles, and what is above them."""
        ready = [at for at, many in enumerate(waiting) if not many]
        for at in ready:
            self._take([at])
            for above in parents[at]:
                waiting[above] -= 1
                if not waiting[above]:
                    ready.append(above)
        return [at for at, many in enumerate(waiting) if many]

    def _take(self, group: list[int]) -> None:
        for at in group:
            self.of[at] = len(self.upwards)
        self.upwards.append(sorted(group))


def _components(left: list[int], children: list[list[int]]) -> Iterator[list[int]]:
    """The strongly connected components among `left`, lowest first (Tarjan's algorithm, without recursion)."""
    among = set(left)
    number: dict[int, int] = {}
    lowest: dict[int, int] = {}
    held: list[int] = []
    done: set[int] = set()
    for start in left:
        if start in number:
            continue
        path = [(start, iter(children[start]))]
        number[start] = lowest[start] = len(number)
        held.append(start)
        while path:
            at, rest = path[-1]
            step = next((child for child in rest if child in among and child not in done), None)
            if step is None:
                path.pop()
                if path:
                    lowest[path[-1][0]] = min(lowest[path[-1][0]], lowest[at])
                if lowest[at] == number[at]:
                    place = held.index(at)
                    yield held[place:]
                    done.update(held[place:])
                    del held[place:]
            elif step in number:
                lowest[at] = min(lowest[at], number[step])
            else:
                number[step] = lowest[step] = len(number)
                held.append(step)
                path.append((step, iter(children[step])))


class _Walk:
    """Ranks and ranges of every member."""

    def __init__(self, hierarchy: Hierarchy, circles: _Circles) -> None:
        many = len(hierarchy.parents)
        self._hierarchy = hierarchy
        self._circles = circles
        self.order: list[int] = []
        self.rank, self.low, self.high = [0] * many, [0] * many, [0] * many
        self.beyond: list[list[Span]] = [[] for _ in range(many)]
        self._trunk = [self._tree_parent(group) for group in circles.upwards]
        self._number()
        self._reach()

    def _tree_parent(self, group: list[int]) -> int:
        """The circle above this one in the tree, or -1 at the top."""
        mine = self._circles.of[group[0]]
        above = (self._circles.of[parent] for at in group for parent in self._hierarchy.parents[at])
        return next((circle for circle in above if circle != mine), -1)

    def _number(self) -> None:
        branches: list[list[int]] = [[] for _ in self._trunk]
        tops: list[int] = []
        for circle in reversed(range(len(self._trunk))):
            (branches[self._trunk[circle]] if self._trunk[circle] >= 0 else tops).append(circle)
        first = [0] * len(self._trunk)
        waiting = [(circle, True) for circle in reversed(tops)]
        while waiting:
            circle, entering = waiting.pop()
            if entering:
                first[circle] = len(self.order)
                self.order += self._circles.upwards[circle]
                waiting.append((circle, False))
                waiting += [(branch, True) for branch in reversed(branches[circle])]
            else:
                for at in self._circles.upwards[circle]:
                    self.low[at], self.high[at] = first[circle], len(self.order)
        for rank, at in enumerate(self.order):
            self.rank[at] = rank

    def _reach(self) -> None:
        """What is reached outside the tree, from below upwards."""
        of, children = self._circles.of, self._hierarchy.children
        for circle, group in enumerate(self._circles.upwards):
            low, high = self.low[group[0]], self.high[group[0]]
            found: set[Span] = set()
            for child in (child for at in group for child in children[at] if of[child] != circle):
                found.update(self.beyond[child])
                found.add((self.low[child], self.high[child]))
            spans = _merged(span for span in found if not (low <= span[0] and span[1] <= high))
            for at in group:
                self.beyond[at] = spans

    def size(self, at: int) -> int:
        """How many ranks a member's ranges hold: at least as many as it reaches, itself included."""
        return self.high[at] - self.low[at] + sum(high - low for low, high in self.beyond[at])

    def below(self, at: int) -> BitMap:
        """The ordinals below a member."""
        found = BitMap(self.order[self.low[at] : self.high[at]])
        for low, high in self.beyond[at]:
            found.update(self.order[low:high])
        found.discard(at)
        return found


def _merged(spans: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for low, high in sorted(spans):
        if found and low <= found[-1][1]:
            found[-1] = found[-1][0], max(high, found[-1][1])
        else:
            found.append((low, high))
    return found


class HierarchyReader:
    """Answers from the sections of a compiled version; a look-up opens nothing and keeps nothing."""

    def __init__(self, container: Container) -> None:
        self._roots, self._several = container.bytes("roots"), container.bytes("several")
        self._parents = container.groups("parents")
        self._children = container.groups("children")
        self._beyond = container.groups("beyond")
        self._rank, self._walk = container.numbers("rank"), container.numbers("walk")
        self._low, self._high = container.numbers("low"), container.numbers("high")
        self._big, self._ready = container.numbers("below.ordinal"), container.records("below")

    @property
    def roots(self) -> FrozenBitMap:
        """The ordinals of those with none above them."""
        return FrozenBitMap.deserialize(bytes(self._roots))

    @property
    def several(self) -> FrozenBitMap:
        """The ordinals of those directly below more than one."""
        return FrozenBitMap.deserialize(bytes(self._several))

    def parents(self, at: int) -> tuple[int, ...]:
        """The ordinals one step up."""
        return self._parents[at]

    def children(self, at: int) -> tuple[int, ...]:
        """The ordinals one step down."""
        return self._children[at]

    def subsumes(self, above: int, below: int) -> bool:
        """Whether `above` is `below` itself or reached from it by steps up."""
        rank = self._rank[below]
        if self._low[above] <= rank < self._high[above]:
            return True
        spans = self._beyond[above]
        return bool(bisect_right(spans, rank) % 2)

    def descendants(self, at: int) -> FrozenBitMap:
        """The ordinals below, without the member itself, also where it is in a circle."""
        place = bisect_right(self._big, at) - 1
        if place >= 0 and self._big[place] == at:
            return FrozenBitMap.deserialize(self._ready[place])
        found = BitMap(self._walk[self._low[at] : self._high[at]])
        spans = self._beyond[at]
        for low, high in zip(spans[::2], spans[1::2], strict=True):
            found.update(self._walk[low:high])
        found.discard(at)
        return FrozenBitMap(found)

    def ancestors(self, at: int) -> FrozenBitMap:
        """The ordinals above, without the member itself."""
        seen = {at}
        waiting: Sequence[int] = (at,)
        while waiting:
            waiting = [above for below in waiting for above in self._parents[below]]
            waiting = list(dict.fromkeys(above for above in waiting if above not in seen))
            seen.update(waiting)
        seen.discard(at)
        return FrozenBitMap(seen)
