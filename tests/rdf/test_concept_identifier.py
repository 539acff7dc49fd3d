"""A concept's identifier is a URI (xsd:anyURI), as the profile wants it; what other vocabularies write is kept."""

import pytest

from registry.rdf.objects import read_object, write_object
from registry.rdf.serialization import Format, parse

SCHEME = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<https://ex.org/s> a skos:ConceptScheme .
<https://ex.org/x> a skos:Concept ; skos:inScheme <https://ex.org/s> ; skos:prefLabel "x"@nb ; dct:identifier {} .
"""


@pytest.mark.parametrize(
    ("written", "identifier"),
    [
        ('"https://ex.org/x"^^xsd:anyURI', "https://ex.org/x"),
        ('"x1"', "x1"),
        ('"https://ex.org/x"', None),
        ('"x1"^^xsd:anyURI', None),
        ("<https://ex.org/x>", None),
    ],
)
def test_an_identifier_is_read_and_comes_out_as_it_was_written(written, identifier):
    triples = [quad.triple for quad in parse(SCHEME.format(written).encode(), Format.TURTLE).quads]
    scheme = read_object(triples)
    assert scheme.concepts[0].identifier == identifier
    assert set(write_object(scheme)) == set(triples)
