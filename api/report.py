"""The status report of a quarter or a year under /api/v1/report: JSON, CSV, and HTML that prints."""

from datetime import UTC, timedelta
from typing import Annotated, Any, Final

from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter

from api.curation.exchange import OPEN, Office, answer
from api.documented import curating, sending
from api.negotiation import CSV, HTML, Form, languages, shown
from api.selection import AcceptLanguage, Lang, Lib
from registry.catalogue.report_file import report_html
from registry.services.conformance.matrix import read_snapshot
from registry.services.curation.office import Curation
from registry.services.status_report import (
    Sources,
    StatusReport,
    period_named,
    status_report,
    write_report_csv,
)

Requested = Request[Any, Any, Any]
Quarter = Annotated[str | None, QueryParameter(description="A year and one of its quarters, such as 2026-4.")]
Year = Annotated[str | None, QueryParameter(description="A year, such as 2026; instead of a quarter.")]
_TAGS: Final = ["Status report"]
_CACHE: Final = "public, max-age=60"


@get(
    "/report",
    dependencies=OPEN,
    operation_id="status_report",
    summary="Tell how it went in a quarter or a year",
    tags=_TAGS,
    **curating(StatusReport, "The report.", public=True),
    sync_to_thread=True,
)
def report(
    request: Requested, office: Office, library: Lib, quarter: Quarter = None, year: Year = None
) -> Response[bytes]:
    """Concepts by status, coverage, gaps, adoption, hearings and lead times, as they stood at the end of the period.

    Beside each figure stands that of the period before. No person is named.
    """
    return answer(request, _report(office, library, quarter, year), cache=_CACHE)


def _report(office: Curation, library: Lib, quarter: str | None, year: str | None) -> StatusReport:
    period = period_named(quarter, year)
    entries = [entry.activity for entry in office.ledger.replay()]
    stated = read_snapshot(library.settings.home)
    return status_report(period, Sources(library.releases, entries, stated))


def _file_route(form: Form) -> HTTPRouteHandler:
    def file(  # noqa: PLR0917 - each is a parameter of the request
        office: Office,
        library: Lib,
        quarter: Quarter = None,
        year: Year = None,
        lang: Lang = None,
        accept_language: AcceptLanguage = None,
    ) -> Response[bytes]:
        found = _report(office, library, quarter, year)
        chosen = shown(languages(lang, accept_language))
        content = write_report_csv(found) if form is CSV else report_html(found, chosen)
        last = (found.until.astimezone(UTC) - timedelta(days=1)).date()
        headers = {"Cache-Control": _CACHE, "Vary": "Accept-Language", "Omforent-Until": str(last)}
        if form is CSV:
            headers["Content-Disposition"] = f'attachment; filename="report-{found.period}.csv"'
        else:
            headers["Content-Language"] = chosen
        return Response(content, media_type=form.media_type, headers=headers)

    return get(
        f"/report.{form.suffix}",
        dependencies=OPEN,
        operation_id=f"status_report_{form.suffix}",
        summary=f"Fetch the status report as {form.suffix.upper()}",
        description="The same report as a file: HTML in nb, nn or en that prints well, or CSV with one row a value.",
        tags=_TAGS,
        **sending(form.media_type, "The report."),
        sync_to_thread=True,
    )(file)


ROUTES: Final = (report, *map(_file_route, (HTML, CSV)))
