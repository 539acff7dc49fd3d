"""The one form of a report: conditions, a table of ratios against their goals, and a drawing of how they grow."""

import os
import platform
import sys
from collections.abc import Iterable, Sequence
from html import escape
from importlib.metadata import version
from math import log10
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parents[1] / "build" / "bench"
PACKAGES = ("pyoxigraph", "pyroaring", "zstandard", "pydantic", "litestar", "granian", "jinja2", "shacl")
_COLOURS = ("#1f5fa8", "#b3462c", "#3d7a3a", "#7a4fa3", "#8a6d1d", "#2b7f86")
_WIDTH, _HEIGHT, _LEFT, _TOP = 640, 360, 70, 40


class Figure(NamedTuple):
    """One measured value: `what` at `size` members, in `unit`; `goal` as a sentence (`≥ 0.4`), empty without one.

    `detail` tells what a ratio was made of.
    """

    what: str
    size: int
    value: float
    unit: str = ""
    goal: str = ""
    detail: str = ""

    @property
    def met(self) -> str:
        """`yes` or `no`, empty where there is no goal."""
        sign, _, wanted = self.goal.partition(" ")
        if sign not in {"≥", "≤", "<"}:
            return ""
        bound = float(wanted.split()[0])
        return "yes" if (self.value >= bound if sign == "≥" else self.value <= bound) else "no"


def conditions() -> str:
    """The machine, what else it was doing, the versions and the command."""
    parts = " ".join(f"{name} {version(name)}" for name in PACKAGES)
    load = os.getloadavg()[0]
    machine = f"{platform.machine()}, {os.cpu_count()} cores, load {load:.1f}, Python {platform.python_version()}"
    return f"{machine}, {parts}\ncommand: python {' '.join(['-m bench', *sys.argv[1:]])}"


def table(figures: Iterable[Figure]) -> str:
    """The figures as a table in Markdown."""
    rows = [("what", "members", "value", "goal", "met", "of")]
    rows += [
        (row.what, f"{row.size:,}", f"{row.value:.3g} {row.unit}".strip(), row.goal, row.met, row.detail)
        for row in figures
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    return "\n".join([lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]])


def tell(name: str, figures: Sequence[Figure]) -> None:
    """Print the table, and write it with its conditions and a drawing to build/bench/."""
    written = f"{conditions()}\n\n{table(figures)}\n"
    print(written)
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.md").write_text(written, "utf-8")
    (FOLDER / f"{name}.svg").write_text(growth(name, figures), "utf-8")


def growth(title: str, figures: Sequence[Figure]) -> str:
    """The figures by size, both axes logarithmic, a line each, as SVG."""
    drawn = [row for row in figures if row.value > 0]
    xs, ys = [log10(row.size) for row in drawn], [log10(row.value) for row in drawn]
    if not drawn:
        return '<svg xmlns="http://www.w3.org/2000/svg"/>\n'
    across = _Scale(min(xs), max(xs), _LEFT, _WIDTH - 20)
    up = _Scale(min(ys), max(ys), _HEIGHT - 50, _TOP)
    body = [*_axis(drawn, across, up)]
    for at, what in enumerate(dict.fromkeys(row.what for row in drawn)):
        mine = [row for row in drawn if row.what == what]
        body += _line(mine, across, up, _COLOURS[at % len(_COLOURS)])
        body.append(_label(_LEFT, _HEIGHT + 16 * at, what, _COLOURS[at % len(_COLOURS)]))
    height = _HEIGHT + 16 * len({row.what for row in drawn})
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" font-family="sans-serif">'
    )
    return "\n".join([head, f"<title>{escape(title)}</title>", _label(_LEFT, 20, title, "#222"), *body, "</svg>\n"])


class _Scale(NamedTuple):
    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        span = self.high - self.low or 1
        return self.start + (value - self.low) / span * (self.end - self.start)


def _axis(drawn: Sequence[Figure], across: _Scale, up: _Scale) -> Iterable[str]:
    for size in sorted({row.size for row in drawn}):
        x = across.at(log10(size))
        yield f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{_HEIGHT - 50}" stroke="#ddd"/>'
        yield _label(x - 16, _HEIGHT - 32, f"{size:,}", "#444")
    for place in range(5):
        value = up.low + (up.high - up.low) * place / 4
        y = up.at(value)
        yield f'<line x1="{_LEFT}" x2="{_WIDTH - 20}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>'
        yield _label(8, y + 4, f"{10**value:.3g}", "#444")


def _line(rows: Sequence[Figure], across: _Scale, up: _Scale, colour: str) -> Iterable[str]:
    points = [(across.at(log10(row.size)), up.at(log10(row.value))) for row in rows]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
    yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points)


def _label(x: float, y: float, text: str, colour: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="12" fill="{colour}">{escape(text)}</text>'
