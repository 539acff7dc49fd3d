"""Concept schemes, collections, code lists and mapping sets as RDF: SKOS, SKOS-AP-NO-Begrep 2.0.9, XKOS, ADMS."""

import re
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from registry.domain import (
    AssociativeRelation,
    Code,
    CodeList,
    CodeProperty,
    Concept,
    ConceptRelation,
    ConceptScheme,
    Definition,
    Identifier,
    LangString,
    Mapping,
    MappingSet,
    PropertyDeclaration,
    Statement,
)
from registry.errors import InvalidInput
from registry.namespaces import iri
from registry.rdf.collection import COLLECTION
from registry.rdf.graph import Term
from registry.rdf.mapping import (
    ANY_URI,
    BOOLEAN,
    DATE,
    IRI,
    IRI_OR_LANG,
    LANG,
    STRING,
    Blanks,
    Codec,
    Field,
    Members,
    Table,
    node_of,
    read_term,
)

_FORMER = NamedNode(iri("status:DEPRECATED"))

#: `current` is written only where it is false: a name that is kept so that old references resolve.
_CURRENT = Codec(lambda term: False if term == _FORMER else None, lambda current: None if current else _FORMER)

IDENTIFIER = Table(
    Identifier,
    ("adms:Identifier",),
    (
        Field("notation", "skos:notation", STRING, many=False),
        Field("agency", "adms:schemaAgency", STRING, many=False),
        Field("current", "adms:status", _CURRENT, many=False),
    ),
    order=lambda value: (not value.current, value.notation),
)


def _read_identifier(term: Term) -> str | None:
    """A URI as xsd:anyURI, anything else as a string; a value written the other way stays an extra statement."""
    uri, string = ANY_URI.decode(term), STRING.decode(term)
    if uri is not None:
        return str(uri) if ":" in uri else None
    return None if string is None or ":" in string else str(string)


#: A concept's identifier is a URI (SKOS-AP-NO-Begrep 2.0.9, dct:identifier); other vocabularies have short ones.
_CONCEPT_IDENTIFIER = Codec(_read_identifier, lambda value: (ANY_URI if ":" in value else STRING).encode(value))

#: What every registered object states about itself.
REGISTERED = (
    Field("identifier", "dct:identifier", STRING, many=False),
    Field("title", "dct:title", LANG),
    Field("description", "dct:description", LANG),
    Field("publisher", "dct:publisher", IRI, many=False),
    Field("contact_point", "dcat:contactPoint", IRI, many=False),
    Field("license", "dct:license", IRI, many=False),
    Field("rights", "dct:rights", LANG),
    Field("status", "adms:status", IRI, many=False),
    Field("validity.start", "euvoc:startDate", DATE, many=False),
    Field("validity.end", "euvoc:endDate", DATE, many=False),
    Field("source", "dct:source", IRI_OR_LANG),
    Field("creator", "dct:creator", IRI),
    Field("note", "skos:note", LANG),
    Field("replaces", "dct:replaces", IRI),
    Field("is_replaced_by", "dct:isReplacedBy", IRI),
    Field("aliases", "adms:identifier", IDENTIFIER),
    Field("created", "dct:created", DATE, many=False),
    Field("modified", "dct:modified", DATE, many=False),
)

DEFINITION = Table(
    Definition,
    ("euvoc:XlNote",),
    (
        Field("value", "rdf:value", LANG, many=False),
        Field("audience", "dct:audience", IRI, many=False),
        Field("relationship_with_source", "skosno:relationshipWithSource", IRI, many=False),
        Field("source", "dct:source", IRI_OR_LANG),
    ),
    order=lambda value: (value.audience or "", value.value.lang, value.value.text),
)


def _relation(type_iri: str, broader: str, narrower: str) -> Table[ConceptRelation]:
    return Table(
        ConceptRelation,
        (type_iri,),
        (
            Field("description", "dct:description", LANG),
            Field("broader", broader, IRI),
            Field("narrower", narrower, IRI),
        ),
    )


GENERIC = _relation("skosno:GenericConceptRelation", "skosno:hasGenericConcept", "skosno:hasSpecificConcept")
PARTITIVE = _relation("skosno:PartitiveConceptRelation", "skosno:hasComprehensiveConcept", "skosno:hasPartitiveConcept")
ASSOCIATIVE = Table(
    AssociativeRelation,
    ("skosno:AssociativeConceptRelation",),
    (
        Field("has_to_concept", "skosno:hasToConcept", IRI),
        Field("relation_role", "skosno:relationRole", LANG),
        Field("description", "dct:description", LANG),
    ),
)

CONCEPT = Table(
    Concept,
    ("skos:Concept",),
    (
        Field("in_scheme", "skos:inScheme", IRI),
        Field("top_concept_of", "skos:topConceptOf", IRI),
        Field("identifier", "dct:identifier", _CONCEPT_IDENTIFIER, many=False),
        Field("notation", "skos:notation", STRING),
        Field("pref_label", "skos:prefLabel", LANG),
        Field("alt_label", "skos:altLabel", LANG),
        Field("hidden_label", "skos:hiddenLabel", LANG),
        Field("definition", "euvoc:xlDefinition", DEFINITION),
        Field("scope_note", "skos:scopeNote", LANG),
        Field("note", "skos:note", LANG),
        Field("example", "skos:example", LANG),
        Field("subject", "dct:subject", IRI_OR_LANG),
        Field("status", "euvoc:status", IRI, many=False),
        Field("validity.start", "euvoc:startDate", DATE, many=False),
        Field("validity.end", "euvoc:endDate", DATE, many=False),
        Field("publisher", "dct:publisher", IRI, many=False),
        Field("contact_point", "dcat:contactPoint", IRI, many=False),
        Field("created", "dct:created", DATE, many=False),
        Field("modified", "dct:modified", DATE, many=False),
        Field("broader", "skos:broader", IRI),
        Field("narrower", "skos:narrower", IRI),
        Field("related", "skos:related", IRI),
        Field("specializes", "xkos:specializes", IRI),
        Field("generalizes", "xkos:generalizes", IRI),
        Field("is_part_of", "xkos:isPartOf", IRI),
        Field("has_part", "xkos:hasPart", IRI),
        Field("generic_relation", "skosno:hasGenericConceptRelation", GENERIC),
        Field("partitive_relation", "skosno:hasPartitiveConceptRelation", PARTITIVE),
        Field("associative_relation", "skosno:isFromConceptIn", ASSOCIATIVE),
        Field("exact_match", "skos:exactMatch", IRI),
        Field("close_match", "skos:closeMatch", IRI),
        Field("broad_match", "skos:broadMatch", IRI),
        Field("narrow_match", "skos:narrowMatch", IRI),
        Field("related_match", "skos:relatedMatch", IRI),
        Field("see_also", "rdfs:seeAlso", IRI),
        Field("replaces", "dct:replaces", IRI),
        Field("is_replaced_by", "dct:isReplacedBy", IRI),
    ),
    order=lambda value: value.iri,
)


CONCEPT_SCHEME = Table(
    ConceptScheme,
    ("skos:ConceptScheme",),
    (*REGISTERED, Field("has_top_concept", "skos:hasTopConcept", IRI)),
    (Members("concepts", CONCEPT), Members("collections", COLLECTION)),
)


def natural(notation: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key under which numbers inside a code count as numbers.

    >>> sorted(["10", "9", "B2", "B10"], key=natural)
    ['9', '10', 'B2', 'B10']
    """
    parts = re.findall(r"[0-9]+|[^0-9]+", notation)
    return tuple((0, int(part), part) if part[0] in "0123456789" else (1, 0, part) for part in parts)


CODE = Table(
    Code,
    ("skos:Concept", "modelldcatno:CodeElement"),
    (
        Field("notation", "skos:notation", STRING, many=False),
        Field("pref_label", "skos:prefLabel", LANG),
        Field("alt_label", "skos:altLabel", LANG),
        Field("definition", "skos:definition", LANG),
        Field("note", "skos:note", LANG),
        Field("source", "dct:source", IRI_OR_LANG),
        Field("status", "euvoc:status", IRI, many=False),
        Field("validity.start", "euvoc:startDate", DATE, many=False),
        Field("validity.end", "euvoc:endDate", DATE, many=False),
        Field("broader", "skos:broader", IRI),
        Field("replaces", "dct:replaces", IRI),
        Field("is_replaced_by", "dct:isReplacedBy", IRI),
        Field("exact_match", "skos:exactMatch", IRI),
        Field("close_match", "skos:closeMatch", IRI),
    ),
    order=lambda value: (natural(value.notation), value.iri),
)

DECLARATION = Table(
    PropertyDeclaration,
    ("rdf:Property",),
    (Field("label", "rdfs:label", LANG),),
    order=lambda value: value.iri,
)

_CODE_LIST = Table(
    CodeList,
    ("modelldcatno:CodeList", "skos:ConceptScheme"),
    (
        *REGISTERED,
        Field("oid", "omf:oid", STRING, many=False),
        Field("see_also", "rdfs:seeAlso", IRI),
        Field("bundled", "omf:bundled", BOOLEAN, many=False),
        Field("declared", "omf:codeProperty", DECLARATION),
    ),
    (Members("codes", CODE, link="skos:inScheme"), Members("collections", COLLECTION)),
)


class CodeListTable(Table[CodeList]):
    """A code list, whose codes also carry the properties that the list declares."""

    def read(self, graph: Any, subject: Term) -> CodeList:
        """The list; statements of its codes with a declared predicate become code properties."""
        found = super().read(graph, subject)
        declared = {f"<{row.iri}>" for row in found.declared}
        return found.model_copy(update={"codes": tuple(_with_properties(code, declared) for code in found.codes)})

    def write_at(self, subject: Any, value: CodeList, blank: Blanks) -> Any:
        """The triples of the list, the properties of its codes among them."""
        yield from super().write_at(subject, value, blank)
        for code in value.codes:
            for row in code.properties:
                yield Triple(node_of(code, blank), *_property_terms(row))


CODE_LIST = CodeListTable(_CODE_LIST.cls, _CODE_LIST.types, _CODE_LIST.fields, _CODE_LIST.members)


#: A code property that is plain text has no datatype stated.
XSD_STRING = iri("xsd:string")


def _with_properties(code: Code, declared: set[str]) -> Code:
    mine = [row for row in code.extra if row.subject == "" and row.predicate in declared]
    mine = [row for row in mine if not row.object.startswith("_:")]
    if not mine:
        return code
    left = tuple(row for row in code.extra if row not in mine)
    return code.model_copy(update={"properties": tuple(map(_property, mine)), "extra": left})


def _property(row: Statement) -> CodeProperty:
    predicate, term = row.predicate[1:-1], read_term(row.object)
    if isinstance(term, NamedNode):
        return CodeProperty(predicate=predicate, value=term.value, is_iri=True)
    assert isinstance(term, Literal)  # noqa: S101  (blank nodes stay among the extra statements)
    if term.language:
        return CodeProperty(predicate=predicate, value=LangString(text=term.value, lang=term.language))
    datatype = term.datatype.value
    return CodeProperty(predicate=predicate, value=term.value, datatype=None if datatype == XSD_STRING else datatype)


def _property_terms(row: CodeProperty) -> tuple[NamedNode, NamedNode | Literal]:
    try:
        return NamedNode(row.predicate), _value_term(row)
    except ValueError as fault:
        rule = "a predicate is an absolute IRI; a language tag follows BCP 47"
        message = f"The property {row.predicate} has a value that RDF cannot hold: {row.value!r}. {fault}."
        raise InvalidInput(message, field=row.predicate, value=str(row.value), rule=rule) from fault


def _value_term(row: CodeProperty) -> NamedNode | Literal:
    if isinstance(row.value, LangString):
        return Literal(row.value.text, language=row.value.lang)
    if row.is_iri:
        return NamedNode(row.value)
    return Literal(row.value, datatype=NamedNode(row.datatype or XSD_STRING))


MAPPING = Table(
    Mapping,
    ("omf:Mapping",),
    (
        Field("subject", "omf:mappingSubject", IRI, many=False),
        Field("predicate", "omf:mappingPredicate", IRI, many=False),
        Field("object", "omf:mappingObject", IRI, many=False),
        Field("justification", "omf:justification", LANG),
        Field("source", "dct:source", IRI_OR_LANG),
    ),
    order=lambda value: value.iri,
)

MAPPING_SET = Table(
    MappingSet,
    ("omf:MappingSet",),
    (
        *REGISTERED,
        Field("subject_source", "omf:subjectSource", IRI, many=False),
        Field("object_source", "omf:objectSource", IRI, many=False),
    ),
    (Members("mappings", MAPPING),),
)
