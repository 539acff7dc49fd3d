"""The drawing of a pathway: levels as lanes, phases from left to right, and what goes between lanes in each."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from registry.catalogue import drawing
from registry.catalogue.blocks import Drawing, Key, KeyPart, KeyRow, Mark, Run
from registry.catalogue.context import Context
from registry.catalogue.flows import Flows, Pair
from registry.catalogue.pages import common
from registry.domain import Evidence, Exchange

_LANE, _TOP, _LEFT, _SLOT, _PADDING = 64, 80, 222, 30, 10
_NARROWEST = 100
#: How wide a letter of the name of a phase is.
_LETTER = 8.8
#: How many letters a line of the name of a level has room for.
_LETTERS = 24
#: The radius of the ring that stands for what stays within a level.
_RING = 10


@dataclass(frozen=True)
class _Link:
    """Two levels (from their places in the order), what goes each way, and whether all of it is only inferred."""

    upper: int
    lower: int
    down: tuple[Exchange, ...]
    up: tuple[Exchange, ...]
    doubtful: bool


@dataclass(frozen=True)
class _Column:
    """A phase, or what recurs through the phases, with its links from `left` on."""

    title: Run
    links: tuple[_Link, ...]
    left: float
    width: float


def poster(context: Context, flows: Flows) -> Drawing:
    """The whole pathway on one sheet; what each arrow stands for is told by `key`."""
    columns = _columns(context, flows)
    width = int(columns[-1].left + columns[-1].width)
    height = _TOP + _LANE * len(flows.pathway.levels)
    said = context.say("poster.told", levels=len(flows.pathway.levels), phases=len(flows.pathway.phases))
    marks = (*_lanes(context, flows, width), *(mark for column in columns for mark in _drawn(column, height)))
    return Drawing(context.say("poster.caption"), said, width, height, marks, "poster", wide=True)


def key(context: Context, flows: Flows) -> Key:
    """What the drawing shows, in words: in each phase, by the letters of its arrows, the exchanges by name."""
    parts = (KeyPart(column.title, tuple(_rows(context, flows, column))) for column in _columns(context, flows))
    return Key(tuple(part for part in parts if part.rows))


def _rows(context: Context, flows: Flows, column: _Column) -> Iterator[KeyRow]:
    """A row for each set of exchanges, however many ways they go."""
    found: dict[tuple[str, ...], list[tuple[str, Run]]] = {}
    for at, link in enumerate(column.links):
        for way, where, rows in _ways(context, flows, link):
            found.setdefault(tuple(row.iri for row in rows), []).append((letter(at) + way, where))
    for iris, ways in found.items():
        letters = " ".join(dict.fromkeys(name for name, _ in ways))
        yield KeyRow(letters, tuple(where for _, where in ways), context.links(iris, quiet=True))


def _ways(context: Context, flows: Flows, link: _Link) -> Iterator[tuple[str, Run, tuple[Exchange, ...]]]:
    """The way that an arrow points, from where to where, and what goes; once where the same goes both ways."""
    one, other = (common.title(context, flows.pathway.levels[at]).text for at in (link.upper, link.lower))
    if link.upper == link.lower:
        yield "", Run(one), link.down
    elif link.down == link.up:
        yield "↕", Run(f"{one} ⇄ {other}"), link.down
    else:
        ways = (("↓", f"{one} → {other}", link.down), ("↑", f"{other} → {one}", link.up))
        yield from ((way, Run(where), rows) for way, where, rows in ways if rows)


def letter(slot: int) -> str:
    """What an arrow is called in its phase.

    >>> letter(0), letter(26)
    ('a', 'aa')
    """
    return chr(ord("a") + slot) if slot < _ALPHABET else letter(slot // _ALPHABET - 1) + letter(slot % _ALPHABET)


_ALPHABET = 26


def _columns(context: Context, flows: Flows) -> list[_Column]:
    """What recurs first, where there is any; then each phase with what is its own."""
    recurring = {row.iri for row in flows.recurring()}
    named: list[tuple[Run, tuple[_Link, ...]]] = []
    if recurring:
        among = _links(flows, _recurring(flows))
        named.append((Run(context.say("poster.recurring")), among))
    for phase in flows.pathway.phases:
        own = ((pair, [row for row in rows if row.iri not in recurring]) for pair, rows in flows.between(phase.iri))
        named.append((common.title(context, phase), _links(flows, own)))
    return list(_placed(named))


def _recurring(flows: Flows) -> Iterator[tuple[Pair, list[Exchange]]]:
    found: dict[Pair, list[Exchange]] = {}
    for row in flows.recurring():
        for pair in flows.pairs_of(row):
            found.setdefault(pair, []).append(row)
    yield from found.items()


def _placed(named: Iterable[tuple[Run, tuple[_Link, ...]]]) -> Iterator[_Column]:
    left = float(_LEFT)
    for title, links in named:
        word = max(map(len, title.text.split()), default=0)
        width = max(_NARROWEST, len(links) * _SLOT + 2 * _PADDING, word * _LETTER + 2 * _PADDING)
        yield _Column(title, links, left, width)
        left += width


def _links(flows: Flows, between: Iterable[tuple[Pair, list[Exchange]]]) -> tuple[_Link, ...]:
    """One link for each two levels, both ways; those within a level first, then the short before the long."""
    order = {level.iri: at for at, level in enumerate(flows.pathway.levels)}
    found: dict[tuple[int, int], list[list[Exchange]]] = {}
    for (one, other), rows in between:
        if rows:
            ends = order[one], order[other]
            ways = found.setdefault((min(ends), max(ends)), [[], []])
            ways[ends[0] > ends[1]].extend(rows)
    made = (_link(ends, *ways) for ends, ways in found.items())
    return tuple(sorted(made, key=lambda row: (row.lower - row.upper, row.upper)))


def _link(ends: tuple[int, int], down: list[Exchange], up: list[Exchange]) -> _Link:
    doubtful = all(row.direction_evidence is Evidence.INFERRED for row in (*down, *up))
    return _Link(*ends, tuple(down), tuple(up), doubtful)


def _lanes(context: Context, flows: Flows, width: int) -> Iterator[Mark]:
    for at, level in enumerate(flows.pathway.levels):
        top = _TOP + at * _LANE
        yield drawing.box("lane odd" if at % 2 else "lane", (0, top), (width, _LANE))
        title = common.title(context, level)
        rows = len(drawing.lines(title.text, _LETTERS))
        first = top + _LANE / 2 + 5 - (rows - 1) * 9
        yield from drawing.label("level", title, (14, first), letters=_LETTERS)


def _drawn(column: _Column, height: int) -> Iterator[Mark]:
    yield drawing.line("edge", (column.left, 12), (column.left, height))
    yield from drawing.label(
        "phase", column.title, (column.left + 10, 30), letters=int((column.width - _PADDING) / _LETTER), leading=17
    )
    start = column.left + (column.width - len(column.links) * _SLOT) / 2
    for slot, link in enumerate(column.links):
        x = start + slot * _SLOT + _SLOT / 2
        at = x if link.upper == link.lower else x - 6
        yield drawing.mark("text", "letter", letter(slot), x=at, y=_TOP - 6, text_anchor="middle")
        yield from _link_marks(link, x)


def _link_marks(link: _Link, x: float) -> Iterator[Mark]:
    upper, lower = _middle(link.upper), _middle(link.lower)
    doubt = " doubtful" if link.doubtful else ""
    if link.upper == link.lower:
        yield drawing.mark("circle", "ring" + doubt, cx=x, cy=upper, r=_RING)
        yield drawing.mark("text", "number within", str(len(link.down)), x=x, y=upper + 4.5, text_anchor="middle")
        return
    yield drawing.line(f"flow{doubt}", (x - 6, upper), (x - 6, lower))
    yield from _end(x - 6, upper, len(link.up), "up")
    yield from _end(x - 6, lower, len(link.down), "down")


def _end(x: float, y: float, number: int, towards: str) -> Iterator[Mark]:
    """A head with the number that arrives, or the dot that all comes from."""
    if not number:
        yield drawing.mark("circle", "dot", cx=x, cy=y, r=3.5)
        return
    yield drawing.head("head", (x, y), towards=towards)
    yield drawing.mark("text", "number", str(number), x=x + 7, y=y + (13 if towards == "up" else -4))


def _middle(level: int) -> float:
    return _TOP + level * _LANE + _LANE / 2
