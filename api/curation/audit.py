"""The audit log under /api/v1/audit: searched, one entry, and whether the chain is sound."""

from datetime import UTC, date, datetime, time
from typing import Annotated, Any, Final

from litestar import Request, Response, get
from litestar.params import PathParameter, QueryParameter
from pydantic import BaseModel

from api.curation.exchange import READING, Cursor, Limit, Office, Signed, address, answer, window
from api.documented import curating
from registry.domain import Iri
from registry.domain.activity import ActivityKind, Entry
from registry.domain.party import Caller, Party, Role
from registry.errors import InvalidInput, NotFound
from registry.services.curation.office import Curation
from registry.services.ledger import Asked, Verdict

Requested = Request[Any, Any, Any]

_TAGS: Final = ["Audit log"]
_DAY: Final = len("2026-01-31")


class AuditLine(BaseModel):
    """One entry without its details. `name` is told to those who administer the person's organisation, or all."""

    sequence: int
    hash: str
    kind: ActivityKind
    at: datetime
    agent: Party
    name: str | None = None
    objects: tuple[Iri, ...]
    change_set: Iri | None
    reason: str


class AuditPage(BaseModel):
    """Some of the entries that were asked for, newest first."""

    items: tuple[AuditLine, ...]
    total: int
    next: str | None = None


@get(
    "/audit",
    dependencies=READING,
    operation_id="list_entries",
    summary="Search the audit log",
    tags=_TAGS,
    **curating(AuditPage, "One page of entries."),
    sync_to_thread=True,
)
def listed(
    request: Requested,
    office: Office,
    caller: Signed,
    *,
    person: Annotated[str | None, QueryParameter(description="Only what this person did (`person/…`).")] = None,
    organization: Annotated[str | None, QueryParameter(description="Only what was done for it (IRI).")] = None,
    object: Annotated[str | None, QueryParameter(description="Only what is about this (IRI).")] = None,  # noqa: A002
    change_set: Annotated[str | None, QueryParameter(description="Only what belongs to this one (IRI).")] = None,
    kind: Annotated[ActivityKind | None, QueryParameter(description="Only entries of this kind.")] = None,
    since: Annotated[str | None, QueryParameter(description="First day, or time with its zone.")] = None,
    until: Annotated[str | None, QueryParameter(description="Last day, or time with its zone.")] = None,
    limit: Limit = None,
    cursor: Cursor = None,
) -> Response[bytes]:
    """Who did what when, newest first: by person, organisation, object, change set, kind and period."""
    asked = Asked(
        person=person,
        organization=organization,
        objects=(object,) if object is not None else (),
        change_set=change_set,
        kind=kind,
        since=_moment("since", since, time.min),
        until=_moment("until", until, time.max),
    )
    before, most = window(limit, cursor, request.app.state.settings.max_page)
    found = office.ledger.find(asked, before=before, limit=most)
    items = tuple(_line(each, office, caller) for each in found.entries)
    return answer(request, AuditPage(items=items, total=found.total, next=address(request, found.before, most)))


def _line(entry: Entry, office: Curation, caller: Caller) -> AuditLine:
    did = entry.activity
    return AuditLine(
        sequence=entry.sequence,
        hash=entry.hash,
        kind=did.kind,
        at=did.at,
        agent=did.agent,
        name=_name(did.agent, office, caller),
        objects=did.objects,
        change_set=did.change_set,
        reason=did.reason,
    )


def _name(agent: Party, office: Curation, caller: Caller) -> str | None:
    """The person's name for administrators of the person's organisation, and of this installation's own."""
    wide = {each.organization for each in caller.grants if each.role is Role.ADMINISTRATOR and each.scheme is None}
    if not wide & {agent.organization, office.organization}:
        return None
    try:
        return office.people.get(agent.person).name
    except NotFound:
        return None


def _moment(name: str, written: str | None, of_day: time) -> datetime | None:
    """A time with its zone; of a day its beginning or end in UTC."""
    if written is None:
        return None
    try:
        if len(written) == _DAY:
            return datetime.combine(date.fromisoformat(written), of_day, UTC)
        found = datetime.fromisoformat(written.replace(" ", "+"))
        if found.tzinfo is not None:
            return found.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    rule = "a day (2026-01-31), or a time with its zone (2026-01-31T12:00:00+01:00)"
    raise InvalidInput(f"{written!r} is no time: {rule}.", field=name, value=written, rule=rule)


@get(
    "/audit/verify",
    dependencies=READING,
    operation_id="verify_audit_log",
    summary="Prove the audit log",
    tags=_TAGS,
    **curating(Verdict, "How many entries there are, and what is wrong with which."),
    sync_to_thread=True,
)
def verify(request: Requested, office: Office) -> Response[bytes]:
    """Look through the whole chain: an entry altered, taken away, put in or moved is told by its number."""
    return answer(request, office.audit.verify(), cache="no-store")


@get(
    "/audit/{sequence:int}",
    dependencies=READING,
    operation_id="get_entry",
    summary="Read an entry",
    tags=_TAGS,
    **curating(Entry, "The entry, as it stands in the chain."),
    sync_to_thread=True,
)
def one(
    request: Requested,
    office: Office,
    sequence: Annotated[int, PathParameter(description="Number of the entry, from 1.")],
) -> Response[bytes]:
    """One entry with its details; of a person it has the id alone."""
    return answer(request, office.ledger.entry(sequence))


ROUTES: Final = (listed, verify, one)
