"""The drawing of an exchange: the roles that send, the roles that receive, and what goes from one to the other."""

from collections.abc import Iterator
from dataclasses import dataclass

from registry.catalogue import drawing
from registry.catalogue.blocks import Drawing, Mark, Run
from registry.catalogue.context import Context
from registry.catalogue.pages import common
from registry.domain import ActorRole, Evidence, Exchange, Iri

#: Width of the drawing for a large screen, of a box in it, and of the drawing for a phone.
_ACROSS, _BOX, _DOWN = 760, 262, 320
_LEADING, _EDGE, _LETTERS = 20, 14, 24


@dataclass(frozen=True)
class _Line:
    """A line of a box, the style it is set in, and how far below the line before it stands."""

    run: Run
    style: str
    drop: int


def drawings(context: Context, value: Exchange, when: Run | None) -> tuple[Drawing, ...]:
    """From left to right for a large screen, and from above for a phone; a style sheet shows one of them.

    `when` is the phase, said in a few words. Nothing where nobody is known to send or nobody to receive.
    """
    if not (value.sender and value.receiver):
        return ()
    sides = tuple(_party(context, roles) for roles in (value.sender, value.receiver))
    told, caption = _told(context, value), context.say("drawn.caption")
    across, height = _across(context, value, sides, when)
    down, depth = _down(context, value, sides, when)
    return (
        Drawing(caption, told, _ACROSS, int(height), across, "parties across"),
        Drawing(caption, told, _DOWN, int(depth), down, "parties down"),
    )


def _told(context: Context, value: Exchange) -> str:
    names = (", ".join(context.link(role).text for role in roles) for roles in (value.sender, value.receiver))
    sender, receiver = names
    return context.say("drawn.told", what=context.text(value.title), sender=sender, receiver=receiver)


def _party(context: Context, roles: tuple[Iri, ...]) -> list[_Line]:
    """The roles of one side below their levels of care."""
    levels: dict[Iri, list[Iri]] = {}
    for iri in roles:
        role = context.source.member(iri)
        levels.setdefault(role.at_level if isinstance(role, ActorRole) else "", []).append(iri)
    found: list[_Line] = []
    for level, among in levels.items():
        if level:
            found += _broken(context.link(level), "level", _LEADING + 6 if found else _LEADING)
        found += [row for iri in among for row in _broken(context.link(iri), "role", _LEADING + 4)]
    return found


def _broken(run: Run, style: str, drop: int) -> Iterator[_Line]:
    """A name in as many lines as it needs; that of a level is set smaller."""
    for at, text in enumerate(drawing.lines(run.text, _LETTERS + 6 if style == "level" else _LETTERS)):
        yield _Line(Run(text, run.lang), style, _LEADING - 1 if at else drop)


def _height(party: list[_Line]) -> float:
    return sum(row.drop for row in party) + 2 * _EDGE - 4


def _box(party: list[_Line], at: tuple[float, float], width: float) -> Iterator[Mark]:
    yield drawing.box("party", at, (width, _height(party)), 8)
    x, y = at[0] + _EDGE, at[1] + _EDGE - 5
    for row in party:
        y += row.drop
        yield from drawing.label(row.style, row.run, (x, y), letters=40)


def _across(
    context: Context, value: Exchange, sides: tuple[list[_Line], ...], when: Run | None
) -> tuple[tuple[Mark, ...], float]:
    words = _words(context, value, when, 24)
    height = max(*map(_height, sides), (len(words) * 18 + 24) * 2) + 2
    middle = height / 2
    marks = [mark for at, side in enumerate(sides) for mark in _box(side, _corner(at, side, height), _BOX)]
    doubt = _doubt(value)
    marks += [
        drawing.line("arrow" + doubt, (_BOX + 6, middle), (_ACROSS - _BOX - 14, middle)),
        drawing.head("head" + doubt, (_ACROSS - _BOX - 5, middle), towards="right"),
        *_stacked(words, _ACROSS / 2, middle - 12 - (len(words) - 1) * 18, "middle"),
    ]
    return tuple(marks), height


def _corner(at: int, side: list[_Line], height: float) -> tuple[float, float]:
    return (_ACROSS - _BOX - 1 if at else 1), (height - _height(side)) / 2


def _down(
    context: Context, value: Exchange, sides: tuple[list[_Line], ...], when: Run | None
) -> tuple[tuple[Mark, ...], float]:
    words = _words(context, value, when, 34)
    first, gap = _height(sides[0]), len(words) * 18 + 26
    doubt, x = _doubt(value), 24
    marks = (
        *_box(sides[0], (1, 1), _DOWN - 2),
        drawing.line("arrow" + doubt, (x, first + 7), (x, first + gap - 10)),
        drawing.head("head" + doubt, (x, first + gap - 3), towards="down"),
        *_stacked(words, x + 20, first + 28, "start"),
        *_box(sides[1], (1, first + gap), _DOWN - 2),
    )
    return marks, first + gap + _height(sides[1]) + 2


def _words(context: Context, value: Exchange, when: Run | None, letters: int) -> list[tuple[str, Run]]:
    """What goes, when, and whether that is only a hypothesis."""
    title = common.title(context, value)
    found = [("what", Run(text, title.lang)) for text in drawing.lines(title.text, letters)]
    if when:
        found += [("when", Run(text, when.lang)) for text in drawing.lines(when.text, letters + 6, 2)]
    if _doubt(value):
        found.append(("doubt", Run(context.say("box.hypothesis"))))
    return found


def _doubt(value: Exchange) -> str:
    return " doubtful" if value.direction_evidence is Evidence.INFERRED else ""


def _stacked(words: list[tuple[str, Run]], x: float, y: float, anchor: str) -> Iterator[Mark]:
    for at, (style, run) in enumerate(words):
        yield drawing.mark("text", style, run.text, run.lang, x=x, y=y + at * 18, text_anchor=anchor)
