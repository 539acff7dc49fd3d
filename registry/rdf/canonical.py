"""The one form of an object's statements: its digest, and the compressed file named by it (docs/digest.md)."""

import hashlib
import heapq
import os
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import IO, NamedTuple, Self

import zstandard
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
    parse,
)

from registry.errors import InvalidInput, NotFound, Unavailable
from registry.rdf.symmetry import refuse_symmetry

__all__ = ["Canonical", "Triple", "digest_of", "object_path", "read_text", "read_triples", "write_canonical"]

#: Fixed, because released bytes are compared: the level of compression, and how many records are sorted at once.
LEVEL = 9
CHUNK = 200_000


class Canonical(NamedTuple):
    """A canonical file: its digest and where it stands."""

    digest: str
    path: Path


class Group(NamedTuple):
    """One subject with the blank nodes that hang on it: its RDFC-1.0 digest and its lines as they stand in files."""

    digest: bytes
    lines: list[bytes]


def digest_of(triples: Iterable[Triple]) -> str:
    """The digest of an object, as 64 hexadecimal digits.

    SHA-256 over the sorted RDFC-1.0 digests of the subjects, each in hexadecimal and followed by a line feed.
    Raises InvalidInput for a blank node that hangs on two subjects, and for blank nodes so alike that telling
    them apart would take unbounded time.
    """
    return _total(group.digest for group in _groups(triples))


def write_canonical(triples: Iterable[Triple], folder: Path) -> Canonical:
    """Write `folder`/ab/<digest>.nt.zst, on disk when this returns; errors as for `digest_of`.

    Memory does not grow with the number of triples, except for 150 bytes a blank node and 32 a subject.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            digest = _compress(triples, file)
        path = object_path(folder, digest)
        path.parent.mkdir(exist_ok=True)
        Path(name).chmod(0o644)  # a temporary file is its owner's only; readers may run as somebody else
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
    return Canonical(digest, path)


def object_path(folder: Path, digest: str, suffix: str = ".nt.zst") -> Path:
    """Where the file of a digest stands below `folder`.

    >>> object_path(Path("objects"), "abcd").as_posix()
    'objects/ab/abcd.nt.zst'
    """
    return folder / digest[:2] / (digest + suffix)


def read_text(path: Path) -> bytes:
    """The canonical N-Triples in a file; NotFound, or Unavailable where it is damaged."""
    try:
        with path.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as stream:
            return stream.read()
    except FileNotFoundError:
        raise NotFound(f"There is no file {path.name}.", field="digest", value=path.name) from None
    except (OSError, zstandard.ZstdError) as error:
        raise Unavailable(f"{path.name} cannot be read: {error}.", field="digest", value=path.name) from error


def read_triples(path: Path) -> list[Triple]:
    """The statements in a canonical file; errors as for `read_text`."""
    return [quad.triple for quad in parse(read_text(path), format=RdfFormat.N_TRIPLES)]


def _compress(triples: Iterable[Triple], file: IO[bytes]) -> str:
    digests: list[bytes] = []
    packer = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True, write_content_size=False)
    with packer.stream_writer(file, closefd=False) as stream:
        for group in _groups(triples):
            digests.append(group.digest)
            stream.write(b"".join(group.lines))
    file.flush()
    os.fsync(file.fileno())
    return _total(digests)


def _total(digests: Iterable[bytes]) -> str:
    total = hashlib.sha256()
    for digest in sorted(digests):
        total.update(digest.hex().encode() + b"\n")
    return total.hexdigest()


def _groups(triples: Iterable[Triple]) -> Iterator[Group]:
    """The subjects in the order of their IRIs, then what hangs on no IRI, in the order of its digests."""
    with ExitStack() as stack:
        records = stack.enter_context(_Sorter())
        _distribute(triples, records, stack)
        nameless: list[list[bytes]] = []
        for key, rows in groupby(records.sorted(), lambda record: record.partition(b"\0")[0]):
            lines = _distinct(rows)
            if key.startswith(b"<"):
                yield _group(key, lines)
            else:
                nameless.append(lines)
        yield from _nameless(nameless)


def _distinct(rows: Iterable[bytes]) -> list[bytes]:
    return [line for line, _ in groupby(row.partition(b"\0")[2] for row in rows)]


def _group(key: bytes, lines: list[bytes]) -> Group:
    if not any(_is_blank(line) for line in lines):
        return Group(hashlib.sha256(b"".join(lines)).digest(), lines)
    lines = _rdfc(lines, key.decode())
    label = b"_:b" + hashlib.sha256(key).hexdigest()[:20].encode() + b"n"
    return Group(hashlib.sha256(b"".join(lines)).digest(), [_labelled(line, label) for line in lines])


def _nameless(groups: list[list[bytes]]) -> Iterator[Group]:
    seen: Counter[bytes] = Counter()
    found = [_rdfc(lines, "a blank node that no subject leads to") for lines in groups]
    for digest, lines in sorted((hashlib.sha256(b"".join(lines)).digest(), lines) for lines in found):
        label = f"_:x{digest.hex()[:20]}i{seen[digest]}n".encode()
        seen[digest] += 1
        yield Group(digest, [_labelled(line, label) for line in lines])


def _is_blank(line: bytes) -> bool:
    return line.startswith(b"_:") or line.split(b" ", 2)[2].startswith(b"_:")


def _labelled(line: bytes, label: bytes) -> bytes:
    """A line with `label` for the prefix of RDFC-1.0's labels; literals are left alone."""
    subject, predicate, rest = line.split(b" ", 2)
    return b" ".join((_renamed(subject, label), predicate, _renamed(rest, label)))


def _renamed(term: bytes, label: bytes) -> bytes:
    return label + term.removeprefix(b"_:c14n") if term.startswith(b"_:c14n") else term


def _rdfc(lines: list[bytes], what: str) -> list[bytes]:
    """The lines in RDFC-1.0's canonical form, sorted."""
    quads = list(parse(b"".join(lines), format=RdfFormat.N_TRIPLES))
    refuse_symmetry([quad.triple for quad in quads], what)
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(_line(quad) for quad in dataset)


def _line(statement: Triple | Quad) -> bytes:
    return f"{statement.subject} {statement.predicate} {statement.object} .\n".encode()


class _Sorter:
    """Sorts records of bytes in bounded memory: full chunks go to files, which are merged."""

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self._files = ExitStack()
        self._chunks: list[IO[bytes]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    def add(self, key: bytes, line: bytes) -> None:
        """Take one record; `line` ends in its only line feed."""
        self._held.append(key + b"\0" + line)
        if len(self._held) >= CHUNK:
            chunk: IO[bytes] = self._files.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 (the stack closes it)
            chunk.writelines(sorted(self._held))
            self._chunks.append(chunk)
            self._held = []

    def sorted(self) -> Iterator[bytes]:
        """All records in order, once."""
        for chunk in self._chunks:
            chunk.seek(0)
        self._held.sort()
        return heapq.merge(*self._chunks, self._held)


class _Owners:
    """Which subject each blank node hangs on, however long the way (a union of sets that meet)."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}
        self._subjects: dict[str, set[str]] = {}

    def root(self, label: str) -> str:
        """The name of the set that a label is in."""
        self._parent.setdefault(label, label)
        while self._parent[label] != label:
            self._parent[label] = self._parent[self._parent[label]]
            label = self._parent[label]
        return label

    def take(self, triple: Triple) -> str:
        """Learn from a triple that has a blank node; gives the label of one."""
        subject, value = triple.subject, triple.object
        if isinstance(subject, BlankNode) and isinstance(value, BlankNode):
            self._parent[self.root(subject.value)] = self.root(value.value)
        elif isinstance(value, BlankNode):
            self._subjects.setdefault(value.value, set()).add(str(subject))
        (label, *_) = [term.value for term in (value, subject) if isinstance(term, BlankNode)]
        self.root(label)
        return label

    def named(self) -> dict[str, str]:
        """The subject of each set that hangs on one; InvalidInput where two share a blank node."""
        found: dict[str, set[str]] = {}
        for label, subjects in self._subjects.items():
            found.setdefault(self.root(label), set()).update(subjects)
        for subjects in found.values():
            if len(subjects) > 1:
                self._refuse(sorted(subjects))
        return {root: min(subjects) for root, subjects in found.items()}

    def _refuse(self, subjects: list[str]) -> None:
        names = ", ".join(subjects[:3])
        rule = "a blank node hangs on one subject"
        raise InvalidInput(
            f"A blank node is shared by {names}: give it an IRI.", field="subject", value=names, rule=rule
        )


def _distribute(triples: Iterable[Triple], records: _Sorter, stack: ExitStack) -> None:
    """Each statement to the records of the subject that it belongs to; those with blank nodes wait for theirs."""
    owners = _Owners()
    waiting = stack.enter_context(tempfile.SpooledTemporaryFile(max_size=32_000_000))  # noqa: SIM115 (the stack closes it)
    for given in triples:
        triple = _by_value(given)
        line = _line(triple)
        if isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode):
            waiting.write(owners.take(triple).encode() + b"\0" + line)
        else:
            records.add(str(triple.subject).encode(), line)
    named = owners.named()
    waiting.seek(0)
    for row in waiting:
        label, _, line = row.partition(b"\0")
        root = owners.root(label.decode())
        records.add(named.get(root, "_:" + root).encode(), line)


def _by_value(triple: Triple) -> Triple:
    """The triple with a typed number, date or truth value in its canonical lexical form."""
    value = triple.object
    if isinstance(value, NamedNode | BlankNode):
        return triple
    if not isinstance(value, Literal):
        raise InvalidInput("A statement about a statement cannot be held.", field="object", value=str(value))
    if value.language or value.datatype.value.endswith("#string"):
        return triple
    return Triple(triple.subject, triple.predicate, _canonical(value))


@lru_cache(maxsize=10_000)
def _canonical(value: Literal) -> Literal:
    # The store's own encoding decides; what it widens (nonNegativeInteger to integer) keeps its own type here.
    store = Store()
    store.add(Quad(NamedNode("x:s"), NamedNode("x:p"), value))
    (quad,) = store
    found = quad.object
    assert isinstance(found, Literal)  # noqa: S101  (a literal was put in)
    return Literal(found.value, datatype=value.datatype)
