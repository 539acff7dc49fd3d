"""Conformance statements under /api/v1/conformance-statements: made, answered, given evidence, and brought on."""

from base64 import b64decode
from binascii import Error as Base64Error
from http import HTTPStatus
from typing import Annotated, Any, Final

from litestar import Request, Response, get, post, put
from litestar.params import PathParameter
from pydantic import BaseModel, Field

from api.curation.exchange import (
    EDITING,
    SENDING,
    Body,
    Cursor,
    Expected,
    Limit,
    Office,
    Sent,
    Signed,
    answer,
    body_of,
    iri_of,
    window_of,
)
from api.curation.matrix import ExchangeName, StateName, SystemName, current, rows, snapshot
from api.documented import curating
from api.selection import Lib
from registry.domain import Iri
from registry.domain.conformance import Answer, Evidence, Statement, StatementState
from registry.errors import InvalidInput, NotFound
from registry.services.conformance import matrix
from registry.services.conformance.evidence import read_report
from registry.services.conformance.sent import StatementChange, StatementSent
from registry.services.conformance.standing import state_in
from registry.services.curation.office import Curation
from registry.terminology.protocol import ReleaseReader

Requested = Request[Any, Any, Any]
Identifier = Annotated[str, PathParameter(description="The last part of the statement's IRI.")]

_TAGS: Final = ["Conformance"]
_STATEMENT: Final = "/conformance-statements/{identifier:str}"
_REPORT: Final = 5_000_000  # bytes of a validator's report
_MESSAGES: Final = 20_000_000  # bytes of messages in base64


class PublicStatement(BaseModel):
    """A statement as anybody may read it; `state` is that in the current release."""

    iri: Iri
    system: Iri
    system_version: str
    exchange: Iri
    exchange_version: str
    model: Iri | None
    model_version: str | None
    role: Iri
    release: str
    requirement_sets: dict[Iri, str] = Field(description="Versions of the sets that the answers are about.")
    state: StatementState
    organization: Iri
    answers: tuple[Answer, ...]
    unmet: tuple[str, ...] = Field((), description="Requirements that shall be met and lack a good answer.")
    evidence: tuple[Evidence, ...]
    decisions: tuple[matrix.PublicDecision, ...]


class StatementPage(BaseModel):
    """Some of the statements, by vendor and product."""

    items: tuple[matrix.Row, ...]
    total: int
    next: str | None = None


class StatementTransitionSent(Body):
    """The next state of a statement, and why; everybody reads the reason."""

    state: StatementState
    reason: str = Field(max_length=5_000)


class EvidenceSent(Body):
    """A validator's report: the release that it was made with, and what was found in each message, by digest."""

    report: dict[str, Any]


class MessagesSent(Body):
    """The messages of the newest report, each in base64; they are validated and not kept."""

    messages: tuple[str, ...] = Field(max_length=10_000)


@get(
    "/conformance-statements",
    operation_id="list_conformance_statements",
    summary="List conformance statements",
    tags=_TAGS,
    **curating(StatementPage, "One page of statements.", public=True),
    sync_to_thread=True,
)
def statements(
    request: Requested,
    library: Lib,
    *,
    exchange: ExchangeName = None,
    system: SystemName = None,
    standing: StateName = None,
    limit: Limit = None,
    cursor: Cursor = None,
) -> Response[bytes]:
    """The statements, each with how it stands in the current release; all that is given must hold."""
    part, found = window_of(request, limit, cursor), rows(library, exchange, system, standing)[1]
    page = StatementPage(items=part.cut(found), total=len(found), next=part.next(len(found)))
    return answer(request, page, cache="public, max-age=60")


@post(
    "/conformance-statements",
    dependencies=SENDING,
    operation_id="state_conformance",
    summary="State conformance",
    tags=_TAGS,
    **curating(PublicStatement, "It is claimed.", status=201, body=StatementSent),
    sync_to_thread=True,
)
def state(request: Requested, office: Office, caller: Signed, sent: Sent) -> Response[bytes]:
    """State that a version of a system conforms to an exchange in a role, with answers to the requirements."""
    made = office.statements.state(body_of(sent, StatementSent), caller)
    place = f"/api/v1/conformance-statements/{made.iri.rpartition('/')[2]}"
    return _told(request, office, made, HTTPStatus.CREATED, {"Location": place})


@get(
    _STATEMENT,
    operation_id="get_conformance_statement",
    summary="Read a conformance statement",
    tags=_TAGS,
    **curating(PublicStatement, "The statement; its ETag is what a change names in If-Match.", public=True),
    sync_to_thread=True,
)
def statement(request: Requested, library: Lib, identifier: Identifier) -> Response[bytes]:
    """One statement with its answers, evidence and decisions; no person is named."""
    name = iri_of("conformance-statement", identifier)
    office: Curation | None = request.app.state.get("curation")
    if office is not None:
        return _told(request, office, office.statements.records.get(Statement, name))
    found = next((row for row in snapshot(library).statements if row.iri == name), None)
    if found is None:
        raise NotFound(f"There is no statement {name}.", field="statement", value=name)
    return answer(request, _public(found, current(library)))


@put(
    _STATEMENT,
    dependencies=EDITING,
    operation_id="change_conformance_statement",
    summary="Change the answers of a claim",
    tags=_TAGS,
    **curating(PublicStatement, "The statement as it is now.", body=StatementChange, conditional=True),
    sync_to_thread=True,
)
def change(
    request: Requested, office: Office, caller: Signed, *, expected: Expected, sent: Sent, identifier: Identifier
) -> Response[bytes]:
    """Put other answers in the place of those that are there, while the statement is still a claim."""
    name, given = iri_of("conformance-statement", identifier), body_of(sent, StatementChange)
    return _told(request, office, office.statements.change(name, given, caller, expected))


@post(
    f"{_STATEMENT}/evidence",
    dependencies=EDITING,
    operation_id="add_evidence",
    summary="Add a validator's report",
    tags=_TAGS,
    **curating(PublicStatement, "The statement as it is now.", body=EvidenceSent, conditional=True),
    sync_to_thread=True,
    status_code=HTTPStatus.OK,
)
def evidence(
    request: Requested, office: Office, caller: Signed, *, expected: Expected, sent: Sent, identifier: Identifier
) -> Response[bytes]:
    """Add the report of a validator over messages of the exchange; only their digests and counts are kept."""
    name = iri_of("conformance-statement", identifier)
    report = read_report(body_of(sent, EvidenceSent, _REPORT).report)
    return _told(request, office, office.statements.add_evidence(name, report, caller, expected))


@post(
    f"{_STATEMENT}/rerun",
    dependencies=EDITING,
    operation_id="rerun_evidence",
    summary="Validate the messages anew",
    tags=_TAGS,
    **curating(PublicStatement, "The statement as it is now.", body=MessagesSent, conditional=True),
    sync_to_thread=True,
    status_code=HTTPStatus.OK,
)
def rerun(
    request: Requested, office: Office, caller: Signed, *, expected: Expected, sent: Sent, identifier: Identifier
) -> Response[bytes]:
    """Validate the messages of the newest report anew; all that is kept is whether the result is the same."""
    name = iri_of("conformance-statement", identifier)
    given = [_decoded(each) for each in body_of(sent, MessagesSent, _MESSAGES).messages]
    return _told(request, office, office.statements.rerun(name, given, caller, expected))


def _decoded(written: str) -> bytes:
    try:
        return b64decode(written, validate=True)
    except (Base64Error, ValueError):
        raise InvalidInput("A message is not in base64.", field="messages", rule="base64") from None


@post(
    f"{_STATEMENT}/transitions",
    dependencies=EDITING,
    operation_id="bring_statement_on",
    summary="Bring a statement to another state",
    tags=_TAGS,
    **curating(PublicStatement, "The statement as it is now.", body=StatementTransitionSent, conditional=True),
    sync_to_thread=True,
    status_code=HTTPStatus.OK,
)
def transition(
    request: Requested, office: Office, caller: Signed, *, expected: Expected, sent: Sent, identifier: Identifier
) -> Response[bytes]:
    """Verify a claim, withdraw a statement, or enter that it has expired; who may do so, and when, a table says."""
    name, given = iri_of("conformance-statement", identifier), body_of(sent, StatementTransitionSent)
    found = office.statements.transition(name, given.state, given.reason, caller, expected)
    return _told(request, office, found)


def _told(
    request: Requested,
    office: Curation,
    found: Statement,
    status: int = HTTPStatus.OK,
    headers: dict[str, str] | None = None,
) -> Response[bytes]:
    shown = _public(found, office.statements.current(), office.statements.unmet(found))
    return answer(request, shown, edition=found.generation, status=status, headers=headers)


def _public(found: Statement, reader: ReleaseReader | None, unmet: tuple[str, ...] = ()) -> PublicStatement:
    told = found.model_dump(include=set(PublicStatement.model_fields) - {"decisions", "state", "unmet"})
    decisions = matrix.public_decisions(found)
    more = {"state": state_in(found, reader), "unmet": unmet, "decisions": decisions}
    return PublicStatement.model_validate({**told, **more})


ROUTES: Final = (statements, state, statement, change, evidence, rerun, transition)
