"""Makes plans of the information models of a release, each when a message first needs it; checks nothing."""

from collections.abc import Mapping
from functools import cached_property
from typing import Final

from registry.domain import Evidence, InformationModel, Iri, Kind
from registry.domain.content_model import Particle, ParticleKind
from registry.domain.message_schema import MessageSchema, SimpleContent, Slot, Structure
from registry.interchange.names import is_point_in_time
from registry.services.validation.content import Content, Name, choice, each, repeat, sequence
from registry.services.validation.namespaces import nearest_namespaces
from registry.services.validation.plan import Bound, Coded, CodedAs, ElementPlan, TypePlan
from registry.services.validation.simple_types import POINT_IN_TIME, Test, test_of
from registry.terminology.message_schemas import MessageSchemas
from registry.terminology.protocol import ReleaseReader

#: How many unknown namespaces are remembered.
_MOST_STRANGE: Final = 256
#: Evidence on which a binding may be held against a message.
_FIRM: Final = frozenset({Evidence.READ, Evidence.SCHEMA})


class Plans:
    """The plans of a release. Everything in it is made once and then only read, but for what is remembered of rows."""

    def __init__(self, schemas: MessageSchemas) -> None:
        self.schemas = schemas
        self.reader: ReleaseReader = schemas.reader
        self._models: dict[Iri, ModelPlan] = {}
        self._nearest: dict[str, tuple[str, ...]] = {}

    @cached_property
    def namespaces(self) -> Mapping[str, tuple[Iri, ...]]:
        """The models by the XML namespace that they describe."""
        found: dict[str, tuple[Iri, ...]] = {}
        for version in self.reader.versions(Kind.INFORMATION_MODEL):
            header = self.reader.header(version.object)
            if isinstance(header, InformationModel) and header.namespace:
                found[header.namespace] = (*found.get(header.namespace, ()), version.object)
        return found

    def nearest(self, namespace: str) -> tuple[str, ...]:
        """The known namespaces that are most like one that is not known."""
        found = self._nearest.get(namespace)
        if found is None:
            found = nearest_namespaces(namespace, self.namespaces)
            if len(self._nearest) < _MOST_STRANGE:
                self._nearest[namespace] = found
        return found

    def model(self, iri: Iri) -> "ModelPlan":
        """The plan of a model."""
        if iri not in self._models:
            self._models[iri] = ModelPlan(self.schemas.of(iri))
        return self._models[iri]

    def declared(self, tag: str) -> tuple[MessageSchema, Structure] | None:
        """The schema and type of an element that a document may begin with; None where none is known."""
        found = self.root(tag)
        if found is None or found[1].type is None:
            return None
        schema = self.model(found[0]).schema
        row = schema.structures.get(found[1].type.iri)
        return None if row is None else (schema, row)

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
            for name in (row.name, *row.global_elements):
                found.setdefault(f"{{{own}}}{name}", self._root(row))
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
        found = TypePlan(simple.iri, simple.name, sequence(()), simple=simple, test=self._test(simple), holds_text=True)
        self._types[simple.iri] = found
        return found

    def _whole(self, row: Structure) -> TypePlan:
        parts = [slot for slot in row.slots if not slot.is_attribute]
        found = TypePlan(row.iri, row.name, _content(row.content), open=row.open, holds_text=row.mixed)
        self._types[row.iri] = found
        if row.text:
            found.simple = self.schema.simple.get(row.text)
            found.test, found.holds_text = self._test(found.simple) if found.simple else None, True
        for slot in parts:
            found.elements.setdefault(_tag(slot), self._element(slot))
            found.names.setdefault(_tag(slot), slot.name)
        attributes = [slot for slot in row.slots if slot.is_attribute]
        found.attributes.update((_tag(slot), self._attribute(row, slot)) for slot in attributes)
        found.required = tuple(_tag(slot) for slot in attributes if slot.minimum)
        found.derived = {each.name: self.type(each.iri) for each in self.schema.derived(row.iri)}
        return found

    def _test(self, simple: SimpleContent) -> Test | None:
        return test_of(simple, self.schema.simple)

    def _attribute(self, row: Structure, slot: Slot) -> ElementPlan:
        own = self.schema.simple.get(slot.type or "")
        if own is None or not is_point_in_time(row, slot) or (own.facets and own.facets.member_types):
            return self._element(slot)
        simple = own.model_copy(update={"name": POINT_IN_TIME, "base": POINT_IN_TIME})
        type_ = TypePlan(simple.iri, POINT_IN_TIME, sequence(()), simple=simple, test=self._test(simple))
        return ElementPlan(slot, type_)

    def _element(self, slot: Slot) -> ElementPlan:
        type_ = self.type(slot.type) if slot.type else None
        coded = _coded(slot, type_)
        plain = coded is None and slot.fixed_value is None and type_ is not None and _takes_any_text(type_)
        return ElementPlan(slot, type_, coded, slot.fixed_value, slot.nillable, plain)


def _takes_any_text(type_: TypePlan) -> bool:
    return type_.holds_text and type_.test is None and not (type_.elements or type_.required or type_.open)


def _tag(slot: Slot) -> str:
    name = slot.name.removeprefix("@")
    return f"{{{slot.namespace}}}{name}" if slot.namespace else name


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


def _content(particle: Particle) -> Content:
    """A content model as it is matched; each is by the names of elements."""
    if particle.kind is ParticleKind.ELEMENT:
        found: Content = Name(particle.name)
    else:
        parts = [_content(part) for part in particle.parts]
        made = {ParticleKind.SEQUENCE: sequence, ParticleKind.CHOICE: choice, ParticleKind.ALL: each}
        found = made[particle.kind](parts)
    return repeat(found, particle.minimum, None if particle.maximum == "*" else int(particle.maximum))
