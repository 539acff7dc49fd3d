"""The operations that make one edition of an object into another, field by field: the inverse of `editing`."""

from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Any, Final, cast

from pydantic import JsonValue, TypeAdapter

from registry.domain.code_list import Code, CodeList
from registry.domain.concept import Concept, ConceptScheme, Definition
from registry.domain.editing import Editor, ended
from registry.domain.information_model import ModelElement
from registry.domain.language import LangString
from registry.domain.membership import MEMBER_FIELDS, OBJECT_CLASSES, MemberKind
from registry.domain.operation import (
    AddMember,
    AddValue,
    CreateObject,
    Deprecate,
    EditField,
    Inactivate,
    Move,
    Operation,
    RemoveMember,
    RemoveValue,
    ReplaceMember,
    Restore,
    Retire,
)
from registry.domain.scheme import Collection, Kind, RegisteredObject
from registry.domain.value import Iri, Resource, Value
from registry.errors import OmforentError
from registry.namespaces import PREFIXES

_DEPRECATED: Final = PREFIXES["status"] + "DEPRECATED"
_CURRENT: Final = PREFIXES["status"] + "CURRENT"
#: What no operation edits: the name, statements that no field holds, and the day that the registry itself sets.
_FIXED: Final = frozenset({"iri", "extra", "modified", "has_property"})


class Missing(StrEnum):
    """What becomes of a member that the new edition does not have."""

    KEEP = "keep"
    INACTIVATE = "inactivate"
    REMOVE = "remove"


class Derived(Value):
    """What makes one edition into another.

    `missing` are the members that the new edition does not have, whatever becomes of them; `beyond` those that differ
    in statements that no field holds, which no operation can change.
    """

    operations: tuple[Operation, ...] = ()
    missing: tuple[Iri, ...] = ()
    beyond: tuple[Iri, ...] = ()


class Owned(Value):
    """A member, its kind, and for an element the type that it belongs to."""

    kind: MemberKind
    member: Any
    within: Iri | None = None


def members_by_iri(value: RegisteredObject) -> dict[Iri, Owned]:
    """The members of an object in their order, a type's elements after it."""
    found: dict[Iri, Owned] = {}
    for row in MEMBER_FIELDS[kind_of(value)]:
        for member in getattr(value, row.field):
            found[member.iri] = Owned(kind=row.kind, member=member)
            for each in member.has_property if isinstance(member, ModelElement) else ():
                found[each.iri] = Owned(kind=MemberKind.ELEMENT, member=each, within=member.iri)
    return found


def kind_of(value: RegisteredObject) -> Kind:
    """The kind of an object, by its class."""
    return next(kind for kind, cls in OBJECT_CLASSES.items() if type(value) is cls)


def derive(
    before: RegisteredObject | None, after: RegisteredObject, missing: Missing = Missing.KEEP, day: date | None = None
) -> Derived:
    """The operations that make `before` into `after`; none where they say the same, in whatever order.

    A code or concept that gets an end goes by Inactivate or ReplaceMember, and so becomes deprecated unless `after`
    says another status than current. `missing` tells what becomes of members that `after` does not have: by default
    they stay. `day` is the last day of those that are inactivated. Both are editions of one object.
    """
    if before is None:
        return Derived(operations=(CreateObject(object=after.iri, kind=kind_of(after), value=after),))
    return _Derivation(before, after).run(missing, day)


def settled(before: Resource | None, after: Resource) -> Resource:
    """A code or concept as it becomes: one that gets an end, and is still said to be current, is deprecated with it.

    The same edition once more leaves it deprecated, so that reading a file twice is reading it once.
    """
    if not isinstance(after, Code | Concept) or not isinstance(before, Code | Concept):
        return after
    if after.validity.end is None or after.status not in (None, _CURRENT):
        return after
    if before.status == _DEPRECATED or not ended(before):
        return after.model_copy(update={"status": _DEPRECATED})
    return after


class _Derivation:
    """One derivation under way."""

    def __init__(self, before: RegisteredObject, after: RegisteredObject) -> None:
        self._before, self._after = before, after
        self._iri = before.iri
        self._old, self._new = members_by_iri(before), members_by_iri(after)
        self._moved = [
            iri for iri, row in self._new.items() if iri in self._old and self._old[iri].within != row.within
        ]

    def run(self, missing: Missing, day: date | None) -> Derived:
        gone = tuple(iri for iri in self._old if iri not in self._new)
        pairs = [(self._old[iri], self._pair(iri)) for iri in self._new if iri in self._old]
        operations = (
            *self._removals(gone if missing is Missing.REMOVE else ()),
            *self._renumbered(pairs),
            *self._additions(),
            *self._edits(pairs),
            *(self._inactivations(gone, day) if missing is Missing.INACTIVATE and day else ()),
        )
        return Derived(operations=operations, missing=gone, beyond=tuple(self._beyond(pairs)))

    def _pair(self, iri: Iri) -> Owned:
        row = self._new[iri]
        return row.model_copy(update={"member": settled(self._old[iri].member, row.member)})

    def _beyond(self, pairs: Iterable[tuple[Owned, Owned]]) -> Iterator[Iri]:
        both = [(self._before, self._after), *((old.member, new.member) for old, new in pairs)]
        return (new.iri for old, new in both if not _same(old.extra, new.extra))

    def _removals(self, gone: Iterable[Iri]) -> Iterator[Operation]:
        going = set(gone)
        for iri in (*self._moved, *gone):
            if self._old[iri].within not in going:
                yield RemoveMember(object=self._iri, target=iri)

    def _additions(self) -> Iterator[Operation]:
        for iri, row in self._new.items():
            within_new = row.within is not None and row.within not in self._old
            if (iri not in self._old and not within_new) or (iri in self._moved and not within_new):
                yield AddMember(object=self._iri, kind=row.kind, value=row.member, within=row.within)

    def _renumbered(self, pairs: Iterable[tuple[Owned, Owned]]) -> Iterator[Operation]:
        """New notations in such an order that each is free when its turn comes; those in a ring never are."""
        codes = [(old.member, new.member) for old, new in pairs if isinstance(old.member, Code)]
        waiting = {new.iri: (old, new) for old, new in codes if old.notation != new.notation}
        holder = {old.notation: old.iri for old, _ in waiting.values()}
        while waiting:
            chain: dict[Iri, None] = {}
            following: Iri | None = next(iter(waiting))
            while following is not None and following in waiting and following not in chain:
                chain[following] = None
                following = holder.get(waiting[following][1].notation)
            for iri in reversed(chain):
                old, new = waiting.pop(iri)
                yield self._edit(new.iri, "notation", None, old.notation, new.notation)

    def _edits(self, pairs: Iterable[tuple[Owned, Owned]]) -> Iterator[Operation]:
        yield from self._fields(self._before, self._after)
        for old, new in pairs:
            if old.member != new.member and new.member.iri not in self._moved:
                yield from self._member(old.member, new.member)

    def _member(self, old: Resource, new: Resource) -> Iterator[Operation]:
        if isinstance(old, Code) and isinstance(new, Code):
            old = old.model_copy(update={"notation": new.notation})
        if isinstance(old, Code | Concept) and isinstance(new, Code | Concept):
            started = old.validity.model_copy(update={"start": new.validity.start})
            begun = old.model_copy(update={"validity": started})
            turn = self._turn(begun, new)
            if turn is not None:
                yield from self._fields(old, begun)
                yield turn
                old = self._done(begun, turn)
        yield from self._fields(old, new)

    def _turn(self, old: Code | Concept, new: Code | Concept) -> Operation | None:
        """The operation by which a thing comes out of use, or into use again."""
        about: Any = {"object": self._iri, "target": new.iri}
        status, day, by = (new.status or "").removeprefix(PREFIXES["status"]), new.validity.end, new.is_replaced_by
        if ended(old):
            return None if ended(new) else Restore(**about)
        if status == "DEPRECATED" and day:
            return ReplaceMember(**about, by=by, day=day) if by else Inactivate(**about, day=day)
        if status == "DEPRECATED":
            return Deprecate(**about, replaced_by=by)
        return Retire(**about, day=day, replaced_by=by) if status == "RETIRED" and day else None

    def _done(self, old: Code | Concept, turn: Operation) -> Resource:
        """The thing after its turn; as it was where the turn cannot be done, which whoever does it is told."""
        holder = (
            CodeList(iri=self._iri, codes=(old,))
            if isinstance(old, Code)
            else ConceptScheme(iri=self._iri, concepts=(old,))
        )
        editor = Editor(self._iri, holder)
        try:
            editor.apply(turn)
        except OmforentError:
            return old
        return editor.member(old.iri)

    def _inactivations(self, gone: Iterable[Iri], day: date) -> Iterator[Operation]:
        for iri in gone:
            member = self._old[iri].member
            if isinstance(member, Code | Concept) and not ended(member):
                yield Inactivate(object=self._iri, target=iri, day=day)

    # -- one field ---------------------------------------------------------------------------------------------------

    def _fields(self, old: Resource, new: Resource) -> Iterator[Operation]:
        for name in _names(type(new)):
            one, other = getattr(old, name), getattr(new, name)
            if name == "member" and isinstance(new, Collection) and new.ordered:
                if one != other:
                    yield self._edit(new.iri, name, None, list(one), list(other))
            elif not _same(one, other):
                yield from self._field(new, name, one, other)

    def _field(self, target: Resource, name: str, one: Any, other: Any) -> Iterator[Operation]:
        if name == "broader" and isinstance(target, Code | Concept) and all(iri in self._new for iri in other):
            yield Move(object=self._iri, target=target.iri, before=one, after=other)
        elif isinstance(other, tuple):
            yield from self._values(target, name, one, other)
        else:
            adapter = _adapter(type(target), name)
            yield self._edit(target.iri, name, None, _json(adapter, one), _json(adapter, other))

    def _values(self, target: Resource, name: str, one: Any, other: Any) -> Iterator[Operation]:
        """Texts by language, all else value by value: so that editors of other languages are not in the way."""
        adapter = _adapter(type(target), name)
        about: Any = {"object": self._iri, "target": target.iri, "field": name}
        for lang in dict.fromkeys(_lang(each) for each in (*one, *other)):
            was = tuple(dict.fromkeys(each for each in one if _lang(each) == lang))
            now = tuple(dict.fromkeys(each for each in other if _lang(each) == lang))
            if lang and not _same(was, now):
                yield self._edit(target.iri, name, lang, _json(adapter, was), _json(adapter, now))
            elif not lang:
                for value in _json(adapter, tuple(each for each in was if each not in now)):
                    yield RemoveValue(**about, value=value)
                for value in _json(adapter, tuple(each for each in now if each not in was)):
                    yield AddValue(**about, value=value)

    def _edit(self, target: Iri, field: str, lang: str | None, before: JsonValue, after: JsonValue) -> Operation:
        return EditField(object=self._iri, target=target, field=field, lang=lang, before=before, after=after)


@cache
def _names(cls: type[Resource]) -> tuple[str, ...]:
    members = {row.field for rows in MEMBER_FIELDS.values() for row in rows}
    return tuple(name for name in cls.model_fields if name not in _FIXED and name not in members)


@cache
def _adapter(cls: type[Resource], field: str) -> TypeAdapter[Any]:
    return TypeAdapter(cast("type[Any]", cls.model_fields[field].annotation))


def _json(adapter: TypeAdapter[Any], value: Any) -> Any:
    return adapter.dump_python(value, mode="json", exclude_defaults=True)


def _same(one: Any, other: Any) -> bool:
    """Whether two values of a field are the same, in whatever order several stand, and however often."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return one == other or set(one) == set(other)
    return bool(one == other)


def _lang(value: Any) -> str:
    text = value.value if isinstance(value, Definition) else value
    return text.lang.lower() if isinstance(text, LangString) else ""
