"""The marks that drawings are made of: lines, boxes, heads of arrows, and texts broken into lines; no meaning."""

import textwrap

from registry.catalogue.blocks import Mark, Run

#: Half the width and the length of the head of an arrow.
_WING, _HEAD = 4.5, 9.0


def mark(name: str, style: str, text: str = "", lang: str = "", **attributes: float | str) -> Mark:
    """One SVG element with its class; `x_1` of a name is written `x1`, and numbers without needless decimals."""
    written = ((key.replace("_", "-") if key == "text_anchor" else key, _number(at)) for key, at in attributes.items())
    return Mark(name, (("class", style), *written), text, lang)


def _number(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")


def box(style: str, at: tuple[float, float], size: tuple[float, float], radius: float = 0) -> Mark:
    """A rectangle with its upper left corner at `at`."""
    return mark("rect", style, x=at[0], y=at[1], width=size[0], height=size[1], rx=radius)


def line(style: str, start: tuple[float, float], end: tuple[float, float]) -> Mark:
    """A straight line."""
    return mark("line", style, x1=start[0], y1=start[1], x2=end[0], y2=end[1])


def head(style: str, tip: tuple[float, float], *, towards: str) -> Mark:
    """The head of an arrow that points `up`, `down` or `right`."""
    x, y = tip
    if towards == "right":
        wings = [(x - _HEAD, y - _WING), (x - _HEAD, y + _WING)]
    else:
        back = y + (_HEAD if towards == "up" else -_HEAD)
        wings = [(x - _WING, back), (x + _WING, back)]
    return mark("polygon", style, points=" ".join(f"{_number(one)},{_number(other)}" for one, other in [tip, *wings]))


def lines(text: str, letters: int, most: int = 3) -> list[str]:
    """A text in at most `most` lines of about `letters`; what is more than that ends in an ellipsis."""
    found = textwrap.wrap(text, letters, max_lines=most, placeholder="…", break_long_words=False)
    return found or [""]


def label(
    style: str, run: Run, at: tuple[float, float], *, letters: int, leading: float = 18, most: int = 3
) -> list[Mark]:
    """A run broken into lines, the first at `at`."""
    x, y = at
    broken = lines(run.text, letters, most)
    return [mark("text", style, row, run.lang, x=x, y=y + leading * number) for number, row in enumerate(broken)]
