"""The typed operations that a change set is a list of; what each does to a value is told in `editing`."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, JsonValue, SerializeAsAny, field_validator

from registry.domain.membership import MEMBER_CLASSES, OBJECT_CLASSES, MemberKind
from registry.domain.scheme import Kind, RegisteredObject
from registry.domain.value import Iri, Resource, Value


class _Operation(Value):
    """What all operations share: the registered object they change, and why."""

    object: Iri
    reason: str | None = None


class CreateObject(_Operation):
    """A new registered object; `value.iri` is `object`. Refused where there is one."""

    op: Literal["create-object"] = "create-object"
    kind: Kind
    value: SerializeAsAny[RegisteredObject]

    @field_validator("value", mode="before")
    @classmethod
    def _of_its_class(cls, value: Any, info: Any) -> Any:
        kind = info.data.get("kind")
        return OBJECT_CLASSES[kind].model_validate(value) if kind and not isinstance(value, Resource) else value


class AddMember(_Operation):
    """A new member: a code, concept, element, mapping … `within` is the type that an element belongs to."""

    op: Literal["add-member"] = "add-member"
    kind: MemberKind
    value: SerializeAsAny[Resource]
    within: Iri | None = None

    @field_validator("value", mode="before")
    @classmethod
    def _of_its_class(cls, value: Any, info: Any) -> Any:
        kind = info.data.get("kind")
        return MEMBER_CLASSES[kind].model_validate(value) if kind and not isinstance(value, Resource) else value


class RemoveMember(_Operation):
    """A member goes. What has been released goes only with a new major version; see the table of compatibility."""

    op: Literal["remove-member"] = "remove-member"
    target: Iri


class EditField(_Operation):
    """A field of `target` (the object or a member) holds `after`, where it held `before`.

    Both are as in the JSON of the class; None is nothing. With `lang` only the texts in that language are meant, so
    that two editors of two languages are not in each other's way. Refused as stale where the field no longer holds
    `before`.
    """

    op: Literal["edit-field"] = "edit-field"
    target: Iri
    field: str
    lang: str | None = None
    before: JsonValue = None
    after: JsonValue = None


class AddValue(_Operation):
    """One more value of a field that has several: a relation, binding, alias, permitted term, source."""

    op: Literal["add-value"] = "add-value"
    target: Iri
    field: str
    value: JsonValue


class RemoveValue(_Operation):
    """One value less of a field that has several; refused as stale where it is not there."""

    op: Literal["remove-value"] = "remove-value"
    target: Iri
    field: str
    value: JsonValue


class Move(_Operation):
    """A code or concept gets other parents (`broader`), where it had those in `before`."""

    op: Literal["move"] = "move"
    target: Iri
    before: tuple[Iri, ...] = ()
    after: tuple[Iri, ...] = ()


class Inactivate(_Operation):
    """A code or concept may not be chosen after `day`; nothing takes its place."""

    op: Literal["inactivate"] = "inactivate"
    target: Iri
    day: date


class ReplaceMember(_Operation):
    """A code or concept may not be chosen after `day`; `by` take its place, and say so."""

    op: Literal["replace"] = "replace"
    target: Iri
    by: tuple[Iri, ...] = Field(min_length=1)
    day: date


class Deprecate(_Operation):
    """`target` (the object or a member) is not recommended any longer (EU concept status DEPRECATED)."""

    op: Literal["deprecate"] = "deprecate"
    target: Iri
    replaced_by: tuple[Iri, ...] = ()


class Retire(_Operation):
    """`target` is out of use from `day` on (EU concept status RETIRED); it stays where it is, to be looked up."""

    op: Literal["retire"] = "retire"
    target: Iri
    day: date
    replaced_by: tuple[Iri, ...] = ()


class Restore(_Operation):
    """`target`, inactivated, replaced, deprecated or retired before, is in use again."""

    op: Literal["restore"] = "restore"
    target: Iri


Operation = Annotated[
    CreateObject
    | AddMember
    | RemoveMember
    | EditField
    | AddValue
    | RemoveValue
    | Move
    | Inactivate
    | ReplaceMember
    | Deprecate
    | Retire
    | Restore,
    Field(discriminator="op"),
]
