"""The read-only SPARQL endpoint over the current release (SPARQL 1.1 Protocol): queries in, results out."""

from http import HTTPStatus
from typing import Annotated, Any, Final
from urllib.parse import parse_qsl

from anyio import to_thread
from litestar import Request, Response, get, post
from litestar.params import QueryParameter

from api.documented import sending
from api.negotiation import weights
from api.problems import Fault
from registry.errors import InvalidInput
from registry.services.querying.pool import Answered, QueryPool

Requested = Request[Any, Any, Any]

_ROWS: Final = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
_GRAPHS: Final = {
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
#: What else may be asked for as the same.
_ALSO: Final = {"application/json": _ROWS["json"], "application/xml": _ROWS["xml"], "text/xml": _ROWS["xml"]}
_TYPES: Final = (*_ROWS.values(), *_GRAPHS.values())
_FORM: Final = "application/x-www-form-urlencoded"
_DIRECT: Final = "application/sparql-query"
_LONGEST: Final = 100_000

Query = Annotated[
    str,
    QueryParameter(name="query", description="A query of SPARQL 1.1: SELECT, ASK, CONSTRUCT or DESCRIBE."),
]
Format = Annotated[
    str | None,
    QueryParameter(
        name="format",
        description=f"The form of the answer, before Accept: {', '.join(_ROWS)} for rows, {', '.join(_GRAPHS)} for "
        "graphs.",
    ),
]


@get(
    "/sparql",
    operation_id="sparql",
    summary="Query the current release",
    tags=["Finding"],
    **{**sending(_ROWS["json"], "The answer."), "opt": {"media_types": _TYPES}},
)
async def query_by_get(request: Requested, text: Query, format_: Format = None) -> Response[bytes]:
    """Ask the current release in SPARQL. Nothing can be changed, no other server is asked.

    A query has bounded time and memory and is stopped beyond them (422); an answer has bounded rows: one that is
    cut says so in the header Omforent-Truncated. Where all processes are at work, 503 says when to ask again.
    """
    return await to_thread.run_sync(_answer, request, text, format_)


@post(
    "/sparql",
    operation_id="sparql_post",
    summary="Query the current release by POST",
    tags=["Finding"],
    **{**sending(_ROWS["json"], "The answer."), "opt": {"media_types": _TYPES, "sent": (_FORM, _DIRECT)}},
    status_code=HTTPStatus.OK,
)
async def query_by_post(request: Requested, format_: Format = None) -> Response[bytes]:
    """The same with the query as the body (application/sparql-query), or in a form as the field `query`."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    sent = _text(await request.body())
    if kind == _DIRECT:
        return await to_thread.run_sync(_answer, request, sent, format_)
    if kind != _FORM:
        rule = f"{_DIRECT} or {_FORM}"
        raise Fault(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"The body is no query: {rule}.", field="Content-Type", rule=rule
        )
    fields = _fields(sent)
    return await to_thread.run_sync(_answer, request, fields["query"], fields.get("format", format_))


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise InvalidInput("The query is not UTF-8.", field="query", rule="UTF-8") from None


def _fields(sent: str) -> dict[str, str]:
    """The fields of a form: a query, perhaps a format, nothing else."""
    pairs = parse_qsl(sent, keep_blank_values=True)
    found = dict(pairs)
    strange = next((name for name, _ in pairs if name not in ("query", "format")), None)
    if strange is not None or len(found) < len(pairs) or "query" not in found:
        rule = "the field query once, and perhaps format; there are no updates and no other graphs"
        raise InvalidInput(f"The form cannot be read: {rule}.", field=strange or "query", rule=rule)
    return found


def _answer(request: Requested, query: str, form: str | None) -> Response[bytes]:
    pool: QueryPool | None = request.app.state.sparql
    if pool is None:
        raise Fault(HTTPStatus.NOT_IMPLEMENTED, "Queries are turned off here (OMFORENT_SPARQL_PROCESSES=0).")
    if len(query) > _LONGEST:
        rule = f"at most {_LONGEST} characters"
        raise InvalidInput(f"The query is too long: {rule}.", field="query", rule=rule)
    return _response(pool.answer(query, _accepted(form, request.headers.get("accept"))), asked=form is not None)


def _response(found: Answered, *, asked: bool) -> Response[bytes]:
    headers = {"Cache-Control": "public, max-age=60", **({} if asked else {"Vary": "Accept"})}
    if found.cut:
        headers["Omforent-Truncated"] = "true"
    return Response(found.content, media_type=found.media_type, headers=headers)


def _accepted(form: str | None, header: str | None) -> dict[str, list[str]]:
    """For each kind of answer the media types that will do, best first."""
    if form is not None:
        return _by_name(form)
    rows, graphs = _liked(header, list(_ROWS.values())), _liked(header, list(_GRAPHS.values()))
    truth = [name for name in rows if name in (_ROWS["json"], _ROWS["xml"])]
    return {"rows": rows, "truth": truth, "graph": graphs}


def _by_name(form: str) -> dict[str, list[str]]:
    """One form for its kind of answer; the usual one for the others."""
    if form not in {**_ROWS, **_GRAPHS}:
        rule = f"one of {', '.join((*_ROWS, *_GRAPHS))}"
        raise InvalidInput(f"{form!r} is no format: {rule}.", field="format", value=form, rule=rule)
    rows = _ROWS.get(form, _ROWS["json"])
    truth = rows if form in ("json", "xml") else _ROWS["json"]
    return {"rows": [rows], "truth": [truth], "graph": [_GRAPHS.get(form, _GRAPHS["ttl"])]}


def _liked(header: str | None, offers: list[str]) -> list[str]:
    asked = [(_ALSO.get(name, name), weight) for name, weight in weights(header or "") if "/" in name]
    if not asked:
        return offers
    liking = {name: _weight(asked, name) for name in offers}
    return sorted((name for name in offers if liking[name] > 0), key=lambda name: -liking[name])


def _weight(asked: list[tuple[str, float]], name: str) -> float:
    """The weight of the most specific range that a media type falls in."""
    for wanted in (name, name.partition("/")[0] + "/*", "*/*"):
        found = [weight for given, weight in asked if given == wanted]
        if found:
            return max(found)
    return 0.0


ROUTES: Final = (query_by_get, query_by_post)
