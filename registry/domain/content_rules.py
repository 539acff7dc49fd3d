"""What a content model says where order is not seen: how often each element comes, and which stand together.

The JSON form of a message has its elements by name, so that schemas over it tell counts and presence; and a row of
elements is put back into the order of the content from the counts alone.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from registry.domain.content_model import Limit, Particle, ParticleKind

Name = str
#: After how many steps the search for an order is given up.
_MOST_STEPS: Final = 20_000
#: Up to how many elements a group that repeats is tried in every way.
_FEW: Final = 60


@dataclass(frozen=True)
class Present:
    """An element is there."""

    name: Name


@dataclass(frozen=True)
class Absent:
    """None of these elements is there."""

    names: tuple[Name, ...]


@dataclass(frozen=True)
class Every:
    """All of these hold; always, where there are none."""

    rules: tuple["Rule", ...]


@dataclass(frozen=True)
class Some:
    """One of these holds, or several."""

    rules: tuple["Rule", ...]


Rule = Present | Absent | Every | Some
ALWAYS: Final = Every(())


@lru_cache(maxsize=4096)
def occurs(content: Particle, name: Name) -> tuple[int, Limit]:
    """How often an element comes at least and at most.

    >>> from registry.domain.content_model import read_content_model
    >>> occurs(read_content_model("(A, B?)+ | C"), "A")
    (0, '*')
    """
    if content.kind is ParticleKind.ELEMENT:
        found: tuple[int, Limit] = (1, 1) if content.name == name else (0, 0)
    else:
        inside = [occurs(part, name) for part in content.parts]
        if content.kind is ParticleKind.CHOICE:
            found = (min((row[0] for row in inside), default=0), _most([row[1] for row in inside]))
        else:
            found = (sum(row[0] for row in inside), _sum([row[1] for row in inside]))
    return found[0] * content.minimum, _times(found[1], content.maximum)


def _most(limits: list[Limit]) -> Limit:
    return "*" if "*" in limits else max((row for row in limits if row != "*"), default=0)


def _sum(limits: list[Limit]) -> Limit:
    return "*" if "*" in limits else sum(row for row in limits if row != "*")


def _times(one: Limit, other: Limit) -> Limit:
    if one == 0 or other == 0:
        return 0
    return "*" if one == "*" or other == "*" else one * other


# -- which stand together --------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def presence(content: Particle) -> Rule:
    """What must hold of which elements are there; that each comes often enough is told by `occurs`.

    Exact where each element is written once and no group of several repeats; else it permits more than the content
    does, never less.
    """
    written = Counter(content.names())
    return _whole(content, frozenset(name for name, times in written.items() if times == 1))


def _whole(part: Particle, once: frozenset[Name]) -> Rule:
    """What must hold of a particle as often as it comes."""
    if part.kind is ParticleKind.ELEMENT:
        return Present(part.name) if part.minimum else ALWAYS
    inside = _alternatives(part, once) if part.kind is ParticleKind.CHOICE else _parts(part, once)
    if part.minimum or inside == ALWAYS:
        return inside
    left_out = Absent(tuple(dict.fromkeys(part.names())))
    return _some((left_out, inside))


def _parts(part: Particle, once: frozenset[Name]) -> Rule:
    return _every(_whole(each, once) for each in part.parts)


def _alternatives(part: Particle, once: frozenset[Name]) -> Rule:
    options = [_whole(each, once) for each in part.parts]
    if part.maximum != 1:
        together = _every(_if_any(each, once) for each in part.parts)
        return _every((_some(options), together))
    names = [tuple(dict.fromkeys(each.names())) for each in part.parts]
    everything = tuple(dict.fromkeys(name for row in names for name in row))
    others = [Absent(tuple(n for n in everything if n not in own and n in once)) for own in names]
    return _some(_every(pair) for pair in zip(options, others, strict=True))


def _if_any(part: Particle, once: frozenset[Name]) -> Rule:
    inside = ALWAYS if part.kind is ParticleKind.ELEMENT else _whole(part, once)
    return inside if inside == ALWAYS else _some((Absent(tuple(dict.fromkeys(part.names()))), inside))


def _every(rules: Iterable[Rule]) -> Rule:
    found: list[Rule] = []
    for rule in rules:
        found += rule.rules if isinstance(rule, Every) else [] if rule == Absent(()) else [rule]
    return found[0] if len(found) == 1 else Every(tuple(dict.fromkeys(found)))


def _some(rules: Iterable[Rule]) -> Rule:
    found: list[Rule] = []
    for rule in rules:
        if rule in (ALWAYS, Absent(())):
            return ALWAYS
        found += rule.rules if isinstance(rule, Some) else [rule]
    return found[0] if len(found) == 1 else Some(tuple(dict.fromkeys(found)))


# -- back into order ---------------------------------------------------------------------------------------------------


def arrange(content: Particle, counts: Mapping[Name, int]) -> tuple[Name, ...] | None:
    """The names in an order that the content permits, each as often as counted; None where no order was found.

    >>> from registry.domain.content_model import read_content_model
    >>> arrange(read_content_model("(A, B)+, C?"), {"C": 1, "A": 2, "B": 2})
    ('A', 'B', 'A', 'B', 'C')
    """
    there = {name: count for name, count in counts.items() if count}
    for greedy in (True, False):
        for word, left in _Search(greedy=greedy).ways(content, there):
            if not left:
                return tuple(word)
    return None


class _Search:
    """One search, given up after so many steps. `greedy`: each element takes as many as it may first, else as few."""

    def __init__(self, *, greedy: bool) -> None:
        self._steps = 0
        self._greedy = greedy

    def ways(self, part: Particle, left: dict[Name, int]) -> Iterator[tuple[list[Name], dict[Name, int]]]:
        """Words that the particle makes of what is left, and what then is left."""
        self._steps += 1
        if self._steps > _MOST_STEPS:
            return
        if part.kind is ParticleKind.ELEMENT:
            yield from _taken(part, left, greedy=self._greedy)
        elif part.maximum == 1:
            yield from self._once(part, left)
            if part.minimum == 0:
                yield [], left
        else:
            yield from self._repeated(part, left)

    def _once(self, part: Particle, left: dict[Name, int]) -> Iterator[tuple[list[Name], dict[Name, int]]]:
        if part.kind is ParticleKind.CHOICE:
            told = sorted(part.parts, key=lambda each: not any(name in left for name in each.names()))
            for each in told:
                yield from self.ways(each, left)
        else:
            yield from self._row(part.parts, left)

    def _row(self, parts: tuple[Particle, ...], left: dict[Name, int]) -> Iterator[tuple[list[Name], dict[Name, int]]]:
        if not parts:
            yield [], left
            return
        for word, after in self.ways(parts[0], left):
            for rest, last in self._row(parts[1:], after):
                yield word + rest, last

    def _repeated(self, part: Particle, left: dict[Name, int]) -> Iterator[tuple[list[Name], dict[Name, int]]]:
        """Few elements are tried in every way; of many each time takes what it can, and is not undone."""
        if sum(left.values()) <= _FEW:
            yield from self._again(part, left, 0)
            return
        word: list[Name] = []
        times = 0
        while part.maximum == "*" or times < part.maximum:
            more = next((way for way in self._once(part, left) if way[0]), None)
            if more is None:
                break
            word, left, times = word + more[0], more[1], times + 1
        if times >= part.minimum or self._may_be_empty(part, left):
            yield word, left

    def _again(self, part: Particle, left: dict[Name, int], times: int) -> Iterator[tuple[list[Name], dict[Name, int]]]:
        if part.maximum == "*" or times < part.maximum:
            for word, after in self._once(part, left):
                if word:
                    for rest, last in self._again(part, after, times + 1):
                        yield word + rest, last
        if times >= part.minimum or self._may_be_empty(part, left):
            yield [], left

    def _may_be_empty(self, part: Particle, left: dict[Name, int]) -> bool:
        return any(not way[0] for way in self._once(part, left))


def _taken(part: Particle, left: dict[Name, int], *, greedy: bool) -> Iterator[tuple[list[Name], dict[Name, int]]]:
    there = left.get(part.name, 0)
    most = there if part.maximum == "*" else min(there, part.maximum)
    numbers = range(part.minimum, most + 1)
    for number in reversed(numbers) if greedy else numbers:
        after = {name: count for name, count in left.items() if name != part.name}
        if there - number:
            after[part.name] = there - number
        yield [part.name] * number, after
