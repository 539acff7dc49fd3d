"""Which members each kind of object has, how they are laid out in order, and the JSON that they are kept as."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from pydantic import BaseModel

from registry.domain import Kind, LangString, RegisteredObject, Resource
from registry.domain.membership import MEMBER_FIELDS, OBJECT_CLASSES, MemberKind


class Member(NamedTuple):
    """A member and its kind."""

    kind: MemberKind
    value: Resource


def kind_of(value: RegisteredObject) -> Kind:
    """The kind of an object, by its class."""
    return next(kind for kind, cls in OBJECT_CLASSES.items() if type(value) is cls)


def members_of(value: RegisteredObject) -> Iterator[Member]:
    """The members of an object, those of one kind together; a model's properties follow its types."""
    for field, kind in MEMBER_FIELDS[kind_of(value)]:
        for member in getattr(value, field):
            yield Member(kind, member)
    for element in getattr(value, "elements", ()):
        for member in element.has_property:
            yield Member(MemberKind.ELEMENT, member)


def header_of(value: RegisteredObject) -> RegisteredObject:
    """The object without its members."""
    return value.model_copy(update={row.field: () for row in MEMBER_FIELDS[kind_of(value)]})


def whole(header: RegisteredObject, members: Iterable[Member]) -> RegisteredObject:
    """The object again, from its header and its members."""
    found: dict[MemberKind, list[Resource]] = {}
    for member in members:
        found.setdefault(member.kind, []).append(member.value)
    rows = MEMBER_FIELDS[kind_of(header)]
    return header.model_copy(update={row.field: tuple(found.get(row.kind, ())) for row in rows})


def json_of(value: BaseModel) -> bytes:
    """The JSON of a value (UTF-8, fields in the order of its class), without fields that are empty or missing.

    A field that its class demands is always there.
    """
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":")).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return dict(_fields(value))
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _fields(value: BaseModel) -> Iterator[tuple[str, Any]]:
    for name, field in type(value).model_fields.items():
        found = _plain(getattr(value, name))
        if field.is_required() or (found is not None and found not in ([], {})):
            yield name, found


def title_of(value: Resource) -> tuple[LangString, ...]:
    """What a thing is called: its title, preferred labels or name."""
    found: tuple[LangString, ...] = ()
    said = vars(value)  # a missing attribute of a pydantic value costs more than all else here
    for field in ("title", "pref_label", "name", "label"):
        found = found or said.get(field, ())
    return found


def notations_of(value: Resource) -> tuple[str, ...]:
    """The notations of a code or a concept."""
    notation: str | tuple[str, ...] = vars(value).get("notation", ())
    return (notation,) if isinstance(notation, str) else notation
