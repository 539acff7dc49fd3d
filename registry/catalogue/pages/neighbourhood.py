"""Draws what stands around a concept: above, below and beside it, on a spine narrow enough for a phone."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from registry.catalogue.blocks import Around, Plate, Run, Runs, Wire

#: Sizes in pixels: the drawing, a box and its edges, the box of the concept itself, a line of text.
_WIDTH, _SPINE = 360, 180
_BOX, _EDGE, _ROOM = 170, 16, 154
_SELF = 260
_LINE, _PADDING, _GAP, _CAPTION = 17, 14, 10, 26
#: How many boxes a group shows; what is left is counted in the last.
_MOST = 8
_LINES = 3
#: How wide letters are at the drawing's size of text, in a wide font: so that no font is wider.
_NARROW, _BROAD = frozenset("fijlrt.,;:'|!()[] "), frozenset("mwæœMWÆŒ@%")


class Side(Enum):
    """Where neighbours stand: above or below the concept, or beside it, which is drawn at the end with loose lines."""

    ABOVE = auto()
    BELOW = auto()
    BESIDE = auto()


@dataclass(frozen=True, slots=True)
class Group:
    """Neighbours of one kind: what they are to the concept, and where they stand."""

    caption: str
    runs: Runs
    side: Side


def draw(name: Run, groups: Iterable[Group], more: str) -> Around | None:
    """The drawing; None where there is nothing around. `more` says `{count}` others, and links to `#relations`."""
    found = [group for group in groups if group.runs]
    if not found:
        return None
    canvas = _Canvas(more)
    over = [canvas.group(group) for group in found if group.side is Side.ABOVE]
    top, bottom = canvas.itself(name)
    under = [canvas.group(group) for group in found if group.side is Side.BELOW]
    beside = [canvas.group(group) for group in found if group.side is Side.BESIDE]
    end = under[-1].last if under else bottom
    if over:
        canvas.wire(over[0].first, top)
    canvas.wire(bottom, end)
    if beside:
        canvas.wire(end, beside[-1].last, loose=True)
    return canvas.around()


@dataclass(frozen=True, slots=True)
class _Span:
    """Where the spine meets a group: the middle of its first and of its last row."""

    first: int
    last: int


class _Canvas:
    """A drawing in the making, from the top down."""

    def __init__(self, more: str) -> None:
        self._more = more
        self._y = 0
        self._plates: list[Plate] = []
        self._itself: tuple[Plate, ...] = ()
        self._wires: list[Wire] = []
        self._captions: list[tuple[int, int, str]] = []

    def itself(self, name: Run) -> tuple[int, int]:
        """The box of the concept, across the spine; its top and bottom."""
        lines = _lines(name.text, _SELF - _EDGE)
        top, height = self._y, _height(len(lines))
        self._itself = (Plate((_WIDTH - _SELF) // 2, top, _SELF, height, lines, lang=name.lang),)
        self._y += height
        return top, self._y

    def group(self, group: Group) -> _Span:
        """A caption on the spine, and boxes two and two beside it; one alone stands on it."""
        self._captions.append((_SPINE, self._y + _CAPTION - 9, group.caption))
        self._y += _CAPTION
        runs = self._shown(group.runs)
        middles = [self._row(runs[at : at + 2], group, alone=len(runs) == 1) for at in range(0, len(runs), 2)]
        if group.side is Side.ABOVE:
            self._y += _GAP
        return _Span(middles[0], middles[-1])

    def _shown(self, runs: Runs) -> Runs:
        if len(runs) <= _MOST:
            return runs
        rest = len(runs) - _MOST + 1
        return (*runs[: _MOST - 1], Run(self._more.format(count=rest), href="#relations"))

    def _row(self, runs: Runs, group: Group, *, alone: bool) -> int:
        """Boxes beside each other, of one height; the middle of them."""
        told = [_lines(run.text, _ROOM) for run in runs]
        height = _height(max(len(lines) for lines in told))
        middle = self._y + height // 2
        for at, (run, lines) in enumerate(zip(runs, told, strict=True)):
            x = (_WIDTH - _BOX) // 2 if alone else at * (_WIDTH - _BOX)
            self._plates.append(Plate(x, self._y, _BOX, height, lines, run.href, run.lang))
            if not alone:
                edge = x if at else x + _BOX
                self._wires.append(Wire(f"M{_SPINE} {middle}H{edge}", group.side is Side.BESIDE))
        self._y += height + _GAP
        return middle

    def wire(self, start: int, end: int, *, loose: bool = False) -> None:
        """A piece of the spine; boxes and captions lie over it."""
        if end > start:
            self._wires.append(Wire(f"M{_SPINE} {start}V{end}", loose))

    def around(self) -> Around:
        """What has been drawn; the concept itself first."""
        plates = (*self._itself, *self._plates)
        height = max(plate.y + plate.height for plate in plates) + 2
        return Around(_WIDTH, height, plates, tuple(self._wires), tuple(self._captions))


def _height(lines: int) -> int:
    return lines * _LINE + _PADDING


@lru_cache(maxsize=5_000)
def _lines(text: str, room: int) -> tuple[str, ...]:
    """The text in lines that fit, three at most; what is left out is an ellipsis."""
    lines = [""]
    for word in (piece for whole in text.split() for piece in _pieces(whole, room)):
        longer = f"{lines[-1]} {word}".strip()
        if _width(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > _LINES:
        return (*lines[: _LINES - 1], lines[_LINES - 1].rstrip("-")[:-1] + "…")
    return tuple(lines)


def _pieces(word: str, room: int) -> Iterable[str]:
    """A word, broken where it is wider than the room."""
    if _width(word) <= room:
        yield word
        return
    start = 0
    for end in range(1, len(word) + 1):
        if _width(word[start : end + 1] + "-") > room and end < len(word):
            yield word[start:end] + "-"
            start = end
    yield word[start:]


def _width(text: str) -> float:
    return sum(map(_letter_width, text))


@lru_cache(maxsize=1_000)
def _letter_width(each: str) -> float:
    return 4.7 if each in _NARROW else 12.4 if each in _BROAD else 9.6 if each.isupper() else 8.1
