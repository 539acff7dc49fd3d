"""Requirements across their sets under /api/v1/requirements: those of an exchange and a role, as JSON or an annex."""

from typing import Annotated, Any, Final

from litestar import Request, Response, get
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter
from pydantic import BaseModel, Field

from api import answers
from api.answers.basics import Texts
from api.composing import compose
from api.delivery import CURRENT, PINNED, Answer, deliver
from api.documented import answering, sending
from api.negotiation import CSV, MARKDOWN, XLSX, Form, shown
from api.paging import Cursor, Limit, pager
from api.representation import accept_json, deliver_json, told_of
from api.selection import Here, reading
from registry.domain import Iri
from registry.interchange.annex import write_annex
from registry.services.requirements import Demanded, annex, demanded, scope_of

Requested = Request[Any, Any, Any]
ExchangeName = Annotated[
    str | None, QueryParameter(description="Only those that hold for this exchange: its identifier, or its IRI.")
]
RoleName = Annotated[
    str | None,
    QueryParameter(
        description="Only those made of this role: an actor role by its id or IRI, or `sender`, or `receiver`."
    ),
]


class Demand(answers.Answered):
    """A requirement as it holds: of which set, in which version of it, and for which exchanges."""

    requirement: answers.Requirement
    set: Iri
    set_title: Texts
    version: str = Field(examples=["1.0.0"])
    exchange: list[Iri] = Field([], description="Exchanges that it holds for; empty: every exchange.")


class DemandPage(answers.Paged):
    """One page of requirements."""

    items: list[Demand]


@get(
    "/requirements",
    dependencies={"here": Provide(reading, sync_to_thread=False)},
    operation_id="list_requirements",
    summary="List the requirements of an exchange and a role",
    tags=["Requirement sets"],
    **answering(DemandPage, "One page of requirements."),
    sync_to_thread=True,
)
def requirements(
    request: Requested,
    here: Here,
    exchange: ExchangeName = None,
    role: RoleName = None,
    *,
    limit: Limit = None,
    cursor: Cursor = None,
) -> Response[bytes]:
    """The requirements of all sets of a release that hold for an exchange and a role, by what they are about."""
    accept_json(request)
    page = pager(request, here, limit, cursor)

    def build() -> BaseModel:
        found = demanded(page.here.reader, scope_of(page.here.reader, exchange, role))
        items = [_demand(row, page.here) for row in page.cut(found)]
        return DemandPage(items=items, total=len(found), next=page.next(len(found)))

    return deliver_json(request, page.here, build)


def _demand(row: Demanded, here: Here) -> Demand:
    told = compose(answers.Requirement, row.requirement, here)
    return compose(Demand, row, here, requirement=told)


def _annex_route(form: Form) -> HTTPRouteHandler:
    suffix = form.suffix

    def file(request: Requested, here: Here, exchange: ExchangeName = None, role: RoleName = None) -> Response[bytes]:
        scope = scope_of(here.reader, exchange, role)
        lang = shown(here.languages)
        release = here.reader.release
        about = (scope.exchange.identifier or "" if scope.exchange else "", release.number)
        name = "-".join(("requirements", *filter(None, about)))
        headers = {
            **told_of(here, former=False),
            "Content-Language": lang,
            "Content-Disposition": f'attachment; filename="{name}.{suffix}"',
        }
        made = Answer(
            form.media_type,
            (release.digest, release.number, lang, request.scope["path"], request.scope["query_string"].decode()),
            lambda: write_annex(annex(here.reader, scope, lang), suffix),
            cache=PINNED if here.pinned else CURRENT,
            modified=here.modified(),
            vary=("Accept-Language",),
            headers=headers,
        )
        return deliver(request, made)

    return get(
        f"/requirements.{suffix}",
        dependencies={"here": Provide(reading, sync_to_thread=False)},
        operation_id=f"requirements_{suffix}",
        summary=f"Fetch the procurement annex as {suffix.upper()}",
        description="The requirements that hold for an exchange and a role, with columns for the supplier's answers.",
        tags=["Requirement sets"],
        **sending(form.media_type, "The annex."),
        sync_to_thread=True,
    )(file)


ROUTES: Final = (requirements, *map(_annex_route, (XLSX, MARKDOWN, CSV)))
