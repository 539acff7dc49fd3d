"""The tables that curation goes by: who may bring a change set where, and how grave each kind of change is."""

from typing import Any, Final

from litestar import Request, Response, get
from pydantic import BaseModel

from api.curation.exchange import answer
from api.documented import curating
from registry.domain.difference import Ruling
from registry.domain.workflow import Workflow
from registry.services.compatibility import read_rulings
from registry.services.curation.workflow import read_workflow

_TAGS: Final = ["Curation"]
_CACHE: Final = "public, max-age=3600"


class Compatibilities(BaseModel):
    """The table of compatibility: one ruling for every kind of difference."""

    items: tuple[Ruling, ...]


@get(
    "/workflow",
    operation_id="get_workflow",
    summary="Read the workflow",
    tags=_TAGS,
    **curating(Workflow, "The transitions, and who may change operations when.", public=True),
    sync_to_thread=True,
)
def workflow(request: Request[Any, Any, Any]) -> Response[bytes]:
    """From which state to which a change set may be brought, by which roles, on what conditions."""
    return answer(request, read_workflow(), cache=_CACHE)


@get(
    "/compatibility",
    operation_id="get_compatibility",
    summary="Read the table of compatibility",
    tags=_TAGS,
    **curating(Compatibilities, "One row for every kind of difference.", public=True),
    sync_to_thread=True,
)
def compatibility(request: Request[Any, Any, Any]) -> Response[bytes]:
    """The smallest step of version that each kind of change takes, for who sends and who receives, and why."""
    return answer(request, Compatibilities(items=tuple(read_rulings().values())), cache=_CACHE)


ROUTES: Final = (workflow, compatibility)
