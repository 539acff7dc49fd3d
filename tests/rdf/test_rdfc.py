"""Blank nodes get the numbers that RDFC-1.0 gives them, also where they are told apart without the whole algorithm."""

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad

from registry.rdf.rdfc import line_of, rdfc

SUBJECT = NamedNode("https://example.org/s")
blanks = st.sampled_from([BlankNode(f"n{number}") for number in range(4)])
values = st.one_of(
    blanks, st.sampled_from([SUBJECT, Literal("_:n1 x"), Literal("a", language="nb"), Literal('"_:n2"')])
)
rows = st.builds(
    Quad,
    st.one_of(st.just(SUBJECT), blanks),
    st.sampled_from([NamedNode(f"https://example.org/p{n}") for n in "12"]),
    values,
)


@given(st.lists(rows, max_size=12))
def test_the_lines_are_those_of_the_whole_algorithm(quads: list[Quad]) -> None:
    whole = Dataset(quads)
    whole.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    assert rdfc([line_of(quad) for quad in quads], "s") == sorted(line_of(quad) for quad in whole)
