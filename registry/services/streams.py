"""Large RDF files: read statement by statement, and kept beside the working store until they are released.

Reading a draft of millions of statements back out of the store takes as long as loading it did. So the statements
that a large file put there are kept as lines in a file of their own. A note in the store, written in the same atomic
write as the draft, names that file; it counts as long as neither has been written since (they have one generation).
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from io import BufferedReader
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import zstandard

from registry.domain import Iri
from registry.rdf.objects import note, noted
from registry.rdf.serialization import Format, statements, write_lines
from registry.rdf.skos_ap_no_1 import is_version_1
from registry.store import Replace, Store, Triple

#: Bytes from which a file is read as a stream.
LARGE: Final = 4_000_000
_FORMATS: Final = {Format.TURTLE, Format.N_TRIPLES}
_SNAPSHOT, _NAMED = "/snapshot", "omf:draftSnapshot"
_RDF_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@dataclass(frozen=True)
class StreamedFile:
    """The statements of a file, read anew at each iteration. `types` are those that say what something is."""

    data: bytes = field(repr=False)
    format: Format
    name: str
    many: int
    types: tuple[Triple, ...] = field(repr=False)

    def __iter__(self) -> Iterator[Triple]:
        return statements(self.data, self.format, self.name)


def open_stream(data: bytes, format_: Format, name: str) -> StreamedFile | None:
    """The file as a stream, read through once; None where it is small, or has to be read whole to be understood.

    Raises SyntaxFault as reading whole does.
    """
    if len(data) < LARGE or format_ not in _FORMATS:
        return None
    many, types, odd = 0, list[Triple](), set[Any]()
    for triple in statements(data, format_, name):
        many += 1
        odd.add(triple.predicate)
        if triple.predicate.value == _RDF_TYPE:
            odd.add(triple.object)
            types.append(triple)
    if is_version_1(_used(odd, types)):
        return None
    return StreamedFile(data, format_, name, many, _telling(types))


def _used(terms: Iterable[Any], types: list[Triple]) -> list[Triple]:
    """A statement for each term, for who looks for terms."""
    some = types[0] if types else None
    return [Triple(some.subject, some.predicate, term) for term in terms] if some else []


def _telling(types: list[Triple]) -> tuple[Triple, ...]:
    """The statements of the classes that few things have: millions of members are not what a file is about."""
    few = 1000
    count: dict[object, int] = {}
    for row in types:
        count[row.object] = count.get(row.object, 0) + 1
    return tuple(row for row in types if count[row.object] <= few)


def keep(folder: Path, iri: Iri, stream: StreamedFile) -> Replace:
    """Write the statements to a file in `folder`, on disk when this returns; gives the note that is to name it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{_prefix(iri)}{uuid4().hex}.nt.zst"
    with path.open("wb") as file:
        with zstandard.ZstdCompressor(level=3, write_checksum=True).stream_writer(file, closefd=False) as packed:
            write_lines(stream, packed)
        file.flush()
        os.fsync(file.fileno())
    return Replace(iri + _SNAPSHOT, [note(iri, _NAMED, path.name)])


def clear(store: Store, folder: Path, iri: Iri) -> None:
    """Remove the files of an object that its note does not name."""
    named = noted(store.triples(iri + _SNAPSHOT), _NAMED)
    for path in folder.glob(f"{_prefix(iri)}*"):
        if path.name != named:
            with suppress(OSError):
                path.unlink()


def kept(store: Store, folder: Path, iri: Iri, draft: str) -> Path | None:
    """The file with the statements of a draft (named `draft` in the store), or None where the store alone has them."""
    if store.generation(iri + _SNAPSHOT) != store.generation(draft):
        return None
    path = folder / (noted(store.triples(iri + _SNAPSHOT), _NAMED) or "none")
    return path if path.exists() else None


def lines_of(path: Path) -> Iterator[bytes]:
    """The lines of such a file."""
    with path.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as stream:
        yield from BufferedReader(stream, 4_000_000)


def _prefix(iri: Iri) -> str:
    return sha256(iri.encode()).hexdigest()[:24] + "-"
