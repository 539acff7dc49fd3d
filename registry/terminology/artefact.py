"""Reads one version from its compiled file, `<digest>.idx`, at any size at once; what writes it is `compiling.py`."""

import json
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from pathlib import Path

from pyroaring import FrozenBitMap

from registry.domain import Iri, Kind, RegisteredObject, Resource
from registry.domain.membership import MEMBER_CLASSES, MEMBER_FIELDS, OBJECT_CLASSES
from registry.errors import NotFound, OmforentError, Unavailable
from registry.rdf.canonical import Triple, blocks_of, object_path, read_text, read_triples
from registry.terminology.answering import Answers
from registry.terminology.compiling import FORMAT, MAGIC, compile_text
from registry.terminology.container import Container, Keys, OtherFormat
from registry.terminology.facts import Designation, designations_of
from registry.terminology.hierarchy import HierarchyReader
from registry.terminology.members import Member, whole
from registry.terminology.protocol import Kept, MemberKind, Page
from registry.terminology.sets import Sets


def open_artefact(folder: Path, digest: str, *, compiles: bool = True) -> "Artefact":
    """The version with a digest, compiled anew from its canonical file where the compiled one is missing or old.

    NotFound where there is no such version; Unavailable where it cannot be read or written, and without `compiles`
    where it would have to be compiled anew.
    """
    try:
        return Artefact(folder, digest)
    except (NotFound, OtherFormat) as fault:
        if not compiles:
            raise not_compiled(fault) from fault
        compile_text(object_path(folder, digest), digest, folder)
        return Artefact(folder, digest)


def not_compiled(fault: OmforentError) -> Unavailable:
    """What a process is told that writes nothing, where a compiled file is missing or of another format."""
    rule = "the writer of the data folder compiles what it serves: start it once with this edition of Omforent"
    return Unavailable(f"{fault.message.rstrip('.')}; {rule}.", field=fault.field, value=fault.value, rule=rule)


class Artefact:
    """A version, read from its compiled file (`registry.terminology.protocol.VersionReader`)."""

    def __init__(self, folder: Path, digest: str) -> None:
        self._container = Container(object_path(folder, digest, ".idx"), MAGIC, FORMAT)
        self._text = object_path(folder, digest)
        meta = json.loads(bytes(self._container.bytes("meta")))
        self.digest: str = meta["digest"]
        self.kind = Kind(meta["kind"])
        self.iri: Iri = meta["iri"]
        self._counts = {MemberKind(kind): many for kind, many in meta["counts"].items()}
        self._members = self._container.records("member")
        self._iris = self._container.keys("iri")

    def header_json(self) -> bytes:
        """The object without its members, as JSON."""
        return bytes(self._container.bytes("header"))

    def header(self) -> RegisteredObject:
        """The object without its members."""
        return self._header

    @cached_property
    def _header(self) -> RegisteredObject:
        return OBJECT_CLASSES[self.kind].model_validate_json(self.header_json())

    def object(self) -> RegisteredObject:
        """The object whole."""
        return whole(self.header(), self.each())

    def each(self) -> Iterator[Member]:
        """All members, one by one, each with its kind."""
        return (Member(self.kind_at(at), self.at(at)) for at in range(len(self._members)))

    def count(self, kind: MemberKind | None = None) -> int:
        """How many members there are, or how many of one kind."""
        return len(self._members) if kind is None else self._counts.get(kind, 0)

    def page(self, offset: int = 0, limit: int | None = None, kind: MemberKind | None = None) -> Page:
        """Members as JSON."""
        items = tuple(self._members[at] for at in self._ordinals(offset, limit, kind))
        return Page(total=self.count(kind), offset=offset, items=items)

    def members(
        self, offset: int = 0, limit: int | None = None, kind: MemberKind | None = None
    ) -> tuple[Resource, ...]:
        """Members as domain values."""
        return tuple(self.at(at) for at in self._ordinals(offset, limit, kind))

    def _ordinals(self, offset: int, limit: int | None, kind: MemberKind | None) -> Iterator[int]:
        start, stop = self._range(kind)
        last = None if limit is None else max(limit, 0)
        return islice(range(start + max(offset, 0), stop), last)

    def _range(self, kind: MemberKind | None) -> tuple[int, int]:
        start = 0
        for found, many in self._counts.items():
            if found == kind:
                return start, start + many
            start += many
        return (0, start) if kind is None else (0, 0)

    def kind_at(self, ordinal: int) -> MemberKind:
        """The kind of a member by its ordinal."""
        for kind, many in self._counts.items():
            if ordinal < many:
                return kind
            ordinal -= many
        raise IndexError(ordinal)

    def at(self, ordinal: int) -> Resource:
        """A member by its ordinal."""
        return MEMBER_CLASSES[self.kind_at(ordinal)].model_validate_json(self._members[ordinal])

    def json_at(self, ordinal: int) -> bytes:
        """The JSON of a member by its ordinal."""
        return self._members[ordinal]

    def ordinal(self, iri: Iri) -> int:
        """The ordinal of a member; NotFound."""
        found = self._iris.find(iri)
        if not found:
            raise NotFound(f"{self.iri} has no member {iri}.", field="iri", value=iri)
        return found[0]

    def has(self, iri: Iri) -> bool:
        """Whether there is a member with this IRI."""
        return bool(self._iris.find(iri))

    def position(self, iri: Iri) -> int:
        """Which of the members of its kind a member is, from 0; NotFound."""
        ordinal = self.ordinal(iri)
        return ordinal - self._range(self.kind_at(ordinal))[0]

    def member(self, iri: Iri) -> Resource:
        """A member by its IRI; NotFound."""
        return self.at(self.ordinal(iri))

    def member_json(self, iri: Iri) -> bytes:
        """The same as JSON; NotFound."""
        return self._members[self.ordinal(iri)]

    def by_notation(self, notation: str) -> tuple[Resource, ...]:
        """The members with a notation, compared to the letter."""
        return tuple(self.at(at) for at in self._notations.find(notation))

    def kept_by_notation(self, notation: str) -> tuple[Kept, ...]:
        """The same as they are kept."""
        found = self._notations.find(notation)
        return tuple(Kept(self.kind_at(at), self.iri, self._members[at]) for at in found)

    def parents(self, iri: Iri) -> tuple[Iri, ...]:
        """The members one step up; NotFound."""
        return tuple(map(self.iri_at, self.hierarchy.parents(self.ordinal(iri))))

    def children(self, iri: Iri) -> tuple[Iri, ...]:
        """The members one step down; NotFound."""
        return tuple(map(self.iri_at, self.hierarchy.children(self.ordinal(iri))))

    def iri_at(self, ordinal: int) -> Iri:
        """The IRI of a member by its ordinal."""
        return str(json.loads(self._members[ordinal])["iri"])

    def ordinals(self, notation: str) -> tuple[int, ...]:
        """The ordinals of the members with a notation, compared to the letter."""
        return self._notations.find(notation)

    def designations(self, ordinal: int) -> tuple[Designation, ...]:
        """The terms of a member, preferred ones first."""
        return designations_of(self._members[ordinal])

    def descendants(self, iri: Iri) -> FrozenBitMap:
        """The ordinals of the members below one, without itself; NotFound."""
        return self.hierarchy.descendants(self.ordinal(iri))

    def ancestors(self, iri: Iri) -> FrozenBitMap:
        """The ordinals of the members above one, without itself; NotFound."""
        return self.hierarchy.ancestors(self.ordinal(iri))

    def subsumes(self, above: Iri, below: Iri) -> bool:
        """Whether `above` is `below` itself or reached from it by steps up; NotFound."""
        return self.hierarchy.subsumes(self.ordinal(above), self.ordinal(below))

    def of_kind(self, kind: MemberKind) -> FrozenBitMap:
        """The ordinals of the members of a kind."""
        return FrozenBitMap(range(*self._range(kind)))

    @cached_property
    def hierarchy(self) -> HierarchyReader:
        """Steps up and down, by ordinal."""
        return HierarchyReader(self._container)

    @cached_property
    def sets(self) -> Sets:
        """Members by what they say, as sets of ordinals."""
        return Sets(self._container, len(self._members))

    def answering(self, text: str) -> FrozenBitMap | None:
        """The ordinals of the codes and concepts that answer to a text; None where it has no word: all do."""
        return self._answers.to(text)

    @cached_property
    def _answers(self) -> Answers:
        return Answers(self._container)

    @cached_property
    def _notations(self) -> Keys:
        return self._container.keys("notation")

    def json(self) -> Iterator[bytes]:
        """The JSON of the object whole, in parts; the same bytes as `json_of` gives of it."""
        fields = json.loads(self.header_json())
        rows = {row.field: row.kind for row in MEMBER_FIELDS[self.kind]}
        between = b"{"
        for name in OBJECT_CLASSES[self.kind].model_fields:
            if name in fields:
                yield (
                    between + json.dumps({name: fields[name]}, ensure_ascii=False, separators=(",", ":"))[1:-1].encode()
                )
                between = b","
            elif name in rows and self.count(rows[name]):
                yield between + f'"{name}":['.encode()
                yield from self._listed(rows[name])
                yield b"]"
                between = b","
        yield b"}\n"

    def _listed(self, kind: MemberKind) -> Iterator[bytes]:
        start, stop = self._range(kind)
        for at in range(start, stop):
            yield (b"," if at > start else b"") + self._members[at]

    def blocks(self) -> Iterator[bytes]:
        """Canonical N-Triples in blocks."""
        return blocks_of(self._text)

    def text(self) -> bytes:
        """Canonical N-Triples."""
        return read_text(self._text)

    def triples(self) -> list[Triple]:
        """All statements."""
        return read_triples(self._text)
