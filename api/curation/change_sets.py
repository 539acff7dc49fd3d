"""Change sets under /api/v1/change-sets: the queue, one set, its operations, its transitions, what it changes."""

from http import HTTPStatus
from typing import Annotated, Any, Final

from litestar import Request, Response, delete, get, post, put
from litestar.params import PathParameter, QueryParameter
from pydantic import BaseModel, Field

from api.curation.exchange import (
    CHANGING,
    EDITING,
    READING,
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
from api.documented import curating
from registry.domain import Iri
from registry.domain.change_set import ChangeSet, State
from registry.domain.difference import Compatibility, Difference
from registry.domain.operation import Operation
from registry.domain.workflow import Transition
from registry.errors import OmforentError
from registry.services.comparison import grade
from registry.services.curation.change_sets import Summary

Requested = Request[Any, Any, Any]
Identifier = Annotated[str, PathParameter(description="The last part of the change set's IRI.")]

_TAGS: Final = ["Change sets"]
_SET: Final = "/change-sets/{identifier:str}"
_MOST_AT_ONCE: Final = 10_000  # operations in one request
_LONGEST: Final = 10_000  # characters of a reason


class NewChangeSet(Body):
    """A change set to be opened: in editing, or with `proposed` as a proposal of a change."""

    title: str = Field(max_length=500)
    reason: str = Field(max_length=_LONGEST)
    proposed: bool = False
    proposal: Iri | None = Field(None, max_length=500, description="The public proposal that it answers.")


class NewOperations(Body):
    """Operations to be put at the end of a change set: all of them, or none."""

    operations: tuple[Operation, ...] = Field(min_length=1, max_length=_MOST_AT_ONCE)


class Editorial(Body):
    """The declaration that the changed wording of `target` means the same as before; an empty reason takes it back."""

    target: Iri = Field(max_length=2_000)
    reason: str = Field(max_length=_LONGEST)


class NewState(Body):
    """The state that a change set is to be brought to, and why."""

    state: State
    reason: str = Field(max_length=_LONGEST)


class QueuePage(BaseModel):
    """Some of the change sets that were asked for, the latest changed first."""

    items: tuple[Summary, ...]
    total: int
    next: str | None = None


class Differences(BaseModel):
    """What a change set changes in the drafts as they are now, and the step of version that it takes."""

    compatibility: Compatibility
    items: tuple[Difference, ...]


class Refusal(BaseModel):
    """An operation that cannot be done on the drafts as they are now, and why."""

    number: int
    message: str
    field: str
    value: str
    rule: str


class Refusals(BaseModel):
    """The operations that cannot be done now."""

    items: tuple[Refusal, ...]


class Permitted(BaseModel):
    """The transitions that the caller's roles allow now; conditions are told when one is tried."""

    state: State
    items: tuple[Transition, ...]


def _told(request: Requested, found: ChangeSet, status: int = HTTPStatus.OK, **headers: str) -> Response[bytes]:
    return answer(request, found, edition=found.generation, status=status, headers=headers)


@post(
    "/change-sets",
    dependencies=SENDING,
    operation_id="open_change_set",
    summary="Open a change set",
    tags=_TAGS,
    **curating(ChangeSet, "It is open; Location tells where.", status=201, body=NewChangeSet),
    sync_to_thread=True,
)
def open_set(request: Requested, office: Office, caller: Signed, sent: Sent) -> Response[bytes]:
    """Open a change set on behalf of the caller's organisation."""
    given = body_of(sent, NewChangeSet)
    made = office.sets.open(given.title, given.reason, caller, proposed=given.proposed, proposal=given.proposal)
    place = f"/api/v1/change-sets/{made.iri.rpartition('/')[2]}"
    return _told(request, made, HTTPStatus.CREATED, Location=place)


@get(
    "/change-sets",
    dependencies=READING,
    operation_id="list_change_sets",
    summary="List change sets",
    tags=_TAGS,
    **curating(QueuePage, "One page of the queue."),
    sync_to_thread=True,
)
def queue(
    request: Requested,
    office: Office,
    *,
    in_state: Annotated[State | None, QueryParameter(name="state", description="Only those in this state.")] = None,
    object: Annotated[  # noqa: A002 -- the name that callers write
        str | None, QueryParameter(description="Only those that change the registered object with this IRI.")
    ] = None,
    organization: Annotated[str | None, QueryParameter(description="Only those of this organisation (IRI).")] = None,
    person: Annotated[str | None, QueryParameter(description="Only those that this person has had a hand in.")] = None,
    limit: Limit = None,
    cursor: Cursor = None,
) -> Response[bytes]:
    """The queue: change sets by state, object, organisation and author, the latest changed first."""
    part = window_of(request, limit, cursor)
    found = office.sets.queue(
        state=in_state, object=object, organization=organization, person=person, offset=part.offset, limit=part.most
    )
    return answer(request, QueuePage(items=found.items, total=found.total, next=part.next(found.total)))


@get(
    _SET,
    dependencies=READING,
    operation_id="get_change_set",
    summary="Read a change set",
    tags=_TAGS,
    **curating(ChangeSet, "The change set; its ETag is what a write names in If-Match."),
    sync_to_thread=True,
)
def get_set(request: Requested, office: Office, identifier: Identifier) -> Response[bytes]:
    """A change set with all its operations and decisions."""
    return _told(request, office.sets.get(iri_of("change-set", identifier)))


@post(
    _SET + "/operations",
    dependencies=EDITING,
    operation_id="add_operations",
    summary="Add operations",
    tags=_TAGS,
    **curating(ChangeSet, "The change set with them.", body=NewOperations, conditional=True),
    sync_to_thread=True,
    status_code=HTTPStatus.OK,
)
def add(
    request: Requested, office: Office, caller: Signed, *, expected: Expected, sent: Sent, identifier: Identifier
) -> Response[bytes]:
    """Put operations at the end; where one cannot be done on what is there now, none is added."""
    name, given = iri_of("change-set", identifier), body_of(sent, NewOperations, len(sent.content))
    return _told(request, office.sets.add(name, given.operations, caller, expected))


@delete(
    _SET + "/operations/{number:int}",
    dependencies=CHANGING,
    operation_id="drop_operation",
    summary="Drop an operation",
    tags=_TAGS,
    **curating(ChangeSet, "The change set without it.", conditional=True),
    sync_to_thread=True,
    status_code=HTTPStatus.OK,
)
def drop(
    request: Requested,
    office: Office,
    caller: Signed,
    *,
    expected: Expected,
    identifier: Identifier,
    number: Annotated[int, PathParameter(description="The number of the operation in its set.")],
) -> Response[bytes]:
    """Take one operation away; its number is not used again."""
    return _told(request, office.sets.drop(iri_of("change-set", identifier), number, caller, expected))


@put(
    _SET + "/editorial",
    dependencies=EDITING,
    operation_id="declare_editorial",
    summary="Declare a change editorial",
    tags=_TAGS,
    **curating(ChangeSet, "The change set with the declaration.", body=Editorial, conditional=True),
    sync_to_thread=True,
)
def editorial(
    request: Requested, office: Office, caller: Signed, *, expected: Expected, sent: Sent, identifier: Identifier
) -> Response[bytes]:
    """Declare that a changed definition or term means the same as before; the approver sees the reason."""
    name, given = iri_of("change-set", identifier), body_of(sent, Editorial)
    return _told(request, office.sets.declare_editorial(name, given.target, given.reason, caller, expected))


@post(
    _SET + "/transitions",
    dependencies=EDITING,
    operation_id="make_transition",
    summary="Bring a change set to another state",
    tags=_TAGS,
    **curating(ChangeSet, "The change set in its new state.", body=NewState, conditional=True),
    sync_to_thread=True,
    status_code=HTTPStatus.OK,
)
def transition(
    request: Requested, office: Office, caller: Signed, *, expected: Expected, sent: Sent, identifier: Identifier
) -> Response[bytes]:
    """As the workflow allows; to `merged` it changes the drafts in the same write. A hearing is opened at /hearings."""
    name, given = iri_of("change-set", identifier), body_of(sent, NewState)
    return _told(request, office.sets.transition(name, given.state, given.reason, caller, expected))


@get(
    _SET + "/differences",
    dependencies=READING,
    operation_id="list_differences",
    summary="Tell what a change set changes",
    tags=_TAGS,
    **curating(Differences, "The differences, each with its class."),
    sync_to_thread=True,
)
def differences(request: Requested, office: Office, identifier: Identifier) -> Response[bytes]:
    """What it changes in the drafts as they are now, by object and field, with class and reason."""
    found = office.sets.differences(iri_of("change-set", identifier))
    return answer(request, Differences(compatibility=grade(found), items=found))


@get(
    _SET + "/refused",
    dependencies=READING,
    operation_id="list_refused",
    summary="Tell what cannot be done any longer",
    tags=_TAGS,
    **curating(Refusals, "The operations that cannot be done now, each with its reason."),
    sync_to_thread=True,
)
def refused(request: Requested, office: Office, identifier: Identifier) -> Response[bytes]:
    """The operations that no longer fit the drafts, since others have changed them meanwhile."""
    found = office.sets.refused(iri_of("change-set", identifier))
    return answer(request, Refusals(items=tuple(_refusal(each.number, each.fault) for each in found)))


def _refusal(number: int, fault: OmforentError) -> Refusal:
    return Refusal(number=number, message=fault.message, field=fault.field, value=fault.value, rule=fault.rule)


@get(
    _SET + "/permitted",
    dependencies=READING,
    operation_id="list_permitted",
    summary="Tell what the caller may do",
    tags=_TAGS,
    **curating(Permitted, "The transitions that the caller's roles allow."),
    sync_to_thread=True,
)
def permitted(request: Requested, office: Office, caller: Signed, identifier: Identifier) -> Response[bytes]:
    """The transitions that the caller may make now, as far as roles say."""
    name = iri_of("change-set", identifier)
    state = office.sets.get(name).state
    return answer(request, Permitted(state=state, items=office.sets.permitted(name, caller)))


ROUTES: Final = (open_set, queue, get_set, add, drop, editorial, transition, differences, refused, permitted)
