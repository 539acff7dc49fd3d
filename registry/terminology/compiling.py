"""Writes the compiled file of one version, a member at a time; what it is read by stands in `artefact.py`.

Sections: `meta` (digest, kind and IRI of the object, and how many members of each kind, as JSON), `header` (the object
without members), `member` (records, those of one kind together), `iri` and `notation` (keys to ordinals), those of
`hierarchy.py`, `sets.py` and `answering.py`. Later sections stand beside them.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Final

from registry.domain import Iri, Kind, RegisteredObject
from registry.domain.membership import MEMBER_FIELDS
from registry.rdf.canonical import Triple, blocks_of, lines_with, object_path, parse_lines, read_triples
from registry.rdf.objects import OBJECT_TYPES, read_object, recognise
from registry.rdf.records import Record, is_bulk, order_of, read_blocks
from registry.terminology.answering import AnswersWriter
from registry.terminology.container import Sections
from registry.terminology.facts import Facts, facts_of
from registry.terminology.hierarchy import Hierarchy
from registry.terminology.kinds import MemberKind
from registry.terminology.members import header_of, json_of, kind_of, members_of
from registry.terminology.sets import SetsWriter

MAGIC: Final = b"OMFVERS\n"
FORMAT: Final = 3
_CODED: Final = (MemberKind.CODE, MemberKind.CONCEPT)


def write_artefact(value: RegisteredObject, digest: str, folder: Path) -> Path:
    """Compile a version to `folder`/ab/<digest>.idx; the same version gives the same bytes."""
    rows = ((member.kind, json_of(member.value)) for member in members_of(value))
    return compile_rows(header_of(value), digest, rows, folder)


def compile_text(path: Path, digest: str, folder: Path) -> RegisteredObject:
    """The same from a canonical file, whose object need not fit into memory as values; gives the header.

    Raises NotFound, Unavailable and InvalidInput as reading does.
    """
    kind, owner = recognise(_typed(blocks_of(path)))
    if not is_bulk(kind):
        value = read_object(read_triples(path), kind, owner)
        write_artefact(value, digest, folder)
        return header_of(value)
    records, rest = _read(path, kind, owner)
    value = read_object(parse_lines(rest), kind, owner)
    field, member = MEMBER_FIELDS[kind][0]
    records += [Record(row.iri, getattr(row, "notation", ""), json_of(row)) for row in getattr(value, field)]
    records.sort(key=order_of(kind))
    others = ((row.kind, json_of(row.value)) for row in members_of(value) if row.kind is not member)
    compile_rows(header_of(value), digest, chain(((member, row.json) for row in records), others), folder)
    return header_of(value)


def _typed(blocks: Iterable[bytes]) -> Iterator[Triple]:
    """The statements that tell what object a file holds."""
    for block in blocks:
        found = [line for mark in OBJECT_TYPES for line in lines_with(block, mark)]
        yield from parse_lines(b"".join(found))


def _read(path: Path, kind: Kind, owner: Iri) -> tuple[list[Record], bytes]:
    records, rest = list[Record](), list[bytes]()
    for part in read_blocks(blocks_of(path), kind, owner):
        records += part.records
        rest.append(part.rest)
    return records, b"".join(rest)


def compile_rows(header: RegisteredObject, digest: str, rows: Iterable[tuple[MemberKind, bytes]], folder: Path) -> Path:
    """The same from the members' kinds and JSON, in the object's order and those of one kind together.

    `rows` is read once, and no member is kept.
    """
    sections, gathered = Sections(), _Gathered()
    sections.records("member", gathered.passing(rows))
    sections.put("meta", _meta(header, digest, gathered.counts))
    sections.put("header", json_of(header))
    gathered.put(sections)
    path = object_path(folder, digest, ".idx")
    path.parent.mkdir(parents=True, exist_ok=True)
    sections.write(path, MAGIC, FORMAT)
    return path


def _meta(header: RegisteredObject, digest: str, counts: dict[str, int]) -> bytes:
    return json.dumps({"digest": digest, "kind": kind_of(header), "iri": header.iri, "counts": counts}).encode()


class _Gathered:
    """What is known of the members beside their JSON, by ordinal."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        self._iris: list[Iri] = []
        self._notations: list[tuple[str, int]] = []
        self._above: list[tuple[int, Iri]] = []
        self._below: list[tuple[int, Iri]] = []
        self._sets = SetsWriter()
        self._answers = AnswersWriter()

    def passing(self, rows: Iterable[tuple[MemberKind, bytes]]) -> Iterator[bytes]:
        """The rows' JSON, each looked at on its way."""
        for kind, record in rows:
            self.counts[kind] = self.counts.get(kind, 0) + 1
            self._take(kind, facts_of(record))
            yield record

    def _take(self, kind: MemberKind, facts: Facts) -> None:
        ordinal = len(self._iris)
        if kind in _CODED:
            self._answers.add(ordinal, facts.terms)
        self._iris.append(facts.iri)
        self._notations += [(notation, ordinal) for notation in facts.notations]
        self._above += [(ordinal, iri) for iri in facts.above]
        self._below += [(ordinal, iri) for iri in facts.below]
        self._sets.add(ordinal, facts.values)

    def put(self, sections: Sections) -> None:
        """Write what was gathered."""
        sections.keys("iri", ((iri, at) for at, iri in enumerate(self._iris)))
        sections.keys("notation", self._notations)
        Hierarchy(len(self._iris), self._steps()).put(sections)
        self._sets.put(sections)
        self._answers.put(sections)

    def _steps(self) -> Iterator[tuple[int, int]]:
        """Steps up among the members, whichever side states them."""
        ordinals = {iri: at for at, iri in reversed(list(enumerate(self._iris)))}
        yield from ((at, ordinals[iri]) for at, iri in self._above if iri in ordinals)
        yield from ((ordinals[iri], at) for at, iri in self._below if iri in ordinals)
