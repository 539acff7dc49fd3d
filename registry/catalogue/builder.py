"""Builds the catalogue of a release as a folder of files: all of it or nothing, the same bytes each time.

What shows nothing that has changed since the last build stays as it is, to the file.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from registry import resources
from registry.catalogue.crew import work
from registry.catalogue.new_folder import NewFolder, begin, is_empty, part_of, recover, swap
from registry.catalogue.pages import definition_pages
from registry.catalogue.trace import TRACE, Part, Trace
from registry.catalogue.workshop import Done, Workshop, pages_among, size, tasks
from registry.domain import Value
from registry.errors import Unavailable
from registry.services.conformance.matrix import Snapshot, read_snapshot
from registry.services.validation.rules import rule_bytes
from registry.terminology.protocol import ReleaseReader
from registry.terminology.releases import Releases

Progress = Callable[[str], None]
MARKER = ".built.json"
#: What of the program decides the bytes, besides the release.
_DECIDING = {".py", ".html", ".css", ".js", ".toml", ".svg", ".ttl"}
#: The libraries that write bytes.
_LIBRARIES = ("jinja2", "openpyxl", "pyoxigraph", "rdflib")
#: From how many objects and concepts on several processes are sooner done than one, which has to start none.
_MANY = 1_000
#: How many processes are started at most, unless told otherwise.
_MOST = 8
#: How many parts are made between two sentences of progress.
_TOLD_EVERY = 5_000


class Built(Value):
    """What a build came to: HTML pages, all files, their bytes; `fresh` is false where all was there already.

    `rendered` pages had to be made anew, since something that they are made from has changed, and `written` files
    are other than they were; the rest lie as they lay.
    """

    pages: int
    files: int
    bytes: int
    fresh: bool
    rendered: int = 0
    written: int = 0


class _Marker(Value):
    """What lies in the folder to tell what it was built from: by which program, from which release."""

    program: str
    release: str
    built: Built


def build(
    reader: ReleaseReader,
    out: Path,
    *,
    package: Path | None = None,
    progress: Progress | None = None,
    anew: bool = False,
    home: Path | None = None,
    processes: int | None = None,
) -> Built:
    """Write the catalogue of a release to `out`, which it replaces whole; nothing where it is there already.

    `package` is the release's ZIP, which the release page then offers. What the catalogue in `out` has of the same
    is kept, unless it is to be made `anew`. With `home`, the data folder that has the release, a large catalogue is
    made by several `processes`, as many as there are cores unless told otherwise, and what vendors have stated
    there is told too. Raises Unavailable where the
    folder cannot be written, and where it holds anything that is no catalogue.
    """
    try:
        recover(out)
        before, stamps = None if anew else _marker(out), (_program(), _release(reader, package, home))
        if before and (before.program, before.release) == stamps:
            return before.built
        _refuse_strangers(out)
        usable = before is not None and before.program == stamps[0] and (out / TRACE).is_file()
        order = Order(out, package, usable, home, processes or min(os.cpu_count() or 1, _MOST))
        return _Build(reader, order, progress or (lambda _: None)).run(*stamps)
    except (OSError, sqlite3.Error) as fault:
        raise Unavailable(f"The catalogue cannot be written to {out}: {fault}.", field="out", value=str(out)) from fault


def _marker(out: Path) -> _Marker | None:
    try:
        return _Marker.model_validate_json((out / MARKER).read_bytes())
    except (OSError, ValueError):
        return None


def _refuse_strangers(out: Path) -> None:
    if out.exists() and not (out / MARKER).exists() and (not out.is_dir() or not is_empty(out)):
        message = f"{out} holds something that is no catalogue; choose an empty folder."
        raise Unavailable(message, field="out", value=str(out))


def _program() -> str:
    """Of everything but the release that decides the bytes: this program, templates, words, own terms, libraries."""
    digest = sha256(" ".join(version(name) for name in _LIBRARIES).encode())
    rooms = (Path(resources.__file__).parent, resources.folder("site"))
    for path in sorted(path for room in rooms for path in room.rglob("*") if path.suffix in _DECIDING):
        digest.update(path.name.encode() + path.read_bytes())
    digest.update(definition_pages.def_bytes())
    digest.update(rule_bytes())
    return digest.hexdigest()


def _release(reader: ReleaseReader, package: Path | None, home: Path | None) -> str:
    stated = sha256(_stated(home).model_dump_json().encode()).hexdigest()
    named = package.name if package else ""
    return f"{reader.release.number} {reader.release.digest} {reader.release.issued} {named} {stated}"


def _stated(home: Path | None) -> Snapshot:
    """What vendors have stated in the data folder; nothing without one."""
    return read_snapshot(home) if home else Snapshot()


@dataclass(frozen=True, slots=True)
class Order:
    """What a build is given: where to, the release's ZIP, whether what lies there may be taken over, who works."""

    out: Path
    package: Path | None
    usable: bool
    home: Path | None
    processes: int

    @property
    def part(self) -> Path:
        """The folder that is written to before it takes the place of `out`."""
        return part_of(self.out)

    def workshop(self, reader: ReleaseReader) -> Workshop:
        """A workshop for this build."""
        folder = NewFolder(self.part, self.out if self.out.exists() else None)
        trace = Trace.open(self.out / TRACE) if self.usable else None
        return Workshop(reader, self.package, folder, trace, _stated(self.home))


def open_workshop(order: Order, number: str) -> Workshop:
    """A workshop for the same build in another process."""
    assert order.home is not None  # noqa: S101 -- without it there is one process only
    return order.workshop(Releases(order.home).get(number))


class _Build:
    """One build under way."""

    def __init__(self, reader: ReleaseReader, order: Order, tell: Progress) -> None:
        self._reader = reader
        self._order = order
        self._tell = tell
        self._built = Built(pages=0, files=0, bytes=0, fresh=True)

    def run(self, program: str, release: str) -> Built:
        """Write everything beside the old catalogue, and then take its place."""
        begin(self._order.part)
        with closing(Trace.create(self._order.part / TRACE)) as trace:
            self._note(trace)
        kept = self._built.model_copy(update={"fresh": False, "rendered": 0, "written": 0})
        marker = _Marker(program=program, release=release, built=kept)
        (self._order.part / MARKER).write_text(marker.model_dump_json(), "utf-8")
        swap(self._order.part, self._order.out)
        return self._built

    def _note(self, trace: Trace) -> None:
        self._tell("writing pages and data files")
        with closing(self._order.workshop(self._reader)) as workshop:
            for number, each in enumerate(self._done(workshop), 1):
                trace.add((each.part,))
                self._count(each.part, remade=each.remade, changed=each.changed)
                if number % _TOLD_EVERY == 0:
                    self._tell(f"{self._built.pages} pages, {self._built.files} files")
            if package := workshop.adopt_package():
                self._count(package, remade=False, changed=0)

    def _done(self, workshop: Workshop) -> Iterable[Done]:
        """Every part, made here, or by several processes where there are very many."""
        order, all_tasks = self._order, tasks(workshop.source)
        if order.home is None or order.processes == 1 or size(workshop.source) < _MANY:
            return (workshop.do(task) for task in all_tasks)
        return work(partial(open_workshop, order, self._reader.release.number), all_tasks, order.processes)

    def _count(self, part: Part, *, remade: bool, changed: int) -> None:
        built, pages = self._built, pages_among(part.files)
        self._built = built.model_copy(
            update={
                "pages": built.pages + pages,
                "files": built.files + len(part.files),
                "bytes": built.bytes + sum(file.size for file in part.files),
                "rendered": built.rendered + (pages if remade else 0),
                "written": built.written + changed,
            }
        )
