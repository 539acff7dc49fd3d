"""Commands that take a spreadsheet into a change set, and give one out to be edited."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from registry.cli.writing import put

if TYPE_CHECKING:
    from collections.abc import Iterator

    from registry.services.bulk_changes import Answer
    from registry.services.bulk_preview import BulkRow, Preview
    from registry.services.workspace import Workspace

#: How long a value is in a line of the preview, and how many rows are printed unless told.
_LONGEST = 60
_MOST_ROWS = 20


class WhatIsMissing(StrEnum):
    """What becomes of codes and concepts that the file does not have."""

    KEEP = "keep"
    INACTIVATE = "inactivate"
    REMOVE = "remove"


class Output(StrEnum):
    """How the preview is printed."""

    TEXT = "text"
    JSON = "json"


def import_edits(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="XLSX, CSV or RDF of one object.")],
    *,
    into: Annotated[str | None, typer.Option(help="Name or IRI of the draft, where the file does not tell.")] = None,
    change_set: Annotated[str | None, typer.Option(help="IRI of a change set to fill; default a new one.")] = None,
    title: Annotated[str, typer.Option(help="What the new change set is called.")] = "",
    reason: Annotated[str, typer.Option(help="Why it is made.")] = "",
    missing: Annotated[
        WhatIsMissing, typer.Option(help="What becomes of codes and concepts that have no row.")
    ] = WhatIsMissing.KEEP,
    day: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day of those that are inactivated.")
    ] = None,
    confirm: Annotated[bool, typer.Option("--confirm", help="Do it; without this nothing is changed.")] = False,
    limit: Annotated[int, typer.Option(min=0, help="Most rows to print; 0: all.")] = _MOST_ROWS,
    output: Annotated[Output, typer.Option("--format", help="How to print.")] = Output.TEXT,
    token: Annotated[str | None, typer.Option(envvar="OMFORENT_TOKEN", help="Who asks; default the operator.")] = None,
) -> None:
    """Show what a file changes in a draft; with --confirm, put it into a change set and print the set's IRI.

    All rows, or none: a row that is refused holds back the file. A code that gets an end and a successor is replaced;
    one that gets an end alone is inactivated. The same file once more changes nothing more. Ends with 1 where rows
    are refused.
    """
    from registry.domain.derivation import Missing
    from registry.services.bulk_changes import Wish
    from registry.services.exporting import draft_named
    from registry.services.workspace import open_workspace
    from registry.settings import Settings

    data = _content(file)
    wish = Wish(
        name=file.name,
        missing=Missing(missing.value),
        day=day.date() if day else None,
        change_set=change_set,
        title=title,
        reason=reason,
        confirm=confirm,
        token=token,
    )
    with open_workspace(Settings.read()) as workspace:
        iri = into if into is None or "://" in into else draft_named(workspace, into)
        answer = workspace.bulk.take(data, wish.model_copy(update={"into": iri}), _tell)
    if output is Output.JSON:
        typer.echo(answer.model_dump_json(indent=2))
    else:
        for line in _lines(answer.preview, limit):
            typer.echo(line, err=confirm)
        _conclude(answer, confirm=confirm)
    if answer.preview.refused:
        raise typer.Exit(1)


def _conclude(answer: "Answer", *, confirm: bool) -> None:
    """Say what was done: the change set's IRI, alone on standard output."""
    if answer.change_set:
        typer.echo(answer.change_set)
    elif answer.preview.refused:
        typer.echo("nothing is done: rows are refused", err=confirm)
    elif not answer.preview.operations:
        typer.echo("nothing to change", err=confirm)
    else:
        typer.echo("nothing is changed yet; --confirm with --title and --reason puts it into a change set")


def _content(path: Path) -> bytes:
    from registry.errors import InvalidInput

    try:
        return path.read_bytes()
    except OSError as fault:
        raise InvalidInput(f"{path}: {fault.strerror}", field="file", value=str(path)) from fault


def _tell(sentence: str) -> None:
    typer.echo(sentence, err=True)


def _lines(preview: "Preview", limit: int) -> "Iterator[str]":
    """The preview as lines: what it is about, counts, the rows that are refused, then others."""
    counts = ", ".join(f"{many} {outcome}" for outcome, many in preview.counts.items() if many)
    yield f"{preview.kind} {preview.object}: {counts or 'no rows'}; {preview.operations} operations"
    lacking = sum(row.outcome == "missing" for row in preview.rows)
    if lacking:
        yield f"  {lacking} that the file does not have; --missing {preview.missing}"
    yield from (f"  {note}" for note in preview.notes)
    rows = sorted(preview.rows, key=lambda row: row.outcome != "refused")
    shown = rows[: limit or None]
    for row in shown:
        yield from _row(row)
    if len(rows) > len(shown):
        yield f"  … {len(rows) - len(shown)} more (--limit 0 prints all)"


def _row(row: "BulkRow") -> "Iterator[str]":
    place = f"row {row.number}" if row.number else row.target
    told = f"  {row.outcome:9} {place}: {row.label}".rstrip(": ")
    yield f"{told}  {row.reason}" if row.reason else told
    for change in row.changes:
        lang = f"@{change.lang}" if change.lang else ""
        yield f"            {change.field}{lang}: {_short(change.before)} → {_short(change.after)}"


def _short(value: object) -> str:
    import json

    if value in (None, []):
        return "–"
    texts = value if isinstance(value, list) else [value]
    plain = ", ".join(_plain(each) for each in texts) if all(_is_text(each) for each in texts) else None
    written = plain if plain is not None else json.dumps(value, ensure_ascii=False)
    return written if len(written) <= _LONGEST else written[: _LONGEST - 1] + "…"


def _is_text(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, dict) and set(value) == {"text", "lang"})


def _plain(value: object) -> str:
    return str(value["text"]) if isinstance(value, dict) else str(value)


def export_edits(
    name: Annotated[str, typer.Argument(metavar="CHANGE-SET|DRAFT", help="IRI of a change set, or name of a draft.")],
    out: Annotated[Path | None, typer.Argument(help="File to write; default: print.")] = None,
    *,
    to: Annotated[str | None, typer.Option(help="Format: xlsx, csv, turtle, …; default by the file.")] = None,
    about: Annotated[str | None, typer.Option("--object", help="Which object, where a change set has several.")] = None,
) -> None:
    """Write a draft, or what a change set makes of it, to be edited and taken back by edit import."""
    from registry.services.exporting import convert, draft_named
    from registry.services.workspace import open_workspace
    from registry.settings import Settings

    with open_workspace(Settings.read()) as workspace:
        text = (
            _worked(workspace, name, about)
            if "/change-set/" in name
            else workspace.export_draft(draft_named(workspace, name))
        )
    put(convert(text, to or (out.suffix if out else "xlsx")), out)


def _worked(workspace: "Workspace", change_set: str, about: str | None) -> bytes:
    """What a change set makes of one object, as N-Triples."""
    from registry.errors import InvalidInput, NotFound

    objects = workspace.drafted.change_set(change_set).objects
    found = [iri for iri in objects if about in (None, iri, iri.rpartition("/")[2])]
    if len(found) != 1:
        rule = f"one of {', '.join(objects)}" if objects else "a change set that changes something"
        raise InvalidInput(
            f"{change_set} changes {len(objects)} objects.", field="--object", value=about or "", rule=rule
        )
    text = workspace.drafted.working(change_set, found[0])
    if text is None:
        raise NotFound(f"{change_set} leaves no {found[0]}.", field="object", value=found[0])
    return text
