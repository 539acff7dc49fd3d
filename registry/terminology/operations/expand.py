"""`$expand`: the concepts of a value set, searched, paged and drawn as an expansion."""

from collections.abc import Iterable, Iterator
from itertools import islice, takewhile
from typing import Final, NamedTuple

from pyroaring import FrozenBitMap

from registry.terminology.coding import split_canonical
from registry.terminology.issues import refuse
from registry.terminology.operations.drawing import Drawing, Drawn
from registry.terminology.operations.imports import refuse_circles
from registry.terminology.operations.requests import ExpandRequest
from registry.terminology.operations.selection import Segment, Selection, Selector
from registry.terminology.operations.work import Work, named
from registry.terminology.value_set import ExpansionParameter
from registry.terminology.version_pattern import fits

_DEEPEST: Final = 50
_NONE: Final = -1
_FAR: Final = 200  # steps up that are taken to see whether they lead back


class Node(NamedTuple):
    """A concept of an expansion with those below it."""

    concept: Drawn
    children: tuple["Node", ...] = ()


class ExpansionAnswer(NamedTuple):
    """An expansion: `total` counts all concepts; `properties` are pairs of code and uri of those that any has."""

    total: int
    nodes: tuple[Node, ...]
    parameters: tuple[ExpansionParameter, ...]
    used: tuple[tuple[str, str], ...]
    properties: tuple[tuple[str, str], ...]
    partial: tuple[str, ...]


def expand(work: Work, request: ExpandRequest) -> ExpansionAnswer:
    """The expansion that is asked for. Refused where the value set cannot be expanded, or has too many codes."""
    value_set = request.value_set
    refuse_circles(work, value_set)
    work.need(value_set.supplements)
    selection = _narrowed(work, request, Selector(work).of(value_set))
    total = sum(len(row.members) for row in selection.segments)
    shown = total if request.count is None else min(request.count, max(total - request.offset, 0))
    if shown > work.manner.bound:
        raise refuse("VALUESET_TOO_COSTLY", named(value_set), work.manner.bound)
    drawing = Drawing(work, request, selection.versioned)
    nodes = tuple(_nodes(request, selection, total, drawing))
    used = tuple(work.used.names)
    return ExpansionAnswer(total, nodes, request.echo, used, drawing.properties, work.used.partial)


def _narrowed(work: Work, request: ExpandRequest, selection: Selection) -> Selection:
    """The selection without what is inactive, abstract, or no answer to the text, where that is asked for."""
    rows = tuple(row for row in selection.segments if not _is_excluded(work, row))
    if work.manner.active_only:
        rows = tuple(row._replace(members=row.members - row.system.inactive) for row in rows)
    if request.exclude_abstract:
        rows = tuple(map(_concrete, rows))
    if request.text:
        rows = tuple(_searched(row, request.text) for row in rows)
    return selection._replace(segments=tuple(row for row in rows if row.members))


def _is_excluded(work: Work, segment: Segment) -> bool:
    header = segment.system.header
    rows = map(split_canonical, work.manner.excluded)
    return any(header.url == work.sources.system(url) and fits(version, header.version) for url, version in rows)


def _concrete(segment: Segment) -> Segment:
    """A segment without its abstract concepts; one that lists its concepts means them, whatever they are."""
    return segment if segment.order is not None else segment._replace(members=segment.members - segment.system.abstract)


def _searched(segment: Segment, text: str) -> Segment:
    members = segment.members & segment.system.matching(text)
    return segment._replace(members=members, nests=segment.nests and not segment.is_whole)


def _nodes(request: ExpandRequest, selection: Selection, total: int, drawing: Drawing) -> Iterator[Node]:
    """A tree where the whole is shown and concepts stand below each other; else the page asked for, flat."""
    nests = not request.exclude_nested and all(row.nests for row in selection.segments)
    is_whole = request.offset == 0 and (request.count is None or request.count >= total)
    if nests and is_whole:
        for segment in selection.segments:
            yield from _tree(segment, drawing)
    else:
        rows = _page(selection.segments, request.offset, request.count)
        yield from (Node(drawing.draw(segment, ordinal)) for segment, ordinal in rows)


def _page(segments: Iterable[Segment], offset: int, count: int | None) -> Iterator[tuple[Segment, int]]:
    """The concepts from `offset` on; what lies before is skipped without being looked at."""
    left = count
    for segment in segments:
        many = len(segment.members)
        if offset >= many:
            offset -= many
            continue
        for ordinal in _slice(segment, offset, left):
            yield segment, ordinal
        offset, left = 0, None if left is None else left - min(left, many - offset)
        if left == 0:
            return


def _slice(segment: Segment, offset: int, count: int | None) -> Iterable[int]:
    end = None if count is None else offset + count
    if segment.order is not None:
        return islice(segment.ordered(), offset, end)
    return _of_bitmap(segment.members, offset, len(segment.members) if end is None else min(end, len(segment.members)))


def _of_bitmap(members: FrozenBitMap, start: int, end: int) -> Iterable[int]:
    return members[start:end] if start < end else ()


def _tree(segment: Segment, drawing: Drawing) -> Iterator[Node]:
    """Concepts below the first of their parents that is shown too, whichever comes first, at most `_DEEPEST` levels."""
    above = _cut(_placed(segment))
    below: dict[int, list[int]] = {}
    for ordinal in segment.ordered():
        below.setdefault(above[ordinal], []).append(ordinal)
    return (_built(segment, top, below, drawing) for top in below.get(_NONE, ()))


def _placed(segment: Segment) -> dict[int, int]:
    """The parent that each concept stands below; none where that would close a circle, or the way up is very long."""
    above: dict[int, int] = {}
    for ordinal in segment.ordered():
        parents = segment.system.parents(ordinal) & segment.members
        above[ordinal] = next((row for row in parents if _may_hold(row, ordinal, above)), _NONE)
    return above


def _may_hold(parent: int, ordinal: int, above: dict[int, int]) -> bool:
    way = list(islice(_upwards(parent, above), _FAR))
    return len(way) < _FAR and ordinal not in way


def _upwards(ordinal: int, above: dict[int, int]) -> Iterator[int]:
    while ordinal != _NONE:
        yield ordinal
        ordinal = above.get(ordinal, _NONE)


def _cut(above: dict[int, int]) -> dict[int, int]:
    """The same, with what would stand too deep at the top."""
    level: dict[int, int] = {}
    for ordinal in above:
        path = list(takewhile(lambda row: row not in level, _upwards(ordinal, above)))
        for row in reversed(path):
            level[row] = level.get(above[row], 0) % _DEEPEST + 1
    return {row: _NONE if level[row] == 1 else parent for row, parent in above.items()}


def _built(segment: Segment, top: int, below: dict[int, list[int]], drawing: Drawing) -> Node:
    """A tree made from its leaves up, however deep it is."""
    order, waiting = [], [top]
    while waiting:
        ordinal = waiting.pop()
        order.append(ordinal)
        waiting.extend(below.get(ordinal, ()))
    made: dict[int, Node] = {}
    for ordinal in reversed(order):
        children = tuple(made.pop(row) for row in below.get(ordinal, ()))
        made[ordinal] = Node(drawing.draw(segment, ordinal), children)
    return made[top]
