"""The compiled file of one version, `<digest>.idx`: its writer, and the reader that opens it at any size at once.

Sections: `meta` (digest, kind and IRI of the object, and how many members of each kind, as JSON), `header` (the object
without members), `member` (records, those of one kind together), `iri` and `notation` (keys to ordinals),
`parents` and `children` (ordinals by ordinal). Later sections, such as those of search, stand beside them.
"""

import json
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from pathlib import Path

from registry.domain import Iri, Kind, RegisteredObject, Resource
from registry.errors import NotFound, OmforentError, Unavailable
from registry.rdf.canonical import Triple, object_path, read_text, read_triples
from registry.rdf.objects import read_object
from registry.terminology.container import Container, OtherFormat, Sections
from registry.terminology.members import (
    MEMBER_CLASSES,
    OBJECT_CLASSES,
    Member,
    children_of,
    header_of,
    json_of,
    kind_of,
    members_of,
    notations_of,
    parents_of,
    whole,
)
from registry.terminology.protocol import Kept, MemberKind, Page

MAGIC = b"OMFVERS\n"
FORMAT = 1


def write_artefact(value: RegisteredObject, digest: str, folder: Path) -> Path:
    """Compile a version to `folder`/ab/<digest>.idx; the same version gives the same bytes."""
    members = list(members_of(value))
    parents, children = _hierarchy(members)
    sections = Sections()
    sections.put("meta", _meta(value, digest, members))
    sections.put("header", json_of(header_of(value)))
    sections.records("member", [json_of(member.value) for member in members])
    sections.keys("iri", ((member.value.iri, at) for at, member in enumerate(members)))
    notations = ((notation, at) for at, member in enumerate(members) for notation in notations_of(member.value))
    sections.keys("notation", notations)
    sections.groups("parents", parents)
    sections.groups("children", children)
    path = object_path(folder, digest, ".idx")
    path.parent.mkdir(parents=True, exist_ok=True)
    sections.write(path, MAGIC, FORMAT)
    return path


def _meta(value: RegisteredObject, digest: str, members: list[Member]) -> bytes:
    counts: dict[str, int] = {}
    for member in members:
        counts[member.kind] = counts.get(member.kind, 0) + 1
    found = {"digest": digest, "kind": kind_of(value), "iri": value.iri, "counts": counts}
    return json.dumps(found).encode()


def _hierarchy(members: list[Member]) -> tuple[list[list[int]], list[list[int]]]:
    """Steps up and down among the members, whichever side states them."""
    ordinals: dict[Iri, int] = {}
    for at, member in enumerate(members):
        ordinals.setdefault(member.value.iri, at)
    steps: set[tuple[int, int]] = set()
    for at, member in enumerate(members):
        steps.update((at, ordinals[iri]) for iri in parents_of(member.value) if iri in ordinals)
        steps.update((ordinals[iri], at) for iri in children_of(member.value) if iri in ordinals)
    parents: list[list[int]] = [[] for _ in members]
    children: list[list[int]] = [[] for _ in members]
    for below, above in sorted(steps):
        parents[below].append(above)
        children[above].append(below)
    return parents, children


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
        value = read_object(read_triples(object_path(folder, digest)))
        write_artefact(value, digest, folder)
        return Artefact(folder, digest)


def not_compiled(fault: OmforentError) -> Unavailable:
    """What a process is told that writes nothing, where a compiled file is missing or of another format."""
    rule = "the writer of the data folder compiles what it serves: start it once with this edition of Omforent"
    return Unavailable(f"{fault.message} {rule}.", field=fault.field, value=fault.value, rule=rule)


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
        return whole(self.header(), (Member(self.kind_at(at), self.at(at)) for at in range(len(self._members))))

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

    def member(self, iri: Iri) -> Resource:
        """A member by its IRI; NotFound."""
        return self.at(self.ordinal(iri))

    def member_json(self, iri: Iri) -> bytes:
        """The same as JSON; NotFound."""
        return self._members[self.ordinal(iri)]

    def by_notation(self, notation: str) -> tuple[Resource, ...]:
        """The members with a notation, compared to the letter."""
        return tuple(self.at(at) for at in self._container.keys("notation").find(notation))

    def kept_by_notation(self, notation: str) -> tuple[Kept, ...]:
        """The same as they are kept."""
        found = self._container.keys("notation").find(notation)
        return tuple(Kept(self.kind_at(at), self.iri, self._members[at]) for at in found)

    def parents(self, iri: Iri) -> tuple[Iri, ...]:
        """The members one step up; NotFound."""
        return self._step("parents", iri)

    def children(self, iri: Iri) -> tuple[Iri, ...]:
        """The members one step down; NotFound."""
        return self._step("children", iri)

    def _step(self, name: str, iri: Iri) -> tuple[Iri, ...]:
        ordinals = self._container.groups(name)[self.ordinal(iri)]
        return tuple(str(json.loads(self._members[at])["iri"]) for at in ordinals)

    def text(self) -> bytes:
        """Canonical N-Triples."""
        return read_text(self._text)

    def triples(self) -> list[Triple]:
        """All statements."""
        return read_triples(self._text)
