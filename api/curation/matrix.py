"""Who conforms to what, under /api/v1/conformance: the matrix as JSON, CSV and XLSX, from the snapshot of readers."""

from pathlib import Path
from typing import Annotated, Any, Final

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter
from pydantic import BaseModel

from api.curation.exchange import answer
from api.documented import curating, sending
from api.negotiation import CSV, XLSX, Form
from api.selection import Lib
from registry.domain.conformance import StatementState
from registry.errors import NotFound, Unavailable
from registry.services.conformance import matrix
from registry.services.requirements import exchange_named
from registry.terminology.protocol import ReleaseReader

Requested = Request[Any, Any, Any]
ExchangeName = Annotated[str | None, QueryParameter(description="Only of this exchange: its identifier, or its IRI.")]
SystemName = Annotated[str | None, QueryParameter(description="Only of this system: its IRI.")]
StateName = Annotated[
    StatementState | None,
    QueryParameter(name="state", description="Only in this state: claimed, verified, expired or withdrawn."),
]

_TAGS: Final = ["Conformance"]


class Matrix(BaseModel):
    """Who conforms to what, in one release."""

    release: str | None
    items: tuple[matrix.Row, ...]


def snapshot(library: Lib) -> matrix.Snapshot:
    """What is public of systems and statements."""
    return matrix.read_snapshot(Path(library.settings.home))


def current(library: Lib) -> ReleaseReader | None:
    """The current release; None where there is none."""
    try:
        return library.releases.current()
    except (NotFound, Unavailable):
        return None


def rows(
    library: Lib, exchange: str | None, system: str | None, state: StatementState | None
) -> tuple[ReleaseReader | None, tuple[matrix.Row, ...]]:
    """The rows that are asked for, and the release that they are judged in."""
    reader = current(library)
    named = exchange_named(reader, exchange).iri if exchange is not None and reader is not None else exchange
    return reader, matrix.rows_of(snapshot(library), reader, exchange=named, system=system, state=state)


@get(
    "/conformance",
    operation_id="conformance",
    summary="Tell who conforms to what",
    tags=_TAGS,
    **curating(Matrix, "The matrix.", public=True),
    sync_to_thread=True,
)
def conformance(
    request: Requested,
    library: Lib,
    exchange: ExchangeName = None,
    system: SystemName = None,
    standing: StateName = None,
) -> Response[bytes]:
    """System by exchange and version, each with how it stands in the current release."""
    reader, found = rows(library, exchange, system, standing)
    number = reader.release.number if reader else None
    return answer(request, Matrix(release=number, items=found), cache="public, max-age=60")


def _table_route(form: Form) -> HTTPRouteHandler:
    def table(
        library: Lib,
        exchange: ExchangeName = None,
        system: SystemName = None,
        standing: StateName = None,
    ) -> Response[bytes]:
        content = matrix.write_matrix(rows(library, exchange, system, standing)[1], form.suffix)
        headers = {
            "Content-Disposition": f'attachment; filename="conformance.{form.suffix}"',
            "Cache-Control": "public, max-age=60",
        }
        return Response(content, media_type=form.media_type, headers=headers)

    return get(
        f"/conformance.{form.suffix}",
        operation_id=f"conformance_{form.suffix}",
        summary=f"Fetch the matrix as {form.suffix.upper()}",
        description="One row a statement: vendor, product, versions, exchange, role, state, answers and evidence.",
        tags=_TAGS,
        **sending(form.media_type, "The table."),
        sync_to_thread=True,
    )(table)


ROUTES: Final = (conformance, *map(_table_route, (CSV, XLSX)))
