"""Information models, exchanges, pathways and registers, and what belongs to them."""

from typing import Literal

from pydantic import Field

from api.answers.basics import Answered, ManyTexts, Named, Paged, Registered, Sources, Texts
from registry.domain import ElementKind, Evidence, Iri, PropertyKind, Strength


class Binding(Answered):
    """Which code list a coded element takes its value from, how strongly, and on what evidence."""

    value_set: Iri
    strength: Strength
    evidence: list[Evidence] = []
    source: Sources = []


class ElementProperty(Named):
    """An element of a message: name, type, cardinality, concept and bindings."""

    kind: PropertyKind
    identifier: str
    title: Texts
    description: ManyTexts = {}
    subject: Iri | None = None
    min_occurs: int = 0
    max_occurs: int | Literal["*"] = 1
    has_data_type: Iri | None = None
    has_simple_type: Iri | None = None
    has_value_from: Iri | None = None
    contains: list[Iri] = []
    refers_to: list[Iri] = []
    has_general_concept: list[Iri] = []
    has_some: list[Iri] = []
    coded: bool = False
    coded_as: Iri | None = None
    bindings: list[Binding] = []
    unbound_reason: ManyTexts = {}
    order: int = 0
    namespace: str | None = None
    fixed_value: str | None = None
    nillable: bool = False


class ModelElement(Named):
    """An object type, data type or simple type of a model, with its properties in order."""

    kind: ElementKind
    identifier: str
    title: Texts
    description: ManyTexts = {}
    subject: Iri | None = None
    has_property: list[ElementProperty] = []
    type_definition_reference: Iri | None = None
    pattern: str | None = None
    order: int = 0
    content_model: str | None = None
    mixed: bool = False
    abstract: bool = False
    global_elements: list[str] = []
    enumeration: list[str] = []
    length: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    min_inclusive: str | None = None
    max_inclusive: str | None = None
    min_exclusive: str | None = None
    max_exclusive: str | None = None
    total_digits: int | None = None
    fraction_digits: int | None = None
    member_types: list[Iri] = []
    item_type: Iri | None = None


class ElementPage(Paged):
    """One page of the types of a model."""

    items: list[ModelElement]


class Part(Named):
    """A phase, a level of care or an actor role of a pathway."""

    identifier: str
    title: Texts
    description: ManyTexts = {}
    subject: Iri | None = None
    at_level: Iri | None = None
    order: int = 0


class Organization(Named):
    """Who publishes or takes part."""

    name: Texts
    identifier: str | None = None
    homepage: Iri | None = None


class ContactPoint(Named):
    """Where to turn; a function, never a person."""

    name: Texts
    email: Iri | None = None
    url: Iri | None = None


class Standard(Named):
    """A published standard that content rests on."""

    identifier: str
    title: Texts
    version: str | None = None
    issued: str | None = None
    publisher_name: str | None = None
    status: str | None = None
    replaces: list[Iri] = []


class InformationModel(Registered):
    """A message or component model, and the first page of its types."""

    model_version: str | None = Field(None, description="The version that the model's own standard gives it.")
    namespace: str | None = None
    conforms_to: list[Iri] = []
    subject: list[Iri] = []
    imports: list[Iri] = []
    elements: ElementPage


class Exchange(Registered):
    """One message function in one direction: who sends what to whom, when, why and under which standard."""

    subject: Iri | None = None
    function_code: Iri | None = None
    sender: list[Iri] = []
    receiver: list[Iri] = []
    phase: list[Iri] = []
    trigger: ManyTexts = {}
    legal_basis: ManyTexts = {}
    security_requirement: ManyTexts = {}
    receipt_expected: bool | None = None
    carrier: Iri | None = None
    conforms_to: list[Iri] = []
    carries: list[Iri] = []
    theme: list[str] = []
    direction_evidence: Evidence | None = None


class Gap(Answered):
    """Phases in which no exchange is known from one level to another, or within one level."""

    from_level: Iri | None = None
    to_level: Iri | None = None
    phase: list[Iri] = []


class Pathway(Registered):
    """The patient pathway: phases, levels of care and actor roles."""

    subject: Iri | None = None
    phases: list[Part] = []
    levels: list[Part] = []
    roles: list[Part] = []
    gaps: list[Gap] = []


class Register(Registered):
    """Organisations, contact points and standards that others refer to."""

    organizations: list[Organization] = []
    contact_points: list[ContactPoint] = []
    standards: list[Standard] = []


class Artefact(Answered):
    """One file that is generated, and where it is; `of` is the model, exchange or pathway that it tells of."""

    name: str = Field(examples=["epikrise-1.2.schema.json"])
    form: str = Field(examples=["json-schema"])
    media_type: str
    of: Iri
    version: str
    address: str


class Artefacts(Answered):
    """The files that are generated of an object in a release."""

    of: Iri
    release: str
    items: list[Artefact] = []
