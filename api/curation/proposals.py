"""Proposals from anyone under /api/v1/proposals, and their moderation under /api/v1/moderation."""

import hashlib
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Final
from urllib.parse import quote

from litestar import Request, Response, get, post
from litestar.params import PathParameter, QueryParameter
from pydantic import BaseModel, ConfigDict, Field

from api.curation.exchange import (
    EDITING,
    OPEN,
    PROPOSING,
    READING,
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
from api.documented import curating
from registry.domain import Iri
from registry.domain.proposal import Proposal, ProposalState
from registry.errors import NotFound
from registry.services.curation import proposals
from registry.services.curation.office import Curation

Requested = Request[Any, Any, Any]
Identifier = Annotated[str, PathParameter(description="The last part of the proposal's IRI.")]

_TAGS: Final = ["Proposals"]
_PROPOSAL: Final = "/proposals/{identifier:str}"
_MODERATION: Final = "/moderation/{identifier:str}"
_LARGEST: Final = 40_000  # bytes of a proposal
_HIDDEN: Final = (ProposalState.RECEIVED, ProposalState.REMOVED)
_RATE: Final = {429: "There have been too many in the last hour; Retry-After tells when to come again."}


class Receipt(BaseModel):
    """What the sender gets: the address to look for the answer at, which is for the sender alone, and warnings."""

    iri: Iri
    status: str
    warnings: tuple[str, ...]


class PublicProposal(BaseModel):
    """A proposal as anybody may read it: what is wanted, where it stands, and why it ended."""

    model_config = ConfigDict(from_attributes=True)

    iri: Iri
    state: ProposalState
    received: datetime
    about: Iri | None
    term: str
    text: str
    lang: str
    organization: str
    decided: datetime | None
    reason: str
    change_set: Iri | None


class ModeratedProposal(PublicProposal):
    """A proposal as those read it who look through them: whom it came from, and what ought not to be in it."""

    sender: str | None
    warnings: tuple[str, ...]
    generation: int


class ProposalPage(BaseModel):
    """Some of the public proposals, newest first."""

    items: tuple[PublicProposal, ...]
    total: int
    next: str | None = None


class ModerationPage(BaseModel):
    """Some of the proposals, those first that nobody has looked at."""

    items: tuple[ModeratedProposal, ...]
    total: int
    next: str | None = None


class ProposalDecision(Body):
    """What becomes of a proposal: public, accepted (into a change set), declined or removed; the sender reads why."""

    state: ProposalState
    reason: str = Field(max_length=5_000)
    change_set: Iri | None = Field(None, max_length=500)


@post(
    "/proposals",
    dependencies=PROPOSING,
    operation_id="send_proposal",
    summary="Send a proposal",
    tags=_TAGS,
    **curating(Receipt, "It has come in.", status=201, body=proposals.Sent, public=True, more=_RATE),
    sync_to_thread=True,
)
def send(request: Requested, office: Office, sent: Sent) -> Response[bytes]:
    """Propose something, with or without a name. Nobody sees it until somebody has looked at it.

    `status` of the receipt is the address that tells what becomes of it. Leave out whatever tells of patients.
    """
    given = body_of(sent, proposals.Sent, _LARGEST)
    found = office.proposals.send(given, _sender(request))
    place = f"/api/v1/proposals/{found.iri.rpartition('/')[2]}?receipt={quote(found.receipt)}"
    made = Receipt(iri=found.iri, status=place, warnings=found.warnings)
    return answer(request, made, status=HTTPStatus.CREATED, headers={"Location": place}, cache="no-store")


def _sender(request: Requested) -> str:
    """What the rate is counted by: a digest of the address that the request came from.

    Of X-Forwarded-For only what our own proxies have put there is believed.
    """
    host = request.client.host if request.client else ""
    proxies = request.app.state.settings.proxies
    passed = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",") if part.strip()]
    if proxies and len(passed) >= proxies:
        host = passed[-proxies]
    return hashlib.sha256(host.encode()).hexdigest()


@get(
    "/proposals",
    dependencies=OPEN,
    operation_id="list_proposals",
    summary="List proposals",
    tags=_TAGS,
    **curating(ProposalPage, "One page of proposals.", public=True),
    sync_to_thread=True,
)
def public(request: Requested, office: Office, limit: Limit = None, cursor: Cursor = None) -> Response[bytes]:
    """The proposals that have been let through, newest first, each with what became of it."""
    part = window_of(request, limit, cursor)
    found, total = office.proposals.public(part.offset, part.most)
    items = tuple(PublicProposal.model_validate(each) for each in found)
    page = ProposalPage(items=items, total=total, next=part.next(total))
    return answer(request, page, cache="public, max-age=60")


@get(
    _PROPOSAL,
    dependencies=OPEN,
    operation_id="get_proposal",
    summary="Tell what became of a proposal",
    tags=_TAGS,
    **curating(PublicProposal, "The proposal.", public=True),
    sync_to_thread=True,
)
def status(
    request: Requested,
    office: Office,
    identifier: Identifier,
    receipt: Annotated[
        str | None, QueryParameter(description="The sender's own: shows it before it is public.")
    ] = None,
) -> Response[bytes]:
    """A proposal that is public, or with the receipt whichever the sender has sent."""
    found = _seen(office, iri_of("proposal", identifier), receipt)
    return answer(request, PublicProposal.model_validate(found), cache="no-store")


def _seen(office: Curation, name: Iri, receipt: str | None) -> Proposal:
    if receipt is not None:
        return office.proposals.status(name, receipt)
    found = office.proposals.get(name)
    if found.state in _HIDDEN:
        raise NotFound(f"There is no proposal {name}.", field="proposal", value=name)
    return found


@get(
    "/moderation",
    dependencies=READING,
    operation_id="list_waiting_proposals",
    summary="List proposals to look at",
    tags=_TAGS,
    **curating(ModerationPage, "One page of proposals."),
    sync_to_thread=True,
)
def waiting(
    request: Requested, office: Office, caller: Signed, limit: Limit = None, cursor: Cursor = None
) -> Response[bytes]:
    """All proposals, those first that nobody has looked at."""
    part = window_of(request, limit, cursor)
    found, total = office.proposals.waiting(caller, part.offset, part.most)
    items = tuple(ModeratedProposal.model_validate(each) for each in found)
    return answer(request, ModerationPage(items=items, total=total, next=part.next(total)))


@get(
    _MODERATION,
    dependencies=READING,
    operation_id="get_waiting_proposal",
    summary="Read a proposal whole",
    tags=_TAGS,
    **curating(ModeratedProposal, "The proposal; its ETag is what a decision names in If-Match."),
    sync_to_thread=True,
)
def whole(request: Requested, office: Office, identifier: Identifier) -> Response[bytes]:
    """A proposal with its warnings."""
    return _told(request, office.proposals.get(iri_of("proposal", identifier)))


@post(
    _MODERATION,
    dependencies=EDITING,
    operation_id="decide_proposal",
    summary="Decide on a proposal",
    tags=_TAGS,
    **curating(ModeratedProposal, "The proposal as decided.", body=ProposalDecision, conditional=True),
    sync_to_thread=True,
    status_code=HTTPStatus.OK,
)
def decide(
    request: Requested, office: Office, caller: Signed, *, expected: Expected, sent: Sent, identifier: Identifier
) -> Response[bytes]:
    """Let it be seen, accept it into a change set, decline it, or remove what it says; each with a reason."""
    name, given = iri_of("proposal", identifier), body_of(sent, ProposalDecision)
    found = office.proposals.decide(
        name, given.state, given.reason, caller, change_set=given.change_set, expected=expected
    )
    return _told(request, found)


def _told(request: Requested, found: Proposal) -> Response[bytes]:
    return answer(request, ModeratedProposal.model_validate(found), edition=found.generation)


ROUTES: Final = (send, public, status, waiting, whole, decide)
