"""The digest of an object: the same for the same statements however they are written, another for any other."""

import hashlib
import random
import re
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from rdflib import BNode, Graph

from registry.errors import InvalidInput, NotFound, Unavailable
from registry.namespaces import iri
from registry.rdf import sorting
from registry.rdf.canonical import digest_of, object_path, read_text, read_triples, write_canonical

SUBJECTS = [NamedNode(f"https://example.org/s{n}") for n in range(4)]
PREDICATES = [NamedNode(f"https://example.org/p{n}") for n in range(3)]
literals = st.one_of(
    st.text(alphabet='aæ"\\\n\t\r\x7f\x01é_: .', max_size=6).map(Literal),
    st.builds(lambda text, lang: Literal(text, language=lang), st.text(max_size=4), st.sampled_from(["nb", "se"])),
    st.integers(-20, 20).map(Literal),
)


@st.composite
def graphs(draw) -> list[Triple]:
    """A few subjects, each with its own blank nodes, which may point at one another."""
    triples = []
    for number, subject in enumerate(draw(st.lists(st.sampled_from(SUBJECTS), min_size=1, max_size=4, unique=True))):
        nodes = [subject, *(BlankNode(f"g{number}x{at}") for at in range(draw(st.integers(0, 3))))]
        triples.extend(Triple(subject, draw(st.sampled_from(PREDICATES)), node) for node in nodes[1:])
        for _ in range(draw(st.integers(1, 6))):
            target = draw(st.one_of(literals, st.sampled_from(SUBJECTS), st.sampled_from(nodes)))
            triples.append(Triple(draw(st.sampled_from(nodes)), draw(st.sampled_from(PREDICATES)), target))
    return triples


def relabelled(triples: list[Triple], names: dict[str, str]) -> list[Triple]:
    def term(value):
        return BlankNode(names[value.value]) if isinstance(value, BlankNode) else value

    return [Triple(term(row.subject), row.predicate, term(row.object)) for row in triples]


@settings(deadline=None)
@given(graphs(), st.randoms(use_true_random=False))
def test_neither_order_nor_labels_nor_repetition_matter(triples: list[Triple], chance: random.Random) -> None:
    labels = {t.value for row in triples for t in (row.subject, row.object) if isinstance(t, BlankNode)}
    fresh = [f"z{n}" for n in range(len(labels))]
    chance.shuffle(fresh)
    other = relabelled(triples, dict(zip(sorted(labels), fresh, strict=True))) * 2
    chance.shuffle(other)
    assert digest_of(other) == digest_of(triples)


@settings(deadline=None)
@given(graphs(), st.data())
def test_any_changed_term_changes_the_digest(triples: list[Triple], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(triples) - 1))
    row, new = triples[at], NamedNode("https://example.org/new")
    changed = data.draw(
        st.sampled_from(
            [
                Triple(row.subject, new, row.object),
                Triple(row.subject, row.predicate, new),
                Triple(row.subject, row.predicate, Literal("a text that is nowhere else")),
            ]
        )
    )
    others = [other for other in triples if other != row]
    if not isinstance(row.object, BlankNode):  # a blank node must go on hanging on its subject
        assert digest_of([*others, changed]) != digest_of(triples)
    assert digest_of([*triples, changed]) != digest_of(triples)


@settings(deadline=None)
@given(graphs())
def test_the_file_says_the_same_and_has_the_same_digest(tmp_path_factory: pytest.TempPathFactory, triples) -> None:
    folder = tmp_path_factory.mktemp("objects")
    written = write_canonical(triples, folder)
    again = read_triples(written.path)
    assert written.digest == digest_of(triples) == digest_of(again)
    assert write_canonical(again[::-1], folder) == written
    assert len(again) == len(set(again))


def independent_digest(text: bytes) -> str:
    """docs/digest.md over rdflib, for data whose blank nodes differ in what is said of them.

    For such nodes RDFC-1.0 comes down to its steps 4.6 and 4.5.2: they are numbered in the order of the hash of their
    statements, with `_:a` for the node itself and `_:z` for the others.
    """
    graph = Graph().parse(data=text, format="nt")

    def owner(node):
        while isinstance(node, BNode):
            node = next(graph.subjects(None, node))
        return node

    groups: dict = {}
    for row in graph:
        groups.setdefault(owner(row[0]), []).append(row)
    return sha("".join(sorted(sha("".join(lines(rows))) + "\n" for rows in groups.values())))


def lines(rows) -> list[str]:
    nodes = {term for row in rows for term in row if isinstance(term, BNode)}

    def written(row, name) -> str:
        parts = (f"_:{name(term)}" if isinstance(term, BNode) else nt(term) for term in row)
        return " ".join(parts) + " .\n"

    def first_degree(node) -> str:
        mine = [written(row, lambda term: "a" if term == node else "z") for row in rows if node in row]
        return sha("".join(sorted(mine)))

    order = sorted(nodes, key=first_degree)
    assert len({first_degree(node) for node in order}) == len(order)
    return sorted(written(row, lambda term: f"c14n{order.index(term)}") for row in rows)


def nt(term) -> str:
    return re.sub(r"\^\^<http://www.w3.org/2001/XMLSchema#string>$", "", term.n3())


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_another_implementation_computes_the_same_digest(tmp_path: Path) -> None:
    triples = []
    for number, subject in enumerate(SUBJECTS):
        triples.append(Triple(subject, PREDICATES[0], Literal(f"navn {number} æøå «x»", language="nb")))
        for at in range(14):
            node, inner = BlankNode(f"n{number}x{at}"), BlankNode(f"i{number}x{at}")
            triples += [
                Triple(subject, PREDICATES[1], node),
                Triple(node, PREDICATES[2], Literal(f"definisjon {at}")),
                Triple(node, PREDICATES[1], inner),
                Triple(inner, PREDICATES[0], Literal(f"kilde {at}")),
            ]
    written = write_canonical(triples, tmp_path)
    assert independent_digest(read_text(written.path)) == written.digest


def test_the_digest_of_known_statements_never_changes() -> None:
    triples = [
        Triple(SUBJECTS[0], PREDICATES[0], Literal("å", language="nb-NO")),
        Triple(SUBJECTS[0], PREDICATES[1], BlankNode("x")),
        Triple(BlankNode("x"), PREDICATES[2], Literal("2026-11-22", datatype=NamedNode(iri("xsd:date")))),
        Triple(SUBJECTS[1], PREDICATES[0], SUBJECTS[0]),
    ]
    rows = [
        '<https://example.org/s0> <https://example.org/p0> "å"@nb-no .\n',
        "<https://example.org/s0> <https://example.org/p1> _:c14n0 .\n",
        '_:c14n0 <https://example.org/p2> "2026-11-22"^^<http://www.w3.org/2001/XMLSchema#date> .\n',
    ]
    first = sha("".join(rows))
    second = sha("<https://example.org/s1> <https://example.org/p0> <https://example.org/s0> .\n")
    assert digest_of(triples) == sha("".join(sorted([first + "\n", second + "\n"])))


@pytest.mark.parametrize(
    ("datatype", "one", "other"),
    [
        ("integer", "01", "1"),
        ("nonNegativeInteger", "+5", "5"),
        ("decimal", "1.50", "1.5"),
        ("boolean", "1", "true"),
        ("double", "1e0", "1.0E0"),
        ("dateTime", "2026-11-22T10:00:00.000Z", "2026-11-22T10:00:00Z"),
    ],
)
def test_numbers_and_times_are_compared_by_value(datatype: str, one: str, other: str) -> None:
    def graph(text: str) -> list[Triple]:
        return [Triple(SUBJECTS[0], PREDICATES[0], Literal(text, datatype=NamedNode(iri(f"xsd:{datatype}"))))]

    assert digest_of(graph(one)) == digest_of(graph(other))


def test_strings_are_compared_to_the_letter_and_datatypes_count() -> None:
    def graph(literal: Literal) -> str:
        return digest_of([Triple(SUBJECTS[0], PREDICATES[0], literal)])

    count = Literal("1", datatype=NamedNode(iri("xsd:nonNegativeInteger")))
    different = [Literal("01"), Literal("1"), Literal(1), count, Literal("1", language="nb")]
    assert len({graph(literal) for literal in different}) == len(different)


def test_a_shared_blank_node_is_refused_naming_both_subjects() -> None:
    shared = [Triple(SUBJECTS[n], PREDICATES[0], BlankNode(f"x{n}")) for n in (0, 1)]
    chain = [Triple(BlankNode(f"x{n}"), PREDICATES[0], BlankNode("y")) for n in (0, 1)]
    with pytest.raises(InvalidInput, match=r"<https://example\.org/s0>, <https://example\.org/s1>"):
        digest_of([*shared, *chain])


def test_blank_nodes_without_a_subject_count_each() -> None:
    def things(*labels: str) -> list[Triple]:
        return [Triple(BlankNode(label), PREDICATES[0], Literal("x")) for label in labels]

    assert digest_of(things("a", "b")) == digest_of(things("q", "p")) != digest_of(things("a"))


def test_hostile_blank_nodes_are_refused_at_once() -> None:
    nodes = [BlankNode(f"x{n}") for n in range(30)]
    clique = [Triple(one, PREDICATES[0], other) for one in nodes for other in nodes if one != other]
    hung = [Triple(SUBJECTS[0], PREDICATES[0], node) for node in nodes]
    with pytest.raises(InvalidInput, match=r"example\.org/s0.* look too much alike"):
        digest_of([*hung, *clique])


def test_many_alike_but_separate_blank_nodes_are_welcome(tmp_path: Path) -> None:
    triples = [Triple(SUBJECTS[0], PREDICATES[0], BlankNode(f"x{n}")) for n in range(3000)]
    assert len(read_triples(write_canonical(triples, tmp_path).path)) == 3000


@pytest.mark.parametrize(("chunk", "step", "piece"), [(7, 3, 5), (7, 2, 1000), (100, 1, 1)])
def test_sorting_in_chunks_gives_the_same_file(
    chunk: int, step: int, piece: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    triples = [Triple(SUBJECTS[n % 4], PREDICATES[n % 3], Literal(str(n % 70))) for n in range(200)]
    triples += [Triple(SUBJECTS[n % 4], PREDICATES[0], BlankNode(f"x{n}")) for n in range(50)]
    whole = write_canonical(triples, tmp_path / "whole")
    monkeypatch.setattr(sorting, "CHUNK", chunk)
    monkeypatch.setattr(sorting, "STEP", step)
    monkeypatch.setattr(sorting, "PIECE", piece)
    pieces = write_canonical(triples, tmp_path / "pieces")
    assert (whole.digest, whole.path.read_bytes()) == (pieces.digest, pieces.path.read_bytes())


def test_the_file_is_sorted_compressed_and_named_by_its_digest(tmp_path: Path) -> None:
    written = write_canonical([Triple(SUBJECTS[n], PREDICATES[0], Literal("x")) for n in (2, 0, 1)], tmp_path)
    assert (
        written.path
        == object_path(tmp_path, written.digest)
        == tmp_path / written.digest[:2] / (written.digest + ".nt.zst")
    )
    rows = read_text(written.path).splitlines()
    assert rows == sorted(rows)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [written.path.name]


def test_a_refused_object_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput):
        write_canonical([Triple(subject, PREDICATES[0], BlankNode("x")) for subject in SUBJECTS], tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_missing_and_a_damaged_file_are_told_apart(tmp_path: Path) -> None:
    written = write_canonical([Triple(SUBJECTS[0], PREDICATES[0], Literal("x" * 500))], tmp_path)
    written.path.write_bytes(zstandard.compress(b"x")[:-2] + b"??")
    with pytest.raises(Unavailable, match=r"\.nt\.zst"):
        read_text(written.path)
    with pytest.raises(NotFound):
        read_text(tmp_path / "none.nt.zst")
