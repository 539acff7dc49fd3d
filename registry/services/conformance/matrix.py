"""Who conforms to what: systems by exchange and version, as values and as a table; and the snapshot that readers have.

What is told here is public: no person is named, only organisations and roles.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from pydantic import AwareDatetime

from registry.domain import Iri, Value
from registry.domain.conformance import AnswerKind, Region, Rerun, Statement, StatementState, System
from registry.domain.party import Party, Role
from registry.errors import Unavailable
from registry.interchange.csv_file import encode_csv
from registry.interchange.xlsx_file import Page, encode_xlsx
from registry.services.conformance.standing import state_in
from registry.services.whole_file import write_whole
from registry.terminology.protocol import ReleaseReader

#: Where readers and the catalogue find what has been stated, in the data folder.
SNAPSHOT: Final = "conformance.json"
_HEADER: Final = (
    *("vendor", "product", "system_version", "exchange", "exchange_version", "role", "release", "state", "verified"),
    *("yes", "partly", "no", "not_applicable", "messages", "errors", "rerun", "statement"),
)


class PublicSystem(Value):
    """A system as anybody may read it."""

    iri: Iri
    product: str
    vendor: str
    organization: Iri
    description: str = ""
    homepage: str = ""
    regions: tuple[Region, ...] = ()
    registered: AwareDatetime


class PublicDecision(Value):
    """A transition as anybody may read it: on behalf of which organisation and in which role, never by whom."""

    before: StatementState | None = None
    after: StatementState
    organization: Iri
    role: Role
    at: AwareDatetime
    reason: str


class Row(Value):
    """One place of the matrix: a version of a system, an exchange in a version, a role, and how it stands.

    `state` is that in the release that was asked: expired where that supersedes what was stated. `answers` counts
    the answers by kind; `messages` and `errors` are those of the newest report.
    """

    statement: Iri
    system: Iri
    product: str
    vendor: str
    system_version: str
    exchange: Iri
    exchange_version: str
    role: Iri
    release: str
    state: StatementState
    verified: str = ""
    answers: dict[AnswerKind, int]
    messages: int = 0
    errors: int = 0
    rerun: Rerun = Rerun.NOT_DONE


class Snapshot(Value):
    """Everything public about systems and statements at one moment: all that a process without a store needs."""

    systems: tuple[PublicSystem, ...] = ()
    statements: tuple[Statement, ...] = ()


def public_system(system: System) -> PublicSystem:
    """The system without who registered it."""
    return PublicSystem.model_validate(system.model_dump(exclude={"by", "generation"}))


def public_decisions(statement: Statement) -> tuple[PublicDecision, ...]:
    """The decisions without persons."""
    return tuple(
        PublicDecision(
            before=row.before,
            after=row.after,
            organization=row.by.organization,
            role=row.by.role,
            at=row.at,
            reason=row.reason,
        )
        for row in statement.decisions
    )


def _nameless(statement: Statement) -> Statement:
    """The statement with the ids of persons taken out."""

    def without(party: Party) -> Party:
        return party.model_copy(update={"person": ""})

    decisions = tuple(row.model_copy(update={"by": without(row.by)}) for row in statement.decisions)
    return statement.model_copy(update={"authors": (), "decisions": decisions, "generation": 0})


def snapshot_of(systems: Iterable[System], statements: Iterable[Statement]) -> Snapshot:
    """What is public of systems and statements, by IRI."""
    return Snapshot(
        systems=tuple(public_system(row) for row in systems),
        statements=tuple(_nameless(row) for row in statements),
    )


def write_snapshot(home: Path, snapshot: Snapshot) -> None:
    """Put a snapshot where readers find it, whole or not at all."""
    write_whole(home / SNAPSHOT, snapshot.model_dump_json().encode())


def read_snapshot(home: Path) -> Snapshot:
    """The snapshot of a data folder; an empty one where nothing has been stated. Unavailable where it is broken."""
    try:
        return Snapshot.model_validate_json((home / SNAPSHOT).read_bytes())
    except FileNotFoundError:
        return Snapshot()
    except (OSError, ValueError) as fault:
        raise Unavailable(f"{SNAPSHOT} cannot be read: {fault}.", field="conformance", value=str(home)) from fault


def found_snapshot(home: Path) -> Snapshot | None:
    """The same for whoever can make it anew: None where it is broken."""
    try:
        return read_snapshot(home)
    except Unavailable:
        return None


def rows_of(
    snapshot: Snapshot,
    reader: ReleaseReader | None,
    *,
    exchange: Iri | None = None,
    system: Iri | None = None,
    state: StatementState | None = None,
) -> tuple[Row, ...]:
    """The matrix as a release has it, by vendor, product, version and exchange; all that is given must hold."""
    systems = {row.iri: row for row in snapshot.systems}
    found = [_row(systems[each.system], each, reader) for each in snapshot.statements if each.system in systems]
    kept = (
        row
        for row in found
        if exchange in (None, row.exchange) and system in (None, row.system) and state in (None, row.state)
    )
    return tuple(sorted(kept, key=_order))


def _order(row: Row) -> tuple[str, ...]:
    return row.vendor.casefold(), row.product.casefold(), row.system_version, row.exchange, row.role, row.statement


def _row(system: PublicSystem, statement: Statement, reader: ReleaseReader | None) -> Row:
    last = statement.evidence[-1] if statement.evidence else None
    days = [row.at.date().isoformat() for row in statement.decisions if row.after is StatementState.VERIFIED]
    return Row(
        statement=statement.iri,
        system=system.iri,
        product=system.product,
        vendor=system.vendor,
        system_version=statement.system_version,
        exchange=statement.exchange,
        exchange_version=statement.exchange_version,
        role=statement.role,
        release=statement.release,
        state=state_in(statement, reader),
        verified=days[-1] if days else "",
        answers={kind: sum(each.answer is kind for each in statement.answers) for kind in AnswerKind},
        messages=len(last.messages) if last else 0,
        errors=last.errors if last else 0,
        rerun=last.rerun if last else Rerun.NOT_DONE,
    )


def write_matrix(rows: Iterable[Row], suffix: str) -> bytes:
    """The matrix as `csv` or `xlsx`, one row a statement."""
    table = tuple(tuple(_cells(row)) for row in rows)
    return encode_csv(_HEADER, table) if suffix == "csv" else encode_xlsx([Page("Conformance", _HEADER, table)])


def _cells(row: Row) -> Iterable[str]:
    yield from (row.vendor, row.product, row.system_version, row.exchange, row.exchange_version, row.role)
    yield from (row.release, row.state, row.verified)
    yield from (str(row.answers.get(kind, 0)) for kind in AnswerKind)
    yield from (str(row.messages), str(row.errors), row.rerun, row.statement)
