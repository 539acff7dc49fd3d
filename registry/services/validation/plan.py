"""What is known about messages in the form in which it is checked: look-ups by name, and results by row; no rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from registry.domain import Iri, Strength
from registry.domain.message_schema import SimpleContent, Slot
from registry.services.validation.content import Content
from registry.services.validation.simple_types import Test


class CodedAs(StrEnum):
    """How an element carries its code."""

    CV = "CV"
    CS = "CS"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Bound:
    """A list that an element takes codes from. `weak` where no more than a guess or an example says so."""

    value_set: Iri
    strength: Strength
    weak: bool


@dataclass(frozen=True, slots=True)
class Coded:
    """That an element is coded, how, and from which lists; none where no list is known."""

    carried: CodedAs
    bound: tuple[Bound, ...]


@dataclass(slots=True)
class ElementPlan:
    """An element or attribute: what it is called and about, and how it is checked.

    `type` is None where anything may be inside, `fixed` the only value, `nillable` that `xsi:nil` may take the place of
    the content, `plain` that any text will do and nothing but text. `fine` are the attributes of coded elements that
    were found to be right, `unbundled` lists whose codes are not here: all of it codes, displays and lists of the
    registry, never anything that only a message holds.
    """

    slot: Slot
    type: "TypePlan | None"
    coded: Coded | None = None
    fixed: str | None = None
    nillable: bool = False
    plain: bool = False
    unbundled: set[str] = field(default_factory=set)
    fine: set[tuple[tuple[str, str], ...]] = field(default_factory=set)


@dataclass(slots=True)
class TypePlan:
    """What an element of a type may hold. Filled once, then read; `rows` and `attribute_rows` remember what fits.

    `elements` has the elements by tag, `attributes` the attributes by name, `required` the names of those that must be
    there. `simple` and `test` are of the text; `holds_text` whether there may be any. `open`: anything may be inside.
    """

    iri: Iri
    name: str
    content: Content
    elements: dict[str, ElementPlan] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, ElementPlan] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    simple: SimpleContent | None = None
    test: Test | None = None
    holds_text: bool = False
    open: bool = False
    derived: Mapping[str, "TypePlan"] = field(default_factory=dict)
    rows: dict[tuple[str, ...], "Row"] = field(default_factory=dict)
    attribute_rows: dict[tuple[str, ...], tuple[tuple[int, ElementPlan], ...]] = field(default_factory=dict)


#: The plans of the elements in a row that fits.
Row: TypeAlias = tuple[ElementPlan | None, ...]
