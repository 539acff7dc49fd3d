"""Forms of things: by suffix, by Accept, and what cannot be had."""

import io

import openpyxl
import pytest

from registry.rdf.serialization import Format, parse

TYPES = {
    "ttl": "text/turtle; charset=utf-8",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "nt": "application/n-triples",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
RDF = {"ttl": Format.TURTLE, "jsonld": Format.JSON_LD, "rdf": Format.RDF_XML, "nt": Format.N_TRIPLES}


@pytest.mark.parametrize("address", ["/api/v1/code-lists/odd.list", "/code-list/odd.list"])
@pytest.mark.parametrize("suffix", TYPES)
def test_a_code_list_comes_in_every_form(client, address, suffix):
    found = client.get(f"{address}.{suffix}")
    assert found.status_code == 200
    assert found.headers["content-type"] == TYPES[suffix]


@pytest.mark.parametrize("suffix", RDF)
def test_all_rdf_forms_say_the_same(client, suffix):
    canonical = set(parse(client.get("/api/v1/code-lists/8279.nt").content, Format.N_TRIPLES).quads)
    found = parse(client.get(f"/api/v1/code-lists/8279.{suffix}").content, RDF[suffix])
    assert len(found.quads) == len(canonical) > 100
    assert {quad.predicate for quad in found.quads} == {quad.predicate for quad in canonical}


def test_tables_hold_the_codes(client):
    csv = client.get("/api/v1/code-lists/2.16.578.1.12.4.1.1.8279.csv")
    assert '"EPIKRISE";"Epikrise"' in csv.content.decode("utf-8-sig")
    assert csv.headers["content-disposition"] == 'attachment; filename="8279-1.0.0.csv"'
    book = openpyxl.load_workbook(io.BytesIO(client.get("/api/v1/code-lists/8279.xlsx").content), read_only=True)
    assert "EPIKRISE" in {row[0].value for row in book["Koder"].iter_rows()}
    book.close()


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("*/*", "application/json"),
        ("text/turtle", "text/turtle; charset=utf-8"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
        ("application/json;q=0.2, text/turtle;q=0.9", "text/turtle; charset=utf-8"),
        ("application/*, application/json;q=0", "application/ld+json"),
        ("text/*;q=0.5, text/csv", "text/csv; charset=utf-8"),
        (";;;,q=,", "application/json"),
    ],
)
def test_accept_is_weighed(client, accept, expected):
    found = client.get("/api/v1/code-lists/even", headers={"Accept": accept})
    assert found.headers["content-type"] == expected
    assert "accept" in found.headers["vary"].lower().split(", ")


def test_what_cannot_be_had_is_not_acceptable(client):
    for address in ("/api/v1/code-lists/even", "/api/v1/code-lists", "/api/v1/search?q=a", "/code-list/even", "/def"):
        found = client.get(address, headers={"Accept": "video/mp4"})
        assert found.status_code == 406, address
        assert "application/json" in found.json()["rule"]
    assert client.get("/api/v1/concepts/epikrise", headers={"Accept": "text/csv"}).status_code == 406


def test_a_suffix_goes_before_accept(client):
    found = client.get("/api/v1/code-lists/even.ttl", headers={"Accept": "application/json"})
    assert found.headers["content-type"].startswith("text/turtle")


def test_a_member_is_described_with_its_blank_nodes_and_nothing_else(client):
    found = parse(client.get("/concept/epikrise.ttl").content, Format.TURTLE)
    subjects = {str(quad.subject) for quad in found.quads if not str(quad.subject).startswith("_:")}
    assert subjects == {"<https://omforent.no/concept/epikrise>"}
    assert any("XlNote" in str(quad.object) for quad in found.quads)
    element = parse(client.get("/element/epikrise-1.2/ServRprt/Ack.nt").content, Format.N_TRIPLES)
    assert any("valueSet" in str(quad.predicate) for quad in element.quads)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_schemes_and_models_have_tables_and_exchanges_have_not(client, suffix):
    assert client.get(f"/api/v1/schemes/pasientforlop.{suffix}").status_code == 200
    assert client.get(f"/api/v1/models/epikrise-1.2.{suffix}").status_code == 200
    assert client.get(f"/api/v1/exchanges/epikrise.{suffix}").status_code == 404
