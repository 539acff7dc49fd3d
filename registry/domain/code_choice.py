"""Which codes an element of a message takes: the lists that are demanded, and those that are offered."""

from collections.abc import Callable
from dataclasses import dataclass

from registry.domain.code_list import CodeList
from registry.domain.information_model import Strength
from registry.domain.message_schema import MessageSchema, Slot, Structure
from registry.domain.value import Iri

FindList = Callable[[Iri], CodeList | None]


@dataclass(frozen=True)
class CodeChoice:
    """The lists of one element.

    `value` and `system` are the attributes that hold code and list; a coded element of simple type has neither: the
    code is its text. `lists` are the bound lists that are known; `closed`: codes of others are not taken.
    """

    slot: Slot
    value: Slot | None
    system: Slot | None
    lists: tuple[CodeList, ...]
    closed: bool


def code_choice(schema: MessageSchema, slot: Slot, find: FindList) -> CodeChoice | None:
    """What an element that is bound takes; None for one that is not."""
    if not slot.bindings:
        return None
    known = tuple(value for value in (find(row.value_set) for row in slot.bindings) if value is not None)
    closed = len(known) == len(slot.bindings) and all(row.strength is Strength.REQUIRED for row in slot.bindings)
    structure = schema.structures.get(slot.type or "")
    value, system = (_attribute(structure, name) for name in ("@V", "@S"))
    return CodeChoice(slot, value, system, known, closed)


def _attribute(structure: Structure | None, name: str) -> Slot | None:
    return next((row for row in structure.slots if row.name == name), None) if structure else None
