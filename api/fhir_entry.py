"""Where requests to /fhir/r4 and /fhir/r5 come in: read from ASGI, answered, and sent with FHIR's own faults."""

import re
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qsl

from anyio import CapacityLimiter, to_thread
from litestar import asgi
from litestar.handlers import ASGIRouteHandler
from litestar.types import Receive, Scope, Send

from api.delivery import Reply
from api.fhir_asking import Ask, guarded, refusal
from api.fhir_batch import batch
from api.fhir_operations import OperationRequests
from api.fhir_reading import Resources
from api.problems import log_fault
from api.selection import Library
from registry.errors import NotFound
from registry.fhir.capabilities import MEDIA_TYPE
from registry.fhir.edition import Edition
from registry.fhir.outcome import outcome
from registry.fhir.released.shelf import encode

#: The address below which FHIR is spoken.
PLACE: Final = "/fhir"
_HOST: Final = re.compile(r"[A-Za-z0-9._\-]{1,253}(:\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:\d{1,5})?")
#: Bytes of a body above which it is answered beside the others, one such at a time: it may take seconds.
_LARGE: Final = 200_000
_BODIED: Final = ("POST", "PUT", "PATCH")


class Service:
    """The FHIR service over released content."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.resources = Resources(library)
        self.operations = OperationRequests(self.resources)
        self._one_large: CapacityLimiter | None = None

    def perform(self, ask: Ask) -> Reply:
        """The answer to one interaction, whatever it is: a fault is an OperationOutcome."""
        return guarded(ask, lambda: self._perform(ask))

    def _perform(self, ask: Ask) -> Reply:
        if not ask.segments and ask.method == "POST":
            return batch(ask, self.perform)
        found = self.resources.answer(ask) or self.operations.answer(ask)
        if found is None:
            name = "/".join(ask.segments)
            raise NotFound(f"There is no operation {name!r}.", field="operation", value=name)
        return found

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        correlation = scope.get("state", {}).get("correlation_id")
        try:
            made = await self._made(scope, receive)
        except _TooLarge:
            sentence = f"The body is too large: at most {self._library.settings.max_body_bytes} bytes."
            made = _refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, sentence)
        except Exception as fault:
            log_fault(fault, correlation)
            sentence = f"The server failed at this; the correlation id {correlation} finds it in the log."
            made = _refused(HTTPStatus.INTERNAL_SERVER_ERROR, sentence)
        headers = [(name.lower().encode(), value.encode("latin-1", "replace")) for name, value in made.headers.items()]
        headers.append((b"content-length", str(len(made.content)).encode()))
        await send({"type": "http.response.start", "status": int(made.status), "headers": headers})
        await send({"type": "http.response.body", "body": made.content, "more_body": False})

    async def _made(self, scope: Scope, receive: Receive) -> Reply:
        edition, segments = _path(scope)
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        method = scope["method"]  # type: ignore[typeddict-item]  # HTTP alone is routed
        body = await self._body(receive) if method in _BODIED else b""
        if edition is None:
            rule = f"{PLACE}/r4 or {PLACE}/r5"
            return _refused(HTTPStatus.NOT_FOUND, f"FHIR is spoken at {rule}.", "not-found")
        base = f"{self._origin(scope, headers)}{PLACE}/{edition}"
        query = tuple(parse_qsl(scope["query_string"].decode("utf-8", "replace"), keep_blank_values=True))
        ask = Ask(edition, base, method, segments, query, headers, body)
        return await self._beside(ask) if len(body) > _LARGE else self.perform(ask)

    async def _beside(self, ask: Ask) -> Reply:
        """The answer, made in a thread: small requests are answered meanwhile."""
        self._one_large = self._one_large or CapacityLimiter(1)
        return await to_thread.run_sync(self.perform, ask, limiter=self._one_large)

    def _origin(self, scope: Scope, headers: dict[bytes, str]) -> str:
        """Scheme and host as the caller wrote them; a proxy in front tells the scheme."""
        settings = self._library.settings
        host = headers.get(b"host", "")
        if not _HOST.fullmatch(host):
            host = f"{settings.host}:{settings.port}"
        forwarded = headers.get(b"x-forwarded-proto", "") if settings.proxies else ""
        scheme = forwarded if forwarded in ("http", "https") else scope["scheme"]
        return f"{scheme}://{host}"

    async def _body(self, receive: Receive) -> bytes:
        parts, size = [], 0
        while True:
            message: Any = await receive()
            part = message.get("body", b"")
            size += len(part)
            if size > self._library.settings.max_body_bytes:
                raise _TooLarge
            parts.append(part)
            if not message.get("more_body"):
                return b"".join(parts)


class _TooLarge(Exception):
    """The body is larger than any that is read."""


def _path(scope: Scope) -> tuple[Edition | None, tuple[str, ...]]:
    """The edition, and the segments below it; `/` and `%` may stand escaped in a segment."""
    target: str = scope["state"]["path"]
    first, *rest = [one for one in target.removeprefix(PLACE).strip("/").split("/") if one] or [""]
    segments = tuple(one.replace("%2F", "/").replace("%25", "%") for one in rest)
    return (Edition(first) if first in set(Edition) else None), segments


def _refused(status: HTTPStatus, sentence: str, kind: str = "") -> Reply:
    content = encode(outcome(kind, sentence)) if kind else refusal(status, sentence)
    return Reply(status, {"Content-Type": MEDIA_TYPE, "Cache-Control": "no-store"}, content)


def mounted(service: Service) -> ASGIRouteHandler:
    """The service as it is mounted in the application, which tells that it is there and where."""

    @asgi(PLACE, is_mount=True, copy_scope=False)
    async def fhir(scope: Scope, receive: Receive, send: Send) -> None:
        """FHIR R4 and R5: what is had here is told by `/fhir/r4/metadata` and `/fhir/r5/metadata`."""
        await service.answer(scope, receive, send)

    return fhir
