"""The official Norwegian SHACL shapes have nothing to say against what Omforent publishes (pyshacl validates)."""

from functools import cache
from pathlib import Path

import pyshacl
import pytest
from rdflib import RDF, RDFS, SH, Graph, URIRef

from registry import resources
from registry.domain import Kind
from registry.errors import InvalidInput
from registry.namespaces import iri
from registry.rdf.objects import recognise
from registry.rdf.serialization import Format, parse

SKOS_AP_NO = "skos-ap-no-begrep/shacl/SKOS-AP-NO-Begrep-shape_shape_v2.ttl"
MODELLDCAT = "modelldcat-ap-no/shacl/modelldcat-ap-no_v1_SHACL-shapes.ttl"
ONTOLOGY = "modelldcat-ap-no/ontology/modelldcatno.ttl"
REFERENCE = ("audience-type.ttl", "concept-status.ttl", "relationship-with-source-type.ttl")


@cache
def shipped() -> tuple[tuple[Kind, Path], ...]:
    """Every registered object that ships, by kind."""
    found = []
    for room in ("vocabularies", "models"):
        for path in sorted(resources.folder(room).rglob("*.ttl")):
            try:
                kind, _ = recognise(quad.triple for quad in parse(path.read_bytes(), Format.TURTLE).quads)
            except InvalidInput:  # the application profile: shapes and own terms
                continue
            found.append((kind, path))
    return tuple(found)


def graph_of(*paths: Path) -> Graph:
    graph = Graph()
    for path in paths:
        graph.parse(path, format="turtle")
    return graph


def files(*kinds: Kind) -> list[Path]:
    return [path for kind, path in shipped() if kind in kinds]


def violations(data: Graph, shapes: Graph, ours: set) -> list[str]:
    """What is violated at nodes that we publish; what the merged references lack is not ours to answer for."""
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    found = []
    for result in report.subjects(RDF.type, SH.ValidationResult):
        focus = report.value(result, SH.focusNode)
        if report.value(result, SH.resultSeverity) == SH.Violation and (focus in ours or not isinstance(focus, URIRef)):
            path, value = report.value(result, SH.resultPath), report.value(result, SH.value)
            found.append(f"{focus} {path} {value}: {report.value(result, SH.resultMessage)}")
    return sorted(found)


def test_concept_schemes_against_skos_ap_no_begrep(shared):
    content = graph_of(*files(Kind.CONCEPT_SCHEME))
    data = content + graph_of(*files(Kind.REGISTER), *(shared / "shapes" / "reference" / name for name in REFERENCE))
    for term in set(data.subjects(URIRef(iri("skos:inScheme")), URIRef(iri("status:").rstrip("/")))):
        data.add((term, RDF.type, URIRef(iri("skos:Concept"))))  # the copy of this list leaves its class out
    assert violations(data, graph_of(shared / "shapes" / SKOS_AP_NO), set(content.subjects())) == []


def test_models_and_code_lists_against_modelldcat_ap_no(shared):
    content = graph_of(*files(Kind.INFORMATION_MODEL, Kind.CODE_LIST))
    data = content + graph_of(*files(Kind.REGISTER, Kind.CONCEPT_SCHEME))
    ontology = graph_of(shared / "shapes" / ONTOLOGY)
    for statement in ontology.triples((None, RDFS.subClassOf, None)):
        data.add(statement)
    assert violations(data, graph_of(shared / "shapes" / MODELLDCAT), set(content.subjects())) == []


@pytest.mark.parametrize(
    ("shapes", "broken"),
    [
        (SKOS_AP_NO, '<https://ex.org/x> a <{skos}Concept> ; <{skos}prefLabel> "bare bokmål"@nb .'),
        (MODELLDCAT, "<https://ex.org/x> a <{mod}InformationModel> ."),
    ],
)
def test_the_official_shapes_find_something_in_broken_data(shared, shapes, broken):
    text = broken.format(skos=iri("skos:"), mod=iri("modelldcatno:"))
    data = Graph().parse(data=text, format="turtle")
    assert violations(data, graph_of(shared / "shapes" / shapes), {URIRef("https://ex.org/x")})
