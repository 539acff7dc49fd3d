"""What the operations of a change set do to an object: applied one by one, stale ones refused with both values."""

from functools import cache, singledispatchmethod
from typing import Any, Final, cast

from pydantic import JsonValue, TypeAdapter, ValidationError

from registry.domain.code_list import INACTIVE, Code
from registry.domain.concept import Concept, Definition
from registry.domain.information_model import ElementProperty, InformationModel, ModelElement
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
from registry.domain.scheme import Kind, RegisteredObject
from registry.domain.value import Iri, Period, Resource
from registry.errors import InvalidInput, NotFound, Stale
from registry.namespaces import PREFIXES

#: The status of a thing that is not recommended, out of use, and in use again: of models ADMS, of all else the EU's.
_EU: Final = {name: PREFIXES["status"] + name for name in ("DEPRECATED", "RETIRED", "CURRENT")}
_ADMS: Final = {
    "DEPRECATED": "http://purl.org/adms/status/Deprecated",
    "RETIRED": "http://purl.org/adms/status/Withdrawn",
    "CURRENT": "http://purl.org/adms/status/Completed",
}
_FIXED: Final = ("iri", "extra")


class Editor:
    """An object being changed. Each operation takes the same time however large the object is.

    An operation that is refused changes nothing. `touched` are the object and members that any operation changed.
    """

    def __init__(self, iri: Iri, value: RegisteredObject | None) -> None:
        self._iri = iri
        self._header: RegisteredObject | None = None
        self._members: dict[Iri, tuple[MemberKind, Resource]] = {}
        self._owners: dict[Iri, Iri] = {}
        self._notations: dict[str, Iri] = {}
        self._properties: dict[Iri, list[Iri]] = {}
        self.touched: set[Iri] = set()
        if value is not None:
            self._take(value)

    def _take(self, value: RegisteredObject) -> None:
        rows = MEMBER_FIELDS[_kind(value)]
        self._header = value.model_copy(update={row.field: () for row in rows})
        for row in rows:
            for member in getattr(value, row.field):
                self._put(row.kind, member)

    def _put(self, kind: MemberKind, member: Resource) -> None:
        self._members[member.iri] = (kind, member)
        if isinstance(member, Code):
            self._notations[member.notation] = member.iri
        if isinstance(member, ModelElement):
            self._properties[member.iri] = [each.iri for each in member.has_property]
            for each in member.has_property:
                self._members[each.iri] = (MemberKind.ELEMENT, each)
                self._owners[each.iri] = member.iri

    def value(self) -> RegisteredObject:
        """The object as it is now. NotFound where no operation has made it."""
        header = self._known()
        found: dict[MemberKind, list[Resource]] = {}
        for iri, (kind, _) in self._members.items():
            found.setdefault(kind, []).append(self.member(iri))
        update = {row.field: tuple(found.get(row.kind, ())) for row in MEMBER_FIELDS[_kind(header)]}
        return header.model_copy(update=update)

    def member(self, iri: Iri) -> Resource:
        """A member, or the object's header, as it is now; NotFound."""
        if iri == self._iri:
            return self._known()
        if iri not in self._members:
            raise NotFound(f"{self._iri} has no {iri}.", field="target", value=iri)
        member = self._members[iri][1]
        if isinstance(member, ModelElement):
            rows = (self._members[each][1] for each in self._properties[iri])
            properties = tuple(row for row in rows if isinstance(row, ElementProperty))
            return member.model_copy(update={"has_property": properties})
        return member

    def _known(self) -> RegisteredObject:
        if self._header is None:
            raise NotFound(f"There is no {self._iri}.", field="object", value=self._iri)
        return self._header

    def apply(self, operation: Operation) -> None:
        """Do one operation. Stale where what it builds on has changed; InvalidInput, NotFound where it cannot be."""
        if operation.object != self._iri:
            rule = f"an operation on {self._iri}"
            raise InvalidInput(
                f"{operation.object} is another object.", field="object", value=operation.object, rule=rule
            )
        self._do(operation)

    @singledispatchmethod
    def _do(self, operation: Operation) -> None:
        raise InvalidInput(f"There is no operation {operation}.", field="op")

    @_do.register
    def _(self, operation: CreateObject) -> None:
        if self._header is not None:
            raise Stale(operation.object, "", None, None, f"There is a {operation.object} already.")
        if operation.value.iri != operation.object:
            rule = "the value's IRI is the object's"
            raise InvalidInput("The value has another IRI.", field="value.iri", value=operation.value.iri, rule=rule)
        self._take(operation.value)
        self.touched.update((operation.object, *self._members))

    @_do.register
    def _(self, operation: AddMember) -> None:
        header, value = self._known(), operation.value
        self._check_member(header, operation)
        if operation.kind is MemberKind.ELEMENT:
            self._members[value.iri] = (operation.kind, value)
            self._owners[value.iri] = str(operation.within)
            self._properties[str(operation.within)].append(value.iri)
            self.touched.add(str(operation.within))
        else:
            self._put(operation.kind, value)
        self.touched.add(value.iri)

    def _check_member(self, header: RegisteredObject, operation: AddMember) -> None:
        value, kinds = operation.value, [row.kind for row in MEMBER_FIELDS[_kind(header)]]
        if isinstance(header, InformationModel):
            kinds.append(MemberKind.ELEMENT)
        if operation.kind not in kinds:
            rule = f"one of {', '.join(kinds) or 'none'}"
            raise InvalidInput(f"{self._iri} has no {operation.kind}.", field="kind", value=operation.kind, rule=rule)
        if value.iri in self._members:
            raise Stale(value.iri, "", None, None, f"{self._iri} has a {value.iri} already.")
        if isinstance(value, Code) and value.notation in self._notations:
            raise Stale(
                value.iri, "notation", None, value.notation, f"{self._iri} has a code {value.notation} already."
            )
        if operation.kind is MemberKind.ELEMENT and operation.within not in self._properties:
            rule = "an element is added within a type of the model"
            raise InvalidInput("The element has no type.", field="within", value=operation.within or "", rule=rule)

    @_do.register
    def _(self, operation: RemoveMember) -> None:
        member = self._part(operation.target)
        owner = self._owners.pop(member.iri, None)
        if owner is not None:
            self._properties[owner].remove(member.iri)
            self.touched.add(owner)
        for each in self._properties.pop(member.iri, ()):
            del self._members[each], self._owners[each]
            self.touched.add(each)
        if isinstance(member, Code):
            self._notations.pop(member.notation, None)
        del self._members[member.iri]
        self.touched.add(member.iri)

    def _part(self, iri: Iri) -> Resource:
        """A member; the object itself is none."""
        if iri == self._iri:
            raise InvalidInput("An object is retired, not removed.", field="target", value=iri, rule="a member")
        return self.member(iri)

    @_do.register
    def _(self, operation: EditField) -> None:
        target = self.member(operation.target)
        adapter = _adapter(type(target), operation.field)
        found = getattr(target, operation.field)
        before, after = (
            _read(adapter, operation, "before", _filled(operation.before, found)),
            _read(adapter, operation, "after", _filled(operation.after, found)),
        )
        kept, mine = _split(found, operation.lang)
        if not _same(mine, before):
            raise Stale(operation.target, operation.field, operation.after, _json(adapter, mine))
        self._set(target, operation.field, (*kept, *after) if operation.lang else after)

    @_do.register
    def _(self, operation: AddValue) -> None:
        target, item = self._several(operation)
        found = getattr(target, operation.field)
        if item in found:
            raise Stale(operation.target, operation.field, operation.value, operation.value)
        self._set(target, operation.field, (*found, item))

    @_do.register
    def _(self, operation: RemoveValue) -> None:
        target, item = self._several(operation)
        found = getattr(target, operation.field)
        if item not in found:
            adapter = _adapter(type(target), operation.field)
            raise Stale(operation.target, operation.field, None, _json(adapter, found))
        self._set(target, operation.field, tuple(each for each in found if each != item))

    def _several(self, operation: AddValue | RemoveValue) -> tuple[Resource, Any]:
        target = self.member(operation.target)
        adapter = _adapter(type(target), operation.field)
        if not isinstance(getattr(target, operation.field), tuple):
            rule = "a field that has several values; others are edited"
            raise InvalidInput(f"{operation.field} has one value.", field="field", value=operation.field, rule=rule)
        return target, _read(adapter, operation, "value", [operation.value])[0]

    @_do.register
    def _(self, operation: Move) -> None:
        target = self._concept_or_code(operation.target)
        if not _same(target.broader, operation.before):
            raise Stale(operation.target, "broader", list(operation.after), list(target.broader))
        for iri in operation.after:
            if iri == target.iri or iri not in self._members:
                rule = "the parents are other members of the same object"
                raise InvalidInput(f"{iri} cannot be above {target.iri}.", field="after", value=iri, rule=rule)
        self._set(target, "broader", operation.after)

    @_do.register
    def _(self, operation: Inactivate) -> None:
        target = self._concept_or_code(operation.target)
        self._end(target, "DEPRECATED", operation.day, ())

    @_do.register
    def _(self, operation: ReplaceMember) -> None:
        target = self._concept_or_code(operation.target)
        self._end(target, "DEPRECATED", operation.day, operation.by)

    @_do.register
    def _(self, operation: Deprecate) -> None:
        self._end(self._living(operation.target), "DEPRECATED", None, operation.replaced_by)

    @_do.register
    def _(self, operation: Retire) -> None:
        self._end(self._living(operation.target), "RETIRED", operation.day, operation.replaced_by)

    @_do.register
    def _(self, operation: Restore) -> None:
        target = self._living(operation.target)
        if not ended(target):
            raise Stale(operation.target, "status", "CURRENT", getattr(target, "status", None))
        period = target.validity.model_copy(update={"end": None})
        update = {"status": self._status("CURRENT"), "validity": period, "is_replaced_by": ()}
        self._keep(target.model_copy(update=update))

    def _end(self, target: Any, status: str, day: Any, by: tuple[Iri, ...]) -> None:
        """Take a thing out of use: once, and not before it was in use."""
        if ended(target):
            raise Stale(target.iri, "status", status, target.status)
        if target.iri in by:
            rule = "something else takes its place"
            raise InvalidInput(f"{target.iri} cannot replace itself.", field="by", value=target.iri, rule=rule)
        start = target.validity.start
        if day is not None and start is not None and day < start:
            rule = f"not before it became valid, {start}"
            raise InvalidInput(f"{target.iri} cannot end on {day}.", field="day", value=str(day), rule=rule)
        period = target.validity if day is None else Period(start=start, end=day)
        update = {"status": self._status(status), "validity": period, "is_replaced_by": by or target.is_replaced_by}
        self._keep(target.model_copy(update=update))

    def _status(self, name: str) -> Iri:
        return (_ADMS if isinstance(self._header, InformationModel) else _EU)[name]

    def _concept_or_code(self, iri: Iri) -> Code | Concept:
        member = self._part(iri)
        if not isinstance(member, Code | Concept):
            raise InvalidInput(
                f"{iri} is neither a code nor a concept.", field="target", value=iri, rule="a code or concept"
            )
        return member

    def _living(self, iri: Iri) -> Any:
        member = self.member(iri)
        if not isinstance(member, Code | Concept | RegisteredObject):
            rule = "a code, a concept or the object itself"
            raise InvalidInput(f"{iri} has no status of its own.", field="target", value=iri, rule=rule)
        return member

    def _set(self, target: Resource, field: str, value: Any) -> None:
        if isinstance(target, Code) and field == "notation":
            self._renumber(target, value)
        self._keep(target.model_copy(update={field: value}))

    def _renumber(self, target: Code, notation: str) -> None:
        if self._notations.get(notation, target.iri) != target.iri:
            raise Stale(target.iri, "notation", notation, notation, self._taken(notation))
        self._notations.pop(target.notation, None)
        self._notations[notation] = target.iri

    def _taken(self, notation: str) -> str:
        return f"{self._iri} has a code {notation} already."

    def _keep(self, value: Resource) -> None:
        if isinstance(value, RegisteredObject):
            self._header = value
        else:
            self._members[value.iri] = (self._members[value.iri][0], value)
            owner = self._owners.get(value.iri)
            self.touched.update((owner,) if owner else ())
        self.touched.add(value.iri)


def _kind(value: RegisteredObject) -> Kind:
    return next(kind for kind, cls in OBJECT_CLASSES.items() if type(value) is cls)


def ended(value: Any) -> bool:
    """Whether a code, concept or object is out of use, or said to come out of use on a day."""
    status = (value.status or "").rpartition("/")[2]
    return status in (*INACTIVE, "Deprecated", "Withdrawn") or value.validity.end is not None


@cache
def _adapter(cls: type[Resource], field: str) -> TypeAdapter[Any]:
    """Reads the JSON of one field. InvalidInput for a field that the class has not, or that is not edited so."""
    found = cls.model_fields.get(field)
    members = {row.field for rows in MEMBER_FIELDS.values() for row in rows} | {"has_property"}
    if found is None or field in _FIXED or field in members:
        names = ", ".join(sorted(set(cls.model_fields) - members - set(_FIXED)))
        raise InvalidInput(f"{cls.__name__} has no field {field!r} to edit.", field="field", value=field, rule=names)
    return TypeAdapter(cast("type[Any]", found.annotation))


def _filled(given: JsonValue, found: Any) -> JsonValue:
    """What None stands for in a field: nothing, or no values."""
    if given is not None:
        return given
    if isinstance(found, tuple):
        return []
    return {} if isinstance(found, Period) else None


def _read(adapter: TypeAdapter[Any], operation: Any, name: str, given: JsonValue) -> Any:
    try:
        value = adapter.validate_python(given)
    except ValidationError as fault:
        row = fault.errors()[0]
        where = ".".join((name, *(str(part) for part in row["loc"])))
        message = f"{operation.field} cannot hold that: {row['msg']}."
        raise InvalidInput(message, field=where, value=str(row["input"])[:200], rule=row["msg"]) from fault
    _check_language(value, operation)
    return value


def _check_language(value: Any, operation: Any) -> None:
    lang = getattr(operation, "lang", None)
    for each in value if isinstance(value, tuple) else ():
        if lang is not None and _lang(each) != lang.lower():
            rule = f"texts in {lang}"
            raise InvalidInput(f"{each} is in another language.", field=operation.field, value=str(each), rule=rule)


def _split(found: Any, lang: str | None) -> tuple[tuple[Any, ...], Any]:
    """What an edit in one language leaves alone, and what it is about."""
    if lang is None:
        return (), found
    if not isinstance(found, tuple):
        raise InvalidInput("The field is in no language.", field="lang", value=lang, rule="a field of texts")
    mine = tuple(each for each in found if _lang(each) == lang.lower())
    return tuple(each for each in found if each not in mine), mine


def _lang(value: Any) -> str:
    text = value.value if isinstance(value, Definition) else value
    return text.lang.lower() if isinstance(text, LangString) else ""


def _same(one: Any, other: Any) -> bool:
    """Whether two values of a field are the same, in whatever order several stand."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return sorted(map(repr, one)) == sorted(map(repr, other))
    return bool(one == other)


def _json(adapter: TypeAdapter[Any], value: Any) -> JsonValue:
    found: JsonValue = adapter.dump_python(value, mode="json", exclude_defaults=True)
    return found
