"""Checks every link within a built catalogue: files and anchors; nothing is fetched from elsewhere."""

import posixpath
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from registry.domain import Value

#: What the application answers beside the catalogue's files, at the same place.
_SERVED = "api/v1/"


class Dangling(Value):
    """A link that leads nowhere: the file it stands in, the link, and what is missing."""

    page: str
    href: str
    missing: str


def check_links(out: Path) -> tuple[Dangling, ...]:
    """The dangling links of the catalogue in `out`, and links that a static host under a path prefix cannot follow."""

    @cache
    def anchors(path: str) -> frozenset[str]:
        return frozenset(_read(out / path).ids)

    found = []
    for file in sorted(out.rglob("*.html")):
        page = file.relative_to(out).as_posix()
        for href in dict.fromkeys(_read(file).links):
            lacking = missing(out, page, href, anchors)
            if lacking:
                found.append(Dangling(page=page, href=href, missing=lacking))
    return tuple(found)


def missing(out: Path, page: str, href: str, anchors: Callable[[str], frozenset[str]]) -> str:
    """What a link of `page` leads to that is not there; empty where all is well. `anchors` are the ids of a page."""
    parts = urlsplit(href)
    if parts.scheme in ("http", "https", "mailto"):
        return ""
    if parts.scheme or parts.netloc or parts.path.startswith("/"):
        return "a relative link"
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(parts.path))) if parts.path else page
    if path.startswith(_SERVED):
        return ""
    if path.startswith("..") or not (out / path).is_file():
        return path
    # a browser looks for the fragment as it is written before it decodes it (HTML, scroll to the fragment)
    named = {parts.fragment, unquote(parts.fragment)}
    return "" if not parts.fragment or named & anchors(path) else f"#{parts.fragment}"


class _Page(HTMLParser):
    """The links and anchors of one file."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the tag links to and is called."""
        for name, value in attrs:
            if name in ("href", "src") and value is not None:
                self.links.append(value)
            elif name == "id" and value:
                self.ids.append(value)


def _read(file: Path) -> _Page:
    page = _Page()
    page.feed(file.read_text("utf-8"))
    return page
