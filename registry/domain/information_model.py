"""Information models: object types, their properties and bindings (ModelDCAT-AP-NO 1.3); no exchanges."""

from enum import StrEnum
from typing import Literal

from registry.domain.language import LangString
from registry.domain.scheme import Evidence, RegisteredObject
from registry.domain.value import Iri, Node, Resource

#: No upper bound, as in `maxOccurs="*"`.
UNBOUNDED = "*"


class Strength(StrEnum):
    """How binding a value set is (HL7 FHIR R5, binding strength)."""

    REQUIRED = "required"
    EXTENSIBLE = "extensible"
    PREFERRED = "preferred"
    EXAMPLE = "example"


class Binding(Node):
    """Which code list a coded element takes its value from, how strongly, and on what evidence."""

    value_set: Iri
    strength: Strength
    evidence: tuple[Evidence, ...] = ()
    source: tuple[Iri | LangString, ...] = ()


class ElementKind(StrEnum):
    """The classes of model element (local names in modelldcatno)."""

    ROOT_OBJECT_TYPE = "RootObjectType"
    OBJECT_TYPE = "ObjectType"
    DATA_TYPE = "DataType"
    SIMPLE_TYPE = "SimpleType"


class PropertyKind(StrEnum):
    """The classes of property (local names in modelldcatno)."""

    ATTRIBUTE = "Attribute"
    ASSOCIATION = "Association"
    COMPOSITION = "Composition"
    SPECIALIZATION = "Specialization"
    CHOICE = "Choice"


class ElementProperty(Resource):
    """An element of a message: name, type, cardinality, concept and, where it is coded, its bindings.

    `identifier` is the element's name in the XML (`@V` for an attribute); `unbound_reason` says why a coded element
    has no binding; `coded_as` is the data type that carries the code where `has_value_from` names the list.
    Exactly one of the type fields is given: a data or simple type, a code list, or the object types it contains,
    refers to, specialises or offers a choice among (`has_some`).

    What XML needs beside that: `namespace` is that of the element or attribute where it is not the model's own (the
    empty string: none; an attribute without one is in none); `fixed_value` the only value it may have; `nillable` that
    it may be empty with `xsi:nil`.
    """

    kind: PropertyKind
    identifier: str
    title: tuple[LangString, ...]
    description: tuple[LangString, ...] = ()
    subject: Iri | None = None
    min_occurs: int = 0
    max_occurs: int | Literal["*"] = 1
    has_data_type: Iri | None = None
    has_simple_type: Iri | None = None
    has_value_from: Iri | None = None
    contains: tuple[Iri, ...] = ()
    refers_to: tuple[Iri, ...] = ()
    has_general_concept: tuple[Iri, ...] = ()
    has_some: tuple[Iri, ...] = ()
    coded: bool = False
    coded_as: Iri | None = None
    bindings: tuple[Binding, ...] = ()
    unbound_reason: tuple[LangString, ...] = ()
    order: int = 0
    namespace: str | None = None
    fixed_value: str | None = None
    nillable: bool = False


class ModelElement(Resource):
    """An object type, data type or simple type, with its properties in order.

    `content_model` says how its elements are put together where order, cardinality and choices of the properties do
    not tell it (`registry.domain.content_model`, whose `content_of` gives the content of any type); `mixed` that text
    may stand between them; `abstract` that only types that specialise it may stand in its place; `global_elements`
    names the elements that the schema declares with this type and that may be the root of a document, or stand where
    anything may, beside the one of a root object type itself.

    Of a simple type, `type_definition_reference` is the XSD type that it restricts and `pattern` what it must match
    (the dialect of XSD); `enumeration` and the fields after it are the facets of the same name (XML Schema part 2,
    4.3); `member_types` the types of which a value must fit one, `item_type` that of each item of a list. A type that
    is not simple has a text as its content where it specialises a simple type.
    """

    kind: ElementKind
    identifier: str
    title: tuple[LangString, ...]
    description: tuple[LangString, ...] = ()
    subject: Iri | None = None
    has_property: tuple[ElementProperty, ...] = ()
    type_definition_reference: Iri | None = None
    pattern: str | None = None
    order: int = 0
    content_model: str | None = None
    mixed: bool = False
    abstract: bool = False
    global_elements: tuple[str, ...] = ()
    enumeration: tuple[str, ...] = ()
    length: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    min_inclusive: str | None = None
    max_inclusive: str | None = None
    min_exclusive: str | None = None
    max_exclusive: str | None = None
    total_digits: int | None = None
    fraction_digits: int | None = None
    member_types: tuple[Iri, ...] = ()
    item_type: Iri | None = None


class InformationModel(RegisteredObject):
    """A message or component model; `namespace` is the XML namespace that the model describes."""

    version: str | None = None
    namespace: str | None = None
    conforms_to: tuple[Iri, ...] = ()
    subject: tuple[Iri, ...] = ()
    imports: tuple[Iri, ...] = ()
    elements: tuple[ModelElement, ...] = ()
