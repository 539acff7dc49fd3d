"""What a message may hold: every element that is reached from the roots of its model, through component models too."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from registry.domain import (
    ElementKind,
    ElementProperty,
    InformationModel,
    Iri,
    ModelElement,
    PropertyKind,
    Strength,
    Value,
)

#: Reads a type of any model of the release; None where the release has none of that IRI.
ReadType = Callable[[Iri], ModelElement | None]


class BoundList(Value):
    """A code list that an element takes its codes from; `strength` is None where the list is the element's type."""

    code_list: Iri
    strength: Strength | None = None


class Reached(Value):
    """An element of a message: where it stands, and whether every message has it.

    `path` are the names from below the root to the element itself. An element that stands in several places is told
    once: where it is required, if it is so anywhere, else where it comes first. `required` is true where the element
    and everything that it stands in have a minimum of 1 at least.
    """

    element: ElementProperty
    path: tuple[str, ...]
    required: bool
    lists: tuple[BoundList, ...] = ()

    @property
    def iri(self) -> Iri:
        """The IRI of the element."""
        return self.element.iri


@dataclass(frozen=True)
class Contents:
    """What messages of one model may hold: the elements in the order of the message, and the types they stand in."""

    model: Iri
    elements: tuple[Reached, ...]
    types: frozenset[Iri]
    concepts: dict[Iri, bool] = field(init=False)
    lists: frozenset[Iri] = field(init=False)
    names: frozenset[Iri] = field(init=False)

    def __post_init__(self) -> None:
        concepts: dict[Iri, bool] = {}
        for row in self.elements:
            if row.element.subject:
                concepts[row.element.subject] = concepts.get(row.element.subject, False) or row.required
        object.__setattr__(self, "concepts", concepts)
        object.__setattr__(self, "lists", frozenset(one.code_list for row in self.elements for one in row.lists))
        object.__setattr__(self, "names", frozenset(row.iri for row in self.elements) | self.types)


def contents(model: InformationModel, read: ReadType) -> Contents:
    """Walk a model from its roots. Takes time in proportion to the types that are reached, however they are nested."""
    roots = tuple(row.iri for row in roots_of(model))
    walk = _Walk(read, _always(roots, read))
    elements = tuple(row for root in roots for row in walk.below(root, (), required=True))
    return Contents(model.iri, elements, frozenset(walk.told))


def roots_of(model: InformationModel) -> tuple[ModelElement, ...]:
    """The root elements; where the model has none, the types that no type of it contains."""
    among = tuple(row for row in model.elements if row.kind is ElementKind.ROOT_OBJECT_TYPE)
    inside = {iri for row in model.elements for each in row.has_property for iri in _inwards(each)}
    return among or tuple(row for row in model.elements if row.iri not in inside and row.has_property)


def lists_of(element: ElementProperty) -> tuple[BoundList, ...]:
    """The code lists that an element takes its codes from."""
    own = [BoundList(code_list=element.has_value_from)] if element.has_value_from else []
    bound = [BoundList(code_list=row.value_set, strength=row.strength) for row in element.bindings]
    named = {row.code_list: row for row in (*own, *bound)}
    return tuple(named.values())


def _inwards(element: ElementProperty) -> tuple[Iri, ...]:
    """The types that an element leads to: those it contains, and what its type specialises."""
    return (*element.contains, *element.has_general_concept)


def _always(roots: tuple[Iri, ...], read: ReadType) -> frozenset[Iri]:
    """The types of which every message has one."""
    waiting, found = list(roots), set(roots)
    while waiting:
        kind = read(waiting.pop())
        for each in kind.has_property if kind else ():
            if each.min_occurs and len(each.contains) <= 1:  # of several types any one will do
                fresh = set(_inwards(each)) - found
                found |= fresh
                waiting += fresh
    return frozenset(found)


class _Step(NamedTuple):
    """A type to be told, where it stands, and whether every message has one there."""

    type: Iri
    path: tuple[str, ...]
    required: bool


@dataclass
class _Walk:
    """One walk under way: `always` are the types of which every message has one, `told` those that are told."""

    read: ReadType
    always: frozenset[Iri]
    told: set[Iri] = field(default_factory=set)

    def below(self, iri: Iri, path: tuple[str, ...], *, required: bool) -> Iterator[Reached]:
        """The elements of a type and what is in them; nothing where it has been told, or will be where it is required.

        The stack is this one's own: a chain of types may be longer than Python's.
        """
        stack: list[Iterator[Reached | _Step]] = [self._rows(_Step(iri, path, required))]
        while stack:
            found = next(stack[-1], None)
            if found is None:
                stack.pop()
            elif isinstance(found, Reached):
                yield found
            else:
                stack.append(self._rows(found))

    def _rows(self, step: "_Step") -> "Iterator[Reached | _Step]":
        iri, path, required = step
        kind = None if iri in self.told or (iri in self.always and not required) else self.read(iri)
        if kind is None:
            return
        self.told.add(iri)
        for each in kind.has_property:
            here = required and each.min_occurs > 0
            inner = path if each.kind is PropertyKind.SPECIALIZATION else (*path, each.identifier)
            if each.kind not in (PropertyKind.CHOICE, PropertyKind.SPECIALIZATION):
                yield Reached(element=each, path=inner, required=here, lists=lists_of(each))
            for name in _inwards(each):
                yield _Step(name, inner, here and len(each.contains) <= 1)
