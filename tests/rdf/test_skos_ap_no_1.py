"""SKOS-AP-NO-Begrep version 1 becomes version 2, judged by the official shapes of both; what is unknown stays."""

from pathlib import Path

import pyshacl
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse, serialize
from rdflib import SH, Graph

from registry.domain import ConceptScheme
from registry.namespaces import PREFIXES
from registry.rdf.objects import read_object
from registry.rdf.skos_ap_no_1 import is_version_1, upgrade

HEAD = "".join(f"@prefix {name}: <{namespace}> . " for name, namespace in PREFIXES.items())
HEAD += "@prefix ex: <https://example.no/> . @prefix skosxl: <http://www.w3.org/2008/05/skos-xl#> . "
HEAD += "@prefix schema: <http://schema.org/> . "

CONCEPTS = """
ex:a a skos:Concept ;
  skosxl:prefLabel [ a skosxl:Label ; skosxl:literalForm "sak"@nb ], [ a skosxl:Label ; skosxl:literalForm "sak"@nn ] ;
  skosxl:altLabel [ a skosxl:Label ; skosxl:literalForm "tilfelle"@nb ] ;
  skosxl:hiddenLabel [ a skosxl:Label ; skosxl:literalForm "kasus"@nb ; dct:modified "2020-01-01"^^xsd:date ] ;
  skosno:datasktrukturterm [ a skosxl:Label ; skosxl:literalForm "Sak" ] ;
  skosno:definisjon [ a skosno:Definisjon ; rdfs:label "noe som behandles"@nb, "noko som blir handsama"@nn ;
      skosno:forholdTilKilde skosno:basertPåKilde ;
      dct:source [ rdfs:label "håndbok"@nb ; rdfs:seeAlso ex:book ] ;
      skos:scopeNote "merk"@nb ; skosno:omfang [ rdfs:label "alle saker"@nb ] ] ;
  skosno:alternativFormulering [ a skosno:AlternativFormulering ; rdfs:label "en sak"@nb ;
      dct:audience skosno:allmennheten ] ;
  dct:identifier ex:a ; dct:publisher ex:org ; dcat:contactPoint ex:contact ; skosno:bruksområde "saksbehandling"@nb ;
  dct:temporal [ a dct:PeriodOfTime ;
      schema:startDate "2020-01-01"^^xsd:date ; schema:endDate "2030-01-01"^^xsd:date ] ;
  skosno:assosiativRelasjon [ a skosno:AssosiativRelasjon ; skos:related ex:b ; dct:description "gjelder"@nb ] ;
  skosno:generiskRelasjon [ a skosno:GeneriskRelasjon ; xkos:specializes ex:b ; dct:description "etter art"@nb ] ;
  skosno:partitivRelasjon [ a skosno:PartitivRelasjon ;
      dct:isPartOf ex:b ; skosno:inndelingskriterium "etter del"@nb ] ;
  ex:own "eget"@nb .
ex:b a skos:Concept ;
  skosxl:prefLabel [ a skosxl:Label ; skosxl:literalForm "ting"@nb ] ;
  skosxl:prefLabel [ a skosxl:Label ; skosxl:literalForm "ting"@nn ] ;
  skosno:definisjon [ a skosno:Definisjon ; rdfs:label "det som er"@nb ; skosno:forholdTilKilde skosno:egendefinert ] ;
  dct:identifier ex:b ; dct:publisher ex:org ; dcat:contactPoint ex:contact .
"""
AROUND = """
ex:org a org:Organization . ex:contact a vcard:Organization, vcard:Kind ; vcard:hasEmail <mailto:post@example.no> .
"""


def triples(text: str) -> list[Triple]:
    return [Triple(q.subject, q.predicate, q.object) for q in parse((HEAD + text).encode(), format=RdfFormat.TURTLE)]


def upgraded(text: str) -> ConceptScheme:
    value = read_object(upgrade(triples("ex:s a skos:ConceptScheme . " + text)))
    assert isinstance(value, ConceptScheme)
    return value


def test_every_term_of_version_1_finds_its_field() -> None:
    concept = upgraded(CONCEPTS).concepts[0]
    assert {(label.text, label.lang) for label in concept.pref_label} == {("sak", "nb"), ("sak", "nn")}
    assert ([label.text for label in concept.alt_label], concept.hidden_label[0].text) == (["tilfelle"], "kasus")
    found = {
        (note.value.text, note.audience, note.relationship_with_source, len(note.source)) for note in concept.definition
    }
    derived = PREFIXES["relation"] + "derived-from-source"
    assert found == {
        ("noe som behandles", None, derived, 2),
        ("noko som blir handsama", None, derived, 2),
        ("en sak", PREFIXES["audience"] + "public", None, 0),
    }
    assert (str(concept.validity.start), str(concept.validity.end)) == ("2020-01-01", "2030-01-01")
    assert concept.scope_note[0].text == "merk"
    assert concept.generic_relation[0].broader == concept.partitive_relation[0].broader == ("https://example.no/b",)
    assert concept.generic_relation[0].description[0].text == "etter art"
    assert concept.partitive_relation[0].description[0].text == "etter del"
    assert concept.associative_relation[0].has_to_concept == ("https://example.no/b",)
    assert concept.associative_relation[0].relation_role[0].text == "gjelder"


def test_what_has_no_counterpart_is_kept() -> None:
    concept = upgraded(CONCEPTS).concepts[0]
    kept = {row.predicate for row in concept.extra}
    assert f"<{PREFIXES['skosno']}bruksområde>" in kept
    assert "<https://example.no/own>" in kept
    assert f"<{PREFIXES['dct']}modified>" in kept  # said of the label node, which therefore stays
    assert f"<{PREFIXES['skosno']}dataStructureLabel>" in kept
    assert f"<{PREFIXES['skosno']}valueRange>" in kept


def test_a_literal_or_unknown_node_where_a_label_should_be_is_kept() -> None:
    odd = triples('ex:c a skos:Concept ; skosxl:prefLabel "x"@nb, ex:elsewhere ; skosno:definisjon "y"@nb .')
    assert set(odd) <= set(upgrade(odd))


def test_the_drafts_of_version_1_are_read_too() -> None:
    draft = '<urn:d> a skos:Concept ; d:betydningsbeskrivelse [ a d:Definisjon ; rdfs:label "z"@nb ] .'
    (concept,) = upgraded("@prefix d: <http://difi.no/skosno#> . " + draft).concepts
    assert concept.definition[0].value.text == "z"


def test_version_1_is_told_from_version_2() -> None:
    assert is_version_1(triples(CONCEPTS))
    assert not is_version_1(upgrade(triples('ex:a a skos:Concept ; skosxl:prefLabel [ skosxl:literalForm "x"@nb ] .')))
    assert not is_version_1(triples('ex:a a skos:Concept ; skos:prefLabel "x"@nb .'))


def test_version_2_passes_through_unchanged() -> None:
    second = triples(
        'ex:a a skos:Concept ; euvoc:xlDefinition [ a euvoc:XlNote ; rdf:value "x"@nb ] ; skos:related ex:b .'
    )
    assert upgrade(second) == second


def test_the_official_shapes_accept_what_goes_in_and_what_comes_out(shared: Path) -> None:
    before = triples(CONCEPTS + AROUND)
    assert violations(before, shared, 1) == []
    assert violations(upgrade(before), shared, 2) == []
    assert violations(before, shared, 2) != []


def violations(graph: list[Triple], shared: Path, version: int) -> list[str]:
    """What the official shapes say against the nodes of the test's own data."""
    own = Graph().parse(data=serialize(graph, format=RdfFormat.N_TRIPLES), format="nt")
    data = own + Graph()
    for reference in sorted((shared / "shapes" / "reference").glob("*.ttl")):
        data.parse(reference)
    folder = shared / "shapes" / "skos-ap-no-begrep" / "shacl"
    shapes = Graph().parse(folder / f"SKOS-AP-NO-Begrep-shape_shape_v{version}.ttl")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    assert isinstance(report, Graph)
    nodes = set(own.subjects())
    results = report.subjects(SH.resultSeverity, SH.Violation)
    return [str(report.value(row, SH.resultMessage)) for row in results if report.value(row, SH.focusNode) in nodes]


NODES = ["ex:a", "ex:b", "_:x", "_:y", "_:z"]
TERMS = [
    *NODES,
    *(f'"{number}"@nb' for number in range(8)),
    '"t"',
    '"2020-01-01"^^xsd:date',
    "skosxl:Label",
    "skosno:Definisjon",
    "skosno:GeneriskRelasjon",
]
LINKS = [
    *("skosxl:prefLabel", "skosxl:literalForm", "skosno:definisjon", "skosno:alternativFormulering", "rdfs:label"),
    *("skosno:omfang", "rdfs:seeAlso", "dct:source", "dct:temporal", "schema:startDate", "skosno:generiskRelasjon"),
    *("xkos:specializes", "skos:scopeNote", "rdf:type", "ex:own"),
]
STATEMENT = st.tuples(st.sampled_from(NODES), st.sampled_from(LINKS), st.sampled_from(TERMS)).map(" ".join)


@given(st.lists(STATEMENT, max_size=20))
@settings(max_examples=500, deadline=None)
def test_no_text_or_unknown_statement_is_lost_however_odd(statements: list[str]) -> None:
    before = triples("".join(f"{statement} . " for statement in statements))
    after = upgrade(before)
    assert {str(t.object) for t in before if isinstance(t.object, Literal)} <= {str(t.object) for t in after}
    own = {triple for triple in before if triple.predicate == NamedNode("https://example.no/own")}
    assert own <= set(after)
    assert set(upgrade(after)) == set(after) or is_version_1(after)
