"""What a message may look like: an information model with its components, specialisations and choices resolved.

A frozen value that generators, the JSON form and the validator share; nothing about any format, and no store.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from registry.domain.content_model import EMPTY, Particle, content_of
from registry.domain.information_model import (
    Binding,
    ElementKind,
    ElementProperty,
    InformationModel,
    ModelElement,
    PropertyKind,
)
from registry.domain.language import LangString
from registry.domain.value import Iri, Value

XSD: Final = "http://www.w3.org/2001/XMLSchema#"
#: The names of types whose content no model describes: any elements, attributes and text.
OPEN_TYPES: Final = frozenset({"anyType"})
#: The name of a type whose content is text in base64 (kith-base64.xsd).
_BASE64_CONTAINER: Final = "Base64Container"
Limit = int | Literal["*"]


class SimpleContent(Value):
    """What a text must look like: its XSD type (local name), a pattern (XSD's dialect) and other facets.

    `facets` is the type itself, with the fields of `ModelElement` that are facets, member types and item type.
    """

    iri: Iri
    name: str
    base: str = "string"
    pattern: str | None = None
    facets: ModelElement | None = None
    title: tuple[LangString, ...] = ()
    description: tuple[LangString, ...] = ()
    subject: Iri | None = None


class Slot(Value):
    """One element or attribute that a type may hold.

    `name` is the name in XML, with `@` before that of an attribute; `type` an object type, a data type or a simple
    type, None where the model gives none: any text. `bindings` are those of the element, the evidence with them.
    """

    iri: Iri
    name: str
    namespace: str | None = None
    minimum: int = 0
    maximum: Limit = 1
    type: Iri | None = None
    coded: bool = False
    bindings: tuple[Binding, ...] = ()
    fixed_value: str | None = None
    nillable: bool = False
    title: tuple[LangString, ...] = ()
    description: tuple[LangString, ...] = ()
    subject: Iri | None = None

    @property
    def is_attribute(self) -> bool:
        """Whether it is an XML attribute."""
        return self.name.startswith("@")

    @property
    def repeats(self) -> bool:
        """Whether there may be several: then it is an array in the JSON form."""
        return self.maximum == "*" or self.maximum > 1


class ChoiceGroup(Value):
    """How many of several alternatives must be there (`minimum`) and may be there (`maximum`), by their IRIs."""

    iri: Iri
    name: str
    minimum: int
    maximum: Limit
    alternatives: tuple[Iri, ...]


class Structure(Value):
    """An object type or data type: what it may hold, in order, that which it specialises first.

    `text` is the simple type of its text, where it has text beside attributes; `open` says that anything may be in it;
    `bases` are the types that it specialises, nearest first. `content` says in which order and how often the elements
    of `slots` come, by their names; `global_elements` names the elements of the namespace that are of this type, and
    may be roots or stand where anything may, beside the one named as the type.
    """

    iri: Iri
    name: str
    namespace: str | None = None
    slots: tuple[Slot, ...] = ()
    choices: tuple[ChoiceGroup, ...] = ()
    text: Iri | None = None
    open: bool = False
    bases: tuple[Iri, ...] = ()
    content: Particle = EMPTY
    mixed: bool = False
    abstract: bool = False
    global_elements: tuple[str, ...] = ()
    title: tuple[LangString, ...] = ()
    description: tuple[LangString, ...] = ()
    subject: Iri | None = None

    def slot(self, iri: Iri) -> Slot | None:
        """The slot with an IRI."""
        return next((row for row in self.slots if row.iri == iri), None)


@dataclass(frozen=True)
class MessageSchema:
    """A model ready for use: its roots, and every type that a message of it may hold, by IRI and in the model's order.

    `model` is the model without its elements; `version` its number; `components` the models whose types it uses.
    """

    model: InformationModel
    version: str
    components: tuple[Iri, ...]
    roots: tuple[Structure, ...]
    structures: Mapping[Iri, Structure]
    simple: Mapping[Iri, SimpleContent]

    def derived(self, iri: Iri) -> tuple[Structure, ...]:
        """The types that specialise a type, by name: what `xsi:type` may name in its place."""
        return tuple(row for row in self.structures.values() if iri in row.bases)

    def slots(self) -> Iterator[tuple[Structure, Slot]]:
        """Every slot with the type that it is in; one that is inherited comes once for each type that has it."""
        for row in self.structures.values():
            yield from ((row, slot) for slot in row.slots)

    def bound_lists(self) -> tuple[Iri, ...]:
        """The code lists that the message takes codes from, each once, in order."""
        found = (binding.value_set for _, slot in self.slots() for binding in slot.bindings)
        return tuple(dict.fromkeys(found))


#: An object type, data type or simple type by its IRI, with the model that it is of; None where there is none.
Find = Callable[[Iri], tuple[ModelElement, InformationModel] | None]


def message_schema(model: InformationModel, version: str, find: Find) -> MessageSchema:
    """The schema of a model; `find` gives the types of the model itself and of the models it builds on."""
    made = _Compiler(model, find)
    starts = [row.iri for row in model.elements if row.kind is ElementKind.ROOT_OBJECT_TYPE]
    for iri in (*starts, *(row.iri for row in model.elements)):
        made.reach(iri)
    roots = tuple(made.structures[iri] for iri in starts)
    bare = model.model_copy(update={"elements": ()})
    components = tuple(iri for iri in made.models if iri != model.iri)
    return MessageSchema(bare, version, components, roots, made.structures, made.simple)


class _Compiler:
    """One schema under way: the types found so far, in the order in which they were met."""

    def __init__(self, model: InformationModel, find: Find) -> None:
        self._model = model
        self._find = find
        self.structures: dict[Iri, Structure] = {}
        self.simple: dict[Iri, SimpleContent] = {}
        self.models: dict[Iri, None] = {model.iri: None}

    def reach(self, iri: Iri) -> None:
        """Add a type and every type below it."""
        waiting = [iri]
        while waiting:
            name = waiting.pop(0)
            if name in self.structures or name in self.simple:
                continue
            waiting = [*self._add(name), *waiting]

    def _add(self, iri: Iri) -> list[Iri]:
        """Add one type; gives those that it leads to."""
        found = self._find(iri)
        if found is None:
            self.simple[iri] = SimpleContent(iri=iri, name=iri.rpartition("/")[2])
            return []
        row, model = found
        self.models[model.iri] = None
        if row.kind is ElementKind.SIMPLE_TYPE:
            self.simple[iri] = _simple(row)
            return [*row.member_types, *([row.item_type] if row.item_type else [])]
        made = self._structure(row, model)
        self.structures[iri] = made
        below = [slot.type for slot in made.slots if slot.type]
        return [*below, *([made.text] if made.text else []), *made.bases]

    def _structure(self, row: ModelElement, model: InformationModel) -> Structure:
        lineage = self._lineage(row, model)
        own = [(each, owner) for type_, owner in reversed(lineage) for each in type_.has_property]
        return Structure(
            iri=row.iri,
            name=row.identifier,
            namespace=self._namespace(model),
            slots=tuple(slot for each, owner in own for slot in self._slots(each, owner)),
            choices=tuple(_choice(each) for each, _ in own if each.kind is PropertyKind.CHOICE),
            text=self._text(lineage),
            open=row.identifier in OPEN_TYPES and not row.has_property,
            bases=tuple(type_.iri for type_, _ in lineage[1:]),
            content=_content(lineage),
            mixed=row.mixed,
            abstract=row.abstract,
            global_elements=row.global_elements,
            title=row.title,
            description=row.description,
            subject=row.subject,
        )

    def _lineage(self, row: ModelElement, model: InformationModel) -> list[tuple[ModelElement, InformationModel]]:
        """The type and what it specialises, nearest first; a type that comes again ends it."""
        found = [(row, model)]
        for type_, _ in found:
            for iri in (iri for each in type_.has_property for iri in each.has_general_concept):
                base, met = self._find(iri), {met.iri for met, _ in found}
                if base and base[0].kind is not ElementKind.SIMPLE_TYPE and base[0].iri not in met:
                    self.models[base[1].iri] = None
                    found.append(base)
        return found

    def _text(self, lineage: list[tuple[ModelElement, InformationModel]]) -> Iri | None:
        """The simple type that a type extends, or its own content of text."""
        named = (iri for type_, _ in lineage for each in type_.has_property for iri in each.has_general_concept)
        for iri in named:
            base = self._find(iri)
            if base and base[0].kind is ElementKind.SIMPLE_TYPE:
                return iri
        row = lineage[0][0]
        return row.iri.rpartition("/")[0] + "/base64Binary" if row.identifier == _BASE64_CONTAINER else None

    def _slots(self, each: ElementProperty, owner: InformationModel) -> Iterator[Slot]:
        if each.kind in (PropertyKind.CHOICE, PropertyKind.SPECIALIZATION):
            return
        type_ = _type_of(each)
        yield Slot(
            iri=each.iri,
            name=each.identifier,
            namespace=self._slot_namespace(each, owner),
            minimum=each.min_occurs,
            maximum=each.max_occurs,
            type=type_,
            coded=each.coded,
            bindings=each.bindings,
            fixed_value=each.fixed_value,
            nillable=each.nillable,
            title=each.title,
            description=each.description,
            subject=each.subject,
        )

    def _slot_namespace(self, each: ElementProperty, owner: InformationModel) -> str | None:
        """What the model says; else that of the model itself, and none of an attribute."""
        if each.namespace is not None or each.identifier.startswith("@"):
            return each.namespace or None
        return self._namespace(owner)

    def _namespace(self, model: InformationModel) -> str | None:
        """A component without a namespace takes that of the model it is included in."""
        return model.namespace or self._model.namespace


def _content(lineage: list[tuple[ModelElement, InformationModel]]) -> Particle:
    """What the most general type holds, then what each that specialises it adds."""
    found = EMPTY
    for row, _ in reversed(lineage):
        found = content_of(row, found)
    return found


def _type_of(each: ElementProperty) -> Iri | None:
    named = (*each.contains, *each.refers_to, each.has_data_type, each.has_simple_type, each.coded_as)
    return next((iri for iri in named if iri), None)


def _choice(each: ElementProperty) -> ChoiceGroup:
    return ChoiceGroup(
        iri=each.iri,
        name=each.identifier,
        minimum=each.min_occurs,
        maximum=each.max_occurs,
        alternatives=each.has_some,
    )


def _simple(row: ModelElement) -> SimpleContent:
    reference = row.type_definition_reference or f"{XSD}string"
    return SimpleContent(
        iri=row.iri,
        name=row.identifier,
        base=reference.rpartition("#")[2],
        pattern=row.pattern,
        facets=row,
        title=row.title,
        description=row.description,
        subject=row.subject,
    )
