"""Concepts and the schemes they belong to (SKOS; SKOS-AP-NO-Begrep 2.0.9); no codes."""

from datetime import date

from registry.domain.language import LangString
from registry.domain.scheme import Collection, RegisteredObject
from registry.domain.value import Iri, Node, Period, Resource


class Definition(Node):
    """A definition in one language for one audience (euvoc:XlNote): at most one per language and audience.

    `source` holds IRIs (a standard's section is `<standard>#4.2`) or texts; `relationship_with_source` is a
    term of data.norge.no's relationship-with-source-type (self-composed: new in Omforent).
    """

    value: LangString
    audience: Iri | None = None
    relationship_with_source: Iri | None = None
    source: tuple[Iri | LangString, ...] = ()


class ConceptRelation(Node):
    """A generic or partitive relation with its criterion of division (skosno:Generic/PartitiveConceptRelation).

    Exactly one side is given: `broader` (the generic concept or the whole) or `narrower`.
    """

    description: tuple[LangString, ...] = ()
    broader: tuple[Iri, ...] = ()
    narrower: tuple[Iri, ...] = ()


class AssociativeRelation(Node):
    """An associative relation and the role it plays (skosno:AssociativeConceptRelation)."""

    has_to_concept: tuple[Iri, ...]
    relation_role: tuple[LangString, ...] = ()
    description: tuple[LangString, ...] = ()


class Concept(Resource):
    """A concept of a concept scheme; terms are preferred, permitted (alt) and discouraged (hidden)."""

    in_scheme: tuple[Iri, ...] = ()
    top_concept_of: tuple[Iri, ...] = ()
    identifier: str | None = None
    notation: tuple[str, ...] = ()
    pref_label: tuple[LangString, ...]
    alt_label: tuple[LangString, ...] = ()
    hidden_label: tuple[LangString, ...] = ()
    definition: tuple[Definition, ...] = ()
    scope_note: tuple[LangString, ...] = ()
    note: tuple[LangString, ...] = ()
    example: tuple[LangString, ...] = ()
    subject: tuple[Iri | LangString, ...] = ()
    status: Iri | None = None
    validity: Period = Period()
    publisher: Iri | None = None
    contact_point: Iri | None = None
    created: date | None = None
    modified: date | None = None
    broader: tuple[Iri, ...] = ()
    narrower: tuple[Iri, ...] = ()
    related: tuple[Iri, ...] = ()
    specializes: tuple[Iri, ...] = ()
    generalizes: tuple[Iri, ...] = ()
    is_part_of: tuple[Iri, ...] = ()
    has_part: tuple[Iri, ...] = ()
    generic_relation: tuple[ConceptRelation, ...] = ()
    partitive_relation: tuple[ConceptRelation, ...] = ()
    associative_relation: tuple[AssociativeRelation, ...] = ()
    exact_match: tuple[Iri, ...] = ()
    close_match: tuple[Iri, ...] = ()
    broad_match: tuple[Iri, ...] = ()
    narrow_match: tuple[Iri, ...] = ()
    related_match: tuple[Iri, ...] = ()
    see_also: tuple[Iri, ...] = ()
    replaces: tuple[Iri, ...] = ()
    is_replaced_by: tuple[Iri, ...] = ()


class ConceptScheme(RegisteredObject):
    """A scheme of concepts, its collections, and the concepts themselves."""

    has_top_concept: tuple[Iri, ...] = ()
    concepts: tuple[Concept, ...] = ()
    collections: tuple[Collection, ...] = ()
