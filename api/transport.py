"""The outermost layer: what every request must satisfy and every answer carries, before and after any routing."""

import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from http import HTTPStatus
from random import Random
from typing import Any, Final
from urllib.parse import quote

from api.delivery import Sent
from api.fhir_asking import refusal
from api.problems import MEDIA_TYPE, body, log_fault, problem
from registry.fhir.capabilities import MEDIA_TYPE as FHIR_TYPE

Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
Asgi = Callable[[Any, Receive, Send], Awaitable[None]]
Header = tuple[bytes, bytes]
LookUp = Callable[[Any], Sent | None]

_FHIR: Final = b"/fhir/"
_SPOKEN: Final = "/fhir/"
_LONGEST_TARGET: Final = 8192  # bytes of path and query together
_MOST_DIGITS: Final = 18
#: Correlation ids keep no secret; asking the system for chance each time would let other threads run in between.
_chance = Random()  # noqa: S311
_CORRELATION = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_PLAIN = re.compile(rb"[!-$&-~ ]*")  # printable ASCII, and nothing escaped
_DIGITS: Final = "0123456789abcdefABCDEF"
#: What each escape stands for; within a segment, slashes and percent signs stay escaped.
_WHOLE: Final = {(high + low).encode(): bytes([int(high + low, 16)]) for high in _DIGITS for low in _DIGITS}
_SEGMENT: Final = {**_WHOLE, b"25": b"%25", b"2f": b"%2F", b"2F": b"%2F"}
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
#: Where a query is a text of several lines (SPARQL 1.1 Protocol), and what may not be in it.
_QUERIES: Final = "/sparql"
_IN_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

_SECURITY: Final = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"x-frame-options": b"DENY",
    b"cross-origin-resource-policy": b"cross-origin",
    b"permissions-policy": b"camera=(), geolocation=(), microphone=()",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
}
#: Open to every page on the web: what is not public is given to a token alone, which no browser sends by itself.
_OPEN: Final = {
    b"access-control-allow-origin": b"*",
    b"access-control-expose-headers": b"ETag, Last-Modified, Content-Language, Link, Location, Retry-After, "
    b"WWW-Authenticate, X-Correlation-Id, Omforent-Release, Omforent-Former-Name, Omforent-Truncated",
}
_ALWAYS: Final[list[Header]] = [*_SECURITY.items(), *_OPEN.items()]
_NAMED: Final = frozenset(name for name, _ in _ALWAYS)
_ACCEPTED: Final = (
    b"Accept, Accept-Language, Authorization, Content-Type, If-Match, If-None-Match, If-Modified-Since, Prefer, "
    b"X-Correlation-Id"
)
_PREFLIGHT: Final[list[Header]] = [
    (b"access-control-allow-methods", b"GET, HEAD, OPTIONS, POST, PUT, DELETE"),
    (b"access-control-allow-headers", _ACCEPTED),
    (b"access-control-max-age", b"86400"),
]


class _Refused(Exception):
    """The request is answered here, without being routed."""

    def __init__(self, status: HTTPStatus, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


class Transport:
    """Wraps the application: correlation ids, limits, addresses, HEAD, CORS, security headers, and the last net."""

    def __init__(self, app: Asgi, max_body_bytes: int, look_up: LookUp, fhir: Asgi) -> None:
        self._app = app
        self._fhir = fhir
        self._max_body_bytes = max_body_bytes
        self._look_up = look_up

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """One request, from the moment it comes until its answer is sent."""
        correlation_id = _correlation_id(scope)
        scope.setdefault("state", {})["correlation_id"] = correlation_id
        fhir = _target(scope).startswith(_FHIR)
        answer = _Outgoing(send, correlation_id, bodiless=scope["method"] == "HEAD", fhir=fhir)
        try:
            await self._routed(scope, receive, answer)
        except _Refused as refused:
            await answer.problem(refused.status, refused.detail)
        except Exception as fault:  # nothing that a caller sends may end in a broken connection
            log_fault(fault, correlation_id)
            if answer.started:
                raise
            await answer.problem(HTTPStatus.INTERNAL_SERVER_ERROR, "The server failed at this.")

    async def _routed(self, scope: Any, receive: Receive, answer: "_Outgoing") -> None:
        path = self._checked(scope)
        if scope["method"] == "OPTIONS" and _header(scope, b"access-control-request-method"):
            await answer.whole(HTTPStatus.NO_CONTENT, _PREFLIGHT)
            return
        scope["path"] = scope["state"]["path"] = path
        found = self._look_up(scope)
        if found:
            await answer.sent(found)
            return
        if scope["method"] == "HEAD":
            scope["method"] = "GET"
        if path.startswith(_SPOKEN):  # the service of FHIR has rooms of its own: no router need find it
            await self._fhir(scope, receive, answer)
            return
        scope["state"]["target"] = quote(_target(scope), safe="/%:@!$&'()*+,;=~")
        await self._app(scope, receive, answer)

    def _checked(self, scope: Any) -> str:
        """The path by which requests are routed; what cannot be read, or is too long, is refused."""
        target, query = _target(scope), scope.get("query_string", b"")
        if len(target) + len(query) > _LONGEST_TARGET:
            rule = f"at most {_LONGEST_TARGET} bytes"
            raise _Refused(HTTPStatus.REQUEST_URI_TOO_LONG, f"The address is too long: {rule}.")
        path = _decoded(target, "address", _SEGMENT)
        if query and not _PLAIN.fullmatch(query):
            control = _IN_TEXT if path == _QUERIES else _CONTROL
            _decoded(query.replace(b"+", b" "), "query", _WHOLE, control)
        self._check_length(_header(scope, b"content-length"))
        return path

    def _check_length(self, length: bytes) -> None:
        if length and not length.isdigit():
            raise _Refused(HTTPStatus.BAD_REQUEST, "The header Content-Length is no number.")
        if length and (len(length) > _MOST_DIGITS or int(length) > self._max_body_bytes):
            rule = f"at most {self._max_body_bytes} bytes"
            raise _Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"The body is too large: {rule}.")


def _decoded(escaped: bytes, what: str, escapes: Mapping[bytes, bytes], control: "re.Pattern[str]" = _CONTROL) -> str:
    """A text without its escapes, in one pass: every request pays for it."""
    first, *rest = escaped.split(b"%")
    try:
        text = b"".join([first, *[escapes[part[:2]] + part[2:] for part in rest]]).decode()
    except KeyError:
        fault = f"The {what} has a % that no two hexadecimal digits follow."
        raise _Refused(HTTPStatus.BAD_REQUEST, fault) from None
    except UnicodeDecodeError:
        raise _Refused(HTTPStatus.BAD_REQUEST, f"The {what} is not UTF-8.") from None
    if control.search(text):
        raise _Refused(HTTPStatus.BAD_REQUEST, f"The {what} has a control character.")
    return text


def _target(scope: Any) -> bytes:
    """The path as it was sent, without its query."""
    raw: bytes = scope.get("raw_path") or quote(scope["path"], safe="/%:@!$&'()*+,;=~").encode()
    return raw.partition(b"?")[0]


def _header(scope: Any, name: bytes) -> bytes:
    for key, value in scope["headers"]:  # servers send names in lower case (ASGI)
        if key == name:
            return bytes(value)
    return b""


def _correlation_id(scope: Any) -> str:
    given = _header(scope, b"x-correlation-id")
    return given.decode() if _CORRELATION.fullmatch(given) else f"{_chance.getrandbits(64):016x}"


class _Outgoing:
    """What is sent to the caller, with the headers that every answer has."""

    def __init__(self, send: Send, correlation_id: str, *, bodiless: bool, fhir: bool) -> None:
        self._send = send
        self._correlation_id = correlation_id
        self._bodiless = bodiless
        self._fhir = fhir
        self.started = False

    async def __call__(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            message = {**message, "headers": self._headers(message.get("headers", ()))}
        elif message["type"] == "http.response.body" and self._bodiless:
            message = {**message, "body": b""}
        await self._send(message)

    def _headers(self, given: Iterable[Header]) -> list[Header]:
        found = [
            (name.lower(), value + b", HEAD" if name == b"allow" and b"GET" in value else value)
            for name, value in given
        ]
        found.append((b"x-correlation-id", self._correlation_id.encode()))
        named = {name for name, _ in found}
        return found + (_ALWAYS if named.isdisjoint(_NAMED) else [row for row in _ALWAYS if row[0] not in named])

    async def whole(self, status: int, headers: Iterable[Header], content: bytes = b"") -> None:
        """An answer in one piece."""
        await self({"type": "http.response.start", "status": int(status), "headers": list(headers)})
        await self({"type": "http.response.body", "body": content})

    async def sent(self, made: Sent) -> None:
        """A reply with a body of its own: none of its headers is one of those that every answer has."""
        headers = [*made.headers, (b"x-correlation-id", self._correlation_id.encode()), *_ALWAYS]
        self.started = True
        await self._send({"type": "http.response.start", "status": int(made.status), "headers": headers})
        await self._send({"type": "http.response.body", "body": made.content})

    async def problem(self, status: HTTPStatus, detail: str) -> None:
        """A fault, as FHIR tells it where FHIR is spoken."""
        content = refusal(status, detail) if self._fhir else body(problem(status, detail, self._correlation_id))
        length = (b"content-length", str(len(content)).encode())
        kind = (b"content-type", (FHIR_TYPE if self._fhir else MEDIA_TYPE).encode())
        await self.whole(status, [kind, length, (b"cache-control", b"no-store")], content)
