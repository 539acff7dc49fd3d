"""Opens the releases in a data folder: the current one, one by number or by date, and single versions."""

import logging
import os
from collections.abc import Callable
from datetime import UTC, date
from pathlib import Path
from time import monotonic
from weakref import WeakValueDictionary

from registry.domain import Iri, Release, ReleaseEntry, Value, Version
from registry.errors import NotFound, Unavailable
from registry.rdf.canonical import blocks_of, object_path
from registry.rdf.references import references
from registry.terminology.artefact import Artefact, not_compiled, open_artefact
from registry.terminology.container import OtherFormat
from registry.terminology.layout import Layout
from registry.terminology.release_file import STRUCTURE, Content, write_release
from registry.terminology.release_reader import CompiledRelease

_log = logging.getLogger(__name__)


class Manifest(Value):
    """What release.json holds: the release, the releases until it, and all versions issued until it."""

    release: Release
    history: tuple[ReleaseEntry, ...]
    versions: tuple[Version, ...]


def open_release(
    layout: Layout, number: str, open_version: Callable[[str], Artefact], *, compiles: bool = True
) -> CompiledRelease:
    """A release by its number, compiled anew from its manifest where the compiled file is missing or old.

    Without `compiles` Unavailable is raised there instead: nothing is written.
    """
    try:
        return CompiledRelease(layout.index(number), open_version)
    except (NotFound, OtherFormat) as fault:
        if not compiles:
            raise not_compiled(fault) from fault
        compile_release(layout, read_manifest(layout, number), layout.release(number))
        return CompiledRelease(layout.index(number), open_version)


def read_manifest(layout: Layout, number: str) -> Manifest:
    """What a release pins; NotFound, or Unavailable where the file is damaged."""
    try:
        return Manifest.model_validate_json(layout.manifest(number).read_bytes())
    except FileNotFoundError:
        raise NotFound(f"There is no release {number}.", field="release", value=number) from None
    except (OSError, ValueError) as error:
        raise Unavailable(f"Release {number} cannot be read: {error}.", field="release", value=number) from error


def compile_release(layout: Layout, manifest: Manifest, folder: Path) -> None:
    """Write release.idx to `folder` from canonical files alone."""
    contents = (_content(layout, version) for version in manifest.release.versions)
    write_release(manifest.release, manifest.history, manifest.versions, contents, folder / "release.idx")


def _content(layout: Layout, version: Version) -> Content:
    artefact = open_artefact(layout.objects, version.digest)
    text = object_path(layout.objects, version.digest)
    return Content(version, artefact.header(), artefact.each(), references(blocks_of(text), STRUCTURE))


class Releases:
    """All releases until the current one. Reads files only; a release that is not committed is never seen.

    At most `most_open` releases are kept open besides the current one, those that were read last; a release that a
    caller still holds stays readable, and its files are let go of when nobody holds it. Without `compiles` nothing
    is ever written: what would have to be compiled anew is Unavailable. Whether there is a new release is looked at
    every `looks_every` seconds at most: a look lets other threads run, which costs a busy server more than the look.
    """

    def __init__(self, home: Path, *, compiles: bool = True, most_open: int = 4, looks_every: float = 0.0) -> None:
        self._looks_every = looks_every
        self._looked = float("-inf")
        self._layout = Layout(home)
        self._compiles = compiles
        self._most_open = most_open
        self._pointer = os.fspath(self._layout.pointer)
        self._stamp: tuple[int, int, int] | None = None
        self._number = ""
        self._readers: dict[str, CompiledRelease] = {}
        self._artefacts: WeakValueDictionary[str, Artefact] = WeakValueDictionary()

    def current(self) -> CompiledRelease:
        """The current release, looked up anew where the pointer has changed; NotFound where there is none yet.

        Where a new release cannot be opened (its files are still being copied, say) the last one goes on.
        """
        now = monotonic()
        if now - self._looked >= self._looks_every:
            stamp = self._seen()
            if stamp != self._stamp:
                self._turn_to(self._layout.pointer.read_text("utf-8").strip(), stamp)
            self._looked = now
        return self._reader(self._number)

    def _seen(self) -> tuple[int, int, int]:
        try:
            seen = os.stat(self._pointer)  # noqa: PTH116 -- every request pays for this; a Path costs four times as much
        except FileNotFoundError:
            raise NotFound("Nothing has been released yet.", field="release") from None
        except OSError as error:
            raise Unavailable(f"{self._pointer} cannot be read: {error}.", field="home") from error
        return seen.st_mtime_ns, seen.st_ino, seen.st_size

    def _turn_to(self, number: str, stamp: tuple[int, int, int]) -> None:
        """Open another release and serve it from now on."""
        try:
            self._reader(number)
        except (NotFound, Unavailable) as fault:
            if not self._number:
                raise
            _log.warning("release %s cannot be opened, %s goes on: %s", number, self._number, fault.message)
            return
        self._number, self._stamp = number, stamp

    def all(self) -> tuple[ReleaseEntry, ...]:
        """The releases, newest first; empty where there is none."""
        return self.current().releases if self._layout.pointer.exists() else ()

    def get(self, number: str) -> CompiledRelease:
        """A release by its number; NotFound."""
        if number not in {entry.number for entry in self.all()}:
            raise NotFound(f"There is no release {number}.", field="release", value=number)
        return self._reader(number)

    def at(self, day: date) -> CompiledRelease:
        """The release that was current at the end of `day` (UTC); NotFound where there was none."""
        for entry in self.all():
            if entry.issued.astimezone(UTC).date() <= day:
                return self._reader(entry.number)
        raise NotFound(f"Nothing was released by {day}.", field="date", value=str(day))

    def version(self, object_iri: Iri, number: str) -> Artefact:
        """One version of an object, whichever release issued it; NotFound."""
        return self.current().artefact(object_iri, number)

    def package(self, number: str) -> Path:
        """The ZIP of everything in a release; NotFound."""
        return self._layout.package(self.get(number).release.number)

    def _reader(self, number: str) -> CompiledRelease:
        reader = self._readers.get(number)
        if reader is None:
            reader = open_release(self._layout, number, self._artefact, compiles=self._compiles)
        if number != self._number or len(self._readers) > self._most_open + 1:
            self._readers.pop(number, None)  # the last read goes last
            self._let_go()
        self._readers[number] = reader
        return reader

    def _let_go(self) -> None:
        """Close the releases read longest ago, so that there is room for one more."""
        others = [number for number in self._readers if number != self._number]
        for number in others[: max(len(others) - self._most_open + 1, 0)]:
            del self._readers[number]

    def _artefact(self, digest: str) -> Artefact:
        found = self._artefacts.get(digest)
        if found is None:
            found = open_artefact(self._layout.objects, digest, compiles=self._compiles)
            self._artefacts[digest] = found
        return found
