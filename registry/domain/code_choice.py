"""Which codes an element of a message takes: the lists that are demanded, and those that are offered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from registry.domain.code_list import CodeList
from registry.domain.information_model import Binding, Strength
from registry.domain.message_schema import MessageSchema, Slot, Structure
from registry.domain.scheme import Evidence
from registry.domain.value import Iri

_FIRM: Final = frozenset({Evidence.READ, Evidence.SCHEMA})
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
    closed = len(known) == len(slot.bindings) and all(map(_is_demanded, slot.bindings))
    structure = schema.structures.get(slot.type or "")
    value, system = (_attribute(structure, name) for name in ("@V", "@S"))
    return CodeChoice(slot, value, system, known, closed)


def _is_demanded(binding: Binding) -> bool:
    """Whether a list is demanded, on evidence that may be held against a message: a standard or a schema."""
    return binding.strength is Strength.REQUIRED and bool(_FIRM.intersection(binding.evidence))


def _attribute(structure: Structure | None, name: str) -> Slot | None:
    return next((row for row in structure.slots if row.name == name), None) if structure else None
