"""Builds the catalogue of a release as a folder of files: all of it or nothing, the same bytes each time."""

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from registry import resources
from registry.catalogue import downloads
from registry.catalogue.blocks import Page
from registry.catalogue.context import Context
from registry.catalogue.links import CATALOGUE_LANGUAGES, stem
from registry.catalogue.messages import Messages, load
from registry.catalogue.pages import (
    code_list_page,
    concept_page,
    coverage_page,
    definition_pages,
    exchange_page,
    mapping_set_page,
    model_page,
    overview_pages,
    pathway_page,
    register_page,
    release_page,
    scheme_page,
)
from registry.catalogue.rendering import Renderer
from registry.catalogue.source import Source
from registry.domain import (
    CodeList,
    ConceptScheme,
    Exchange,
    InformationModel,
    MappingSet,
    Pathway,
    Register,
    RegisteredObject,
    Value,
)
from registry.errors import Unavailable
from registry.interchange import tabular
from registry.namespaces import PREFIXES
from registry.rdf.serialization import Format, parse, serialize
from registry.terminology.protocol import MemberKind, ReleaseReader

Progress = Callable[[str], None]
Make = Callable[[Context], Page]
MARKER = ".built.json"
#: The pages that every release has.
_GENERAL: dict[str, Make] = {
    "index.html": overview_pages.home,
    "concepts.html": overview_pages.concepts,
    "code-lists.html": overview_pages.code_lists,
    "exchanges.html": overview_pages.exchanges,
    "models.html": overview_pages.models,
    "coverage.html": coverage_page.page,
    "accessibility.html": definition_pages.accessibility,
}
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


_DECIDING = {".py", ".html", ".css", ".toml", ".svg"}


class _Build:
    """One build under way."""

    def __init__(self, reader: ReleaseReader, out: Path, package: Path | None, tell: Progress) -> None:
        self._source = Source(reader)
        self._out = out
        self._part = out.with_name(out.name + ".part")
        self._package = package
        self._tell = tell
        self._renderer = Renderer()
        self._words = load()
        self._terms = definition_pages.read_terms(definition_pages.def_bytes())
        self._pages = self._files = self._bytes = 0

    def run(self, stamp: str) -> Built:
        """Write everything beside the old catalogue, and then take its place."""
        shutil.rmtree(self._part, ignore_errors=True)
        self._part.mkdir(parents=True)
        self._tell("writing the data files")
        self._write_data()
        for lang in CATALOGUE_LANGUAGES:
            self._tell(f"writing the pages ({lang})")
            for path, make in self._makers():
                self._write_page(self._words[lang], path, make)
        first = self._words[CATALOGUE_LANGUAGES[0]]
        self._write_page(first, "index.html", overview_pages.home, file="index.html")
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

    def _makers(self) -> Iterator[tuple[str, Make]]:
        """Each page by its address below a language folder."""
        yield from _GENERAL.items()
        yield "def.html", partial(definition_pages.definitions, terms=self._terms)
        for version in self._source.reader.versions():
            value = self._source.object(version.object)
            yield f"{stem(version.object, version.kind)}.html", partial(_object_page, value=value)
        for concept, scheme in self._source.concepts.values():
            make = partial(concept_page.page, concept=concept, scheme=scheme)
            yield f"{stem(concept.iri, MemberKind.CONCEPT)}.html", make
        for entry in self._source.reader.releases:
            package = self._package_path() if entry.number == self._source.release.number else ""
            yield f"release/{entry.number}.html", partial(release_page.page, entry=entry, package=package)

    def _write_page(self, say: Messages, path: str, make: Make, file: str | None = None) -> None:
        context = Context(self._source, say, path, file)
        html = self._renderer.html(context, make(context))
        self._write(context.file, html.encode())
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
            self._write(self._package_path(), self._package.read_bytes())

    def _package_path(self) -> str:
        return f"release/{self._package.name}" if self._package else ""

    def _write_static(self) -> None:
        folder = self._renderer.folder / "static"
        for name in ("catalogue.css", "structure.css", "omforent.svg"):
            self._write(f"static/{name}", (folder / name).read_bytes())

    def _write(self, path: str, data: bytes) -> None:
        target = self._part / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        self._files += 1
        self._bytes += len(data)


def _object_page(context: Context, value: RegisteredObject) -> Page:
    return _PAGES[type(value)](context, value)


#: Each kind of object and its page; the classes of a release's objects are exactly these.
_PAGES: dict[type[RegisteredObject], Callable[[Context, Any], Page]] = {
    ConceptScheme: scheme_page.page,
    CodeList: code_list_page.page,
    Exchange: exchange_page.page,
    InformationModel: model_page.page,
    Pathway: pathway_page.page,
    Register: register_page.page,
    MappingSet: mapping_set_page.page,
}
