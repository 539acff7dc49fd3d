"""Turtle from canonical lines: the same bytes as from the statements, on random graphs and on real files."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from registry.errors import InvalidInput
from registry.namespaces import PREFIXES, iri
from registry.rdf import turtle_lines
from registry.rdf.canonical import blocks_of, read_triples, write_canonical
from registry.rdf.objects import in_default_graph
from registry.rdf.plain_skos import lines_added, plain_skos
from registry.rdf.serialization import Format, format_of, parse, serialize
from tests.rdf import graphs

_SUBJECTS = [NamedNode(f"https://ex.no/{name}") for name in ("a", "a-b", "a/b", "æ")]
_ONE_EACH = [BlankNode(f"n{number}") for number in range(8)]
_PREDICATES = st.sampled_from([NamedNode(iri(name)) for name in ("skos:broader", "rdf:value", "dct:title", "rdf:type")])
_CLASSES = [NamedNode(iri(name)) for name in ("skos:Concept", "skos:ConceptScheme", "rdf:nil")]


def told(folder: Path, triples: list[Triple]) -> None:
    """Both ways of writing a graph give the same, as it is and in plain SKOS."""
    try:
        path = write_canonical(triples, folder).path
    except InvalidInput:
        assume(False)  # a blank node that two subjects share
    triples = read_triples(path)  # numbers and dates stand there in their canonical form
    plain = b"".join(turtle_lines.write(blocks_of(path), PREFIXES))
    assert plain == serialize(in_default_graph(triples), Format.TURTLE, PREFIXES)
    more = lines_added(blocks_of(path))
    if more is not None:  # else it has to be written in the common way
        view = b"".join(turtle_lines.write(blocks_of(path), PREFIXES, more))
        assert view == serialize(in_default_graph(plain_skos(triples)), Format.TURTLE, PREFIXES)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("canonical")


@st.composite
def trees(draw: st.DrawFn) -> list[Triple]:
    """Subjects with literals, and blank nodes that hang on them or on each other once, in circles too."""
    terms = st.one_of(graphs.literals, graphs.iris, st.sampled_from([*_SUBJECTS, *_CLASSES]))
    found = [
        Triple(draw(st.sampled_from([*_SUBJECTS, *_ONE_EACH])), draw(_PREDICATES), draw(terms))
        for _ in range(draw(st.integers(1, 10)))
    ]
    hung = draw(st.sets(st.sampled_from(_ONE_EACH)))
    return found + [Triple(draw(st.sampled_from([*_SUBJECTS, *_ONE_EACH])), draw(_PREDICATES), node) for node in hung]


@settings(deadline=None)
@given(triples=trees())
def test_blank_nodes_that_hang_once(folder: Path, triples: list[Triple]) -> None:
    told(folder, triples)


@settings(deadline=None)
@given(quads=graphs.graphs)
def test_lists_and_shared_blank_nodes(folder: Path, quads: list[Quad]) -> None:
    told(folder, [quad.triple for quad in quads])


def test_real_files(folder: Path, root: Path) -> None:
    files = sorted((root / "models").glob("**/*.ttl"))[:25]
    assert files
    for file in files:
        told(folder, [quad.triple for quad in parse(file.read_bytes(), format_of(file)).quads])


def test_nesting_beyond_what_is_written_inside(folder: Path) -> None:
    chain = [_SUBJECTS[0], *(BlankNode(f"c{number}") for number in range(20))]
    value = NamedNode(iri("rdf:value"))
    rows = [Triple(one, value, other) for one, other in pairwise(chain)]
    told(folder, [*rows, Triple(chain[-1], value, Literal("deep"))])


def test_nothing(folder: Path) -> None:
    told(folder, [])
