"""What a release rests on, under /api/v1/coverage: the report of `registry.services.coverage` as JSON."""

from typing import Any, Final

from litestar import Request, Response, get
from litestar.di import Provide

from api.documented import answering
from api.representation import accept_json, deliver_json
from api.selection import Here, reading
from registry.services.coverage import Coverage, coverage


@get(
    "/coverage",
    dependencies={"here": Provide(reading, sync_to_thread=False)},
    operation_id="coverage",
    summary="Tell what a release rests on",
    tags=["Versions and releases"],
    **answering(Coverage, "The report."),
    sync_to_thread=True,
)
def report(request: Request[Any, Any, Any], here: Here) -> Response[bytes]:
    """Sources of concepts, where codes of lists are, evidence of exchanges, completeness of messages, and gaps.

    The report reads the whole release: it takes a second or more the first time, and 304 where nothing has changed.
    """
    accept_json(request)
    return deliver_json(request, here, lambda: coverage(here.reader))


ROUTES: Final = (report,)
