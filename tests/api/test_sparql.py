"""The SPARQL endpoint through HTTP: the three ways to ask, the forms of answers, and what is refused."""

from datetime import date
from urllib.parse import urlencode

import pytest
from litestar.testing import TestClient

from api.app import create
from registry.settings import Settings
from registry.terminology.releases import Releases

ASK = "ASK { <https://omforent.no/exchange/epikrise> ?property ?value }"
ROWS = "SELECT ?s\nWHERE {\n\t?s a <https://omforent.no/def#Exchange>\n}"
GRAPH = "DESCRIBE <https://omforent.no/exchange/epikrise>"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def sparql(home):
    settings = Settings(home=home, sparql_seconds=1, sparql_rows=20, sparql_processes=1)
    app = create(settings, Releases(home), today=lambda: date(2026, 11, 28))
    with TestClient(app, raise_server_exceptions=False) as client:
        client.get("/sparql", params={"query": ASK})
        yield client


def test_a_query_is_asked_in_three_ways(sparql):
    by_get = sparql.get("/sparql", params={"query": ROWS})
    assert by_get.status_code == 200
    assert by_get.headers["content-type"] == "application/sparql-results+json"
    assert [row["s"]["value"] for row in by_get.json()["results"]["bindings"]] == [
        "https://omforent.no/exchange/epikrise"
    ]
    by_form = sparql.post("/sparql", content=urlencode({"query": ROWS}), headers={"content-type": FORM})
    direct = sparql.post("/sparql", content=ROWS, headers={"content-type": "application/sparql-query"})
    assert by_get.content == by_form.content == direct.content


@pytest.mark.parametrize(
    ("query", "accept", "answered"),
    [
        (ROWS, "text/csv", "text/csv"),
        (ROWS, "text/tab-separated-values", "text/tab-separated-values"),
        (ROWS, "application/sparql-results+xml", "application/sparql-results+xml"),
        (ROWS, "application/json", "application/sparql-results+json"),
        (ROWS, "text/turtle, text/csv;q=0.1", "text/csv"),
        (ASK, "text/html, */*;q=0.1", "application/sparql-results+json"),
        (ASK, "text/csv, application/xml;q=0.2", "application/sparql-results+xml"),
        (GRAPH, "application/n-triples", "application/n-triples"),
        (GRAPH, "application/rdf+xml", "application/rdf+xml"),
        (GRAPH, "application/ld+json", "application/ld+json"),
        (GRAPH, "*/*", "text/turtle"),
    ],
)
def test_the_form_is_the_best_that_can_carry_the_answer(sparql, query, accept, answered):
    found = sparql.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert found.status_code == 200
    assert found.headers["content-type"].partition(";")[0] == answered
    assert found.headers["vary"] == "Accept"


def test_a_form_may_be_named(sparql):
    assert sparql.get("/sparql", params={"query": ROWS, "format": "csv"}).text.startswith("s\r\n")
    assert sparql.get("/sparql", params={"query": GRAPH, "format": "nt"}).text.startswith("<https://")
    posted = sparql.post("/sparql", content=urlencode({"query": ROWS, "format": "tsv"}), headers={"content-type": FORM})
    assert posted.text.startswith("?s\n")
    assert sparql.get("/sparql", params={"query": ROWS, "format": "pdf"}).json()["field"] == "format"


def test_what_none_of_the_accepted_forms_can_carry_is_406(sparql):
    assert sparql.get("/sparql", params={"query": GRAPH}, headers={"Accept": "text/csv"}).status_code == 406
    assert sparql.get("/sparql", params={"query": ROWS}, headers={"Accept": "text/turtle"}).status_code == 406


def test_an_answer_that_is_cut_says_so(sparql):
    found = sparql.get("/sparql", params={"query": "SELECT * { ?s ?p ?o }"})
    assert found.headers["omforent-truncated"] == "true"
    assert len(found.json()["results"]["bindings"]) == 20
    assert "omforent-truncated" not in sparql.get("/sparql", params={"query": ROWS}).headers


def test_a_runaway_query_is_stopped_with_a_problem_and_the_server_lives(sparql):
    stopped = sparql.get("/sparql", params={"query": ENDLESS})
    assert stopped.status_code == 422
    assert stopped.headers["content-type"] == "application/problem+json"
    assert stopped.json()["rule"] == "at most 1 seconds"
    assert sparql.get("/health").status_code == 200
    assert sparql.get("/sparql", params={"query": ASK}).json()["boolean"] is True


@pytest.mark.parametrize(
    "query", ["INSERT DATA { <urn:x> <urn:x> <urn:x> }", "SELECT * { SERVICE <urn:x> {} }", "SELECT", "ASK { \\u0041 }"]
)
def test_what_is_no_read_query_is_a_problem(sparql, query):
    for found in (
        sparql.get("/sparql", params={"query": query}),
        sparql.post("/sparql", content=query, headers={"content-type": "application/sparql-query"}),
    ):
        assert found.status_code == 400
        assert found.json()["field"] == "query"


def test_what_is_no_query_at_all(sparql):
    assert sparql.get("/sparql").json()["field"] == "query"
    assert sparql.get("/sparql?query=ASK%7B%7D&default-graph-uri=urn:x").status_code == 400
    assert sparql.get("/sparql?query=ASK%7B%7D%00").status_code == 400
    assert sparql.get("/api/v1/search?q=a%0Ab").status_code == 400  # lines are for queries alone
    posted = {"content-type": FORM}
    assert sparql.post("/sparql", content="update=CLEAR+ALL", headers=posted).json()["field"] == "update"
    assert sparql.post("/sparql", content="query=ASK{}&query=ASK{}", headers=posted).status_code == 400
    assert sparql.post("/sparql", content=ASK, headers={"content-type": "text/plain"}).status_code == 415
    direct = {"content-type": "application/sparql-query"}
    assert sparql.post("/sparql", content=b"\xff", headers=direct).json()["rule"] == "UTF-8"
    assert sparql.post("/sparql", content="#" * 100_001, headers=direct).status_code == 400
    assert sparql.put("/sparql", content=ASK).status_code == 405


def test_it_can_be_turned_off(home):
    app = create(Settings(home=home, sparql_processes=0), Releases(home))
    with TestClient(app, raise_server_exceptions=False) as client:
        assert client.get("/sparql", params={"query": ASK}).status_code == 501
