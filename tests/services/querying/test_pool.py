"""Queries in processes of their own: answered, bounded, refused, stopped; and the pool lives on."""

import json
import os
import socket
import threading
import time
from pathlib import Path

import pytest

from registry.errors import CannotHold, InvalidInput, TooLong, TooManyAtOnce, Unavailable
from registry.services.querying.pool import Limits, QueryPool
from registry.store import released

JSON = "application/sparql-results+json"
ACCEPT = {"rows": [JSON, "text/csv"], "truth": [JSON], "graph": ["text/turtle", "application/rdf+xml"]}
COUNT = 3_000
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
HOSTILE = {
    "cartesian product": ENDLESS,
    "expression": 'SELECT * { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(STR(?c), STR(?f)), "(a*)*b{900}$")) }',
    "deep paths": "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>|^!<urn:x>)* ?b . ?b (!<urn:x>|^!<urn:x>)* ?c . ?d ?e ?f }",
    "sorting a product": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?a LIMIT 1",
}


def lines(graph: str, count: int = COUNT) -> list[bytes]:
    return [f"<urn:{graph}:{at}> <urn:p> <urn:{graph}:{at + 1}> .\n".encode() for at in range(count)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("release-store")
    released.build(place, [lines("a")])
    return place


def limits(**more) -> Limits:
    return Limits(**{"processes": 2, "seconds": 20.0, "rows": 100, "memory": 1_500_000_000, **more})


@pytest.fixture(scope="module")
def pool(folder):
    found = QueryPool(folder, limits())
    yield found
    found.close()


@pytest.fixture(scope="module")
def hasty(folder):
    found = QueryPool(folder, limits(seconds=0.7))
    yield found
    found.close()


def rows(found):
    return json.loads(found.content)["results"]["bindings"]


def test_each_kind_of_query_is_answered(pool):
    assert rows(pool.answer("SELECT ?o { <urn:a:1> ?p ?o }", ACCEPT)) == [{"o": {"type": "uri", "value": "urn:a:2"}}]
    assert rows(pool.answer("SELECT $o { <urn:a:1> $p ?o }", ACCEPT))  # $ is another way to write ?
    assert json.loads(pool.answer("ASK { <urn:a:1> ?p ?o }", ACCEPT).content)["boolean"] is True
    graph = pool.answer("CONSTRUCT { ?o <urn:q> ?s } WHERE { ?s ?p ?o } LIMIT 1", ACCEPT)
    assert (graph.media_type, b"<urn:q>" in graph.content) == ("text/turtle", True)
    assert b"<urn:a:6>" in pool.answer("DESCRIBE <urn:a:5>", ACCEPT).content


def test_an_answer_is_cut_at_the_most_rows_and_says_so(pool):
    found = pool.answer("SELECT * { ?s ?p ?o }", ACCEPT)
    assert (len(rows(found)), found.cut) == (100, True)
    assert json.loads(found.content)["omforent"] == {"truncated": True, "rows": 100}
    whole = pool.answer("SELECT * { ?s ?p ?o } LIMIT 100", ACCEPT)
    assert (len(rows(whole)), whole.cut) == (100, False)
    assert pool.answer("CONSTRUCT WHERE { ?s ?p ?o }", ACCEPT).cut


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT * { ?s ?p", "line 1, column"),
        ("INSERT DATA { <urn:x> <urn:x> <urn:x> }", "INSERT"),
        ("PREFIX x: <urn:x> DELETE WHERE { ?s ?p ?o }", "DELETE"),
        ("LOAD <http://127.0.0.1/x>", "LOAD"),
        ("CLEAR ALL", "CLEAR"),
        ("DROP ALL", "DROP"),
        ("SELECT * { SERVICE <http://127.0.0.1/x> { ?s ?p ?o } }", "SERVICE"),
        ("SELECT * { { ?s ?p ?o }SERVICE SILENT<http://127.0.0.1/x>{ ?s ?p ?o } }", "SERVICE"),
        ("SELECT * FROM <http://127.0.0.1/x> { ?s ?p ?o }", "FROM"),
        ("SELECT * FROM NAMED <urn:x> { ?s ?p ?o }", "FROM"),
        ("", "line 1, column"),
        ("\ud800".encode("utf-8", "replace").decode(), "line 1"),
    ],
)
def test_what_is_no_read_query_is_refused(pool, query, said):
    with pytest.raises(InvalidInput, match=said) as told:
        pool.answer(query, ACCEPT)
    assert told.value.field == "query"
    assert len(told.value.message) < 400


def test_words_of_updates_may_stand_in_texts_and_names(pool):
    query = 'PREFIX add: <urn:> SELECT * { ?insert add:p ?load FILTER(STR(?load) != "DELETE SERVICE FROM") } LIMIT 1'
    assert len(rows(pool.answer(query, ACCEPT))) == 1


def test_no_other_server_is_asked(pool):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        place = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        for query in (
            f"SELECT * {{ SERVICE <{place}> {{ ?s ?p ?o }} }}",
            f"LOAD <{place}>",
            f"ASK FROM <{place}> {{}}",
        ):
            with pytest.raises(InvalidInput):
                pool.answer(query, ACCEPT)
        with pytest.raises(TimeoutError):
            server.accept()


def test_a_form_that_cannot_carry_the_answer_is_refused(pool):
    with pytest.raises(CannotHold):
        pool.answer("CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", {**ACCEPT, "graph": []})
    with pytest.raises(CannotHold):
        pool.answer("ASK { ?s ?p ?o }", {**ACCEPT, "truth": []})


@pytest.mark.parametrize("query", HOSTILE.values(), ids=list(HOSTILE))
def test_a_runaway_query_is_stopped_and_the_next_is_answered(hasty, query):
    hasty.answer("ASK { ?s ?p ?o }", ACCEPT)  # so that a process has started
    begun = time.monotonic()
    with pytest.raises(TooLong) as told:
        hasty.answer(query, ACCEPT)
    assert time.monotonic() - begun < 3
    assert told.value.rule
    assert json.loads(hasty.answer("ASK { ?s ?p ?o }", ACCEPT).content)["boolean"]


def test_a_query_that_eats_memory_ends_its_own_process_only(folder):
    pool = QueryPool(folder, limits(processes=1, memory=1_000_000_000))
    try:
        with pytest.raises(TooLong, match="memory"):
            pool.answer("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?a", ACCEPT)
        assert rows(pool.answer("SELECT * { ?s ?p ?o } LIMIT 1", ACCEPT))
    finally:
        pool.close()


def test_more_at_once_than_there_are_processes_are_told_to_come_back(folder):
    pool = QueryPool(folder, limits(processes=1, seconds=2.5))
    try:
        pool.answer("ASK {}", ACCEPT)
        faults = []

        def stuck():
            with pytest.raises(TooLong):
                pool.answer(ENDLESS, ACCEPT)

        running = threading.Thread(target=stuck)
        running.start()
        time.sleep(0.2)
        with pytest.raises(TooManyAtOnce) as told:
            pool.answer("ASK {}", ACCEPT)
        faults.append(told.value)
        running.join()
        assert "at most 1" in faults[0].rule
        assert json.loads(pool.answer("ASK {}", ACCEPT).content)["boolean"]
    finally:
        pool.close()


def test_a_new_release_is_taken_up(tmp_path):
    released.build(tmp_path, [lines("a", 3)])
    pool = QueryPool(tmp_path, limits(processes=1))
    try:
        assert not json.loads(pool.answer("ASK { <urn:b:1> ?p ?o }", ACCEPT).content)["boolean"]
        released.build(tmp_path, [lines("b", 3)])
        assert json.loads(pool.answer("ASK { <urn:b:1> ?p ?o }", ACCEPT).content)["boolean"]
        assert not json.loads(pool.answer("ASK { <urn:a:1> ?p ?o }", ACCEPT).content)["boolean"]
    finally:
        pool.close()


def test_without_a_release_store_it_says_who_has_one(tmp_path):
    pool = QueryPool(tmp_path, limits(processes=1))
    try:
        with pytest.raises(Unavailable, match="release store") as told:
            pool.answer("ASK {}", ACCEPT)
        assert str(tmp_path) not in told.value.message
    finally:
        pool.close()


def test_a_process_that_has_died_is_replaced_and_closing_leaves_none(folder):
    pool = QueryPool(folder, limits(processes=1))
    pool.answer("ASK {}", ACCEPT)
    (worker,) = pool._idle
    os.kill(worker.pid, 9)
    worker._process.wait()
    assert pool.answer("ASK {}", ACCEPT).content
    (other,) = pool._idle
    assert other.pid != worker.pid
    pool.close()
    with pytest.raises(ProcessLookupError):
        os.kill(other.pid, 0)
