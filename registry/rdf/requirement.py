"""Requirements of record systems as RDF: omf: terms, and Dublin Core where it has one."""

from registry.domain import Area, Obligation, Party, Requirement, RequirementSet
from registry.namespaces import iri
from registry.rdf.mapping import INTEGER, IRI, IRI_OR_LANG, LANG, STRING, Field, Members, Table, term_of
from registry.rdf.skos import REGISTERED

_OMF = iri("omf:")

REQUIREMENT = Table(
    Requirement,
    ("omf:Requirement",),
    (
        Field("identifier", "dct:identifier", STRING, many=False),
        Field("title", "dct:title", LANG),
        Field("obligation", "omf:obligation", term_of(Obligation, _OMF), many=False),
        Field("area", "omf:area", term_of(Area, _OMF), many=False),
        Field("text", "dct:description", LANG),
        Field("rationale", "omf:rationale", LANG),
        Field("verification", "omf:verification", LANG),
        Field("source", "dct:source", IRI_OR_LANG),
        Field("exchange", "omf:holdsFor", IRI),
        Field("party", "omf:demandedOf", term_of(Party, _OMF)),
        Field("role", "omf:demandedOfRole", IRI),
        Field("element", "omf:concernsElement", IRI),
        Field("order", "omf:order", INTEGER, many=False),
    ),
    order=lambda value: (value.order, value.identifier, value.iri),
)

REQUIREMENT_SET = Table(
    RequirementSet,
    ("omf:RequirementSet",),
    (*REGISTERED, Field("exchange", "omf:holdsFor", IRI)),
    (Members("requirements", REQUIREMENT),),
)
