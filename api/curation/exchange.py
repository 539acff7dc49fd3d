"""What all routes of curation share: bodies read, If-Match read, answers sent with their ETag."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from math import isfinite
from typing import Annotated, Any, Final, NamedTuple, TypeVar
from urllib.parse import quote

from litestar import Request, Response
from litestar.di import NamedDependency, Provide
from litestar.params import HeaderParameter, QueryParameter, SkipValidation
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails, from_json

from api.auth import curation_of
from api.problems import Fault
from registry.domain.party import Caller
from registry.errors import InvalidInput, NotFound
from registry.namespaces import BASE
from registry.services.curation.office import Curation

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")
Requested = Request[Any, Any, Any]

_JSON: Final = "application/json"
_TAG: Final = re.compile(r'"(\d{1,18})"', re.ASCII)
_IDENTIFIER: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
#: Bytes of a body that is not a list of operations.
SMALL: Final = 200_000
#: No edition has this number.
_NO_EDITION: Final = -1


class Content(NamedTuple):
    """The body of a request, as it came."""

    content: bytes


async def _content(request: Requested) -> Content:
    kind = request.headers.get("content-type", _JSON).partition(";")[0].strip().lower()
    if kind != _JSON and not kind.endswith("+json"):
        raise Fault(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The body is no JSON.", field="Content-Type", rule=_JSON)
    return Content(await request.body())


def _office(request: Requested) -> Curation:
    return curation_of(request)


def _caller(request: Requested) -> Caller:
    found: Caller = request.scope["state"]["caller"]
    return found


IfMatch = Annotated[
    str | None,
    HeaderParameter(name="If-Match", description="The ETag that was read: the edition that is changed. Must be given."),
]


def _tag(if_match: IfMatch = None) -> str:
    """The ETag that a write builds on."""
    if if_match is None or if_match.strip() == "*":
        rule = 'the ETag that was read, such as "7"'
        message = "The header If-Match must say which edition is changed."
        raise Fault(HTTPStatus.PRECONDITION_REQUIRED, message, field="If-Match", rule=rule)
    return if_match.strip()


def _expected(if_match: IfMatch = None) -> int:
    """The edition that a write builds on; one that cannot be where the tag is none of ours."""
    found = _TAG.fullmatch(_tag(if_match))
    return int(found[1]) if found else _NO_EDITION


Sent = NamedDependency[SkipValidation[Content]]
Office = NamedDependency[SkipValidation[Curation]]
Signed = NamedDependency[SkipValidation[Caller]]
Expected = NamedDependency[SkipValidation[int]]
Tag = NamedDependency[SkipValidation[str]]

Limit = Annotated[int | None, QueryParameter(description="Most items in the answer; 50 where nothing is said.")]
Cursor = Annotated[str | None, QueryParameter(description="Where the page begins: take it from `next`.")]

#: What routes depend on: that read, that anybody may read, that are sent something, that change something, or both.
READING: Final = {"office": Provide(_office, sync_to_thread=False), "caller": Provide(_caller, sync_to_thread=False)}
OPEN: Final = {"office": READING["office"]}
SENDING: Final = {**READING, "sent": Provide(_content)}
CHANGING: Final = {**READING, "expected": Provide(_expected, sync_to_thread=False)}
EDITING: Final = {**CHANGING, "sent": Provide(_content)}
DECIDING: Final = {**SENDING, "tag": Provide(_tag, sync_to_thread=False)}
PROPOSING: Final = {**OPEN, "sent": Provide(_content)}


class Body(BaseModel):
    """What is sent: nothing but the fields that are known."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def body_of(sent: Content, cls: type[M], most: int = SMALL) -> M:
    """The body as a value. InvalidInput names the field, its value and the rule."""
    if len(sent.content) > most:
        raise Fault(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The body is too large: at most {most} bytes.")
    try:
        _refuse_control(from_json(sent.content, allow_inf_nan=False))
        return cls.model_validate_json(sent.content)
    except ValidationError as fault:
        raise _told(fault.errors(include_url=False, include_context=False)) from None
    except ValueError as fault:
        raise InvalidInput(f"The body is no JSON: {fault}.", field="body", rule="JSON in UTF-8") from None


def _refuse_control(value: Any) -> None:
    """Raise InvalidInput for a text that no form that we write can carry."""
    waiting = [("body", value)]
    while waiting:
        name, found = waiting.pop()
        if isinstance(found, str) and _CONTROL.search(found):
            rule = "text, with line feeds and tabs"
            raise InvalidInput(f"{name} has a control character.", field=name, value=ascii(found)[:80], rule=rule)
        if isinstance(found, float) and not isfinite(found):
            raise InvalidInput(f"{name} is no number that can be kept.", field=name, rule="a number with an end")
        if isinstance(found, dict):
            waiting.extend((str(key), each) for key, each in found.items())
            waiting.extend(("body", str(key)) for key in found)
        elif isinstance(found, list):
            waiting.extend((name, each) for each in found)


def _told(faults: Sequence[ErrorDetails]) -> InvalidInput:
    first, more = faults[0], f" ({len(faults) - 1} more)" if len(faults) > 1 else ""
    place = ".".join(str(part) for part in first["loc"]) or "body"
    given = "" if isinstance(first["input"], dict | list) else str(first["input"])
    return InvalidInput(f"{place}: {first['msg']}{more}.", field=place, value=given, rule=first["msg"])


def iri_of(kind: str, identifier: str) -> str:
    """The IRI of a change set, hearing or proposal by what stands in its address; NotFound for what is no such name."""
    if not _IDENTIFIER.fullmatch(identifier):
        raise NotFound(f"There is no {kind} {identifier!r}.", field="identifier", value=identifier)
    return f"{BASE}{kind}/{identifier}"


def answer(
    request: Requested,
    value: BaseModel,
    *,
    edition: int | None = None,
    status: int = HTTPStatus.OK,
    headers: Mapping[str, str] | None = None,
    cache: str = "private, no-cache",
) -> Response[bytes]:
    """A value as JSON with its ETag: the number of its edition where it has one, else a digest of the bytes."""
    content = value.model_dump_json().encode()
    tag = f'"{edition}"' if edition is not None else tag_of(value)
    told = {"ETag": tag, "Cache-Control": cache, "Vary": "Authorization", **(headers or {})}
    asked = {each.strip().removeprefix("W/") for each in request.headers.get("if-none-match", "").split(",")}
    if request.method == "GET" and asked & {tag, "*"}:
        return Response(b"", status_code=HTTPStatus.NOT_MODIFIED, media_type=_JSON, headers=told)
    return Response(content, status_code=status, media_type=_JSON, headers=told)


def tag_of(value: BaseModel) -> str:
    """The ETag of what has no editions: a digest of its JSON."""
    return f'"{hashlib.sha256(value.model_dump_json().encode()).hexdigest()[:32]}"'


def window(limit: int | None, cursor: str | None, most: int) -> tuple[int | None, int]:
    """Where a page begins, as its cursor says, and how many items it has. InvalidInput."""
    limit = min(50, most) if limit is None else limit
    if not 1 <= limit <= most:
        rule = f"from 1 to {most}"
        raise InvalidInput(f"The limit {limit} is out of bounds: {rule}.", field="limit", value=str(limit), rule=rule)
    if cursor is None:
        return None, limit
    if not re.fullmatch(r"\d{1,12}", cursor, re.ASCII):
        raise InvalidInput("The cursor cannot be used here.", field="cursor", value=cursor, rule="what `next` had")
    return int(cursor), limit


class Window(NamedTuple):
    """The part of a list that a request asks for: where it begins, from 0, and at most how many items it has."""

    request: Requested
    offset: int
    most: int

    def cut(self, rows: Sequence[T]) -> tuple[T, ...]:
        """The items of it."""
        return tuple(rows[self.offset : self.offset + self.most])

    def next(self, total: int) -> str | None:
        """The address of what comes after it; None where that is nothing."""
        after = self.offset + self.most
        return address(self.request, after if after < total else None, self.most)


def window_of(request: Requested, limit: int | None, cursor: str | None) -> Window:
    """The part of a list that a request asks for, as its cursor says. InvalidInput."""
    begins, most = window(limit, cursor, request.app.state.settings.max_page)
    return Window(request, begins or 0, most)


def address(request: Requested, cursor: int | None, limit: int) -> str | None:
    """The address of the next page; None where there is none."""
    if cursor is None:
        return None
    kept = {name: value for name, value in request.query_params.items() if name not in {"limit", "cursor"}}
    asked = "&".join(f"{quote(name)}={quote(str(value), safe='')}" for name, value in sorted(kept.items()))
    return f"{request.scope['path']}?{asked + '&' if asked else ''}limit={limit}&cursor={cursor}"
