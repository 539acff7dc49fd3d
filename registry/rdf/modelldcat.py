"""Information models and the information structure as RDF: ModelDCAT-AP-NO 1.3 where it has a term, omf: elsewhere."""

from pyoxigraph import Literal, NamedNode

from registry.domain import (
    ActorRole,
    Binding,
    CareLevel,
    ContactPoint,
    ElementKind,
    ElementProperty,
    Evidence,
    Exchange,
    Gap,
    InformationModel,
    ModelElement,
    Organization,
    Pathway,
    Phase,
    PropertyKind,
    Register,
    Standard,
    Strength,
)
from registry.namespaces import iri
from registry.rdf.mapping import (
    BOOLEAN,
    COUNT,
    INTEGER,
    IRI,
    IRI_OR_LANG,
    LANG,
    STRING,
    Codec,
    Field,
    Members,
    Table,
    term_of,
)
from registry.rdf.skos import REGISTERED

_EVIDENCE = term_of(Evidence, iri("omf:"))

BINDING = Table(
    Binding,
    ("omf:Binding",),
    (
        Field("value_set", "omf:valueSet", IRI, many=False),
        Field("strength", "omf:strength", term_of(Strength, iri("omf:")), many=False),
        Field("evidence", "omf:evidence", _EVIDENCE),
        Field("source", "dct:source", IRI_OR_LANG),
    ),
    order=lambda value: value.value_set,
)

#: An upper bound: a whole number, or the string `*` (ModelDCAT-AP-NO 1.3, maxOccurs).
MAX_OCCURS = Codec(
    lambda term: "*" if STRING.decode(term) == "*" else COUNT.decode(term),
    lambda value: STRING.encode(value) if value == "*" else COUNT.encode(value),
)

#: A truth that is stated only where it holds.
FLAG = Codec(lambda term: BOOLEAN.decode(term) or None, lambda value: BOOLEAN.encode(True) if value else None)

_ANY_URI = NamedNode(iri("xsd:anyURI"))

#: The address of a type definition, a literal (ModelDCAT-AP-NO 1.3, typeDefinitionReference).
ADDRESS = Codec(
    lambda term: term.value if isinstance(term, Literal) and term.datatype == _ANY_URI else None,
    lambda value: Literal(value, datatype=_ANY_URI),
)

_DESCRIBED = (
    Field("identifier", "dct:identifier", STRING, many=False),
    Field("title", "dct:title", LANG),
    Field("description", "dct:description", LANG),
    Field("subject", "dct:subject", IRI, many=False),
    Field("order", "omf:order", INTEGER, many=False),
)

PROPERTY = Table(
    ElementProperty,
    (),
    (
        *_DESCRIBED,
        Field("kind", "rdf:type", term_of(PropertyKind, iri("modelldcatno:")), many=False),
        Field("min_occurs", "modelldcatno:minOccurs", COUNT, many=False),
        Field("max_occurs", "modelldcatno:maxOccurs", MAX_OCCURS, many=False),
        Field("has_data_type", "modelldcatno:hasDataType", IRI, many=False),
        Field("has_simple_type", "modelldcatno:hasSimpleType", IRI, many=False),
        Field("has_value_from", "modelldcatno:hasValueFrom", IRI, many=False),
        Field("contains", "modelldcatno:contains", IRI),
        Field("refers_to", "modelldcatno:refersTo", IRI),
        Field("has_general_concept", "modelldcatno:hasGeneralConcept", IRI),
        Field("has_some", "modelldcatno:hasSome", IRI),
        Field("coded", "omf:coded", FLAG, many=False),
        Field("coded_as", "omf:codedAs", IRI, many=False),
        Field("bindings", "omf:binding", BINDING),
        Field("unbound_reason", "omf:unboundReason", LANG),
        Field("namespace", "omf:xmlNamespace", STRING, many=False),
        Field("fixed_value", "omf:fixedValue", STRING, many=False),
        Field("nillable", "omf:nillable", FLAG, many=False),
    ),
    order=lambda value: (value.order, value.iri),
)

_FACETS = (
    Field("pattern", "xsd:pattern", STRING, many=False),
    Field("enumeration", "xsd:enumeration", STRING),
    Field("length", "xsd:length", COUNT, many=False),
    Field("min_length", "xsd:minLength", COUNT, many=False),
    Field("max_length", "xsd:maxLength", COUNT, many=False),
    Field("min_inclusive", "xsd:minInclusive", STRING, many=False),
    Field("max_inclusive", "xsd:maxInclusive", STRING, many=False),
    Field("min_exclusive", "xsd:minExclusive", STRING, many=False),
    Field("max_exclusive", "xsd:maxExclusive", STRING, many=False),
    Field("total_digits", "xsd:totalDigits", COUNT, many=False),
    Field("fraction_digits", "xsd:fractionDigits", COUNT, many=False),
)

MODEL_ELEMENT = Table(
    ModelElement,
    (),
    (
        *_DESCRIBED,
        Field("kind", "rdf:type", term_of(ElementKind, iri("modelldcatno:")), many=False),
        Field("has_property", "modelldcatno:hasProperty", PROPERTY),
        Field("type_definition_reference", "modelldcatno:typeDefinitionReference", ADDRESS, many=False),
        *_FACETS,
        Field("content_model", "omf:contentModel", STRING, many=False),
        Field("mixed", "omf:mixed", FLAG, many=False),
        Field("abstract", "omf:abstract", FLAG, many=False),
        Field("global_elements", "omf:globalElement", STRING),
        Field("member_types", "omf:memberType", IRI),
        Field("item_type", "omf:itemType", IRI, many=False),
    ),
    order=lambda value: (value.order, value.iri),
)

INFORMATION_MODEL = Table(
    InformationModel,
    ("modelldcatno:InformationModel",),
    (
        *REGISTERED,
        Field("version", "owl:versionInfo", STRING, many=False),
        Field("namespace", "omf:xmlNamespace", STRING, many=False),
        Field("conforms_to", "dct:conformsTo", IRI),
        Field("subject", "dct:subject", IRI),
        Field("imports", "dct:requires", IRI),
        Field("elements", "modelldcatno:containsModelElement", MODEL_ELEMENT),
    ),
)

PHASE = Table(Phase, ("omf:Phase",), _DESCRIBED, order=lambda value: (value.order, value.iri))
CARE_LEVEL = Table(CareLevel, ("omf:CareLevel",), _DESCRIBED, order=lambda value: (value.order, value.iri))
ACTOR_ROLE = Table(
    ActorRole,
    ("omf:ActorRole",),
    (*_DESCRIBED[:-1], Field("at_level", "omf:atLevel", IRI, many=False)),
    order=lambda value: value.iri,
)

GAP = Table(
    Gap,
    ("omf:Gap",),
    (
        Field("from_level", "omf:fromLevel", IRI, many=False),
        Field("to_level", "omf:toLevel", IRI, many=False),
        Field("phase", "omf:inPhase", IRI),
    ),
    order=lambda value: (value.from_level or "", value.to_level or "", value.phase),
)

PATHWAY = Table(
    Pathway,
    ("omf:Pathway",),
    (*REGISTERED, Field("subject", "dct:subject", IRI, many=False), Field("gaps", "omf:gap", GAP)),
    (
        Members("phases", PHASE),
        Members("levels", CARE_LEVEL),
        Members("roles", ACTOR_ROLE),
    ),
)

EXCHANGE = Table(
    Exchange,
    ("omf:Exchange",),
    (
        *REGISTERED,
        Field("subject", "dct:subject", IRI, many=False),
        Field("function_code", "omf:functionCode", IRI, many=False),
        Field("sender", "omf:sender", IRI),
        Field("receiver", "omf:receiver", IRI),
        Field("phase", "omf:inPhase", IRI),
        Field("trigger", "omf:trigger", LANG),
        Field("legal_basis", "omf:legalBasis", LANG),
        Field("security_requirement", "omf:securityRequirement", LANG),
        Field("receipt_expected", "omf:receiptExpected", BOOLEAN, many=False),
        Field("carrier", "omf:carrier", IRI, many=False),
        Field("conforms_to", "dct:conformsTo", IRI),
        Field("carries", "omf:carries", IRI),
        Field("theme", "omf:theme", STRING),
        Field("direction_evidence", "omf:directionEvidence", _EVIDENCE, many=False),
    ),
)

ORGANIZATION = Table(
    Organization,
    ("org:Organization", "foaf:Agent"),
    (
        Field("name", "foaf:name", LANG),
        Field("identifier", "dct:identifier", STRING, many=False),
        Field("homepage", "foaf:homepage", IRI, many=False),
    ),
    order=lambda value: value.iri,
)
CONTACT_POINT = Table(
    ContactPoint,
    ("vcard:Organization",),
    (
        Field("name", "vcard:fn", LANG),
        Field("email", "vcard:hasEmail", IRI, many=False),
        Field("url", "vcard:hasURL", IRI, many=False),
    ),
    order=lambda value: value.iri,
)
STANDARD = Table(
    Standard,
    ("dct:Standard",),
    (
        Field("identifier", "dct:identifier", STRING, many=False),
        Field("title", "dct:title", LANG),
        Field("version", "owl:versionInfo", STRING, many=False),
        Field("issued", "omf:issuedAsStated", STRING, many=False),
        Field("publisher_name", "omf:publisherAsStated", STRING, many=False),
        Field("status", "omf:statusAsStated", STRING, many=False),
        Field("replaces", "dct:replaces", IRI),
    ),
    order=lambda value: value.iri,
)

REGISTER = Table(
    Register,
    ("omf:Register",),
    REGISTERED,
    (
        Members("organizations", ORGANIZATION),
        Members("contact_points", CONTACT_POINT),
        Members("standards", STANDARD),
    ),
)
