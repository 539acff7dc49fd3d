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


class ModelElement(Resource):
    """An object type, data type or simple type, with its properties in order.

    Of a simple type, `type_definition_reference` is the XSD type that it restricts and `pattern` what it must match.
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


class InformationModel(RegisteredObject):
    """A message or component model; `namespace` is the XML namespace that the model describes."""

    version: str | None = None
    namespace: str | None = None
    conforms_to: tuple[Iri, ...] = ()
    subject: tuple[Iri, ...] = ()
    imports: tuple[Iri, ...] = ()
    elements: tuple[ModelElement, ...] = ()
