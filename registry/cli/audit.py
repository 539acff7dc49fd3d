"""Commands on the audit log: is it sound, who did what, and forget who somebody is."""

from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from registry.services.auditing import Listed, Listing
    from registry.services.ledger import Asked
    from registry.services.workspace import Workspace

#: How many objects are named in a line.
_MOST_OBJECTS = 3
audit = typer.Typer(
    help="The audit log: verify it, list who did what, forget who somebody is.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class Output(StrEnum):
    """How a listing is printed."""

    TEXT = "text"
    JSON = "json"


@audit.command()
def verify() -> None:
    """Look through the whole chain of entries, and hold it against what the releases remember of it.

    Exit code 0 where every entry is what it was when it was written; else 1, and what is wrong with which entry.
    """
    from registry.services.workspace import open_workspace
    from registry.settings import Settings

    with open_workspace(Settings.read()) as workspace:
        found = workspace.audit.verify()
    for fault in found.faults:
        typer.echo(fault)
    typer.echo(f"{found.entries} entries, {f'faults: {len(found.faults)}' if found.faults else 'all sound'}")
    raise typer.Exit(0 if found.sound else 1)


@audit.command(name="list")
def list_entries(
    *,
    person: Annotated[str | None, typer.Option(help="Id of a person, such as person/1f….")] = None,
    organization: Annotated[str | None, typer.Option("--org", help="IRI of the organisation.")] = None,
    name: Annotated[str | None, typer.Option("--object", help="IRI of an object, or the name of one's draft.")] = None,
    change_set: Annotated[str | None, typer.Option(help="IRI of a change set.")] = None,
    kind: Annotated[str | None, typer.Option(help="Kind of entry: import, merge, release, …")] = None,
    since: Annotated[str | None, typer.Option(help="First day, or time with its zone.")] = None,
    until: Annotated[str | None, typer.Option(help="Last day, or time with its zone.")] = None,
    before: Annotated[int | None, typer.Option(help="Entries older than this number.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many entries at most.")] = 50,
    output: Annotated[Output, typer.Option("--format", help="How to print.")] = Output.TEXT,
) -> None:
    """List the entries that were asked for, the newest first; all that is given must hold."""
    from registry.services.workspace import open_workspace
    from registry.settings import Settings

    given = {"person": person, "organization": organization, "change_set": change_set, "kind": kind}
    period = {"since": _moment(since, "--since", time.min), "until": _moment(until, "--until", time.max)}
    with open_workspace(Settings.read()) as workspace:
        objects = (_object(workspace, name),) if name else ()
        found = workspace.audit.find(_asked({**given, **period, "objects": objects}), before, limit)
    _print(found, output)


def _moment(written: str | None, option: str, of_day: time) -> datetime | None:
    """A time as it is written; of a day its beginning or end in UTC."""
    from registry.errors import InvalidInput

    if written is None:
        return None
    try:
        if len(written) == len("2026-01-31"):
            return datetime.combine(date.fromisoformat(written), of_day, UTC)
        found = datetime.fromisoformat(written)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        rule = "a day (2026-01-31), or a time with its zone (2026-01-31T12:00:00+01:00)"
        raise InvalidInput(f"{written!r} is no time.", field=option, value=written, rule=rule)
    return found


def _object(workspace: "Workspace", name: str) -> str:
    from registry.services.exporting import draft_named

    return name if ":" in name else draft_named(workspace, name)


def _asked(given: dict[str, object]) -> "Asked":
    from pydantic import ValidationError

    from registry.domain.activity import ActivityKind
    from registry.errors import InvalidInput
    from registry.services.ledger import Asked

    try:
        return Asked.model_validate(given)
    except ValidationError as fault:
        row = fault.errors()[0]
        field = f"--{row['loc'][0]}"
        rule = f"one of {', '.join(ActivityKind)}" if field == "--kind" else str(row["msg"])
        raise InvalidInput(
            f"{row['input']!r} cannot be used.", field=field, value=str(row["input"]), rule=rule
        ) from fault


def _print(found: "Listing", output: Output) -> None:
    if output is Output.JSON:
        typer.echo(found.model_dump_json(indent=2))
        return
    for row in found.items:
        typer.echo(_line(row))
    more = f"; older: --before {found.before}" if found.before else ""
    typer.echo(f"{len(found.items)} of {found.total} entries{more}")


def _line(row: "Listed") -> str:
    did = row.entry.activity
    who = row.name or row.email or did.agent.person
    more = len(did.objects) - _MOST_OBJECTS
    about = ", ".join(did.objects[:_MOST_OBJECTS]) + (f" and {more} more" if more > 0 else "")
    when = did.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    parts = (f"{row.entry.sequence}", when, did.kind, f"{who} ({did.agent.role}, {did.agent.organization})")
    return "  ".join(part for part in (*parts, did.change_set or "", about, did.reason) if part)


@audit.command()
def erase(
    person: Annotated[str, typer.Argument(help="Id (person/1f…), or the name or address of exactly one person.")],
) -> None:
    """Forget a person's name and contact for good; what they have signed stays valid, under an id that tells nothing.

    Backups made before still have the name: make a new one, and erase again where an old one is restored.
    """
    from registry.services.workspace import open_workspace
    from registry.settings import Settings

    with open_workspace(Settings.read()) as workspace:
        found = workspace.audit.erase(person)
    typer.echo(f"{found.id} is nobody's name any longer")
