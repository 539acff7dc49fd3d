"""Commands on conformance: register a system, state, add evidence, verify, withdraw; and who conforms to what."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from registry.domain.conformance import Answer, Statement, StatementState
    from registry.services.conformance.matrix import Row

conformance = typer.Typer(
    help="Systems of vendors, their conformance statements, and who conforms to what.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class Output(StrEnum):
    """How the matrix is printed."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


Token = Annotated[str | None, typer.Option(envvar="OMFORENT_TOKEN", help="Who asks; default the operator.")]
Name = Annotated[str, typer.Argument(metavar="STATEMENT", help="A statement: its IRI, or the last part of it.")]
Why = Annotated[str, typer.Option("--reason", help="Why; everybody reads it.")]


@conformance.command(name="list")
def list_statements(
    exchange: Annotated[str | None, typer.Option(help="Only of this exchange, such as epikrise.")] = None,
    state: Annotated[str | None, typer.Option(help="claimed, verified, expired or withdrawn.")] = None,
    output: Annotated[Output, typer.Option("--format", help="How to print.")] = Output.TEXT,
) -> None:
    """Tell who conforms to what, as it stands in the current release."""
    from registry.services.conformance.matrix import read_snapshot, rows_of, write_matrix
    from registry.services.requirements import exchange_named
    from registry.settings import Settings
    from registry.terminology.releases import Releases

    home = Settings.read().home
    reader = Releases(home).current()
    named = exchange_named(reader, exchange).iri if exchange else None
    found = rows_of(read_snapshot(home), reader, exchange=named, state=_state(state) if state else None)
    if output is Output.CSV:
        sys.stdout.buffer.write(write_matrix(found, "csv"))
    elif output is Output.JSON:
        typer.echo(json.dumps([row.model_dump(mode="json") for row in found], ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join([*map(_line, found), f"{len(found)} statements"]))


def _line(row: "Row") -> str:
    about = f"{row.exchange.rpartition('/')[2]} {row.exchange_version} as {row.role.rpartition('/')[2]}"
    return (
        f"{row.statement.rpartition('/')[2]}  {row.state:<9}  {row.vendor}: {row.product} {row.system_version}  {about}"
    )


def _state(name: str) -> "StatementState":
    from registry.domain.conformance import StatementState
    from registry.errors import InvalidInput

    if name not in set(StatementState):
        rule = f"one of {', '.join(StatementState)}"
        raise InvalidInput(f"{name!r} is no state.", field="--state", value=name, rule=rule)
    return StatementState(name)


@conformance.command()
def register(
    product: Annotated[str, typer.Argument(help="What the system is called.")],
    vendor: Annotated[str, typer.Argument(help="The company that makes it.")],
    description: Annotated[str, typer.Option(help="What it is.")] = "",
    homepage: Annotated[str, typer.Option(help="Its address on the web.")] = "",
    *,
    region: Annotated[list[str] | None, typer.Option(help="In use in: north, central, west, south-east.")] = None,
    token: Token = None,
) -> None:
    """Register a system for the organisation that the role is held for; prints its IRI."""
    from pydantic import ValidationError

    from registry.services.conformance.sent import SystemSent
    from registry.services.workspace import open_workspace
    from registry.settings import Settings

    try:
        said = {"product": product, "vendor": vendor, "description": description, "homepage": homepage}
        sent = SystemSent.model_validate({**said, "regions": region or ()})
    except ValidationError as fault:
        raise _refused(fault) from None
    with open_workspace(Settings.read()) as workspace:
        typer.echo(workspace.conformance.register(sent, token).iri)


@conformance.command()
def state(
    system: Annotated[str, typer.Argument(help="IRI of the system.")],
    version: Annotated[str, typer.Argument(help="Version of the system.")],
    exchange: Annotated[str, typer.Option("--exchange", help="An exchange, such as epikrise.")],
    role: Annotated[str, typer.Option("--role", help="An actor role, such as fastlege.")],
    *,
    release: Annotated[str | None, typer.Option(help="Release number; default the current one.")] = None,
    answers: Annotated[
        Path | None, typer.Option(help="CSV with the columns requirement (number or IRI), answer and comment.")
    ] = None,
    token: Token = None,
) -> None:
    """State that a system conforms to an exchange in a role; prints the statement's IRI and what is not met yet."""
    from registry.services.conformance.sent import StatementSent
    from registry.services.requirements import demanded, scope_of
    from registry.services.workspace import open_workspace
    from registry.settings import Settings
    from registry.terminology.releases import Releases

    settings = Settings.read()
    releases = Releases(settings.home)
    reader = releases.get(release) if release else releases.current()
    numbers = {row.requirement.identifier: row.requirement.iri for row in demanded(reader, scope_of(reader, exchange))}
    sent = StatementSent(
        system=system,
        system_version=version,
        exchange=exchange,
        role=role,
        release=release,
        answers=_answers(answers, numbers) if answers else (),
    )
    with open_workspace(settings) as workspace:
        made = workspace.conformance.state(sent, token)
        unmet = workspace.conformance.unmet(made.iri)
    typer.echo(made.iri)
    if unmet:
        typer.echo(f"not met: {', '.join(unmet)}", err=True)


def _answers(path: Path, numbers: dict[str, str]) -> "tuple[Answer, ...]":
    from pydantic import ValidationError

    from registry.domain.conformance import Answer
    from registry.interchange.csv_file import decode_csv

    sheet = decode_csv(path.read_bytes(), str(path), "requirement")
    found = []
    for row in sheet.rows:
        said = dict(zip(sheet.header, row.cells, strict=False))
        given = said.get("requirement", "")
        try:
            found.append(
                Answer.model_validate(
                    {
                        "requirement": numbers.get(given, given),
                        "answer": said.get("answer", ""),
                        "comment": said.get("comment", ""),
                    }
                )
            )
        except ValidationError as fault:
            raise sheet.fault(row.number, 0, given, str(fault.errors()[0]["msg"])) from None
    return tuple(found)


@conformance.command()
def evidence(
    name: Name,
    report: Annotated[Path, typer.Argument(help="A validator's report as JSON.")],
    token: Token = None,
) -> None:
    """Add a validator's report to a claim; only digests and counts of its messages are kept."""
    from registry.errors import SyntaxFault
    from registry.services.conformance.evidence import read_report
    from registry.services.workspace import open_workspace
    from registry.settings import Settings

    try:
        said = json.loads(report.read_bytes())
    except ValueError as fault:
        raise SyntaxFault(f"the report is no JSON ({fault})", path=str(report)) from None
    with open_workspace(Settings.read()) as workspace:
        made = workspace.conformance.add_evidence(_iri(name), read_report(said), token)
    last = made.evidence[-1]
    typer.echo(f"{len(last.messages)} messages, {last.errors} errors")


@conformance.command()
def rerun(
    name: Name,
    paths: Annotated[list[Path], typer.Argument(help="The messages of the newest report; they are not kept.")],
    token: Token = None,
) -> None:
    """Validate the messages of the newest report anew; exit code 1 where the result is another."""
    from registry.domain.conformance import Rerun
    from registry.services.workspace import open_workspace
    from registry.settings import Settings

    with open_workspace(Settings.read()) as workspace:
        made = workspace.conformance.rerun(_iri(name), [path.read_bytes() for path in paths], token)
    outcome = made.evidence[-1].rerun
    typer.echo(outcome)
    raise typer.Exit(0 if outcome is Rerun.SAME else 1)


@conformance.command()
def show(name: Name) -> None:
    """Show a statement as JSON, persons left out."""
    from registry.services.conformance.matrix import snapshot_of
    from registry.services.workspace import open_workspace
    from registry.settings import Settings

    with open_workspace(Settings.read()) as workspace:
        found = workspace.conformance.get(_iri(name))
    typer.echo(snapshot_of((), (found,)).statements[0].model_dump_json(indent=2))


@conformance.command()
def verify(name: Name, reason: Why, token: Token = None) -> None:
    """Verify a claim: takes an approver of another organisation who has had no hand in it."""
    _move(name, "verified", reason, token)


@conformance.command()
def withdraw(name: Name, reason: Why, token: Token = None) -> None:
    """Take a statement back."""
    _move(name, "withdrawn", reason, token)


def _move(name: str, state: str, reason: str, token: str | None) -> None:
    from registry.services.conformance.desk import StatementStep
    from registry.services.workspace import open_workspace
    from registry.settings import Settings

    step = StatementStep(name=_iri(name), state=_state(state), reason=reason)
    with open_workspace(Settings.read()) as workspace:
        _told(workspace.conformance.step(step, token))


def _told(made: "Statement") -> None:
    typer.echo(f"{made.iri}: {made.state}")


def _iri(name: str) -> str:
    from registry.namespaces import BASE

    return name if ":" in name else f"{BASE}conformance-statement/{name}"


def _refused(fault: object) -> Exception:
    from pydantic import ValidationError

    from registry.errors import InvalidInput

    assert isinstance(fault, ValidationError)  # noqa: S101 -- what the callers catch
    first = fault.errors()[0]
    field = str(first["loc"][0])
    value = str(first["input"])
    return InvalidInput(f"{field}: {first['msg']}.", field=field, value=value, rule=str(first["msg"]))
