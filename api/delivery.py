"""Answers with validators: strong ETags, conditional GET, caching, compression (RFC 9110 and 9111)."""

import gzip
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from http import HTTPStatus
from importlib.metadata import version
from typing import Any, Final, NamedTuple

import brotli
from litestar import Request, Response

from api.negotiation import coding

#: What may change with the next release.
CURRENT: Final = "public, max-age=60, stale-while-revalidate=600"
#: What is pinned by a release or version number and never changes.
PINNED: Final = "public, max-age=31536000, immutable"

_SMALLEST: Final = 500  # bytes; below this compression gains nothing
_CODINGS: Final = ("", "gzip", "br")
_PLAIN: Final = ("text/", "application/json", "application/ld+json", "application/rdf+xml", "application/n-triples")
_OTHER_JSON: Final = ("application/schema+json", "application/fhir+json")
_SCRIPTS: Final = ("application/javascript", "application/yaml", "application/problem+json", "image/svg+xml")
#: Another edition of the software may write the same content in another way.
_SOFTWARE: Final = version("omforent")


@dataclass(frozen=True)
class Answer:
    """What may be sent: `seed` tells its content apart from any other, `build` makes the bytes if they are wanted.

    `tag` is a weak ETag to be sent in place of the strong one that `seed` gives (FHIR: the version of a resource).
    """

    media_type: str
    seed: tuple[str, ...]
    build: Callable[[], bytes]
    cache: str = CURRENT
    modified: datetime | None = None
    vary: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    tag: str = ""


class Asked(NamedTuple):
    """What a caller says about any answer: which one it has already, and the content codings that it takes."""

    if_none_match: str | None = None
    if_modified_since: str | None = None
    accept_encoding: str | None = None


_NOTHING: Final = Asked()


def asked_of(headers: Mapping[bytes, str]) -> Asked:
    """The same from headers by their names in lower case."""
    if not headers:
        return _NOTHING
    return Asked(headers.get(b"if-none-match"), headers.get(b"if-modified-since"), headers.get(b"accept-encoding"))


class Reply(NamedTuple):
    """What is sent: a status, headers, and the content as it goes over the wire."""

    status: int
    headers: dict[str, str]
    content: bytes


Header = tuple[bytes, bytes]


class Sent(NamedTuple):
    """The same with its headers as they are sent, the type and the length of the content among them."""

    status: int
    headers: tuple[Header, ...]
    content: bytes


def deliver(request: Request[Any, Any, Any], answer: Answer) -> Response[bytes]:
    """The answer, compressed as the caller accepts, or 304 where the caller has it already."""
    made = reply(_asked(request), answer)
    return Response(made.content, status_code=made.status, media_type=answer.media_type, headers=made.headers)


def reply(asked: Asked, answer: Answer) -> Reply:
    """The same for whoever has no request. Nothing is built where the caller has the answer."""
    etag = answer.tag or _etag(answer)
    headers = _headers(answer)
    matched = held(asked, etag, answer.modified)
    if answer.tag and matched:
        matched = f'W/"{etag}"'
    if matched:
        return Reply(HTTPStatus.NOT_MODIFIED, {**headers, "ETag": matched}, b"")
    content = answer.build()
    chosen = _coding(asked, answer.media_type, content)
    if chosen:
        content = _compressed(content, chosen)
        headers["Content-Encoding"] = chosen
    return Reply(HTTPStatus.OK, {**headers, "ETag": f'W/"{etag}"' if answer.tag else _coded(etag, chosen)}, content)


class Alike:
    """Answers that differ in nothing but their address, the last of their seed: what they share is made once.

    The `build` of the answer that it is made of is never called.
    """

    def __init__(self, answer: Answer) -> None:
        self._media_type = answer.media_type
        self._modified = answer.modified
        self._said = _said(answer.media_type, (*answer.seed[:-1], ""))
        self._headers = tuple(_sent(name, value) for name, value in _headers(answer).items())
        self._whole = (*self._headers, (b"content-type", answer.media_type.encode()))

    def reply(self, asked: Asked, address: str, build: Callable[[], bytes]) -> Sent:
        """The reply to a request for one of them, as `reply` gives it."""
        etag = hashlib.sha256(self._said + address.encode("utf-8", "replace")).hexdigest()[:32]
        if asked is _NOTHING:
            return self._plain(etag, build())
        if asked.if_modified_since or (asked.if_none_match and "*" in asked.if_none_match):
            content = build()  # whether there is such a thing comes first
            build = lambda: content  # noqa: E731
        matched = held(asked, etag, self._modified)
        if matched:
            return Sent(HTTPStatus.NOT_MODIFIED, (*self._headers, (b"etag", matched.encode())), b"")
        return self._coded(asked, etag, build())

    def _plain(self, etag: str, content: bytes) -> Sent:
        tag, length = f'"{etag}"'.encode(), str(len(content)).encode()
        return Sent(HTTPStatus.OK, (*self._whole, (b"etag", tag), (b"content-length", length)), content)

    def _coded(self, asked: Asked, etag: str, content: bytes) -> Sent:
        chosen = _coding(asked, self._media_type, content)
        if not chosen:
            return self._plain(etag, content)
        made = self._plain(f"{etag}-{chosen}", _compressed(content, chosen))
        return made._replace(headers=(*made.headers, (b"content-encoding", chosen.encode())))


def _sent(name: str, value: str) -> Header:
    return name.lower().encode(), value.encode("latin-1")


def _compressed(content: bytes, coding: str) -> bytes:
    return brotli.compress(content, quality=4) if coding == "br" else gzip.compress(content, 6, mtime=0)


def not_modified(request: Request[Any, Any, Any], answer: Answer) -> tuple[str, bool]:
    """The ETag of an answer that is sent by other means, and whether the caller has it already."""
    etag = _etag(answer)
    return etag, bool(held(_asked(request), etag, answer.modified))


def _asked(request: Request[Any, Any, Any]) -> Asked:
    given = request.headers
    return Asked(given.get("if-none-match"), given.get("if-modified-since"), given.get("accept-encoding"))


def _headers(answer: Answer) -> dict[str, str]:
    found = {"Cache-Control": answer.cache, "Vary": ", ".join((*answer.vary, "Accept-Encoding")), **answer.headers}
    if answer.modified:
        found["Last-Modified"] = _written(answer.modified)
    return found


@lru_cache(maxsize=256)
def _written(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _etag(answer: Answer) -> str:
    return hashlib.sha256(_said(answer.media_type, answer.seed)).hexdigest()[:32]


def _said(media_type: str, seed: tuple[str, ...]) -> bytes:
    """What the tag of an answer is the digest of; its address comes last."""
    return "\0".join((_SOFTWARE, media_type, *seed)).encode("utf-8", "replace")


def _coded(etag: str, chosen: str) -> str:
    """The tag of one coding: bytes that differ have strong tags that differ."""
    return f'"{etag}-{chosen}"' if chosen else f'"{etag}"'


def held(asked: Asked, etag: str, modified: datetime | None) -> str:
    """The tag under which the caller has the answer (RFC 9110, 13.1.2 and 13.1.3), or the empty string."""
    if asked.if_none_match is not None:
        if asked.if_none_match == (usual := f'"{etag}"'):
            return usual
        named = {tag.strip().removeprefix("W/") for tag in asked.if_none_match.split(",")}
        tags = [_coded(etag, name) for name in _CODINGS]
        return tags[0] if "*" in named else next((tag for tag in tags if tag in named), "")
    since = _moment(asked.if_modified_since)
    return _coded(etag, "") if since and modified and modified.replace(microsecond=0) <= since else ""


def _moment(header: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(header) if header else None
    except (ValueError, TypeError, OverflowError):
        return None
    return found if found is None or found.tzinfo else found.replace(tzinfo=UTC)


def _coding(asked: Asked, media_type: str, content: bytes) -> str:
    if len(content) < _SMALLEST or not media_type.startswith((*_PLAIN, *_OTHER_JSON, *_SCRIPTS)):
        return ""
    return coding(asked.accept_encoding)
