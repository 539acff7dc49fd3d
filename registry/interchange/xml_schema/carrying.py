"""What editors have said of a message, carried over to another generation of it: titles, concepts and code lists."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from registry.domain import (
    Binding,
    ElementProperty,
    Evidence,
    InformationModel,
    Iri,
    ModelElement,
    PropertyKind,
    Strength,
)

#: A type with one of its elements, by their names.
_Place = tuple[str, str]
_Finder = Callable[[str, ElementProperty], ElementProperty | None]


def carried(model: InformationModel, others: Sequence[InformationModel]) -> InformationModel:
    """The model with what others say of the same types and elements, the first that does before the rest.

    The same is what has the same name in a type of the same name; an element of a type that no other has, is what the
    others call by its name where they all give it one concept. Titles, concepts, whether an element is coded, and code
    lists are carried over; descriptions are not, since they speak of a generation. A code list that is carried over is
    inferred, at most `preferred`, and its source is the element that it comes from.
    """
    return _Carrier(others).whole(model)


class _Carrier:
    """What can be carried over, by place and by name."""

    def __init__(self, others: Sequence[InformationModel]) -> None:
        self._types = _first((row.identifier, row) for other in others for row in other.elements)
        rows = [(row.identifier, each) for other in others for row in other.elements for each in row.has_property]
        self._places = _first(((owner, each.identifier), each) for owner, each in rows)
        self._named = _agreed(each for _, each in rows)

    def whole(self, model: InformationModel) -> InformationModel:
        return model.model_copy(update={"elements": tuple(map(self._type, model.elements))})

    def _type(self, row: ModelElement) -> ModelElement:
        found = self._types.get(row.identifier) or self._named.get(row.identifier)
        changed: dict[str, Any] = {"has_property": tuple(self._property(row, each) for each in row.has_property)}
        if found is not None and found.subject:
            changed |= {"title": found.title, "subject": found.subject}
        return row.model_copy(update=changed)

    def _property(self, row: ModelElement, each: ElementProperty) -> ElementProperty:
        found = self._places.get((row.identifier, each.identifier)) or self._named.get(each.identifier)
        if found is None or not found.subject:
            return each
        changed: dict[str, Any] = {"title": found.title, "subject": found.subject}
        if found.coded and each.kind is not PropertyKind.COMPOSITION:
            changed |= {"coded": True, "unbound_reason": found.unbound_reason, "bindings": tuple(_bindings(found))}
        return each.model_copy(update=changed)


_WEAKER: Final = {Strength.REQUIRED: Strength.PREFERRED, Strength.EXTENSIBLE: Strength.PREFERRED}


def _bindings(found: ElementProperty) -> Iterator[Binding]:
    """The lists of an element as they can be inferred from another generation of it."""
    for row in found.bindings:
        yield Binding(
            value_set=row.value_set,
            strength=_WEAKER.get(row.strength, row.strength),
            evidence=(Evidence.INFERRED,),
            source=(found.iri,),
        )


def _first(rows: Iterable[tuple[Any, Any]]) -> Mapping[Any, Any]:
    found: dict[Any, Any] = {}
    for key, value in rows:
        found.setdefault(key, value)
    return found


def _agreed(rows: Iterable[ElementProperty]) -> Mapping[str, ElementProperty]:
    """An element for each name that has one concept wherever it stands; what it is coded by is its own place's."""
    found: dict[str, ElementProperty] = {}
    subjects: dict[str, set[Iri | None]] = {}
    for row in rows:
        found.setdefault(row.identifier, row)
        subjects.setdefault(row.identifier, set()).add(row.subject)
    return {name: row.model_copy(update={"coded": False}) for name, row in found.items() if len(subjects[name]) == 1}
