"""The commands that tell changes: diff between two editions, and the timeline of one thing."""

from contextlib import ExitStack
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console
    from rich.text import Text

    from registry.domain.difference import Compatibility
    from registry.services.change_paper import Line, Paper, Sheet
    from registry.services.editions import Editions
    from registry.services.impact import Impact
    from registry.services.timeline import Timeline
    from registry.terminology.protocol import ReleaseReader

#: How many changes of an object are printed unless told.
_MOST = 200
#: What `diff` ends with, as diff(1): 0 for no differences, 1 for some, 2 for trouble (a fault says so).
_DIFFERENT = 1
_STYLES = {"major": "bold red", "minor": "yellow", "patch": "green", "none": "dim"}
_MARKS = {"kept": "", "removed": "red strike", "added": "green underline"}

Told = Annotated[str, typer.Option("--lang", help="Language to tell it in: nb, nn or en.")]
Most = Annotated[int, typer.Option("--limit", min=0, help="Most changes to print of each object; 0: all.")]


class Form(StrEnum):
    """What the answer is written as."""

    TEXT = "text"
    JSON = "json"


def diff(
    before: Annotated[str, typer.Argument(metavar="A", help="An edition; alone: what changed in it.")],
    after: Annotated[str | None, typer.Argument(metavar="[B]", help="The edition to compare it with.")] = None,
    *,
    lang: Told = "nb",
    form: Annotated[Form, typer.Option("--format", help="How to print: text or json.")] = Form.TEXT,
    limit: Most = _MOST,
    affected: Annotated[
        bool, typer.Option("--impact", help="Tell what of the current release is affected, not what differs.")
    ] = False,
) -> None:
    """Tell what differs between two editions, how grave it is, and which step of version it takes.

    \b
    2026.1, 2026-11-22   a release, by number or by a day it was in force
    7110@1.2.0, 7110     a version of an object, or the current one
    draft:7110, drafts   a draft, or all of them
    change-set/ID        the drafts as they would be with a change set merged
    FILE                 RDF, CSV or XLSX of one object

    A alone is compared with what it came from: the release or version before, the drafts that a set changes, what is
    released of drafts. Ends with 0 where nothing differs, 1 where something does, 2 where they cannot be compared.
    """
    from registry.services.compatibility import read_rulings
    from registry.services.differing import change_paper, impact_of, names_in

    with ExitStack() as stack:
        editions, reader = _editions((before, after or ""), stack)
        old, new = (before, after) if after else (None, before)
        if affected:
            _print_impact(impact_of(editions, old, new, read_rulings(), lang, reader=reader), form)
            return
        most = None if form is Form.JSON and limit == _MOST else limit or None
        made = change_paper(editions, old, new, read_rulings(), lang, names=names_in(reader), limit=most)
    _print(made, form)
    if made.total:
        raise typer.Exit(_DIFFERENT)


def timeline(
    name: Annotated[str, typer.Argument(help="A name of an object or of a member of it, such as a concept.")],
    *,
    lang: Told = "nb",
    form: Annotated[Form, typer.Option("--format", help="How to print: text or json.")] = Form.TEXT,
    limit: Most = 20,
) -> None:
    """Tell the versions in which a thing was new or changed, newest first, and what changed."""
    from registry.cli.reading import opened
    from registry.services.compatibility import read_rulings
    from registry.services.differing import names_in
    from registry.services.reading import look_up
    from registry.services.timeline import timeline as made_of

    reader = opened(None)
    most = None if form is Form.JSON else limit or None
    made = made_of(reader, look_up(reader, name), read_rulings(), lang, names=names_in(reader), limit=most)
    if form is Form.JSON:
        typer.echo(made.model_dump_json(indent=2))
        return
    _print_timeline(made)


def _print_timeline(made: "Timeline") -> None:
    from rich.console import Console

    from registry.services.sentences import read_words

    console, words = Console(highlight=False, markup=False, emoji=False), read_words()["paper"]
    console.print(_plain(made.title), style="bold")
    for moment in made.moments:
        release = f"  ({moment.release})" if moment.release else ""
        console.print()
        console.print(f"{moment.version}  {moment.issued.date()}{release}", style="bold underline")
        if moment.replaces is None:
            console.print("  " + words["first"][made.lang], style="dim")
        for line in moment.lines:
            console.print(_sentence(line), soft_wrap=True)
        if moment.total > len(moment.lines):
            more = moment.total - len(moment.lines)
            console.print("  " + words["more"][made.lang].format(count=more), style="dim")


def _editions(names: "Iterable[str]", stack: ExitStack) -> "tuple[Editions, ReleaseReader | None]":
    """Editions by name, with the drafts where one of these names is of them, and the current release."""
    from registry.services.editions import Editions, is_drafted
    from registry.services.workspace import open_workspace
    from registry.settings import Settings
    from registry.terminology.releases import Releases

    settings = Settings.read()
    releases = Releases(settings.home)
    drafted = None
    if any(is_drafted(name) for name in names):
        drafted = stack.enter_context(open_workspace(settings)).drafted
    return Editions(releases, drafted, files=True), releases.current() if releases.all() else None


def _print(made: "Paper", form: Form) -> None:
    from rich.console import Console

    if form is Form.JSON:
        typer.echo(made.model_dump_json(indent=2))
        return
    console = Console(highlight=False, markup=False, emoji=False)
    console.print(_plain(made.title), style="bold")
    for told in made.summary:
        console.print(_plain(told))
    for sheet in made.objects:
        _print_sheet(console, sheet, made.lang)


def _print_impact(made: "Impact", form: Form) -> None:
    from rich.console import Console

    if form is Form.JSON:
        typer.echo(made.model_dump_json(indent=2))
        return
    console = Console(highlight=False, markup=False, emoji=False)
    console.print(_plain(made.summary), style="bold")
    for row in made.effects:
        console.print(_classed(row.compatibility).append(_plain(row.sentence)), soft_wrap=True)


def _print_sheet(console: "Console", sheet: "Sheet", lang: str) -> None:
    from registry.services.sentences import read_words

    words = read_words()
    numbers = " → ".join(filter(None, (sheet.before, sheet.after)))
    kind = words["kind"][sheet.kind][lang]
    console.print()
    console.print(_plain(f"{kind[:1].upper()}{kind[1:]} {sheet.title}  {numbers}".rstrip()), style="bold underline")
    console.print(_plain(sheet.object), style="dim", soft_wrap=True)
    told: set[str] = set()
    for line in sheet.lines:
        console.print(_sentence(line), soft_wrap=True)
        if line.editorial:
            console.print(
                "         " + _plain(words["paper"]["editorial"][lang].format(reason=line.editorial)), style="dim"
            )
        elif line.kind not in told:
            console.print("         " + _plain(line.reason), style="dim", soft_wrap=True)
        told.add(line.kind)
    if sheet.total > len(sheet.lines):
        console.print("  " + words["paper"]["more"][lang].format(count=sheet.total - len(sheet.lines)), style="dim")


def _sentence(line: "Line") -> "Text":
    """A difference with its class before it and its words marked by colour, and by signs where there is none."""
    text = _classed(line.compatibility)
    if not line.words:
        return text.append(_plain(line.sentence))
    text.append(_plain(line.lead))
    for run in line.words:
        signs = {"kept": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}[run.mark]
        text.append(" ").append(signs.format(_plain(run.text)), style=_MARKS[run.mark])
    return text


def _classed(compatibility: "Compatibility") -> "Text":
    """The beginning of a line."""
    from rich.text import Text

    name = "–" if compatibility == "none" else str(compatibility)
    return Text("  ").append(f"{name:5}  ", style=_STYLES[compatibility])


def _plain(words: str) -> str:
    """Text without characters that a terminal obeys."""
    return "".join(char if char.isprintable() else " " for char in words)
