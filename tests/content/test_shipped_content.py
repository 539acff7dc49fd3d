"""What ships is fit to be released; and the vocabularies of others can be checked, whatever is wrong with them."""

import pytest

from registry.rdf.serialization import format_of, parse
from registry.services import shipped
from registry.services.checking import check_graph, check_release, errors


def triples(path):
    return [quad.triple for quad in parse(path.read_bytes(), format_of(path), path=str(path)).quads]


def test_nothing_that_ships_blocks_a_release():
    found = errors(check_release(triples(path) for path in shipped.files()))
    assert [f"{row.check} {row.subject} {row.value} {row.detail}" for row in found] == []


@pytest.mark.parametrize(
    ("name", "check"),
    [
        ("los.rdf", "skos-s13"),
        ("SDMX-glossary.ttl", "term-missing-language"),
        ("yso-archaeology.ttl", "definition-missing-language"),
    ],
)
def test_vocabularies_of_others_are_checked_and_have_flaws(shared, name, check):
    found = check_graph(triples(shared / "vocabularies" / name))
    assert check in {row.check for row in found}
    assert all(row.subject for row in found)
