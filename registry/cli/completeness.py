"""`omforent completeness`: what drafts lack by their own policies, as a queue to work through."""

import csv
import sys
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from registry.services.completeness import Demands, Lack

_COLUMNS = ("object", "target", "label", "what", "lang", "since")
_MOST_ROWS = 20


class Output(StrEnum):
    """How the queue is printed."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


def completeness(
    name: Annotated[str | None, typer.Argument(metavar="[ID]", help="Name or IRI of a draft; default all.")] = None,
    *,
    output: Annotated[Output, typer.Option("--format", help="How to print.")] = Output.TEXT,
    limit: Annotated[int, typer.Option(min=0, help="Most rows of an object to print as text; 0: all.")] = _MOST_ROWS,
) -> None:
    """Tell what drafts lack by their own policies: languages, sources, review. Ends with 1 where something is lacking.

    An object whose new version lacks something is not released.
    """
    from registry.services.exporting import draft_named
    from registry.services.workspace import open_workspace
    from registry.settings import Settings

    with open_workspace(Settings.read()) as workspace:
        found = workspace.completeness(draft_named(workspace, name) if name else None)
    if output is Output.JSON:
        typer.echo(found.model_dump_json(indent=2))
    elif output is Output.CSV:
        _write_csv(found.lacks)
    else:
        _print(found, limit)
    if found.lacks:
        raise typer.Exit(1)


def _write_csv(lacks: "tuple[Lack, ...]") -> None:
    writer = csv.writer(sys.stdout, delimiter=";", lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows([getattr(lack, column) for column in _COLUMNS] for lack in lacks)


def _print(found: "Demands", limit: int) -> None:
    for name, group in groupby(found.lacks, key=lambda lack: lack.object):
        lacks = list(group)
        typer.echo(f"{name}: {len(lacks)}")
        for lack in lacks[: limit or None]:
            typer.echo(f"  {lack.sentence}  {lack.label}".rstrip())
        if limit and len(lacks) > limit:
            typer.echo(f"  … {len(lacks) - limit} more (--limit 0 prints all)")
    many = f"{len(found.lacks)} lacking" if found.lacks else "nothing is lacking"
    typer.echo(f"{many}; drafts with demands: {found.objects}")
