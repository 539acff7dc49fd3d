"""Systems that vendors register, under /api/v1/systems."""

from http import HTTPStatus
from typing import Annotated, Any, Final

from litestar import Request, Response, get, post, put
from litestar.params import PathParameter
from pydantic import BaseModel

from api.curation.exchange import (
    EDITING,
    SENDING,
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
from api.curation.matrix import snapshot
from api.documented import curating
from api.selection import Lib
from registry.domain.conformance import System
from registry.errors import NotFound
from registry.services.conformance import matrix
from registry.services.conformance.sent import SystemSent
from registry.services.curation.office import Curation

Requested = Request[Any, Any, Any]
Identifier = Annotated[str, PathParameter(description="The last part of the system's IRI.")]

_TAGS: Final = ["Conformance"]
_SYSTEM: Final = "/systems/{identifier:str}"


class SystemPage(BaseModel):
    """Some of the systems, by IRI."""

    items: tuple[matrix.PublicSystem, ...]
    total: int
    next: str | None = None


@get(
    "/systems",
    operation_id="list_systems",
    summary="List systems",
    tags=_TAGS,
    **curating(SystemPage, "One page of systems.", public=True),
    sync_to_thread=True,
)
def systems(request: Requested, library: Lib, limit: Limit = None, cursor: Cursor = None) -> Response[bytes]:
    """The systems that vendors have registered."""
    part, found = window_of(request, limit, cursor), snapshot(library).systems
    page = SystemPage(items=part.cut(found), total=len(found), next=part.next(len(found)))
    return answer(request, page, cache="public, max-age=60")


@post(
    "/systems",
    dependencies=SENDING,
    operation_id="register_system",
    summary="Register a system",
    tags=_TAGS,
    **curating(matrix.PublicSystem, "It is registered.", status=201, body=SystemSent),
    sync_to_thread=True,
)
def register(request: Requested, office: Office, caller: Signed, sent: Sent) -> Response[bytes]:
    """Register a product for the organisation that the caller's role is held for."""
    made = office.statements.register(body_of(sent, SystemSent), caller)
    place = f"/api/v1/systems/{made.iri.rpartition('/')[2]}"
    return _system(request, made, HTTPStatus.CREATED, {"Location": place})


@get(
    _SYSTEM,
    operation_id="get_system",
    summary="Read a system",
    tags=_TAGS,
    **curating(matrix.PublicSystem, "The system; its ETag is what a change names in If-Match.", public=True),
    sync_to_thread=True,
)
def system(request: Requested, library: Lib, identifier: Identifier) -> Response[bytes]:
    """One system."""
    name = iri_of("system", identifier)
    office: Curation | None = request.app.state.get("curation")
    if office is not None:
        return _system(request, office.statements.records.get(System, name))
    found = next((row for row in snapshot(library).systems if row.iri == name), None)
    if found is None:
        raise NotFound(f"There is no system {name}.", field="system", value=name)
    return answer(request, found)


@put(
    _SYSTEM,
    dependencies=EDITING,
    operation_id="describe_system",
    summary="Change what is said of a system",
    tags=_TAGS,
    **curating(matrix.PublicSystem, "The system as it is now.", body=SystemSent, conditional=True),
    sync_to_thread=True,
)
def describe(
    request: Requested, office: Office, caller: Signed, *, expected: Expected, sent: Sent, identifier: Identifier
) -> Response[bytes]:
    """Put another description in the place of the one that is there."""
    name, given = iri_of("system", identifier), body_of(sent, SystemSent)
    return _system(request, office.statements.describe(name, given, caller, expected))


def _system(
    request: Requested, found: System, status: int = HTTPStatus.OK, headers: dict[str, str] | None = None
) -> Response[bytes]:
    shown = matrix.public_system(found)
    return answer(request, shown, edition=found.generation, status=status, headers=headers)


ROUTES: Final = (systems, register, system, describe)
