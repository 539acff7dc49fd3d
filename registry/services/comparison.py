"""What differs between two editions of an object, field by field, and the step of version that it takes.

Both sides are read as JSON (`terminology.members.json_of`), so that members with the same bytes are passed by: two
editions of a list of 20,000 codes are compared in the time that their differences take.
"""

import json
from collections.abc import Collection, ItemsView, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from registry.domain import Iri, Kind, RegisteredObject
from registry.domain.difference import Compatibility, Difference, DifferenceKind
from registry.domain.membership import MemberKind
from registry.errors import NotFound
from registry.services.compatibility import Rulings
from registry.services.field_comparison import Part, Row, added, compared, removed
from registry.terminology.members import header_of, json_of, kind_of, members_of
from registry.terminology.protocol import VersionReader

Json = dict[str, Any]
#: How many members of a version are read at a time.
_BATCH = 1000


@dataclass(frozen=True)
class Side:
    """One edition: the kind of the object, its header, and its members by IRI, all as JSON bytes."""

    iri: Iri
    kind: Kind
    header: bytes
    members: Mapping[Iri, tuple[MemberKind, bytes]] = field(default_factory=dict)


def side_of(value: RegisteredObject) -> Side:
    """An edition from a value."""
    members = {member.value.iri: (member.kind, json_of(member.value)) for member in members_of(value)}
    return Side(value.iri, kind_of(value), json_of(header_of(value)), members)


def side_read(reader: VersionReader) -> Side:
    """An edition from a version; its members are read when they are asked for, and none is kept."""
    header = reader.header_json()
    return Side(_iri(header), reader.kind, header, _Members(reader))


class _Members(Mapping[Iri, tuple[MemberKind, bytes]]):
    """The members of a version, in its order, a batch at a time."""

    def __init__(self, reader: VersionReader) -> None:
        self._reader = reader

    def __len__(self) -> int:
        return self._reader.count()

    def __iter__(self) -> Iterator[Iri]:
        return (_iri(content) for _, content in self.rows())

    def __contains__(self, iri: object) -> bool:
        try:
            self._reader.ordinal(str(iri))
        except NotFound:
            return False
        return True

    def __getitem__(self, iri: Iri) -> tuple[MemberKind, bytes]:
        try:
            ordinal = self._reader.ordinal(iri)
        except NotFound:
            raise KeyError(iri) from None
        return self._kind(ordinal), self._reader.page(ordinal, 1).items[0]

    def _kind(self, ordinal: int) -> MemberKind:
        return next(kind for kind, stop in self._stops if ordinal < stop)

    @cached_property
    def _stops(self) -> tuple[tuple[MemberKind, int], ...]:
        """Where the members of each kind end, in the order in which the kinds stand."""
        found = ((kind, self._reader.of_kind(kind)) for kind in MemberKind if self._reader.count(kind))
        return tuple(sorted(((kind, among.max() + 1) for kind, among in found), key=lambda row: row[1]))

    def rows(self) -> Iterator[tuple[MemberKind, bytes]]:
        """The members with their kinds, in order."""
        for kind, _ in self._stops:
            for offset in range(0, self._reader.count(kind), _BATCH):
                for content in self._reader.page(offset, _BATCH, kind).items:
                    yield kind, content

    def items(self) -> ItemsView[Iri, tuple[MemberKind, bytes]]:
        """The members with their IRIs, read in one go through the version."""
        return _Rows(self)


class _Rows(ItemsView[Iri, tuple[MemberKind, bytes]]):
    """The same as rows, without a look-up for each."""

    _mapping: _Members

    def __iter__(self) -> Iterator[tuple[Iri, tuple[MemberKind, bytes]]]:
        return ((_iri(content), (kind, content)) for kind, content in self._mapping.rows())


def _iri(content: bytes) -> Iri:
    """The IRI in a thing's JSON: it comes first where nothing is kept that no field knows."""
    if content.startswith(b'{"iri":"'):
        end = content.index(b'"', 8)
        if b"\\" not in content[8:end]:
            return content[8:end].decode()
    return str(json.loads(content)["iri"])


def compare(
    before: Side | None, after: Side | None, rulings: Rulings, editorial: Mapping[Iri, str] | None = None
) -> tuple[Difference, ...]:
    """The differences, those of the object first, then by member in the order of `after`, what is gone last.

    `editorial` gives the targets whose wording is declared to mean the same as before, with the reason. None on one
    side is an object that is new, or gone.
    """
    whole = after or before
    if whole is None:
        return ()
    found = _Comparison(whole, rulings, editorial or {})
    return tuple(found.run(before, after))


def grade(differences: Iterable[Difference]) -> Compatibility:
    """The gravest class among differences: the smallest step that they take together."""
    return max((each.compatibility for each in differences), key=lambda each: each.rank, default=Compatibility.NONE)


class _Comparison:
    """One comparison under way."""

    def __init__(self, whole: Side, rulings: Rulings, editorial: Mapping[Iri, str]) -> None:
        self._whole = whole
        self._rulings = rulings
        self._editorial = editorial

    def run(self, before: Side | None, after: Side | None) -> Iterator[Difference]:
        if before is None or after is None:
            kind = DifferenceKind.OBJECT_ADDED if before is None else DifferenceKind.OBJECT_REMOVED
            part = Part(self._whole.kind, json.loads(self._whole.header))
            yield self._difference(part, Row(kind))
            return
        if before.header != after.header:
            yield from self._fields(Part(before.kind, json.loads(before.header)), json.loads(after.header))
        yield from self._members(before.members, after.members)

    def _members(
        self,
        before: Mapping[Iri, tuple[MemberKind, bytes]],
        after: Mapping[Iri, tuple[MemberKind, bytes]],
    ) -> Iterator[Difference]:
        former = _notations(content for iri, (_, content) in before.items() if iri not in after)
        for iri, (kind, content) in after.items():
            known = before.get(iri)
            if known is None:
                part = Part(kind, json.loads(content))
                yield self._difference(part, added(part, former))
            elif known[1] != content:
                yield from self._fields(Part(kind, json.loads(known[1])), json.loads(content))
        for iri, (kind, content) in before.items():
            if iri not in after:
                part = Part(kind, json.loads(content))
                yield self._difference(part, removed(part))

    def _fields(self, part: Part, after: Json) -> Iterator[Difference]:
        for row in compared(part, after):
            yield self._difference(Part(part.kind, {**part.content, **after}), row)

    def _difference(self, part: Part, row: Row) -> Difference:
        ruling = self._rulings[row.kind]
        reason = self._editorial.get(part.iri) if ruling.editorial else None
        mild = ruling.editorial if reason is not None else None
        return Difference(
            kind=row.kind,
            object=self._whole.iri,
            object_kind=self._whole.kind,
            target=part.iri,
            target_kind=part.kind,
            label=part.label,
            notation=part.notation,
            field=row.field,
            lang=row.lang,
            before=row.before,
            after=row.after,
            replaced_by=row.replaced_by,
            editorial=reason,
            sender=mild or ruling.sender,
            receiver=mild or ruling.receiver,
        )


def _notations(contents: Iterable[bytes]) -> Collection[str]:
    found = (json.loads(content).get("notation") for content in contents)
    return {each for each in found if isinstance(each, str)}
