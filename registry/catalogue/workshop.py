"""Makes the parts of a catalogue one by one: pages in all languages, data files; none knows of the others.

A part that the last build made from the same is taken over as it lies.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from registry.catalogue import downloads, search_shards
from registry.catalogue.context import Context
from registry.catalogue.links import CATALOGUE_LANGUAGES, stem
from registry.catalogue.messages import Messages, load
from registry.catalogue.new_folder import NewFolder
from registry.catalogue.page_table import Planned, make, planned
from registry.catalogue.pages import definition_pages
from registry.catalogue.reading import Reading
from registry.catalogue.rendering import Renderer
from registry.catalogue.source import Source
from registry.catalogue.trace import Part, Trace, Written, fingerprint
from registry.domain import Iri
from registry.namespaces import PREFIXES
from registry.rdf.serialization import Format, parse, serialize
from registry.services.conformance.matrix import Snapshot
from registry.terminology.protocol import ReleaseReader

_HOME = "index.html"
#: The part that is the files of the search.
SEARCH = "search"
#: How the static files begin that belong to the API's own pages.
_API_DOCS = "api-docs."
_RDF = {"ttl": Format.TURTLE, "jsonld": Format.JSON_LD, "rdf": Format.RDF_XML, "nt": Format.N_TRIPLES}

File = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Task:
    """A part to be made: a page in all languages, the data of an object or concept (`data`), or what is the program's.

    `name` is the same in each build.
    """

    name: str
    page: Planned | None = None
    data: Iri = ""


@dataclass(frozen=True, slots=True)
class Done:
    """A part as it is now: `remade` where it could not be taken over, `changed` files that are other than they were."""

    part: Part
    remade: bool
    changed: int


def tasks(source: Source) -> Iterator[Task]:
    """Everything that the catalogue of a release consists of, but for the release's ZIP; in a fixed order."""
    yield Task("own files")
    yield Task(SEARCH)
    for version in source.versions():
        yield Task(f"data of {version.object}", data=version.object)
    for iri in source.concept_iris():
        yield Task(f"data of {iri}", data=iri)
    for page in planned(source):
        yield Task(f"page {page.place}", page)


class Workshop:
    """Makes parts into `folder`; `before` is the trace of the build whose files lie in the old folder, if any."""

    def __init__(
        self,
        reader: ReleaseReader,
        package: Path | None,
        folder: NewFolder,
        before: Trace | None = None,
        stated: Snapshot | None = None,
    ) -> None:
        self.source = Source(reader, f"release/{package.name}" if package else "", stated)
        self._package = package
        self._packed = downloads.Packed(package)
        self._folder = folder
        self._before = before
        self._renderer = Renderer()
        self._words = load()

    def close(self) -> None:
        """Let go of the ZIP, and of the trace of the build before."""
        self._packed.close()
        if self._before:
            self._before.close()

    def adopt_package(self) -> Part | None:
        """The release's ZIP, which is the same file here and there; None without one."""
        if self._package is None:
            return None
        return Part("package", (), b"", (self._folder.adopt(self.source.package, self._package),))

    def do(self, task: Task) -> Done:
        """Take the part over, or make it."""
        before = self._before.get(task.name) if self._before else None
        if before and self._is_as_it_was(before) and self._folder.keep(before.files):
            return Done(before, remade=False, changed=0)
        return self._make(task)

    def _is_as_it_was(self, part: Part) -> bool:
        return fingerprint(part.keys, self.source.fingerprint) == part.print

    def _make(self, task: Task) -> Done:
        reading, changed = Reading(self.source), self._folder.changed
        files = tuple(self._folder.put(path, data) for path, data in self._files(task, reading))
        part = Part(task.name, reading.keys, fingerprint(reading.keys, self.source.fingerprint), files)
        return Done(part, remade=True, changed=self._folder.changed - changed)

    def _files(self, task: Task, reading: Reading) -> Iterator[File]:
        if task.page:
            return self._page(task.page, reading)
        if task.name == SEARCH:
            return self._search(reading)
        return self._data(task.data, reading) if task.data else self._own()

    # -- pages -------------------------------------------------------------------------------------------------------

    def _page(self, page: Planned, reading: Reading) -> Iterator[File]:
        for lang in CATALOGUE_LANGUAGES:
            yield self._html(page, reading, self._words[lang], f"{lang}/{page.place}")
        if page.place == _HOME:  # the address without a language
            yield self._html(page, reading, self._words[CATALOGUE_LANGUAGES[0]], _HOME)

    def _html(self, page: Planned, reading: Reading, say: Messages, file: str) -> File:
        context = Context(reading, say, page.place, file, part=page.part, parts=page.parts, first=page.first)
        return file, self._renderer.html(context, make(context, page)).encode()

    # -- other files -------------------------------------------------------------------------------------------------

    def _data(self, iri: Iri, reading: Reading) -> Iterator[File]:
        """What lies beside the pages of an object or a concept, by suffix."""
        found = reading.found(iri)
        assert found is not None  # noqa: S101 -- `tasks` tells of what the release has
        artefact, name = self.source.reader.artefact(found.object), stem(iri, found.kind)
        if found.object == iri:
            ready = self._packed.of(name)
            files = downloads.files(reading.object(iri), artefact, ready)
        else:
            reading.header(found.object)  # which is where a statement about the concept may stand, too
            files = downloads.concept_files(reading.concept(iri), found, artefact)
        yield from ((f"{name}.{suffix}", data) for suffix, data in files)

    def _search(self, reading: Reading) -> Iterator[File]:
        """The search, which shows the whole release."""
        index = self.source.reader.whole_index()
        yield from search_shards.write(index, reading.release.digest, self.source.page, self._words)

    def _own(self) -> Iterator[File]:
        """What depends on the program alone."""
        yield "404.html", self._renderer.missing(self._words[lang] for lang in CATALOGUE_LANGUAGES).encode()
        folder = self._renderer.folder / "static"
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.name.startswith(_API_DOCS):
                yield f"static/{path.relative_to(folder).as_posix()}", path.read_bytes()
        quads = parse(definition_pages.def_bytes(), Format.TURTLE, path="def.ttl").quads
        for suffix in definition_pages.DEF_SUFFIXES:
            yield f"def.{suffix}", serialize(quads, _RDF[suffix], PREFIXES)


def size(source: Source) -> int:
    """How many objects and concepts there are: what a build takes time in proportion to."""
    return len(source.versions()) + source.concept_count()


def pages_among(files: tuple[Written, ...]) -> int:
    """How many of the files are pages."""
    return sum(file.path.endswith(".html") for file in files)
