"""The drawing of what a level of care receives, or sends: the other levels, and how many exchanges with each."""

from collections.abc import Iterator, Mapping

from registry.catalogue import drawing
from registry.catalogue.blocks import Drawing, Mark
from registry.catalogue.context import Context
from registry.domain import Iri

_WIDTH, _BOX, _ROW, _GAP, _LETTERS = 340, 190, 44, 8, 23

#: What is said of the two sides.
_TOLD = {"receives": "level.receives_told", "sends": "level.sends_told"}
_DRAWN = {"receives": "level.receives_drawn", "sends": "level.sends_drawn"}


def drawing_of(context: Context, level: Iri, side: str, counts: Mapping[Iri, int]) -> Drawing | None:
    """One box for each other level with an arrow to or from this one; narrow enough for a phone. None for nobody."""
    if not counts:
        return None
    height = len(counts) * (_ROW + _GAP) - _GAP + 2
    marks = (*_this(context, level, height), *_others(context, side, counts))
    name = context.link(level).text
    told = ", ".join(f"{context.link(iri).text} {count}" for iri, count in counts.items())
    said = context.say(_TOLD[side], level=name, others=told)
    return Drawing(context.say(_DRAWN[side]), said, _WIDTH, height, marks, "parties level")


def _this(context: Context, level: Iri, height: int) -> Iterator[Mark]:
    """The level itself, along the right side; its name is the heading of the page."""
    linked = context.link(level)
    yield drawing.box("party", (_WIDTH - 31, 1), (30, height - 2), 8)
    x, y = _WIDTH - 12, height / 2
    turned = drawing.mark("text", "role", _short(linked.text, height), linked.lang, x=x, y=y, text_anchor="middle")
    yield Mark(turned.name, (*turned.attributes, ("transform", f"rotate(-90 {x} {y:g})")), turned.text, turned.lang)


def _short(text: str, height: int) -> str:
    """As much of a name as there is room for along the side."""
    letters = int((height - 10) / 9)
    return text if len(text) <= letters else text[: max(letters - 1, 1)] + "…"


def _others(context: Context, side: str, counts: Mapping[Iri, int]) -> Iterator[Mark]:
    for at, (iri, count) in enumerate(counts.items()):
        top = 1 + at * (_ROW + _GAP)
        middle = top + _ROW / 2
        yield drawing.box("party", (1, top), (_BOX, _ROW), 8)
        linked = context.link(iri)
        rows = drawing.lines(linked.text, _LETTERS, 2)
        yield from drawing.label(
            "level", linked, (12, middle + 5 - (len(rows) - 1) * 8), letters=_LETTERS, leading=16, most=2
        )
        yield from _arrow(side, middle)
        yield drawing.mark("text", "what", str(count), x=(_BOX + _WIDTH - 31) / 2, y=middle - 6, text_anchor="middle")


def _arrow(side: str, y: float) -> Iterator[Mark]:
    left, right = _BOX + 6, _WIDTH - 36
    if side == "receives":
        yield drawing.line("arrow", (left, y), (right - 8, y))
        yield drawing.head("head", (right, y), towards="right")
    else:
        yield drawing.line("arrow", (left + 8, y), (right, y))
        yield drawing.mark("polygon", "head", points=f"{left},{y:g} {left + 9},{y - 4.5:g} {left + 9},{y + 4.5:g}")
