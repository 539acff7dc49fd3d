"""The static catalogue as it lies in the data folder: pages, styles, scripts; nothing outside that folder."""

import hashlib
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from litestar import Request, Response, get
from litestar.params import FromQuery

from api.delivery import Answer, deliver
from api.negotiation import languages, shown
from api.problems import Fault
from api.selection import Lib

Requested = Request[Any, Any, Any]

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_MEDIA_TYPES: Final = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".txt": "text/plain",
    ".xml": "application/xml",
    ".ttl": "text/turtle",
    ".rdf": "application/rdf+xml",
    ".nt": "application/n-triples",
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}


@get("/", include_in_schema=False, sync_to_thread=False)
def home(request: Requested, library: Lib, lang: FromQuery[str | None] = None) -> Response[bytes]:
    """303 to the front page in the language asked for."""
    chosen = shown(languages(lang, request.headers.get("accept-language")))
    folder = library.settings.catalogue
    if (folder / chosen / "index.html").is_file():
        headers = {"Location": f"/{chosen}/", "Vary": "Accept-Language", "Cache-Control": "public, max-age=60"}
        return Response(b"", status_code=HTTPStatus.SEE_OTHER, headers=headers)
    return _file(request, folder, "index.html")


@get("/{file:str}", include_in_schema=False, sync_to_thread=False)
def root_file(request: Requested, library: Lib) -> Response[bytes]:
    """A file beside the language folders (robots.txt, the index of the site)."""
    return _file(request, library.settings.catalogue, _wanted(request))


@get(["/nb", "/nn", "/en"], include_in_schema=False, sync_to_thread=False)
def front_page(request: Requested, library: Lib) -> Response[bytes]:
    """The front page in a language; its links need the slash at the end."""
    target: str = request.scope["state"]["target"]
    if not target.endswith("/"):
        headers = {"Location": f"/{_wanted(request)}/", "Cache-Control": "public, max-age=3600"}
        return Response(b"", status_code=HTTPStatus.PERMANENT_REDIRECT, headers=headers)
    return _file(request, library.settings.catalogue, f"{_wanted(request)}/index.html")


@get(
    [f"/{place}/{{page:path}}" for place in ("nb", "nn", "en", "static")], include_in_schema=False, sync_to_thread=False
)
def page_file(request: Requested, library: Lib) -> Response[bytes]:
    """A page in a language, or what the pages need."""
    return _file(request, library.settings.catalogue, _wanted(request))


def _wanted(request: Requested) -> str:
    return unquote(request.scope["path"]).strip("/")


def _file(request: Requested, root: Path, name: str) -> Response[bytes]:
    """A file of the catalogue; 404 for what is not in it, wherever the name leads."""
    missing = Fault(HTTPStatus.NOT_FOUND, "There is nothing at this address.")
    if any(part.startswith(".") for part in name.split("/")):
        raise missing
    try:
        path = (root / name).resolve()
        if not path.is_relative_to(root.resolve()) or path.suffix not in _MEDIA_TYPES:
            raise missing
        content = path.read_bytes()
    except (OSError, ValueError):
        raise missing from None
    return deliver(request, _answer(path, content))


def _answer(path: Path, content: bytes) -> Answer:
    media_type = _MEDIA_TYPES[path.suffix]
    long = "/static/" in path.as_posix()
    return Answer(
        media_type,
        (hashlib.sha256(content).hexdigest(),),
        lambda: content,
        cache="public, max-age=3600" if long else "public, max-age=60, stale-while-revalidate=600",
        headers={"Content-Security-Policy": _POLICY} if media_type == "text/html" else {},
    )


ROUTES: Final = [home, root_file, front_page, page_file]
