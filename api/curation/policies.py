"""Policies under /api/v1: what registered objects demand of changes to them, decided by administrators."""

from typing import Annotated, Any, Final

from litestar import Request, Response, get, put
from litestar.params import QueryParameter
from pydantic import BaseModel, Field

from api.curation.exchange import DECIDING, READING, Body, Office, Sent, Signed, Tag, answer, body_of, tag_of
from api.documented import curating
from registry.domain.hearing import Rule
from registry.domain.policy import Policy
from registry.errors import Stale
from registry.services.curation.policies import decide, policies, policy_of

Requested = Request[Any, Any, Any]
Named = Annotated[str, QueryParameter(name="object", description="IRI of the registered object.")]

_TAGS: Final = ["Curation"]
_MOST_MONTHS: Final = 1_200
Language = Annotated[str, Field(pattern=r"^[a-z]{2,8}(-[A-Za-z0-9]{1,8})*$", max_length=35)]


class Policies(BaseModel):
    """All policies that have been decided, by object."""

    items: tuple[Policy, ...]


class NewPolicy(Body):
    """What an object demands from now on, and why."""

    other_organization: bool = False
    hearing: bool = False
    rule: Rule = Rule()
    languages: tuple[Language, ...] = Field((), max_length=50)
    sources: bool = False
    review_months: int | None = Field(None, ge=1, le=_MOST_MONTHS)
    reason: str = Field(min_length=1, max_length=5_000)


@get(
    "/policies",
    dependencies=READING,
    operation_id="list_policies",
    summary="List policies",
    tags=_TAGS,
    **curating(Policies, "The policies."),
    sync_to_thread=True,
)
def listed(request: Requested, office: Office) -> Response[bytes]:
    """The policies of all objects that have one; the others demand what the workflow does, and no more."""
    return answer(request, Policies(items=policies(office.store)))


@get(
    "/policy",
    dependencies=READING,
    operation_id="get_policy",
    summary="Read an object's policy",
    tags=_TAGS,
    **curating(Policy, "The policy; its ETag is what a write names in If-Match."),
    sync_to_thread=True,
)
def one(request: Requested, office: Office, named: Named) -> Response[bytes]:
    """What an object demands; one without demands where nothing has been decided."""
    return answer(request, policy_of(office.store, named))


@put(
    "/policy",
    dependencies=DECIDING,
    operation_id="decide_policy",
    summary="Decide an object's policy",
    tags=_TAGS,
    **curating(Policy, "The policy as decided.", body=NewPolicy, conditional=True),
    sync_to_thread=True,
)
def decided(
    request: Requested, office: Office, caller: Signed, *, tag: Tag, sent: Sent, named: Named
) -> Response[bytes]:
    """Let a policy hold from now on; an administrator's decision, with its reason in the audit log."""
    given, before = body_of(sent, NewPolicy), policy_of(office.store, named)
    after = Policy.model_validate({"object": named, **given.model_dump(exclude={"reason"})})
    if tag != tag_of(before):
        raise Stale(named, "If-Match", after.model_dump(mode="json"), before.model_dump(mode="json"))
    return answer(request, decide(office.store, office.ledger, after, given.reason, caller, expected=before))


ROUTES: Final = (listed, one, decided)
