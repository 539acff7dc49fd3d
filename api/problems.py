"""Every fault as problem+json (RFC 9457): which status an exception has, and the body that tells a person why."""

import logging
import re
import traceback
from http import HTTPStatus
from typing import Any, Final

from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from pydantic import BaseModel, Field, JsonValue
from pydantic_core import to_jsonable_python

from registry.errors import (
    CannotHold,
    ChecksFailed,
    Conflict,
    Forbidden,
    InvalidInput,
    NotFound,
    NotSignedIn,
    OmforentError,
    Stale,
    TooLong,
    TooMany,
    TooManyAtOnce,
    Unavailable,
    ValidationFailed,
)

MEDIA_TYPE: Final = "application/problem+json"

_log = logging.getLogger(__name__)

_STATUS: Final[tuple[tuple[type[OmforentError], HTTPStatus], ...]] = (
    (CannotHold, HTTPStatus.NOT_ACCEPTABLE),
    (InvalidInput, HTTPStatus.BAD_REQUEST),
    (NotFound, HTTPStatus.NOT_FOUND),
    (NotSignedIn, HTTPStatus.UNAUTHORIZED),
    (Forbidden, HTTPStatus.FORBIDDEN),
    (Stale, HTTPStatus.PRECONDITION_FAILED),
    (TooMany, HTTPStatus.TOO_MANY_REQUESTS),
    (TooLong, HTTPStatus.UNPROCESSABLE_ENTITY),
    (Conflict, HTTPStatus.CONFLICT),
    (ChecksFailed, HTTPStatus.UNPROCESSABLE_ENTITY),
    (Unavailable, HTTPStatus.SERVICE_UNAVAILABLE),
    (ValidationFailed, HTTPStatus.INTERNAL_SERVER_ERROR),
)
_INTERNAL: Final = "The server failed at this; the correlation id finds it in the log."


class Problem(BaseModel):
    """What went wrong (RFC 9457): a sentence, and where it applies the field, the value and the rule."""

    type: str = Field("about:blank", description="`about:blank`: the status says what kind of problem it is.")
    title: str = Field(description="The name of the status.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="One sentence about what went wrong.")
    field: str | None = Field(None, description="The parameter or field that is wrong.")
    value: str | None = Field(None, description="Its value.")
    rule: str | None = Field(None, description="What it must be.")
    target: str | None = Field(None, description="What an edit was to change, where it builds on what is gone.")
    yours: JsonValue = Field(None, description="What the edit builds on, or would put there.")
    theirs: JsonValue = Field(None, description="What is there now.")
    correlation_id: str | None = Field(None, description="Finds the request in the server's log.")


_SIDES: Final = ("yours", "theirs")


class NotAcceptable(InvalidInput):
    """Nothing that can be answered is acceptable to the caller."""


class Fault(Exception):
    """A fault that only HTTP knows, with its status."""

    def __init__(self, status: HTTPStatus, detail: str, **where: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.where = where


def problem(status: int, detail: str, correlation_id: str | None = None, **where: str) -> Problem:
    """A problem with the standard title of its status; empty members are left out."""
    given = {name: value[:500] for name, value in where.items() if value}
    return Problem(
        title=HTTPStatus(status).phrase, status=status, detail=detail, correlation_id=correlation_id, **given
    )


def body(found: Problem) -> bytes:
    """The problem as UTF-8."""
    whole = found.model_dump(mode="json")
    kept = {name for name, value in whole.items() if value is not None or (name in _SIDES and found.target)}
    return found.model_dump_json(include=kept).encode("utf-8", "replace")


def challenge(fault: NotSignedIn) -> str:
    """What a caller has to come with."""
    told = f', error="invalid_token", error_description="{_quoted(fault.message)}"' if fault.field else ""
    return f'Bearer realm="omforent"{told}'


def _quoted(sentence: str) -> str:
    return "".join(mark for mark in sentence if mark.isascii() and mark.isprintable() and mark not in '"\\')


def handle(request: Request[Any, Any, Any], exception: Exception) -> Response[bytes]:
    """The answer to any exception; what nobody foresaw is logged without anything that the caller sent."""
    correlation_id = request.scope.get("state", {}).get("correlation_id")
    found = _problem_of(request, exception, correlation_id)
    if found.status == HTTPStatus.INTERNAL_SERVER_ERROR:
        log_fault(exception, correlation_id)
    headers = {"Cache-Control": "no-store", **_headers(exception)}
    return Response(body(found), status_code=found.status, media_type=MEDIA_TYPE, headers=headers)


def log_fault(exception: Exception, correlation_id: str | None) -> None:
    """Log an unforeseen exception: its class and where it was raised, not its message, which may quote the caller."""
    frames = traceback.extract_tb(exception.__traceback__)
    places = " < ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in reversed(frames[-8:]))
    _log.error("%s at %s (correlation id %s)", type(exception).__name__, places, correlation_id)


def _problem_of(request: Request[Any, Any, Any], exception: Exception, correlation_id: str | None) -> Problem:
    if isinstance(exception, NotAcceptable):
        status = HTTPStatus.NOT_ACCEPTABLE
        return problem(status, exception.message, correlation_id, **_where(exception))
    if isinstance(exception, Stale):
        found = problem(HTTPStatus.PRECONDITION_FAILED, exception.message, correlation_id, **_where(exception))
        sides = {"target": exception.target, "yours": _json(exception.yours), "theirs": _json(exception.theirs)}
        return found.model_copy(update=sides)
    if isinstance(exception, OmforentError):
        return problem(status_of(exception), exception.message, correlation_id, **_where(exception))
    if isinstance(exception, Fault):
        return problem(exception.status, exception.detail, correlation_id, **exception.where)
    if isinstance(exception, HTTPException) and exception.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
        return _of_router(request, exception, correlation_id)
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, _INTERNAL, correlation_id)


def status_of(fault: OmforentError) -> HTTPStatus:
    """The status of a fault of the registry's."""
    if isinstance(fault, NotAcceptable):
        return HTTPStatus.NOT_ACCEPTABLE
    return next((code for kind, code in _STATUS if isinstance(fault, kind)), HTTPStatus.BAD_REQUEST)


def _json(value: object) -> JsonValue:
    found: JsonValue = to_jsonable_python(value, fallback=str)
    return found


def _where(exception: OmforentError) -> dict[str, str]:
    return {"field": exception.field, "value": exception.value, "rule": exception.rule}


def _of_router(request: Request[Any, Any, Any], exception: HTTPException, correlation_id: str | None) -> Problem:
    """A fault that the router or the reading of parameters found."""
    if isinstance(exception, ValidationException):
        return _of_parameter(request, exception, correlation_id)
    detail = _SENTENCES.get(exception.status_code, exception.detail or HTTPStatus(exception.status_code).description)
    return problem(exception.status_code, detail, correlation_id)


def _of_parameter(
    request: Request[Any, Any, Any], exception: ValidationException, correlation_id: str | None
) -> Problem:
    """A parameter that is missing or cannot be read, told in our own words: its name, its value and the rule."""
    extra = exception.extra if isinstance(exception.extra, list) else []
    missing = _MISSING.search(exception.detail)
    field = (
        str(extra[0].get("key", "")) if extra and isinstance(extra[0], dict) else missing.group(1) if missing else ""
    )
    value = request.query_params.get(field)
    rule = _rule(request, field)
    told = f"The parameter {field!r} is missing" if value is None else f"{field}={value!r} cannot be read"
    where = {"field": field, "value": value or "", "rule": rule}
    return problem(exception.status_code, f"{told}: {rule}.", correlation_id, **where)


def _rule(request: Request[Any, Any, Any], field: str) -> str:
    """What a parameter must be, by the description of the API."""
    path = request.app.state.description["paths"].get(request.scope.get("path_template"), {})
    parameters = path.get(request.method.lower(), {}).get("parameters", ())
    told: dict[str, Any] = next((row for row in parameters if row["name"] == field), {})
    schema = told.get("schema", {})
    return _RULES.get(schema.get("format") or schema.get("type"), "it must be given")


_MISSING: Final = re.compile(r"parameter '([^']+)'")
_RULES: Final = {
    "integer": "a whole number",
    "boolean": "true or false",
    "date": "a day, such as 2026-11-22",
}
_SENTENCES: Final = {
    404: "There is nothing at this address.",
    405: "This address does not take this method; the header Allow names those it takes.",
    403: "This address is not open to the public.",
}


def _headers(exception: Exception) -> dict[str, str]:
    if isinstance(exception, NotSignedIn):
        return {"WWW-Authenticate": challenge(exception)}
    if isinstance(exception, TooMany):
        return {"Retry-After": "3600"}
    if isinstance(exception, TooManyAtOnce):
        return {"Retry-After": "2"}
    given = getattr(exception, "headers", None)
    return dict(given) if isinstance(exception, HTTPException) and given else {}
