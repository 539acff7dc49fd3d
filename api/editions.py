"""Versions and releases under /api/v1, and the ZIP of a release."""

from typing import Annotated, Any, Final

from litestar import Request, Response, get
from litestar.di import Provide
from litestar.params import PathParameter, QueryParameter
from litestar.response import File
from pydantic import BaseModel

from api import answers
from api.composing import compose
from api.delivery import PINNED, Answer, not_modified
from api.documented import answering, sending
from api.paging import Cursor, Limit, pager
from api.representation import accept_json, deliver_json
from api.selection import Here, Lib, Reading, reading, release_named
from registry.domain import ReleaseEntry
from registry.errors import NotFound

Requested = Request[Any, Any, Any]
Number = Annotated[str, PathParameter(description="Number of the release, such as 2026.1, or `current`.")]

_READING: Final = {"here": Provide(reading, sync_to_thread=False)}
_ZIP: Final = "application/zip"


@get(
    "/versions",
    dependencies=_READING,
    operation_id="list_versions",
    summary="List versions",
    tags=["Versions and releases"],
    **answering(answers.VersionPage, "One page of versions."),
    sync_to_thread=False,
)
def versions(
    request: Requested,
    here: Here,
    object: Annotated[  # noqa: A002 -- the name that callers write
        str | None, QueryParameter(description="Any name of an object or of a member of it: its whole history.")
    ] = None,
    limit: Limit = None,
    cursor: Cursor = None,
) -> Response[bytes]:
    """The versions that a release pins, by IRI; with `object` all versions of that until the release, newest first."""
    accept_json(request)
    page = pager(request, here, limit, cursor)
    found = page.here.reader.versions() if object is None else page.here.reader.history(_owner(page.here, object))

    def build() -> BaseModel:
        items = [compose(answers.Version, version, page.here) for version in page.cut(found)]
        return answers.VersionPage(items=items, total=len(found), next=page.next(len(found)))

    return deliver_json(request, page.here, build)


def _owner(here: Reading, name: str) -> str:
    found = here.reader.resolve(name)
    if not found:
        message = f"Release {here.number} has nothing named {name!r}."
        raise NotFound(message, field="object", value=name, rule="an identifier or alias, to the letter")
    return found[0].object


@get(
    "/releases",
    dependencies=_READING,
    operation_id="list_releases",
    summary="List releases",
    tags=["Versions and releases"],
    **answering(answers.ReleasePage, "One page of releases."),
    sync_to_thread=False,
)
def releases(request: Requested, here: Here, limit: Limit = None, cursor: Cursor = None) -> Response[bytes]:
    """The releases until the one that is read, newest first."""
    accept_json(request)
    page = pager(request, here, limit, cursor)
    last = page.here.reader.release.order
    found = [entry for entry in here.library.releases.all() if entry.order <= last]

    def build() -> BaseModel:
        items = [compose(answers.ReleaseEntry, entry, page.here, package=_package(entry)) for entry in page.cut(found)]
        return answers.ReleasePage(items=items, total=len(found), next=page.next(len(found)))

    return deliver_json(request, page.here, build)


def _package(entry: ReleaseEntry) -> str:
    return f"/api/v1/releases/{entry.number}/package"


@get(
    "/releases/{number:str}",
    operation_id="get_release",
    dependencies=_READING,
    summary="Read a release",
    tags=["Versions and releases"],
    **answering(answers.Release, "The release and the version of every object in it."),
    sync_to_thread=False,
)
def release(request: Requested, here: Here, number: Number) -> Response[bytes]:
    """One release with the versions that it pins; `current` is the newest."""
    accept_json(request)
    then = _named(here, number)
    return deliver_json(request, then, lambda: release_answer(then))


def release_answer(here: Reading) -> answers.Release:
    """The release that is read, with its versions."""
    found = here.reader.release
    pinned = [compose(answers.Version, version, here) for version in found.versions]
    return compose(answers.Release, found, here, versions=pinned, package=_package(found))


def _named(here: Reading, number: str) -> Reading:
    if number == "current":
        return here
    reader = release_named(here.library, number)
    return Reading(here.library, reader, reader.release.issued.date(), here.languages, pinned=True)


@get(
    "/releases/{number:str}/package",
    operation_id="get_package",
    summary="Fetch a release whole",
    tags=["Versions and releases"],
    **sending(_ZIP, "The ZIP."),
    sync_to_thread=False,
)
def package(request: Requested, library: Lib, number: Number) -> Response[bytes] | File:
    """One ZIP of everything in a release: Turtle, JSON, CSV, XLSX, and a manifest with the SHA-256 of each file."""
    reader = library.releases.current() if number == "current" else release_named(library, number)
    found = reader.release
    cache = "public, max-age=60" if number == "current" else PINNED
    answer = Answer(_ZIP, (found.digest, found.number), bytes, cache=cache, modified=found.issued)
    etag, has_it = not_modified(request, answer)
    headers = {"Cache-Control": cache, "ETag": f'"{etag}"', "Omforent-Release": found.number}
    if has_it:
        return Response(b"", status_code=304, media_type=_ZIP, headers=headers)
    path = library.releases.package(found.number)
    if not path.is_file():
        raise NotFound(f"Release {found.number} has no package.", field="number", value=found.number)
    return File(path, filename=f"omforent-{found.number}.zip", media_type=_ZIP, headers=headers)


ROUTES: Final = [versions, releases, release, package]
