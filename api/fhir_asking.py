"""A FHIR interaction as it is asked for, whoever asks (a request, or an entry of a batch), and the answer to it."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus
from typing import Any, Final

from api.delivery import Answer, Reply, asked_of
from api.delivery import reply as reply_to
from api.negotiation import weights
from api.problems import NotAcceptable
from api.problems import status_of as usual_status
from registry.errors import InvalidInput, OmforentError
from registry.fhir.capabilities import MEDIA_TYPE
from registry.fhir.edition import Edition
from registry.fhir.outcome import outcome, outcome_of
from registry.fhir.released.shelf import encode

Json = dict[str, Any]
Query = tuple[tuple[str, str], ...]

_JSON: Final = frozenset(
    ("json", "application/json", "application/fhir+json", "application/json+fhir", "text/json", "application/*", "*/*")
)
_HTML: Final = frozenset(("html", "text/html", "application/xhtml+xml"))
_EDITION: Final = re.compile(r"fhirVersion\s*=\s*\"?([0-9.]+)", re.IGNORECASE)
_FORM: Final = "application/x-www-form-urlencoded"


class WrongType(InvalidInput):
    """The body is of a type that is not read (HTTP 415)."""


class NotTaken(InvalidInput):
    """The address does not take the method (HTTP 405)."""


@dataclass(frozen=True)
class Ask:
    """One interaction: `base` is the absolute address of the service in this edition, `segments` the path below it.

    `headers` have names in lower case.
    """

    edition: Edition
    base: str
    method: str
    segments: tuple[str, ...]
    query: Query
    headers: Mapping[bytes, str]
    body: bytes = b""

    def given(self, name: str) -> str | None:
        """The last value of a query parameter."""
        return next((value for key, value in reversed(self.query) if key == name), None)

    @property
    def pretty(self) -> bool:
        """Whether the answer is to be laid out for people."""
        return self.given("_pretty") == "true"

    @property
    def is_form(self) -> bool:
        """Whether the body is a form."""
        return self.headers.get(b"content-type", "").partition(";")[0].strip().lower() == _FORM


def form_of(ask: Ask, *, pages: bool = False) -> str:
    """`json`, or with `pages` perhaps `html`: by `_format`, else by Accept. Raises NotAcceptable."""
    asked = ask.given("_format")
    if asked is not None:
        ranges = ((asked.partition(";")[0].strip().replace(" ", "+").lower(), 1.0),)
        return _chosen(ranges, pages=pages, field="_format", value=asked, edition=_edition_in(asked), own=ask.edition)
    accept = ask.headers.get(b"accept", "")
    return _accepted(accept, pages, ask.edition)


@lru_cache(maxsize=512)
def _accepted(accept: str, pages: bool, own: Edition) -> str:
    ranges = tuple(weights(accept)) or (("*/*", 1.0),)
    return _chosen(ranges, pages=pages, field="Accept", value=accept, edition=_edition_in(accept), own=own)


def _edition_in(written: str) -> str:
    found = _EDITION.search(written)
    return found[1] if found else ""


def _chosen(
    ranges: tuple[tuple[str, float], ...], *, pages: bool, field: str, value: str, edition: str, own: Edition
) -> str:
    if edition and not own.number.startswith(edition):
        rule = f"this address speaks FHIR {own.number}"
        raise NotAcceptable(f"{field} asks for FHIR {edition}; {rule}.", field=field, value=value, rule=rule)
    best = max((weight for name, weight in ranges if name in _JSON), default=0.0)
    page = max((weight for name, weight in ranges if name in _HTML), default=0.0)
    if pages and page > 0 and page >= best:
        return "html"
    if best > 0 or (page > 0 and not pages and field == "Accept"):
        return "json"
    rule = f"resources are had as JSON: {MEDIA_TYPE}"
    raise NotAcceptable(f"{value!r} cannot be answered; {rule}.", field=field, value=value, rule=rule)


def body_of(ask: Ask) -> Json:
    """The resource in the body. Raises WrongType, InvalidInput."""
    kind = ask.headers.get(b"content-type", "").partition(";")[0].strip().lower()
    if kind and kind not in _JSON:
        rule = f"send JSON: {MEDIA_TYPE}"
        raise WrongType(f"A body of type {kind!r} is not read; {rule}.", field="Content-Type", value=kind, rule=rule)
    try:
        found = json.loads(ask.body.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError) as fault:
        raise InvalidInput(f"The body is no JSON: {fault}.", field="body", rule="JSON in UTF-8") from fault
    except RecursionError:
        raise InvalidInput("The body is nested too deep.", field="body", rule="JSON of bounded depth") from None
    if not isinstance(found, dict):
        raise InvalidInput("The body is no JSON object.", field="body", rule="a FHIR resource")
    return found


def told(ask: Ask, resource: Json, *, status: int = HTTPStatus.OK) -> Reply:
    """A resource that is not kept by anybody."""
    headers = {"Cache-Control": "no-store", "Content-Type": MEDIA_TYPE}
    return Reply(status, headers, encode(resource, pretty=ask.pretty))


def delivered(ask: Ask, answer: Answer) -> Reply:
    """An answer with validators, or 304 where the caller has it."""
    found = reply_to(asked_of(ask.headers), answer)
    return found._replace(headers={**found.headers, "Content-Type": answer.media_type})


def guarded(ask: Ask, answer: Callable[[], Reply]) -> Reply:
    """An answer, or the OperationOutcome of what is wrong with the request."""
    try:
        return answer()
    except OmforentError as fault:
        kind = "not-supported" if isinstance(fault, WrongType | NotTaken | NotAcceptable) else ""
        return told(ask, outcome_of(fault, kind), status=status_of(fault))


def refusal(status: HTTPStatus, sentence: str) -> bytes:
    """The OperationOutcome of a request that is refused before it is read."""
    kind = {HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too-long", HTTPStatus.REQUEST_URI_TOO_LONG: "too-long"}
    usual = "exception" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "invalid"
    return encode(outcome(kind.get(status, usual), sentence))


def status_of(fault: OmforentError) -> int:
    """The HTTP status of a fault."""
    if isinstance(fault, WrongType):
        return HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    return HTTPStatus.METHOD_NOT_ALLOWED if isinstance(fault, NotTaken) else usual_status(fault)
