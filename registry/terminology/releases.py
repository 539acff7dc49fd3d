"""Opens the releases in a data folder: the current one, one by number or by date, and single versions."""

from collections.abc import Callable
from datetime import UTC, date
from pathlib import Path

from registry.domain import Iri, Release, ReleaseEntry, Value, Version
from registry.errors import NotFound, Unavailable
from registry.rdf.references import references
from registry.terminology.artefact import Artefact, open_artefact
from registry.terminology.container import OtherFormat
from registry.terminology.layout import Layout
from registry.terminology.release_file import Content, write_release
from registry.terminology.release_reader import CompiledRelease


class Manifest(Value):
    """What release.json holds: the release, the releases until it, and all versions issued until it."""

    release: Release
    history: tuple[ReleaseEntry, ...]
    versions: tuple[Version, ...]


def open_release(layout: Layout, number: str, open_version: Callable[[str], Artefact]) -> CompiledRelease:
    """A release by its number, compiled anew from its manifest where the compiled file is missing or old."""
    try:
        return CompiledRelease(layout.index(number), open_version)
    except (NotFound, OtherFormat):
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
    return Content(version, artefact.object(), tuple(references(artefact.triples())))


class Releases:
    """All releases until the current one. Reads files only; a release that is not committed is never seen."""

    def __init__(self, home: Path) -> None:
        self._layout = Layout(home)
        self._stamp: tuple[int, int, int] | None = None
        self._number = ""
        self._readers: dict[str, CompiledRelease] = {}
        self._artefacts: dict[str, Artefact] = {}

    def current(self) -> CompiledRelease:
        """The current release, looked up anew where the pointer has changed; NotFound where there is none yet."""
        try:
            seen = self._layout.pointer.stat()
        except FileNotFoundError:
            raise NotFound("Nothing has been released yet.", field="release") from None
        except OSError as error:
            raise Unavailable(f"{self._layout.pointer} cannot be read: {error}.", field="home") from error
        stamp = (seen.st_mtime_ns, seen.st_ino, seen.st_size)
        if stamp != self._stamp:
            self._number, self._stamp = self._layout.pointer.read_text("utf-8").strip(), stamp
        return self._reader(self._number)

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
        if number not in self._readers:
            self._readers[number] = open_release(self._layout, number, self._artefact)
        return self._readers[number]

    def _artefact(self, digest: str) -> Artefact:
        if digest not in self._artefacts:
            self._artefacts[digest] = open_artefact(self._layout.objects, digest)
        return self._artefacts[digest]
