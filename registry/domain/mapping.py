"""Mapping sets: published, reasoned correspondences between codes or concepts (SKOS matches, SSSOM's fields)."""

from registry.domain.language import LangString
from registry.domain.scheme import RegisteredObject
from registry.domain.value import Iri, Resource


class Mapping(Resource):
    """One correspondence; `predicate` is a SKOS mapping property, `justification` says why it holds."""

    subject: Iri
    predicate: Iri
    object: Iri
    justification: tuple[LangString, ...] = ()
    source: tuple[Iri | LangString, ...] = ()


class MappingSet(RegisteredObject):
    """Mappings from one list or scheme to another."""

    subject_source: Iri | None = None
    object_source: Iri | None = None
    mappings: tuple[Mapping, ...] = ()
