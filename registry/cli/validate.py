"""The command that validates messages: files and folders, in several processes, for people and for CI."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from registry.domain.finding import MessageReport
    from registry.services.validation.reporting import ValidationReport
    from registry.services.validation.running import Opening
    from registry.services.validation.telling import Teller
    from registry.terminology.protocol import ReleaseReader
    from registry.terminology.releases import Releases


class Language(StrEnum):
    """The languages that findings are told in."""

    NB = "nb"
    NN = "nn"
    EN = "en"


class Output(StrEnum):
    """How the report is written."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


def validate(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH…", help="Messages, or folders of them (.xml, .json).")],
    *,
    exchange: Annotated[str | None, typer.Option(help="The exchange that they must be of, such as epikrise.")] = None,
    release: Annotated[str | None, typer.Option(help="Release to validate against; default the newest.")] = None,
    day: Annotated[
        str | None, typer.Option("--date", help="Validate against the release of this day, and judge all codes on it.")
    ] = None,
    output: Annotated[Output, typer.Option("--format", help="How to write the report.")] = Output.TEXT,
    rules: Annotated[Path | None, typer.Option(help='TOML file that turns rules off: off = ["display-case"].')] = None,
    lang: Annotated[Language, typer.Option(help="Language of the report.")] = Language.NB,
) -> None:
    """Validate messages in XML, JSON or FHIR. Exit code 0: no errors; 1: errors found; 2: the request is wrong."""
    from registry.services.validation.reporting import tell
    from registry.services.validation.running import files_of, validate_files

    files = files_of(paths)
    reader, opening = _opening(exchange, release, day, rules)
    reports = tuple(_with_progress(validate_files(files, opening), len(files)))
    report = tell(reports, _teller(reader, lang), reader.release.number, opening.asked.exchange)
    _write(report, output)
    if report.summary.errors:
        raise typer.Exit(1)


def _opening(
    exchange: str | None, release: str | None, day: str | None, rules: Path | None
) -> "tuple[ReleaseReader, Opening]":
    """What to validate against. Raises NotFound, InvalidInput."""
    from registry.errors import InvalidInput
    from registry.services.validation.document import Asked
    from registry.services.validation.exchanges import Exchanges
    from registry.services.validation.rules import Ruling, read_ruling
    from registry.services.validation.running import Opening
    from registry.settings import Settings
    from registry.terminology.releases import Releases

    if release and day:
        rule = "one of --release and --date"
        raise InvalidInput("--release and --date exclude each other.", field="date", value=day, rule=rule)
    home, judged = Settings.read().home, _day(day) if day else None
    reader = released(Releases(home), release, judged)
    named = Exchanges(reader).named(exchange) if exchange else None
    asked = Asked(named, judged, read_ruling(rules) if rules else Ruling())
    return reader, Opening(home, reader.release.number, datetime.now(UTC).date(), asked)


def released(releases: "Releases", number: str | None, day: date | None) -> "ReleaseReader":
    """The release of a number, or of a day; for a day before the first release that first one."""
    from registry.errors import NotFound

    if number or day is None:
        return releases.get(number) if number else releases.current()
    try:
        return releases.at(day)
    except NotFound:
        first = releases.all()[-1:]
        return releases.get(first[0].number) if first else releases.current()


def _day(text: str) -> date:
    from registry.errors import InvalidInput

    try:
        return date.fromisoformat(text)
    except ValueError:
        rule = "a day that there is, such as 2026-11-22"
        raise InvalidInput(f"--date: {text!r} is no day.", field="date", value=text, rule=rule) from None


def _teller(reader: "ReleaseReader", lang: str) -> "Teller":
    from registry.services.validation.telling import Teller

    return Teller(lang, lambda iri: reader.title(iri) or ())


def _with_progress(reports: "Iterator[MessageReport]", total: int) -> "Iterator[MessageReport]":
    """The reports, with a bar on standard error where it is a terminal."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    yield from track(reports, "", total, console=console, transient=True, disable=not console.is_terminal)


def _write(report: "ValidationReport", output: Output) -> None:
    if output is Output.JSON:
        typer.echo(report.model_dump_json(indent=2, exclude_defaults=True))
    elif output is Output.HTML:
        from registry.catalogue.validation_report import validation_report

        typer.echo(validation_report(report))
    else:
        from registry.cli.validation_lines import print_report

        print_report(report)
