"""Makes plans of the information models of a release, each when a message first needs it; checks nothing."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Final

from registry.domain import Evidence, InformationModel, Iri, Kind
from registry.domain.message_schema import ChoiceGroup, MessageSchema, SimpleContent, Slot, Structure
from registry.services.validation.content import Content, Name, choice, repeat, sequence
from registry.services.validation.plan import Bound, Coded, CodedAs, ElementPlan, TypePlan
from registry.services.validation.simple_types import test_of
from registry.terminology.message_schemas import MessageSchemas
from registry.terminology.protocol import ReleaseReader

#: Evidence on which a binding may be held against a message.
_FIRM: Final = frozenset({Evidence.READ, Evidence.SCHEMA})


class Plans:
    """The plans of a release. Everything in it is made once and then only read, but for what is remembered of rows."""

    def __init__(self, schemas: MessageSchemas) -> None:
        self.schemas = schemas
        self.reader: ReleaseReader = schemas.reader
        self._models: dict[Iri, ModelPlan] = {}

    @cached_property
    def namespaces(self) -> Mapping[str, tuple[Iri, ...]]:
        """The models by the XML namespace that they describe."""
        found: dict[str, tuple[Iri, ...]] = {}
        for version in self.reader.versions(Kind.INFORMATION_MODEL):
            header = self.reader.header(version.object)
            if isinstance(header, InformationModel) and header.namespace:
                found[header.namespace] = (*found.get(header.namespace, ()), version.object)
        return found

    def model(self, iri: Iri) -> "ModelPlan":
        """The plan of a model."""
        if iri not in self._models:
            self._models[iri] = ModelPlan(self.schemas.of(iri))
        return self._models[iri]

    def root(self, tag: str) -> tuple[Iri, ElementPlan] | None:
        """The model and plan of an element that a message or a part of one may begin with; None where none is known."""
        for iri in self.namespaces.get(tag[1:].partition("}")[0], ()):
            found = self.model(iri).roots.get(tag)
            if found:
                return iri, found
        return None


class ModelPlan:
    """The plan of one model."""

    def __init__(self, schema: MessageSchema) -> None:
        self.schema = schema
        self._types: dict[Iri, TypePlan] = {}

    @cached_property
    def roots(self) -> Mapping[str, ElementPlan]:
        """The elements that a document may begin with, by tag: roots first, then other object types of the model."""
        own = self.schema.model.namespace
        rows = [row for row in self.schema.structures.values() if row.namespace == own]
        found: dict[str, ElementPlan] = {}
        for row in (*self.schema.roots, *rows):
            found.setdefault(f"{{{own}}}{row.name}", self._root(row))
        return found

    def _root(self, row: Structure) -> ElementPlan:
        slot = Slot(iri=row.iri, name=row.name, namespace=row.namespace, type=row.iri, subject=row.subject)
        return ElementPlan(slot, self.type(row.iri))

    def type(self, iri: Iri) -> TypePlan:
        """The plan of a type."""
        found = self._types.get(iri)
        if found is None:
            structure = self.schema.structures.get(iri)
            found = self._plain(self.schema.simple[iri]) if structure is None else self._whole(structure)
        return found

    def _plain(self, simple: SimpleContent) -> TypePlan:
        found = TypePlan(simple.iri, simple.name, sequence(()), simple=simple, test=test_of(simple), holds_text=True)
        self._types[simple.iri] = found
        return found

    def _whole(self, row: Structure) -> TypePlan:
        parts = [slot for slot in row.slots if not slot.is_attribute]
        found = TypePlan(row.iri, row.name, _content(parts, row.choices), open=row.open)
        self._types[row.iri] = found
        if row.text:
            found.simple = self.schema.simple.get(row.text)
            found.test, found.holds_text = test_of(found.simple) if found.simple else None, True
        for slot in parts:
            found.elements.setdefault(_tag(slot), self._element(slot))
            found.names.setdefault(_tag(slot), slot.name)
        attributes = [slot for slot in row.slots if slot.is_attribute]
        found.attributes.update((slot.name[1:], self._element(slot)) for slot in attributes)
        found.required = tuple(slot.name[1:] for slot in attributes if slot.minimum)
        found.derived = {each.name: self.type(each.iri) for each in self.schema.derived(row.iri)}
        return found

    def _element(self, slot: Slot) -> ElementPlan:
        type_ = self.type(slot.type) if slot.type else None
        return ElementPlan(slot, type_, _coded(slot, type_))


def _tag(slot: Slot) -> str:
    return f"{{{slot.namespace}}}{slot.name}" if slot.namespace else slot.name


def _coded(slot: Slot, type_: TypePlan | None) -> Coded | None:
    """How a code stands in an element; None where it holds none."""
    attributes = type_.attributes if type_ else {}
    carried = (
        CodedAs.CV if {"V", "S"} <= attributes.keys() else CodedAs.CS if {"V", "DN"} <= attributes.keys() else None
    )
    if carried is None and not (slot.coded and slot.bindings and type_ and type_.holds_text):
        return None
    bound = (Bound(row.value_set, row.strength, weak=not _FIRM.intersection(row.evidence)) for row in slot.bindings)
    return Coded(carried or CodedAs.TEXT, tuple(bound))


def _content(slots: Iterable[Slot], choices: Iterable[ChoiceGroup]) -> Content:
    """The slots in order; a choice stands where the first of its alternatives does."""
    rows = list(slots)
    grouped = {iri: group for group in choices for iri in group.alternatives}
    parts: list[Content] = []
    for slot in rows:
        group = grouped.get(slot.iri)
        if group is None:
            parts.append(repeat(Name(slot.name), slot.minimum, _limit(slot.maximum)))
        elif slot.iri == next(row.iri for row in rows if row.iri in group.alternatives):
            parts.append(_choice(group, rows))
    return sequence(parts)


def _choice(group: ChoiceGroup, rows: Iterable[Slot]) -> Content:
    """One of the alternatives; that each may be left out is what the choice itself says."""
    options = [
        repeat(Name(row.name), max(row.minimum, 1), _limit(row.maximum))
        for row in rows
        if row.iri in group.alternatives
    ]
    return repeat(choice(options), group.minimum, _limit(group.maximum))


def _limit(maximum: int | str) -> int | None:
    return None if isinstance(maximum, str) else maximum
