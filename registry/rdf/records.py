"""Members of large objects from canonical lines straight to their JSON, by the same tables that read values.

Only a member that is wholly ordinary is made so: each statement has a row in the table, no value needs a look at its
escapes, nothing is shared. Any other is given back as its lines, to be read in the common way. Both ways give the same
bytes (`registry.terminology.members.json_of`); a test compares them.
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property, partial
from typing import Any, Final, NamedTuple

from registry.domain import Kind
from registry.rdf import skos
from registry.rdf.mapping import DATE, IRI, IRI_OR_LANG, LANG, STRING, Codec, Field, Table
from registry.rdf.workers import in_order

#: A term as it stands in N-Triples to its JSON, or None where it has to be looked at.
_Write = Callable[[bytes], bytes | None]
_TYPE: Final = b"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_XSD: Final = b"http://www.w3.org/2001/XMLSchema#"
_LANG_TAG: Final = re.compile(rb'"@([a-z0-9]+(?:-[a-z0-9]+)*)\Z')
_DAY: Final = re.compile(rb'"([0-9]{4}-[0-9]{2}-[0-9]{2})"\^\^<' + re.escape(_XSD) + rb"date>")
#: One row of a subject or a blank node: predicate and object as they are written.
_Said = tuple[bytes, bytes]


class Record(NamedTuple):
    """A member: its IRI, its notation where it is a code, and its JSON."""

    iri: str
    notation: str
    json: bytes


class Read(NamedTuple):
    """What a block of text holds: ordinary members, and the lines of all else."""

    records: list[Record]
    rest: bytes


def is_bulk(kind: Kind) -> bool:
    """Whether objects of a kind have members that can be made so."""
    return kind in _MEMBERS


def order_of(kind: Kind) -> Callable[[Record], Any]:
    """The key by which members are in the object's order."""
    if kind is Kind.CODE_LIST:
        return lambda record: (skos.natural(record.notation), record.iri)
    return lambda record: record.iri


def read_blocks(blocks: Iterator[bytes], kind: Kind, owner: str) -> Iterator[Read]:
    """The members in blocks of canonical text (`registry.rdf.canonical.blocks_of`), several at once."""
    return in_order(partial(_read, kind, owner), blocks)


def _read(kind: Kind, owner: str, block: bytes) -> Read:
    reader = _MEMBERS[kind]
    link = f"<{owner}>".encode()
    records, rest = list[Record](), list[bytes]()
    for lines in _groups(block):
        record = reader.record(lines, link)
        if record is None:
            rest += lines
        else:
            records.append(record)
    return Read(records, b"".join(rest))


def _groups(block: bytes) -> Iterator[list[bytes]]:
    held: list[bytes] = []
    key = b"\0"
    for line in block.splitlines(keepends=True):
        if not line.startswith((key, b"_:")):
            if held:
                yield held
            key, held = line[: line.index(b">") + 1], []
        held.append(line)
    if held:
        yield held


def _write_iri(term: bytes) -> bytes | None:
    return b'"%b"' % term[1:-1] if term[0] == 60 and b"\\" not in term else None  # noqa: PLR2004 - "<"


def _write_lang(term: bytes) -> bytes | None:
    found = _LANG_TAG.search(term) if term[0] == 34 else None  # noqa: PLR2004 - a quote
    if found is None or b"\\u" in term or b"\\U" in term:
        return None
    return b'{"text":%b,"lang":"%b"}' % (term[: found.start() + 1], found[1])


def _write_either(term: bytes) -> bytes | None:
    return _write_iri(term) if term[0] == 60 else _write_lang(term)  # noqa: PLR2004 - "<"


def _write_string(term: bytes) -> bytes | None:
    return term if term[0] == 34 and term[-1] == 34 and b"\\u" not in term and b"\\U" not in term else None  # noqa: PLR2004


def _write_day(term: bytes) -> bytes | None:
    found = _DAY.fullmatch(term)
    try:
        return b'"%b"' % found[1] if found and date.fromisoformat(found[1].decode()) else None
    except ValueError:
        return None


def _write_identifier(term: bytes) -> bytes | None:
    if term.endswith(b'"^^<' + _XSD + b"anyURI>"):
        uri = term[: -len(_XSD) - 11]
        return uri + b'"' if b":" in uri and b"\\" not in uri else None
    return None if b":" in term else _write_string(term)


_WRITE: Final[list[tuple[Codec, _Write]]] = [
    (IRI, _write_iri),
    (LANG, _write_lang),
    (IRI_OR_LANG, _write_either),
    (STRING, _write_string),
    (DATE, _write_day),
]


def _writer_of(codec: "Codec | Table[Any]") -> _Write | None:
    return next((write for known, write in _WRITE if known is codec), None)


class _Slot(NamedTuple):
    """Where a field goes in the JSON: its place, its name, and within what."""

    place: int
    name: bytes
    many: bool
    write: _Write | None
    nested: "_Reader | None"

    def written(self, term: bytes, hanging: dict[bytes, list[_Said]]) -> bytes | None:
        if self.nested:
            return self.nested.nested(term, hanging)
        return self.write(term) if self.write else None

    def is_full(self, row: list[bytes]) -> bool:
        """Whether the one value that there may be is there."""
        if self.many or not row:
            return False
        return not self.name or any(part.startswith(b'"%b":' % self.name) for part in row)


class _Reader:
    """Makes the JSON of values of one class."""

    def __init__(self, table: Table[Any], link: bytes | None = None, notation: bool = False) -> None:
        self._types = sorted(f"<{node.value}>".encode() for node in table.type_nodes)
        self._link = link
        self._has_notation = notation
        self._names = list(table.cls.model_fields)
        self._required = frozenset(
            place
            for place, name in enumerate(self._names)
            if name != "iri" and table.cls.model_fields[name].is_required()
        )
        self.table = table

    @cached_property
    def _slots(self) -> dict[bytes, _Slot]:
        found: dict[bytes, list[_Slot]] = {}
        for row in self.table.fields:
            slot = self._slot(row)
            if slot.write or slot.nested:
                found.setdefault(b"<%b>" % row.node.value.encode(), []).append(slot)
        return {predicate: slots[0] for predicate, slots in found.items() if len(slots) == 1}

    def _slot(self, row: Field) -> _Slot:
        outer, _, inner = row.name.partition(".")
        nested = _Reader(row.codec) if isinstance(row.codec, Table) else None
        write = _write_identifier if row.predicate == "dct:identifier" else _writer_of(row.codec)
        return _Slot(self._names.index(outer), inner.encode(), row.many, write, nested)

    def record(self, lines: list[bytes], link: bytes) -> Record | None:
        """The record of one subject's lines, or None where they have to be looked at."""
        subject = lines[0][: lines[0].index(b">") + 1]
        said, hanging = _sorted_out(lines, subject)
        if self._link is not None:
            links = [term for predicate, term in said if predicate == self._link]
            said = [row for row in said if row[0] != self._link]
            if links != [link]:
                return None
        body = self._body(said, hanging)
        if body is None or hanging or b"\\" in subject:
            return None
        found = b'{"iri":"%b"%b}' % (subject[1:-1], b"," + body if body else b"")
        return Record(subject[1:-1].decode(), self._notation(said), found)

    def _notation(self, said: list[_Said]) -> str:
        if not self._has_notation:
            return ""
        notation = next(term for predicate, term in said if predicate == _NOTATION)
        return _unescaped(notation[1:-1])

    def _body(self, said: list[_Said], hanging: dict[bytes, list[_Said]]) -> bytes | None:
        """The fields as JSON without braces; takes from `hanging` the blank nodes that it has used."""
        slots, types = self._slots, []
        values: dict[int, list[bytes]] = {}
        nested: dict[int, tuple[_Reader, list[bytes]]] = {}
        for predicate, term in said:
            if predicate == _TYPE:
                types.append(term)
                continue
            slot = slots.get(predicate)
            if slot is None:
                return None
            row = values.setdefault(slot.place, [])
            if slot.nested:
                nested[slot.place] = slot.nested, row
            written = slot.written(term, hanging)
            if written is None or slot.is_full(row):
                return None
            row.append(b'"%b":%b' % (slot.name, written) if slot.name else written)
        if types != self._types or not all(map(_put_in_order, nested.values())):
            return None
        return self._joined(values)

    def _joined(self, values: dict[int, list[bytes]]) -> bytes | None:
        parts = []
        for place in sorted(self._required.union(values)):
            row, name = values.get(place), self._names[place]
            shape = self._shapes[name]
            if not row and not shape.many:
                return None
            parts.append(b'"%b":%b' % (name.encode(), shape.put(row or [])))
        return b",".join(parts)

    @cached_property
    def _shapes(self) -> dict[str, "_Shape"]:
        shapes: dict[str, _Shape] = {}
        for row in self.table.fields:
            outer, _, inner = row.name.partition(".")
            shapes[outer] = _Shape(row.many and not inner, bool(inner))
        return shapes

    def nested(self, term: bytes, hanging: dict[bytes, list[_Said]]) -> bytes | None:
        """The JSON of a blank node that hangs on the subject, once."""
        said = hanging.pop(term, None)
        if said is None or any(value.startswith(b"_:") for _, value in said):
            return None
        body = self._body(said, {})
        return None if body is None else b"{%b}" % body


def _put_in_order(nested: "tuple[_Reader, list[bytes]]") -> bool:
    """Sort the values of a field that are blank nodes as its table does; False where their JSON does not tell."""
    reader, row = nested
    if len(row) > 1 and reader.table is not skos.DEFINITION:
        return False
    if len(row) > 1:
        row.sort(key=_place_of_definition)
    return True


def _place_of_definition(written: bytes) -> tuple[str, str, str]:
    said = json.loads(written)
    return said.get("audience", ""), said["value"]["lang"], said["value"]["text"]


class _Shape(NamedTuple):
    """How a field's values are put: as a list, as one value, or as the parts of one."""

    many: bool
    parts: bool

    def put(self, values: list[bytes]) -> bytes:
        if self.parts:
            return b"{%b}" % b",".join(sorted(values, reverse=True))  # start before end
        return b"[%b]" % b",".join(values) if self.many else values[0]


def _sorted_out(lines: list[bytes], subject: bytes) -> tuple[list[_Said], dict[bytes, list[_Said]]]:
    """What the subject says, and what each blank node of the group says."""
    said, hanging = list[_Said](), dict[bytes, list[_Said]]()
    for line in lines:
        one, predicate, rest = line.split(b" ", 2)
        row = predicate, rest[:-3]
        if one == subject:
            said.append(row)
        else:
            hanging.setdefault(one, []).append(row)
    return said, hanging


_SHORT: Final = {b"t": "\t", b"b": "\b", b"n": "\n", b"r": "\r", b"f": "\f", b'"': '"', b"\\": "\\"}
_ESCAPE: Final = re.compile(rb"\\(.)", re.DOTALL)


def _unescaped(text: bytes) -> str:
    return _ESCAPE.sub(lambda match: _SHORT[match[1]].encode(), text).decode()


_NOTATION: Final = b"<http://www.w3.org/2004/02/skos/core#notation>"
_IN_SCHEME: Final = b"<http://www.w3.org/2004/02/skos/core#inScheme>"
_MEMBERS: Final = {
    Kind.CONCEPT_SCHEME: _Reader(skos.CONCEPT),
    Kind.CODE_LIST: _Reader(skos.CODE, link=_IN_SCHEME, notation=True),
}
