"""Concept schemes, code lists and mapping sets, and what belongs to them."""

from datetime import date

from pydantic import Field

from api.answers.basics import (
    Answered,
    ManyTexts,
    Named,
    Paged,
    Period,
    Registered,
    Sources,
    Text,
    Texts,
)
from registry.domain import Iri


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


class CodePage(Paged):
    """One page of codes."""

    items: list[Code]


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


class ConceptPage(Paged):
    """One page of concepts."""

    items: list[Concept]


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


class MappingPage(Paged):
    """One page of mappings."""

    items: list[Mapping]


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
