"""The one form of an object's statements: its digest, and the compressed file named by it (docs/digest.md)."""

import hashlib
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from functools import lru_cache
from pathlib import Path
from typing import IO, NamedTuple

import zstandard
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    RdfFormat,
    Store,
    Triple,
    parse,
)

from registry.errors import InvalidInput, NotFound, Unavailable
from registry.rdf.rdfc import line_of, rdfc, terms
from registry.rdf.sorting import Slice, Sorter, read_piece
from registry.rdf.workers import in_order

__all__ = [
    "Canonical",
    "Triple",
    "blocks_of",
    "digest_of",
    "lines_with",
    "object_path",
    "parse_lines",
    "read_text",
    "read_triples",
    "statements_of",
    "write_canonical",
    "write_canonical_lines",
]

#: Fixed, because released bytes are compared: the level of compression.
LEVEL = 9
#: Bytes of text that are read at once where a file is read in blocks.
_BLOCK = 8_000_000
_XSD = b"^^<http://www.w3.org/2001/XMLSchema#"


class Canonical(NamedTuple):
    """A canonical file: its digest and where it stands."""

    digest: str
    path: Path


class Group(NamedTuple):
    """One subject with the blank nodes that hang on it: its RDFC-1.0 digest and its lines as they stand in files."""

    digest: bytes
    lines: list[bytes]


class Part(NamedTuple):
    """Some groups, one after the other: their digests and their text."""

    digests: list[bytes]
    text: bytes


def digest_of(triples: Iterable[Triple]) -> str:
    """The digest of an object, as 64 hexadecimal digits.

    SHA-256 over the sorted RDFC-1.0 digests of the subjects, each in hexadecimal and followed by a line feed.
    Raises InvalidInput for a blank node that hangs on two subjects, and for blank nodes so alike that telling
    them apart would take unbounded time.
    """
    return _total(digest for part in _parts(map(_line_of, triples)) for digest in part.digests)


def write_canonical(triples: Iterable[Triple], folder: Path) -> Canonical:
    """Write `folder`/ab/<digest>.nt.zst, on disk when this returns; errors as for `digest_of`.

    Memory does not grow with the number of triples, except for 150 bytes a blank node and 32 a subject.
    """
    return write_canonical_lines(map(_line_of, triples), folder)


def write_canonical_lines(lines: Iterable[bytes], folder: Path) -> Canonical:
    """The same from lines of N-Triples as pyoxigraph writes them; many are shared among processes."""
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            digest = _compress(map(_by_value, lines), file)
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
    return parse_lines(read_text(path))


def blocks_of(path: Path) -> Iterator[bytes]:
    """The text of a canonical file in blocks that end where a subject's group ends; errors as for `read_text`."""
    held = b""
    for block in _decompressed(path):
        held += block
        end = _last_beginning(held)
        if end:
            yield held[:end]
            held = held[end:]
    if held:
        yield held


def lines_with(text: bytes, end: bytes) -> Iterator[bytes]:
    """The lines of a text that end so; `end` has the line feed."""
    at = text.find(end)
    while at >= 0:
        begin, after = text.rfind(b"\n", 0, at) + 1, at + len(end)
        yield text[begin:after]
        at = text.find(end, after)


def statements_of(lines: Iterable[bytes]) -> Iterator[Triple]:
    """The statements in pieces of text that end with a line, one by one."""
    for piece in lines:
        yield from parse_lines(piece)


def parse_lines(text: bytes) -> list[Triple]:
    """The statements in a canonical text."""
    return [quad.triple for quad in parse(text, format=RdfFormat.N_TRIPLES)]


def _decompressed(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as stream:
            while block := stream.read(_BLOCK):
                yield block
    except FileNotFoundError:
        raise NotFound(f"There is no file {path.name}.", field="digest", value=path.name) from None
    except (OSError, zstandard.ZstdError) as error:
        raise Unavailable(f"{path.name} cannot be read: {error}.", field="digest", value=path.name) from error


def _last_beginning(text: bytes) -> int:
    """Where the group begins that the last whole line with a named subject belongs to; 0 where it is the first."""
    at = text.rfind(b"\n<", 0, text.rfind(b"\n") + 1)
    if at < 0:
        return 0
    subject = text[at + 1 : text.index(b" ", at + 1) + 1]
    while text.startswith(subject, at + 1):
        begin, at = at + 1, text.rfind(b"\n<", 0, at)
        if at < 0:
            return 0
    return begin


def _compress(lines: Iterable[bytes], file: IO[bytes]) -> str:
    digests: list[bytes] = []
    packer = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True, write_content_size=False)
    with packer.stream_writer(file, closefd=False) as stream:
        for part in _parts(lines):
            digests += part.digests
            stream.write(part.text)
    file.flush()
    os.fsync(file.fileno())
    return _total(digests)


def _total(digests: Iterable[bytes]) -> str:
    total = hashlib.sha256()
    for digest in sorted(digests):
        total.update(digest.hex().encode() + b"\n")
    return total.hexdigest()


def _parts(lines: Iterable[bytes]) -> Iterator[Part]:
    """The subjects in the order of their IRIs, then what hangs on no IRI, in the order of its digests."""
    with Sorter() as sorter, ExitStack() as stack:
        nameless = _distribute(lines, sorter, stack)
        yield from in_order(_part, sorter.pieces())
        yield _joined(_nameless(nameless))


def _part(piece: list[bytes] | list[Slice]) -> Part:
    return _joined(_named(read_piece(piece)))


def _joined(groups: Iterable[Group]) -> Part:
    digests, lines = list[bytes](), list[bytes]()
    for group in groups:
        digests.append(group.digest)
        lines += group.lines
    return Part(digests, b"".join(lines))


def _named(records: Iterable[bytes]) -> Iterator[Group]:
    """Groups of sorted records: a line as it is, and one with a blank node after its subject and NUL."""
    held: list[bytes] = []
    key, last = b"", b""
    for record in records:
        if record == last:
            continue
        last = record
        if not (key and record.startswith(key)):
            if held:
                yield _group(key, held)
            key, held = record[: record.index(b">") + 1], []
        held.append(record)
    if held:
        yield _group(key, held)


def _group(key: bytes, records: list[bytes]) -> Group:
    if records[0][len(key)]:  # what has blank nodes has a NUL there, and comes first
        return Group(hashlib.sha256(b"".join(records)).digest(), records)
    lines = [record.partition(b"\0")[2] if record[len(key)] == 0 else record for record in records]
    lines = rdfc(lines, key.decode())
    label = b"_:b" + hashlib.sha256(key).hexdigest()[:20].encode() + b"n"
    return Group(hashlib.sha256(b"".join(lines)).digest(), [_labelled(line, label) for line in lines])


def _nameless(groups: list[list[bytes]]) -> Iterator[Group]:
    seen: Counter[bytes] = Counter()
    found = [rdfc(lines, "a blank node that no subject leads to") for lines in groups]
    for digest, lines in sorted((hashlib.sha256(b"".join(lines)).digest(), lines) for lines in found):
        label = f"_:x{digest.hex()[:20]}i{seen[digest]}n".encode()
        seen[digest] += 1
        yield Group(digest, [_labelled(line, label) for line in lines])


def _labelled(line: bytes, label: bytes) -> bytes:
    """A line with `label` for the prefix of RDFC-1.0's labels; literals are left alone."""
    subject, predicate, rest = line.split(b" ", 2)
    return b" ".join((_renamed(subject, label), predicate, _renamed(rest, label)))


def _renamed(term: bytes, label: bytes) -> bytes:
    return label + term.removeprefix(b"_:c14n") if term.startswith(b"_:c14n") else term


def _line_of(triple: Triple) -> bytes:
    """The line of a triple that may be held, its object in canonical form."""
    value = triple.object
    if not isinstance(value, NamedNode | BlankNode | Literal):
        raise InvalidInput("A statement about a statement cannot be held.", field="object", value=str(value))
    return _by_value(line_of(triple))


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

    def take(self, line: bytes) -> str:
        """Learn from a line that has a blank node; gives the label of one."""
        subject, _, value = (term.decode() for term in terms(line))
        if subject.startswith("_:") and value.startswith("_:"):
            self._parent[self.root(subject)] = self.root(value)
        elif value.startswith("_:"):
            self._subjects.setdefault(value, set()).add(subject)
        label = value if value.startswith("_:") else subject
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


def _distribute(lines: Iterable[bytes], sorter: Sorter, stack: ExitStack) -> list[list[bytes]]:
    """Each statement to the records of its subject; those with blank nodes wait for theirs.

    Gives the groups that no IRI leads to.
    """
    owners = _Owners()
    waiting = stack.enter_context(tempfile.SpooledTemporaryFile(max_size=32_000_000))  # noqa: SIM115 (the stack closes it)
    for line in lines:
        if line.startswith(b"_:") or (b" _:" in line and terms(line)[2].startswith(b"_:")):
            waiting.write(owners.take(line).encode() + b"\0" + line)
        else:
            sorter.add(line)
    named = owners.named()
    nameless: dict[str, list[bytes]] = {}
    waiting.seek(0)
    for row in waiting:
        label, _, line = row.partition(b"\0")
        root = owners.root(label.decode())
        if root in named:
            sorter.add(named[root].encode() + b"\0" + line)
        else:
            nameless.setdefault(root, []).append(line)
    return list(nameless.values())


_TYPED = re.compile(rb'(?s)("(?:[^"\\]|\\.)*"\^\^<[^>]*>) \.\n\Z')


def _by_value(line: bytes) -> bytes:
    """The line with a typed number, date or truth value in its canonical lexical form."""
    at = line.rfind(_XSD)
    if at < 0 or not line.endswith(b"> .\n") or line.startswith((b"anyURI", b"string"), at + len(_XSD)):
        return line
    found = _TYPED.search(line)
    return line[: found.start()] + _canonical(found[1]) + b" .\n" if found else line


@lru_cache(maxsize=100_000)
def _canonical(written: bytes) -> bytes:
    # The store's own encoding decides; what it widens (nonNegativeInteger to integer) keeps its own type here.
    (given,) = parse(b"<x:s> <x:p> " + written + b" .", format=RdfFormat.N_TRIPLES)
    store = Store()
    store.add(given)
    (quad,) = store
    value, found = given.object, quad.object
    assert isinstance(found, Literal)  # noqa: S101  (a literal was put in)
    assert isinstance(value, Literal)  # noqa: S101
    return str(Literal(found.value, datatype=value.datatype)).encode()
