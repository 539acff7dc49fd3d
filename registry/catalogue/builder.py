"""Builds the catalogue of a release as a folder of files: all of it or nothing, the same bytes each time."""

import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from registry import resources
from registry.catalogue import downloads
from registry.catalogue.context import Context
from registry.catalogue.links import CATALOGUE_LANGUAGES, stem
from registry.catalogue.messages import Messages, load
from registry.catalogue.page_table import Planned, make, planned
from registry.catalogue.pages import definition_pages
from registry.catalogue.reading import Reading
from registry.catalogue.rendering import Renderer
from registry.catalogue.source import Source
from registry.domain import ConceptScheme, Value
from registry.errors import Unavailable
from registry.interchange import tabular
from registry.namespaces import PREFIXES
from registry.rdf.serialization import Format, parse, serialize
from registry.terminology.protocol import MemberKind, ReleaseReader

Progress = Callable[[str], None]
MARKER = ".built.json"
_HOME = "index.html"
#: How the static files begin that belong to the API's own pages.
_API_DOCS = "api-docs."
_RDF = {"ttl": Format.TURTLE, "jsonld": Format.JSON_LD, "rdf": Format.RDF_XML, "nt": Format.N_TRIPLES}


class Built(Value):
    """What a build came to: HTML pages, all files, their bytes; `fresh` is false where all was there already."""

    pages: int
    files: int
    bytes: int
    fresh: bool


class _Marker(Value):
    """What lies in the folder to tell what it was built from."""

    stamp: str
    built: Built


def build(reader: ReleaseReader, out: Path, *, package: Path | None = None, progress: Progress | None = None) -> Built:
    """Write the catalogue of a release to `out`, which it replaces whole; nothing where it is there already.

    `package` is the release's ZIP, which the release page then offers. Raises Unavailable where the folder cannot
    be written, and where it holds anything that is no catalogue.
    """
    tell = progress or (lambda _: None)
    stamp = _stamp(reader, package)
    before = _marker(out)
    if before and before.stamp == stamp:
        return before.built
    _refuse_strangers(out)
    try:
        return _Build(reader, out, package, tell).run(stamp)
    except OSError as fault:
        raise Unavailable(f"The catalogue cannot be written to {out}: {fault}.", field="out", value=str(out)) from fault


def _marker(out: Path) -> _Marker | None:
    try:
        return _Marker.model_validate_json((out / MARKER).read_bytes())
    except (OSError, ValueError):
        return None


def _refuse_strangers(out: Path) -> None:
    if out.exists() and not (out / MARKER).exists() and (not out.is_dir() or any(out.iterdir())):
        message = f"{out} holds something that is no catalogue; choose an empty folder."
        raise Unavailable(message, field="out", value=str(out))


def _stamp(reader: ReleaseReader, package: Path | None) -> str:
    """Of the release and of everything else that decides the bytes: this program, templates, words, own terms."""
    digest = sha256(f"{reader.release.number} {reader.release.digest} {reader.release.issued} {package}".encode())
    rooms = (Path(__file__).parent, Path(tabular.__file__).parent, resources.folder("site"))
    for path in sorted(path for room in rooms for path in room.rglob("*") if path.suffix in _DECIDING):
        digest.update(path.name.encode() + path.read_bytes())
    digest.update(definition_pages.def_bytes())
    return digest.hexdigest()


_DECIDING = {".py", ".html", ".css", ".js", ".toml", ".svg"}


class _Build:
    """One build under way."""

    def __init__(self, reader: ReleaseReader, out: Path, package: Path | None, tell: Progress) -> None:
        self._source = Source(reader, f"release/{package.name}" if package else "")
        self._out = out
        self._part = out.with_name(out.name + ".part")
        self._package = package
        self._tell = tell
        self._renderer = Renderer()
        self._words = load()
        self._pages = self._files = self._bytes = 0

    def run(self, stamp: str) -> Built:
        """Write everything beside the old catalogue, and then take its place."""
        shutil.rmtree(self._part, ignore_errors=True)
        self._part.mkdir(parents=True)
        self._tell("writing the data files")
        self._write_data()
        self._tell("writing the pages")
        for page in planned(self._source):
            self._write_page(page)
        self._write_missing()
        self._write_static()
        built = Built(pages=self._pages, files=self._files, bytes=self._bytes, fresh=True)
        marker = _Marker(stamp=stamp, built=built.model_copy(update={"fresh": False}))
        (self._part / MARKER).write_text(marker.model_dump_json(), "utf-8")
        self._swap()
        return built

    def _swap(self) -> None:
        old = self._out.with_name(self._out.name + ".old")
        shutil.rmtree(old, ignore_errors=True)
        if self._out.exists():
            self._out.rename(old)
        self._part.rename(self._out)
        shutil.rmtree(old, ignore_errors=True)

    # -- pages ---------------------------------------------------------------------------------------------------

    def _write_page(self, page: Planned) -> None:
        reading = Reading(self._source)
        for lang in CATALOGUE_LANGUAGES:
            self._write_in(reading, page, self._words[lang], f"{lang}/{page.place}")
        if page.place == _HOME:  # the address without a language
            self._write_in(reading, page, self._words[CATALOGUE_LANGUAGES[0]], _HOME)

    def _write_in(self, reading: Reading, page: Planned, say: Messages, file: str) -> None:
        context = Context(reading, say, page.place, file, part=page.part, parts=page.parts, first=page.first)
        self._write(file, self._renderer.html(context, make(context, page)).encode())
        self._pages += 1

    def _write_missing(self) -> None:
        html = self._renderer.missing(self._words[lang] for lang in CATALOGUE_LANGUAGES)
        self._write("404.html", html.encode())
        self._pages += 1

    # -- other files ---------------------------------------------------------------------------------------------

    def _write_data(self) -> None:
        packed = downloads.packed(self._package, self._source.reader.versions())
        for version in self._source.reader.versions():
            value, reader = self._source.object(version.object), self._source.reader.artefact(version.object)
            name = stem(version.object, version.kind)
            for suffix, data in downloads.files(value, reader, packed.get(name, {})):
                self._write(f"{name}.{suffix}", data)
            if isinstance(value, ConceptScheme):
                for iri, suffix, data in downloads.concept_files(value, reader):
                    self._write(f"{stem(iri, MemberKind.CONCEPT)}.{suffix}", data)
        quads = parse(definition_pages.def_bytes(), Format.TURTLE, path="def.ttl").quads
        for suffix in definition_pages.DEF_SUFFIXES:
            self._write(f"def.{suffix}", serialize(quads, _RDF[suffix], PREFIXES))
        if self._package:
            self._write(self._source.package, self._package.read_bytes())

    def _write_static(self) -> None:
        folder = self._renderer.folder / "static"
        for name in sorted(path.name for path in folder.iterdir() if not path.name.startswith("api-docs")):
            self._write(f"static/{name}", (folder / name).read_bytes())

    def _write(self, path: str, data: bytes) -> None:
        target = self._part / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        self._files += 1
        self._bytes += len(data)
