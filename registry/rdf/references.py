"""What refers to what in a version's canonical text: named subject, predicate and IRI, through blank nodes."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Reference(NamedTuple):
    """`subject` says `predicate` of `target`, itself or in a blank node that hangs on it; all are IRIs."""

    subject: str
    predicate: str
    target: str


def references(blocks: Iterable[bytes], without: Iterable[str] = ()) -> Iterator[Reference]:
    """Every statement whose object is an IRI, but those of the predicates `without`; subject by subject, sorted.

    `blocks` are those of `registry.rdf.canonical.blocks_of`. What hangs on no named subject is left out.
    """
    left_out = frozenset(f"<{predicate}>".encode() for predicate in without)
    subject, found = b"", set[tuple[bytes, bytes]]()
    for block in blocks:
        for line in block.splitlines():
            if not line.endswith(b"> .") or line.startswith(_NAMELESS):
                continue
            said, predicate, value = line.split(b" ", 2)
            if said != subject and said.startswith(b"<"):
                yield from _rows(subject, found)
                subject, found = said, set()
            if value.startswith(b"<") and predicate not in left_out:
                found.add((predicate, value[:-2]))
    yield from _rows(subject, found)


#: How a canonical label begins of a blank node that hangs on no named subject (docs/digest.md).
_NAMELESS = b"_:x"


def _rows(subject: bytes, found: set[tuple[bytes, bytes]]) -> Iterator[Reference]:
    for predicate, value in sorted(found):
        yield Reference(subject[1:-1].decode(), predicate[1:-1].decode(), value[1:-1].decode())
