"""What a release changed since the one before: objects, and the members of each by what happened to them; no words.

A plain comparison of fields. It tells that a definition differs, not whether the meaning does.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Final

from registry.domain import Iri, LangString, Period, RegisteredObject, ReleaseEntry, Resource, SemanticVersion, Version
from registry.domain.code_list import INACTIVE
from registry.terminology.members import notations_of, title_of
from registry.terminology.protocol import MemberKind, ReleaseReader, VersionReader

#: How many members are read at a time.
_BATCH = 500
#: What a change of a field is called; any other field is `other`.
WORDS: Final[dict[str, tuple[str, ...]]] = {
    "terms": ("pref_label", "alt_label", "hidden_label", "title", "name", "notation", "identifier"),
    "definitions": ("definition", "description"),
    "cardinality": ("min_occurs", "max_occurs"),
    "binding": ("bindings", "has_value_from", "coded", "coded_as", "unbound_reason"),
    "status": ("status", "validity"),
    "replacement": ("is_replaced_by", "replaces"),
}
_WORD = {field: word for word, fields in WORDS.items() for field in fields}


@dataclass(frozen=True, slots=True)
class MemberChange:
    """A member, and what happened: `added`, `removed`, `inactivated`, `reactivated`, `other`, or words of WORDS."""

    iri: Iri
    kind: MemberKind
    title: tuple[LangString, ...]
    notation: str
    how: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ObjectChange:
    """An object that is new (`before` is None) or changed, what of its own fields did, and its members that did.

    `retired` where it is in use no longer, and was before. The members of a new object are counted, not listed.
    """

    after: Version
    before: Version | None = None
    retired: bool = False
    how: tuple[str, ...] = ()
    members: tuple[MemberChange, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """What release `after` changed; `before` is None for the first, whose objects are all new."""

    after: ReleaseEntry
    before: ReleaseEntry | None
    objects: tuple[ObjectChange, ...]
    unchanged: int

    @property
    def new(self) -> tuple[ObjectChange, ...]:
        """The objects that the release before had not."""
        return tuple(row for row in self.objects if row.before is None)

    @property
    def changed(self) -> tuple[ObjectChange, ...]:
        """The objects that say something else than before, but are still in use."""
        return tuple(row for row in self.objects if row.before and not row.retired)

    @property
    def retired(self) -> tuple[ObjectChange, ...]:
        """The objects that are in use no longer."""
        return tuple(row for row in self.objects if row.retired)


def compare(reader: ReleaseReader, number: str) -> Comparison:
    """What release `number` changed since the one before it, as far as the releases of `reader` tell."""
    ordered = sorted(reader.releases, key=lambda row: row.order)
    at = next(at for at, row in enumerate(ordered) if row.number == number)
    after, before = ordered[at], ordered[at - 1] if at else None
    new = {row.object: row for row in pinned(reader, after)}
    old = {row.object: row for row in pinned(reader, before)} if before else {}
    differing = [row for row in new.values() if row.object not in old or old[row.object].digest != row.digest]
    objects = (_object(reader, old.get(row.object), row, after.issued.date()) for row in differing)
    return Comparison(after, before, tuple(objects), len(new) - len(differing))


def pinned(reader: ReleaseReader, entry: ReleaseEntry) -> tuple[Version, ...]:
    """One version of each object: the newest that was issued in this release or one before it."""
    orders = {known.number: known.order for known in reader.releases}
    found = []
    for current in reader.versions():
        until = [
            row
            for row in reader.history(current.object)
            if row.release is None or orders.get(row.release, entry.order) <= entry.order
        ]
        if until:
            found.append(max(until, key=lambda row: SemanticVersion.parse(row.number)))
    return tuple(found)


def _object(reader: ReleaseReader, before: Version | None, after: Version, day: date) -> ObjectChange:
    now = reader.artefact(after.object, after.number)
    if before is None:
        return ObjectChange(after, count=now.count())
    return _Differences(reader.artefact(before.object, before.number), now, day).told(before, after)


def _active(status: Iri | None, validity: Period, day: date) -> bool:
    """As `Code.is_active` has it, for whatever has a status and a validity."""
    is_retired = status is not None and status.rpartition("/")[2] in INACTIVE
    return validity.holds(day) and not (is_retired and validity.end is None)


@dataclass(frozen=True)
class _Differences:
    """Two versions of one object, side by side."""

    old: VersionReader
    new: VersionReader
    day: date

    def told(self, before: Version, after: Version) -> ObjectChange:
        """What differs."""
        old, new = self.old.header(), self.new.header()
        retired = self._in_use(old) and not self._in_use(new)
        return ObjectChange(after, before, retired, _differing(old, new), tuple(self._members()), self.new.count())

    def _in_use(self, header: RegisteredObject) -> bool:
        return not header.is_replaced_by and _active(header.status, header.validity, self.day)

    def _members(self) -> Iterator[MemberChange]:
        for kind in MemberKind:
            old, new = dict(_prints(self.old, kind)), dict(_prints(self.new, kind))
            for iri, print_ in new.items():
                if iri not in old:
                    yield _told(kind, self.new.member(iri), ("added",))
                elif old[iri] != print_:
                    yield self._changed(kind, iri)
            for iri in old:
                if iri not in new:
                    yield _told(kind, self.old.member(iri), ("removed",))

    def _changed(self, kind: MemberKind, iri: Iri) -> MemberChange:
        old, new = self.old.member(iri), self.new.member(iri)
        was, now = (self._member_active(value) for value in (old, new))
        turned = {(True, False): "inactivated", (False, True): "reactivated"}.get((was, now))
        words = tuple(word for word in _differing(old, new) if not (turned and word == "status"))
        return _told(kind, new, (*((turned,) if turned else ()), *words))

    def _member_active(self, value: Resource) -> bool:
        return _active(getattr(value, "status", None), getattr(value, "validity", Period()), self.day)


def _told(kind: MemberKind, value: Resource, how: tuple[str, ...]) -> MemberChange:
    return MemberChange(value.iri, kind, title_of(value), " ".join(notations_of(value)), how)


def _prints(reader: VersionReader, kind: MemberKind) -> Iterator[tuple[Iri, bytes]]:
    """Each member of a kind and a digest of what it says; a type without its properties, which are members too."""
    for offset in range(0, reader.count(kind), _BATCH):
        for item in reader.page(offset, _BATCH, kind).items:
            told = json.loads(item)
            told.pop("has_property", None)
            yield told["iri"], blake2b(json.dumps(told).encode(), digest_size=12).digest()


def _differing(old: Resource, new: Resource) -> tuple[str, ...]:
    """The words for the fields that differ, in their order."""
    fields = (name for name in type(new).model_fields if name not in ("has_property", "order", "modified"))
    found = {_WORD.get(name, "other") for name in fields if getattr(old, name, None) != getattr(new, name)}
    return tuple(word for word in (*WORDS, "other") if word in found)
