"""What the API answers with: one model a class of the domain, from which the JSON and its OpenAPI schema both come."""

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, model_validator

from registry.domain import ElementKind, Evidence, Iri, Kind, LangString, PropertyKind, Strength, text
from registry.terminology.protocol import Match, MemberKind


def _one_each(value: Any) -> Any:
    """Language-tagged texts as a map from tag to text; the first of a language stands."""
    if not isinstance(value, tuple | list):
        return value
    found: dict[str, str] = {}
    for string in value:
        found.setdefault(string.lang, string.text)
    return found


def _all(value: Any) -> Any:
    """Language-tagged texts as a map from tag to all texts of that language."""
    if not isinstance(value, tuple | list):
        return value
    found: dict[str, list[str]] = {}
    for string in value:
        found.setdefault(string.lang, []).append(string.text)
    return found


def _cited(value: Any) -> Any:
    """Sources, each an IRI or a text."""
    if not isinstance(value, tuple | list):
        return value
    return [Source(iri=row) if isinstance(row, str) else Source(text=row.text, lang=row.lang) for row in value]


#: The fields that hold the name of a thing, whichever it has.
_NAMES = ("title", "pref_label", "name", "label")


def _languages(info: ValidationInfo) -> tuple[str, ...]:
    return tuple(info.context["languages"]) if info.context else ()


class Answered(BaseModel):
    """A value read from the domain's by the names of its fields."""

    model_config = ConfigDict(from_attributes=True)


class Text(Answered):
    """A text and its language (BCP 47)."""

    text: str
    lang: str


class Source(Answered):
    """What something rests on: an IRI (a standard's section has a fragment), or a text with its language."""

    iri: Iri | None = None
    text: str | None = None
    lang: str | None = None


class Statement(Answered):
    """A triple that no field holds, its terms as in N-Triples; an empty subject is the thing itself."""

    subject: str
    predicate: str
    object: str


#: One text a language: `{"nb": "epikrise", "en": "discharge summary"}`.
Texts = Annotated[dict[str, str], BeforeValidator(_one_each)]
#: Several texts a language: `{"nb": ["…", "…"]}`.
ManyTexts = Annotated[dict[str, list[str]], BeforeValidator(_all)]
Sources = Annotated[list[Source], BeforeValidator(_cited)]


class Period(Answered):
    """First and last day of validity, both included; null where it is open."""

    start: date | None = None
    end: date | None = None


class Identifier(Answered):
    """Another name of the same thing; `current` is false for a former name, kept so that old references resolve."""

    notation: str
    agency: str | None = None
    current: bool = True


class Displayed(Answered):
    """A thing with a name in several languages, of which `display` is one.

    The languages preferred are the `languages` of the context that it is validated with.
    """

    display: str = Field("", description="Name in the language asked for, else the nearest there is.")

    @model_validator(mode="after")
    def _display(self, info: ValidationInfo) -> Self:
        if not self.display:
            names: dict[str, str] = next((found for name in _NAMES if (found := getattr(self, name, None))), {})
            self.display = text((LangString(text=name, lang=lang) for lang, name in names.items()), _languages(info))
        return self


class Version(Displayed):
    """One immutable edition of one object, and the release that issued it."""

    object: Iri
    kind: Kind
    number: str = Field(description="Semantic version.", examples=["1.0.0"])
    digest: str = Field(description="SHA-256 of the content; docs/digest.md tells how to verify it.")
    title: Texts
    issued: AwareDatetime
    replaces: str | None = None
    release: str | None = Field(None, examples=["2026.1"])


class Named(Displayed):
    """A thing with an IRI."""

    iri: Iri
    extra: list[Statement] = Field([], description="Statements that no field holds.")


class Registered(Named):
    """What every versioned object says about itself."""

    kind: Kind
    identifier: str | None = None
    title: Texts = {}
    description: ManyTexts = {}
    publisher: Iri | None = None
    creator: list[Iri] = []
    contact_point: Iri | None = None
    license: Iri | None = None
    rights: ManyTexts = {}
    note: ManyTexts = {}
    status: Iri | None = None
    validity: Period = Period()
    source: Sources = []
    replaces: list[Iri] = []
    is_replaced_by: list[Iri] = []
    aliases: list[Identifier] = Field([], description="OIDs, FHIR canonicals, former addresses; all of them resolve.")
    created: date | None = None
    modified: date | None = None
    version: Version
    release: str = Field(description="The release that this was read from.", examples=["2026.1"])
    members: int = Field(0, description="How many codes, concepts, elements or other members it has.")
    labels: dict[str, str] = Field({}, description="Names of the things of the registry that are referred to.")


class CodeReference(Answered):
    """A code that stands in the place of another. `code`, `display` and `list` are null where it is not ours."""

    iri: Iri
    code: str | None = Field(None, examples=["E21"])
    display: str | None = None
    list: Iri | None = None
    list_display: str | None = None
    active: bool | None = None


class CodeProperty(Answered):
    """One value of a property that the list declares for its codes."""

    predicate: Iri
    value: str | Text
    datatype: Iri | None = None
    is_iri: bool = False


class Code(Named):
    """A code. It is a string always; its display is the source's."""

    code: str = Field(examples=["E20"])
    list: Iri
    pref_label: Texts = {}
    alt_label: ManyTexts = {}
    definition: ManyTexts = {}
    note: ManyTexts = {}
    source: Sources = []
    status: Iri | None = None
    active: bool = Field(description="Whether the code may be chosen on the day that `as_of` names.")
    as_of: date
    validity: Period = Period()
    broader: tuple[Iri, ...] = ()
    replaces: tuple[Iri, ...] = ()
    replaced_by: tuple[CodeReference, ...] = Field((), description="What took its place.")
    successors: tuple[CodeReference, ...] = Field(
        (), description="The whole chain: what took its place, what took that one's place, to the end; nearest first."
    )
    exact_match: tuple[Iri, ...] = ()
    close_match: tuple[Iri, ...] = ()
    properties: tuple[CodeProperty, ...] = ()


class PropertyDeclaration(Named):
    """A property that codes of the list may have."""

    label: Texts = {}


class Definition(Answered):
    """A definition in one language for one audience, and what it rests on."""

    value: Text
    audience: Iri | None = None
    relationship_with_source: Iri | None = None
    source: Sources = []


class ConceptRelation(Answered):
    """A generic or partitive relation and its criterion of division."""

    description: Texts = {}
    broader: list[Iri] = []
    narrower: list[Iri] = []


class AssociativeRelation(Answered):
    """An associative relation and the role that it plays."""

    has_to_concept: list[Iri]
    relation_role: Texts = {}
    description: Texts = {}


class Concept(Named):
    """A concept (SKOS-AP-NO-Begrep 2.0.9)."""

    in_scheme: list[Iri] = []
    top_concept_of: list[Iri] = []
    identifier: str | None = None
    notation: list[str] = []
    pref_label: Texts
    alt_label: ManyTexts = {}
    hidden_label: ManyTexts = {}
    definition: list[Definition] = []
    scope_note: ManyTexts = {}
    note: ManyTexts = {}
    example: ManyTexts = {}
    subject: Sources = []
    status: Iri | None = None
    validity: Period = Period()
    publisher: Iri | None = None
    contact_point: Iri | None = None
    created: date | None = None
    modified: date | None = None
    broader: list[Iri] = []
    narrower: list[Iri] = []
    related: list[Iri] = []
    specializes: list[Iri] = []
    generalizes: list[Iri] = []
    is_part_of: list[Iri] = []
    has_part: list[Iri] = []
    generic_relation: list[ConceptRelation] = []
    partitive_relation: list[ConceptRelation] = []
    associative_relation: list[AssociativeRelation] = []
    exact_match: list[Iri] = []
    close_match: list[Iri] = []
    broad_match: list[Iri] = []
    narrow_match: list[Iri] = []
    related_match: list[Iri] = []
    see_also: list[Iri] = []
    replaces: list[Iri] = []
    is_replaced_by: list[Iri] = []
    labels: dict[str, str] = Field({}, description="Names of the things of the registry that are referred to.")


class Collection(Named):
    """Concepts grouped for a purpose."""

    pref_label: Texts
    description: Texts = {}
    member: list[Iri] = []
    ordered: bool = False


class Mapping(Named):
    """One correspondence; `predicate` is a SKOS mapping property."""

    subject: Iri
    predicate: Iri
    object: Iri
    justification: ManyTexts = {}
    source: Sources = []


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


class Paged(Answered):
    """One page of a list."""

    items: list[Any]
    total: int = Field(description="How many there are in all.")
    next: str | None = Field(None, description="Address of the next page; null on the last.")


class CodePage(Paged):
    """One page of codes."""

    items: list[Code]


class ConceptPage(Paged):
    """One page of concepts."""

    items: list[Concept]


class MappingPage(Paged):
    """One page of mappings."""

    items: list[Mapping]


class ElementPage(Paged):
    """One page of the types of a model."""

    items: list[ModelElement]


class RegisteredPage(Paged):
    """One page of registered objects, without their members."""

    items: list[Registered]


class CodeList(Registered):
    """A code list with its OID, and the first page of its codes."""

    oid: str | None = None
    see_also: list[Iri] = []
    bundled: bool = True
    declared: list[PropertyDeclaration] = []
    collections: list[Collection] = []
    as_of: date = Field(description="The day on which `active` is judged.")
    codes: CodePage


class ConceptScheme(Registered):
    """A concept scheme, and the first page of its concepts."""

    has_top_concept: list[Iri] = []
    collections: list[Collection] = []
    concepts: ConceptPage


class MappingSet(Registered):
    """A mapping set, and the first page of its mappings."""

    subject_source: Iri | None = None
    object_source: Iri | None = None
    mappings: MappingPage


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
    conforms_to: list[Iri] = []
    carries: list[Iri] = []
    theme: list[str] = []
    direction_evidence: Evidence | None = None


class Pathway(Registered):
    """The patient pathway: phases, levels of care and actor roles."""

    subject: Iri | None = None
    phases: list[Part] = []
    levels: list[Part] = []
    roles: list[Part] = []


class Register(Registered):
    """Organisations, contact points and standards that others refer to."""

    organizations: list[Organization] = []
    contact_points: list[ContactPoint] = []
    standards: list[Standard] = []


class Resolution(Displayed):
    """What a name means."""

    name: str
    iri: Iri
    kind: Kind | MemberKind
    object: Iri
    version: str
    current: bool = Field(description="False where the name is a former one.")
    title: Texts = {}


class ResolutionPage(Paged):
    """Everything that a name means, current names first."""

    items: list[Resolution]


class Use(Displayed):
    """One place where a thing is referred to; `via` tells the things between for an indirect use."""

    target: Iri
    subject: Iri
    kind: Kind | MemberKind
    predicate: Iri
    object: Iri
    version: str
    title: Texts = {}
    via: list[Iri] = []


class UsePage(Paged):
    """One page of uses."""

    items: list[Use]


class Hit(Displayed):
    """One thing found: the label that met the search, and how."""

    iri: Iri
    kind: Kind | MemberKind
    object: Iri
    label: str
    lang: str
    match: Match
    notation: str | None = None
    title: Texts = {}


class HitPage(Paged):
    """One page of hits, best first."""

    items: list[Hit]


class VersionPage(Paged):
    """One page of versions."""

    items: list[Version]


class ReleaseEntry(Answered):
    """A release in the list of releases."""

    number: str = Field(examples=["2026.1"])
    issued: AwareDatetime
    agent: Iri
    role: Iri | None = None
    digest: str
    note: str | None = None
    package: str = Field("", description="Address of the ZIP of everything in it.")


class ReleasePage(Paged):
    """One page of releases, newest first."""

    items: list[ReleaseEntry]


class Release(ReleaseEntry):
    """The national set: one version of every object."""

    versions: list[Version]
