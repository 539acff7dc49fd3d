"""Commands that bring change sets on: the queue, one set, what it changes, and its next state."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from registry.cli import differing

if TYPE_CHECKING:
    from registry.domain.change_set import ChangeSet, SignedOperation
    from registry.services.curation.change_sets import Queue
    from registry.services.curation.desk import Shown

#: How many operations of a set are printed unless told.
_MOST = 50
_SHORT = 8


class Output(StrEnum):
    """How the answer is printed."""

    TEXT = "text"
    JSON = "json"


Name = Annotated[str, typer.Argument(metavar="SET", help="A change set: its IRI, identifier, or the beginning of it.")]
Printed = Annotated[Output, typer.Option("--format", help="How to print.")]
Token = Annotated[str | None, typer.Option(envvar="OMFORENT_TOKEN", help="Who asks; default the operator.")]
Why = Annotated[str, typer.Option("--reason", help="Why; everybody who reads the set reads it.")]
Edition = Annotated[int | None, typer.Option("--expected", help="Refuse where the set is not at this generation.")]


def queue(
    *,
    state: Annotated[str | None, typer.Option(help="proposed, editing, review, hearing, approved, merged, …")] = None,
    name: Annotated[str | None, typer.Option("--object", help="IRI of an object that they change.")] = None,
    organization: Annotated[str | None, typer.Option("--org", help="IRI of the organisation.")] = None,
    person: Annotated[str | None, typer.Option(help="Id of somebody who has had a hand in them.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many at most.")] = _MOST,
    output: Printed = Output.TEXT,
) -> None:
    """List change sets, the latest changed first; all that is given must hold."""
    from registry.domain.change_set import State
    from registry.errors import InvalidInput
    from registry.services.curation.desk import QueueAsked
    from registry.services.workspace import open_workspace
    from registry.settings import Settings

    if state is not None and state not in set(State):
        rule = f"one of {', '.join(State)}"
        raise InvalidInput(f"{state!r} is no state.", field="--state", value=state, rule=rule)
    wanted = State(state) if state else None
    asked = QueueAsked(state=wanted, object=name, organization=organization, person=person, limit=limit)
    with open_workspace(Settings.read()) as workspace:
        found = workspace.desk.queue(asked)
    typer.echo(found.model_dump_json(indent=2) if output is Output.JSON else "\n".join(_lines(found)))


def _lines(found: "Queue") -> list[str]:
    rows = [
        f"{_short(row.iri)}  {row.state:<9}  {row.modified:%Y-%m-%d %H:%M}  {row.operations:>5}  {row.title}"
        for row in found.items
    ]
    return [*rows, f"{len(rows)} of {found.total} change sets"]


def _short(iri: str) -> str:
    return iri.rpartition("/")[2][:_SHORT]


def show(name: Name, *, output: Printed = Output.TEXT, token: Token = None) -> None:
    """Show a change set: its operations, decisions, what no longer fits, and what may be done with it."""
    from registry.services.workspace import open_workspace
    from registry.settings import Settings

    with open_workspace(Settings.read()) as workspace:
        found = workspace.desk.show(name, token)
    typer.echo(found.model_dump_json(indent=2) if output is Output.JSON else "\n".join(_told(found)))


def _told(found: "Shown") -> list[str]:
    it = found.change_set
    obstacles = {each.number: each.message for each in found.obstacles}
    more = len(it.operations) - _MOST
    return [
        f"{it.title}  ({it.state}, generation {it.generation})",
        it.iri,
        f"{it.organization}: {it.reason}",
        *(f"  {line}" for each in it.operations[:_MOST] for line in _operation(each, obstacles)),
        *([f"  and {more} more operations: --format json"] if more > 0 else []),
        *(
            f"  {row.at:%Y-%m-%d %H:%M} {row.after} by {row.by.person} ({row.by.role}): {row.reason}"
            for row in it.decisions
        ),
        f"next: {', '.join(found.permitted) or 'nothing that your roles allow'}",
    ]


def _operation(each: "SignedOperation", obstacles: dict[int, str]) -> list[str]:
    did = each.operation
    target = getattr(did, "target", None) or getattr(getattr(did, "value", None), "iri", None) or did.object
    field = getattr(did, "field", "")
    line = f"{each.number:>4}  {did.op}  {target}{f'  {field}' if field else ''}"
    return [line, f"      cannot be done now: {obstacles[each.number]}"] if each.number in obstacles else [line]


def diff(name: Name, *, lang: differing.Told = "nb", limit: differing.Most = 200) -> None:
    """Tell what a change set changes in the drafts, how grave it is, and which step of version it takes.

    Ends with 0 where it changes nothing, 1 where it changes something, as omforent diff does.
    """
    from registry.services.workspace import open_workspace
    from registry.settings import Settings

    with open_workspace(Settings.read()) as workspace:
        found = workspace.desk.show(name).change_set
    differing.diff(f"change-set/{found.iri.rpartition('/')[2]}", None, lang=lang, limit=limit)


def submit(name: Name, *, reason: Why, expected: Edition = None, token: Token = None) -> None:
    """Send a change set to review; nothing in it may be stale or wrong."""
    _step(name, "review", reason, expected, token)


def approve(name: Name, *, reason: Why, expected: Edition = None, token: Token = None) -> None:
    """Approve a change set that somebody else has made."""
    _step(name, "approved", reason, expected, token)


def merge(name: Name, *, reason: Why, expected: Edition = None, token: Token = None) -> None:
    """Put an approved change set into the drafts."""
    _step(name, "merged", reason, expected, token)


def reject(name: Name, *, reason: Why, expected: Edition = None, token: Token = None) -> None:
    """End a change set that shall not be."""
    _step(name, "rejected", reason, expected, token)


def withdraw(name: Name, *, reason: Why, expected: Edition = None, token: Token = None) -> None:
    """End a change set that its own side no longer wants."""
    _step(name, "withdrawn", reason, expected, token)


def _step(name: str, state: str, reason: str, expected: int | None, token: str | None) -> None:
    from registry.domain.change_set import State
    from registry.services.curation.desk import Step
    from registry.services.workspace import open_workspace
    from registry.settings import Settings

    step = Step(name=name, state=State(state), reason=reason, expected=expected, token=token)
    with open_workspace(Settings.read()) as workspace:
        made = workspace.desk.step(step)
    _tell(made)


def _tell(made: "ChangeSet") -> None:
    typer.echo(f"{_short(made.iri)}  {made.title}: {made.state} (generation {made.generation})")
