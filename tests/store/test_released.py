"""The release store: built beside the old one, swapped in whole, read-only."""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from registry.errors import InvalidInput, SyntaxFault, Unavailable
from registry.store import BlankNode, Literal, NamedNode, Query, Triple, released
from registry.store.released import ReleaseStore

P = NamedNode("urn:p")
ALL = Query("all", "SELECT ?s ?o { ?s ?p ?o } ORDER BY ?s ?o")


def triple(subject: str, text: str) -> Triple:
    return Triple(NamedNode(subject), P, Literal(text))


def lines(graph: Iterable[Triple]) -> Iterator[bytes]:
    return (f"{item.subject} {item.predicate} {item.object} .\n".encode() for item in graph)


def build(folder: Path, graphs: Iterable[Iterable[Triple]]) -> None:
    released.build(folder, map(lines, graphs))


def texts(folder: Path) -> list[str]:
    store = ReleaseStore(folder)
    found = [row["o"].value for row in store.select(ALL)]
    store.close()
    return found


def test_a_query_sees_all_graphs_as_one(tmp_path: Path) -> None:
    build(tmp_path, [[triple("urn:1", "a")], [triple("urn:2", "b"), triple("urn:1", "a")]])
    assert texts(tmp_path) == ["a", "b"]


def test_blank_nodes_with_the_same_label_in_two_graphs_stay_apart(tmp_path: Path) -> None:
    node = BlankNode("b0")
    graphs = [[Triple(NamedNode(name), P, node), Triple(node, P, Literal(name))] for name in ("urn:1", "urn:2")]
    build(tmp_path, graphs)
    store = ReleaseStore(tmp_path)
    said = [item.object.value for item in store.describe("urn:1") if isinstance(item.object, Literal)]
    assert (said, len(list(store.triples()))) == (["urn:1"], 4)


def test_what_looks_like_a_blank_node_in_a_text_stays(tmp_path: Path) -> None:
    said = ["_:a .", "x _:b0", " _:b .\n_:c", "_:"]
    node = BlankNode("b0")
    build(tmp_path, [[Triple(node, P, Literal(text)) for text in said], [Triple(node, P, node)]])
    store = ReleaseStore(tmp_path)
    found = [item.object.value for item in store.triples() if isinstance(item.object, Literal)]
    assert (sorted(found), len(list(store.triples()))) == (sorted(said), 5)


def test_a_store_that_is_loaded_is_read_by_nobody_until_it_is_shown(tmp_path: Path) -> None:
    build(tmp_path, [[triple("urn:1", "old")]])
    place = released.load(tmp_path, [lines([triple("urn:1", "new")])])
    assert texts(tmp_path) == ["old"]
    released.show(place)
    assert texts(tmp_path) == ["new"]


def test_a_new_build_takes_the_place_of_the_old_one_and_readers_of_the_old_go_on(tmp_path: Path) -> None:
    build(tmp_path, [[triple("urn:1", "old")]])
    reader = ReleaseStore(tmp_path)
    build(tmp_path, [[triple("urn:1", "new")]])
    assert [row["o"].value for row in reader.select(ALL)] == ["old"]
    assert texts(tmp_path) == ["new"]


def test_only_the_store_and_the_one_before_it_are_kept(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not of the store")
    for number in range(4):
        build(tmp_path, [[triple("urn:1", str(number))]])
    assert len(list(tmp_path.iterdir())) == 4  # the pointer, two stores, and what is not the store's
    assert texts(tmp_path) == ["3"]


def test_a_build_that_fails_halfway_leaves_the_old_store(tmp_path: Path) -> None:
    def failing() -> Iterator[Triple]:
        yield triple("urn:1", "half")
        raise SyntaxFault("unexpected end")

    build(tmp_path, [[triple("urn:1", "old")]])
    with pytest.raises(SyntaxFault):
        build(tmp_path, [[triple("urn:1", "first")], failing()])
    assert texts(tmp_path) == ["old"]


KILLED = """
import os, signal, sys
from pathlib import Path
from registry.store.released import build
def graph():
    os.kill(os.getpid(), signal.SIGKILL)
    yield
build(Path(sys.argv[1]), [graph()])
"""


def test_a_killed_build_leaves_the_old_store_and_the_next_one_cleans_up(tmp_path: Path) -> None:
    build(tmp_path, [[triple("urn:1", "old")]])
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    assert texts(tmp_path) == ["old"]
    build(tmp_path, [[triple("urn:1", "new")]])
    assert texts(tmp_path) == ["new"]
    assert len(list(tmp_path.iterdir())) == 3


def test_two_processes_may_read_it_at_once(tmp_path: Path) -> None:
    build(tmp_path, [[triple("urn:1", "a")]])
    store = ReleaseStore(tmp_path)
    program = (
        "import sys; from pathlib import Path; from registry.store.released import ReleaseStore;"
        "print(len(list(ReleaseStore(Path(sys.argv[1])).triples())))"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "1\n"
    assert len(list(store.triples())) == 1


def test_ask_and_construct_answer(tmp_path: Path) -> None:
    build(tmp_path, [[triple("urn:1", "a")]])
    store = ReleaseStore(tmp_path)
    ask = Query("exists", "ASK { $subject ?p ?o }")
    assert store.ask(ask, subject=NamedNode("urn:1"))
    assert not store.ask(ask, subject=NamedNode("urn:2"))
    assert store.construct(Query("copy", "CONSTRUCT WHERE { ?s ?p ?o }")) == (triple("urn:1", "a"),)


def test_answers_come_in_the_format_asked_for(tmp_path: Path) -> None:
    build(tmp_path, [[triple("urn:1", "blåbær")]])
    store = ReleaseStore(tmp_path)
    found = json.loads(store.answer(ALL, "application/sparql-results+json"))
    assert found["results"]["bindings"][0]["o"] == {"type": "literal", "value": "blåbær"}
    assert store.answer(ALL, "text/csv").decode().splitlines() == ["s,o", "urn:1,blåbær"]
    copy = Query("copy", "CONSTRUCT WHERE { ?s ?p ?o }")
    assert "blåbær" in store.answer(copy, "text/turtle").decode()
    assert json.loads(store.answer(Query("is", "ASK {}"), "application/sparql-results+json"))["boolean"]


@pytest.mark.parametrize("text", ["SELECT * { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }", "ASK {}"])
def test_an_answer_in_a_format_that_cannot_carry_it_is_refused(tmp_path: Path, text: str) -> None:
    build(tmp_path, [[]])
    with pytest.raises(InvalidInput) as raised:
        ReleaseStore(tmp_path).answer(Query("sent", text), "image/png")
    assert raised.value.value == "image/png"


def test_a_folder_where_nothing_was_built_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="cannot be read: "):
        ReleaseStore(tmp_path)


def test_a_folder_that_cannot_be_made_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="cannot be built: "):
        build(tmp_path / "file" / "release", [[]])
