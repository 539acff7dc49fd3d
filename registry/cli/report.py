"""The command that tells how it went in a quarter or a year."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from registry.cli.writing import form_of, put

if TYPE_CHECKING:
    from registry.domain.activity import Activity
    from registry.services.status_report import StatusReport
    from registry.services.workspace import Workspace

#: Entries of the audit log that are read at a time.
_BATCH = 1_000


class Form(StrEnum):
    """The forms of a report."""

    HTML = "html"
    CSV = "csv"
    JSON = "json"


class Language(StrEnum):
    """The languages of a report."""

    NB = "nb"
    NN = "nn"
    EN = "en"


def report(
    out: Annotated[
        Path | None, typer.Argument(help="File to write; its extension tells the format. Default: print.")
    ] = None,
    *,
    quarter: Annotated[str | None, typer.Option(help="A year and one of its quarters, such as 2026-4.")] = None,
    year: Annotated[str | None, typer.Option(help="A year, such as 2026; instead of a quarter.")] = None,
    lang: Annotated[Language, typer.Option(help="Language of the HTML.")] = Language.NB,
    to: Annotated[Form | None, typer.Option("--format", help="html, csv or json; default by the file.")] = None,
) -> None:
    """Report on a quarter or a year: concepts by status, coverage, gaps, adoption, hearings and lead times.

    The same data folder and period give the same report.
    """
    from registry.services.conformance.matrix import read_snapshot
    from registry.services.status_report import Sources, period_named, status_report
    from registry.services.workspace import open_workspace
    from registry.settings import Settings
    from registry.terminology.releases import Releases

    period, form, settings = period_named(quarter, year), Form(form_of(out, to, Form, Form.JSON)), Settings.read()
    with open_workspace(settings) as workspace:
        entries = _entries(workspace)
    sources = Sources(Releases(settings.home), entries, read_snapshot(settings.home))
    put(_written(status_report(period, sources), form, lang), out)


def _entries(workspace: "Workspace") -> "list[Activity]":
    from registry.services.ledger import Asked

    found: list[Activity] = []
    before: int | None = None
    while True:
        page = workspace.audit.find(Asked(), before, _BATCH)
        found += [row.entry.activity for row in page.items]
        before = page.before
        if before is None:
            return found


def _written(found: "StatusReport", form: Form, lang: Language) -> bytes:
    from registry.catalogue.report_file import report_html
    from registry.services.status_report import write_report_csv

    if form is Form.JSON:
        return found.model_dump_json(indent=2).encode() + b"\n"
    return write_report_csv(found) if form is Form.CSV else report_html(found, lang)
