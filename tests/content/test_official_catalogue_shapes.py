"""The catalogue of a release of all that ships, against the official DCAT-AP-NO shapes and against our own."""

from datetime import UTC, datetime

import pyshacl
import pytest
from rdflib import RDF, SH, SKOS, Graph, URIRef

from registry.domain import Release, Version
from registry.namespaces import BASE
from registry.rdf.dcat import catalogue
from registry.rdf.objects import kind_of, read_object
from registry.rdf.serialization import Format, parse
from registry.services import shipped
from registry.services.checking import check_catalogue

DCAT_AP_NO = "dcat-ap-no/shacl/DCAT-AP-NO-shacl_shapes_2.00.ttl"
AUTHORITY = "http://publications.europa.eu/resource/authority/"
ISSUED = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture(scope="module")
def triples():
    objects = [
        read_object(quad.triple for quad in parse(path.read_bytes(), Format.TURTLE).quads) for path in shipped.files()
    ]
    versions = tuple(
        Version(
            object=value.iri, kind=kind_of(value), number="1.0.0", digest="0" * 64, title=value.title, issued=ISSUED
        )
        for value in objects
    )
    release = Release(
        number="2026.1", issued=ISSUED, agent=BASE + "organization/omforent", digest="0" * 64, versions=versions
    )
    return catalogue(release, objects)


def test_the_catalogue_against_dcat_ap_no(shared, triples):
    data = Graph().parse(data="\n".join(f"{triple} ." for triple in triples), format="nt")
    for term in set(data.objects()):
        # what the EU's vocabularies say of their own terms, and the shapes ask for
        if str(term).startswith(AUTHORITY):
            data.add((term, SKOS.inScheme, URIRef(str(term).rpartition("/")[0])))
    shapes = Graph().parse(shared / "shapes" / DCAT_AP_NO, format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes)
    violated = [
        f"{report.value(result, SH.focusNode)} {report.value(result, SH.resultPath)} {report.value(result, SH.value)}"
        for result in report.subjects(RDF.type, SH.ValidationResult)
        if report.value(result, SH.resultSeverity) == SH.Violation
    ]
    assert len(data) > 1000
    assert sorted(violated) == []


def test_the_catalogue_against_our_own_shapes(triples):
    assert check_catalogue(triples) == ()


def test_the_official_shapes_find_something_in_a_broken_catalogue(shared):
    data = Graph().parse(data="<https://ex.org/x> a <http://www.w3.org/ns/dcat#Catalog> .", format="turtle")
    conforms, _, _ = pyshacl.validate(data, shacl_graph=Graph().parse(shared / "shapes" / DCAT_AP_NO, format="turtle"))
    assert not conforms
