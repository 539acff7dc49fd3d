"""The release store: one release as a single read-only graph, built beside the old one and swapped in whole."""

import io
import os
import re
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeVar

from pyoxigraph import (
    DefaultGraph,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolution,
    QueryTriples,
    RdfFormat,
    Triple,
)
from pyoxigraph import Store as Graphs

from registry.errors import InvalidInput, Unavailable
from registry.store import reading
from registry.store.protocol import Term
from registry.store.queries import Query

_ALL: Final = DefaultGraph()
#: Where the label of a blank node begins in N-Triples: a literal ends in its quote, language or datatype.
_BLANK: Final = re.compile(rb"^_:| _:(?=[^ \">]+ \.$)", re.MULTILINE)
_CURRENT: Final = "current"
_PREFIX: Final = "release-"  # nothing else in the folder is ever removed
_BUFFER: Final = 1_000_000  # bytes
_Any = TypeVar("_Any")


class Rows(NamedTuple):
    """The rows of a SELECT query: a term or None for each variable; `cut` where there are more."""

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    cut: bool = False


class Truth(NamedTuple):
    """The answer of an ASK query."""

    value: bool


class Statements(NamedTuple):
    """The triples of a CONSTRUCT or DESCRIBE query; `cut` where there are more."""

    triples: tuple[Triple, ...]
    cut: bool = False


class ReleaseStore:
    """The union of a release's graphs, read-only: for what crosses objects. May be opened by many processes.

    It keeps reading the release it was opened on when another is built; open again to see that. Raises
    Unavailable where none has been built or it cannot be read: `build` makes it anew from the files.
    """

    def __init__(self, folder: Path) -> None:
        try:
            self._graphs = Graphs.read_only(str((folder / _CURRENT).resolve(strict=True)))
        except (OSError, RuntimeError) as error:
            message = f"The release store in {folder} cannot be read: {error}."
            raise Unavailable(message, field="folder", value=str(folder), rule="it has been built") from error

    def triples(self) -> Iterator[Triple]:
        """All triples, in no order; read lazily, in the calling thread."""
        return reading.triples(self._graphs, _ALL)

    def describe(self, subject: str) -> tuple[Triple, ...]:
        """What is said of the IRI `subject`, with all that hangs on it through blank nodes."""
        return reading.describe(self._graphs, _ALL, reading.named(subject))

    def select(self, query: Query, /, **bindings: Term) -> tuple[QuerySolution, ...]:
        """The rows of a SELECT query; see `Store.select`."""
        return tuple(reading.start_select(self._graphs, _ALL, query, bindings))

    def ask(self, query: Query, /, **bindings: Term) -> bool:
        """The answer of an ASK query; see `Store.ask`."""
        return reading.ask(self._graphs, _ALL, query, bindings)

    def construct(self, query: Query, /, **bindings: Term) -> tuple[Triple, ...]:
        """The triples of a CONSTRUCT query; see `Store.construct`."""
        return tuple(reading.start_construct(self._graphs, _ALL, query, bindings))

    def answer(self, query: Query, media_type: str) -> bytes:
        """The answer of any read query as bytes of a format, for `/sparql`.

        Rows and booleans come as SPARQL results (JSON, XML, CSV, TSV), triples as an RDF format. InvalidInput:
        the query has parameters, or `media_type` cannot carry its answer.
        """
        found = reading.run(self._graphs, _ALL, query, {})
        if isinstance(found, QueryTriples):
            written = found.serialize(format=_known(RdfFormat.from_media_type(media_type), media_type))
        else:
            written = found.serialize(format=_known(QueryResultsFormat.from_media_type(media_type), media_type))
        return written or b""

    def bounded(self, query: Query, most: int) -> "Rows | Truth | Statements":
        """The answer of any read query, at most `most` rows or statements of it; InvalidInput, SyntaxFault."""
        found = reading.run(self._graphs, _ALL, query, {})
        if isinstance(found, QueryBoolean):
            return Truth(bool(found))
        first = list(islice(found, most + 1))  # mypy: rows or triples, never both
        if isinstance(found, QueryTriples):
            return Statements(tuple(first[:most]), len(first) > most)
        names = tuple(variable.value for variable in found.variables)
        rows = tuple(tuple(row[name] for name in names) for row in first[:most])
        return Rows(names, rows, len(first) > most)

    def close(self) -> None:
        """Let go of the files; the store must not be used afterwards."""
        self._graphs = Graphs()


def build(folder: Path, graphs: Iterable[Iterable[bytes]]) -> None:
    """Make the union of `graphs` the release store in `folder`, at once and whole, whatever was there before.

    Each graph is N-Triples, in pieces that end with a line, and has its own blank nodes: the same label in two
    graphs is two nodes. Killed at any instant it leaves the old store or the new. The store before this one is kept
    for who still reads it; a build that is done removes older ones, and what an interrupted build left. For the
    holder of the WriterLock only. Raises Unavailable where the folder cannot be written.
    """
    show(load(folder, graphs))


def load(folder: Path, graphs: Iterable[Iterable[bytes]]) -> Path:
    """The first half of `build`: the store beside the old one, on disk, and read by nobody until `show`.

    Most of it runs without holding up other threads.
    """
    place = folder / f"{_PREFIX}{uuid.uuid4().hex}"
    with _working(folder):
        place.mkdir(parents=True)
        store = Graphs(place)
        text = io.BufferedReader(_Text(_lines(graphs)), _BUFFER)
        store.bulk_load(input=text, format=RdfFormat.N_TRIPLES)
        store.flush()
    return place


def show(place: Path) -> None:
    """The second half of `build`: make what `load` gave the release store."""
    with _working(place.parent):
        _swap(place)


@contextmanager
def _working(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, RuntimeError) as error:
        message = f"The release store in {folder} cannot be built: {error}."
        raise Unavailable(message, field="folder", value=str(folder), rule="the folder works") from error


def _known(form: _Any | None, media_type: str) -> _Any:
    # pyoxigraph writes a predicate that ends in a slash to RDF/XML that is not well-formed
    if form is None or form == RdfFormat.RDF_XML:
        rule = "the format can carry the answer"
        message = f"The answer cannot be written as {media_type}."
        raise InvalidInput(message, field="media_type", value=media_type, rule=rule)
    return form


def _lines(graphs: Iterable[Iterable[bytes]]) -> Iterator[bytes]:
    """The text of all graphs, the labels of blank nodes with the number of their graph."""
    for number, pieces in enumerate(graphs):
        mark = b"\\g<0>g%dx" % number
        for piece in pieces:
            yield _BLANK.sub(mark, piece)


class _Text(io.RawIOBase):
    """Pieces of text as a file that is read through once."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._held = memoryview(b"")

    def readable(self) -> bool:
        """It is there to be read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer as far as the piece in hand goes; 0 at the end."""
        while not self._held:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._held = memoryview(piece)
        some = min(len(buffer), len(self._held))
        buffer[:some] = self._held[:some]
        self._held = self._held[some:]
        return some


def _swap(place: Path) -> None:
    current, link = place.with_name(_CURRENT), place.with_suffix(".link")
    kept = {place.name, _CURRENT, current.resolve().name}
    link.symlink_to(place.name, target_is_directory=True)
    link.replace(current)
    _sync(place.parent)
    for entry in place.parent.glob(f"{_PREFIX}*"):
        if entry.is_symlink():
            entry.unlink()
        elif entry.name not in kept:
            shutil.rmtree(entry, ignore_errors=True)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
