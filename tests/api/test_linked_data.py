"""Identifiers as addresses, own terms, and /resolve."""

import pytest

from registry.catalogue.builder import build
from registry.domain import CodeList, Concept
from registry.terminology.releases import Releases

FORMS = {
    "text/html": "html",
    "text/turtle": "ttl",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "rdf",
    "application/n-triples": "nt",
    "application/json": "json",
}


def see(client, address: str, accept: str = "text/turtle", **headers: str):
    return client.get(address, headers={"Accept": accept, **headers})


@pytest.mark.parametrize("accept", FORMS)
def test_an_identifier_leads_to_the_form_asked_for(client, accept):
    found = see(client, "/concept/epikrise", accept)
    assert found.status_code == 303
    expected = "/nb/concept/epikrise.html" if FORMS[accept] == "html" else f"/concept/epikrise.{FORMS[accept]}"
    assert found.headers["location"] == expected
    assert "Accept" in found.headers["vary"].split(", ")
    assert client.get(found.headers["location"]).status_code == 200


def test_everything_in_the_release_can_be_followed(client, home):
    reader = Releases(home).current()
    for version in reader.versions():
        things = [version.object, *(member.iri for member in reader.members(version.object, limit=20))]
        for iri in things:
            if not iri.startswith("https://omforent.no/"):
                continue
            path = iri.removeprefix("https://omforent.no")
            found = see(client, path)
            assert (found.status_code, found.headers.get("location")) == (303, f"{path}.ttl"), iri
            described = client.get(f"{path}.ttl")
            assert described.status_code == 200
            assert described.content


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/code/odd.list/A%2FB", "/code/odd.list/A%2FB.ttl"),
        ("/code/odd.list/%C3%85", "/code/odd.list/%C3%85.ttl"),
        ("/code/odd.list/%c3%85", "/code/odd.list/%C3%85.ttl"),
        ("/code/odd.list/x.json", "/code/odd.list/x.json.ttl"),
        ("/code-list/odd.list", "/code-list/odd.list.ttl"),
        ("/model/epikrise-1.2", "/model/epikrise-1.2.ttl"),
        ("/element/epikrise-1.2/ServRprt/Ack", "/element/epikrise-1.2/ServRprt/Ack.ttl"),
        ("/code-list/even?version=1.0.0", "/code-list/even.ttl?version=1.0.0"),
    ],
)
def test_odd_identifiers_are_kept(client, path, location):
    found = see(client, path)
    assert found.headers["location"] == location
    assert client.get(location).status_code == 200


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("/code-list/8279", "code-list/8279.html"),
        ("/code/8279/EPIKRISE", "code-list/8279.html#code-EPIKRISE"),
        ("/concept/epikrise.html", "concept/epikrise.html"),
        ("/release/2026.1", "release/2026.1.html"),
        ("/def", "def.html"),
    ],
)
def test_pages_are_in_the_language_asked_for(client, path, page):
    assert see(client, path, "text/html").headers["location"] == f"/nb/{page}"
    assert see(client, f"{path}?lang=nn", "text/html").headers["location"] == f"/nn/{page}"
    english = see(client, path, "text/html", **{"Accept-Language": "en-GB"})
    assert english.headers["location"] == f"/en/{page}"
    assert "Accept-Language" in english.headers["vary"]


def test_the_json_of_an_identifier_is_the_content_as_it_is_kept(client, home):
    reader = Releases(home).current()
    kept = CodeList.model_validate_json(client.get("/code-list/8279.json").content)
    assert kept == reader.object("https://omforent.no/code-list/8279")
    assert len(kept.codes) > 50
    concept = Concept.model_validate_json(client.get("/concept/epikrise.json").content)
    assert concept == reader.member("https://omforent.no/concept/epikrise")


def test_suffixes_give_the_bytes_of_the_static_catalogue(client, home, tmp_path):
    build(Releases(home).current(), tmp_path)
    files = [path for path in tmp_path.glob("*/*") if path.parent.name not in {"nb", "nn", "en", "static"}]
    assert {path.suffix for path in files} >= {".ttl", ".json", ".csv", ".xlsx", ".jsonld", ".rdf", ".nt"}
    for path in files:
        address = f"/{path.parent.name}/{path.name}"
        found = client.get(address)
        if found.status_code == 200:
            assert found.content == path.read_bytes(), address
        else:
            assert "list-" in path.name, address  # somebody else's identifier: under the API here


@pytest.mark.parametrize("kind", ["type", "element", "phase", "care-level", "actor-role", "organization", "standard"])
def test_members_of_every_kind_have_json(client, home, kind):
    reader = Releases(home).current()
    for version in reader.versions():
        for member in reader.members(version.object):
            if member.iri.startswith(f"https://omforent.no/{kind}/"):
                found = client.get(member.iri.removeprefix("https://omforent.no") + ".json")
                assert found.json()["iri"] == member.iri
                return
    raise AssertionError(f"no {kind} in the data")


def test_a_release_is_a_catalogue(client):
    turtle = client.get("/release/2026.1.ttl").text
    assert "dcat:Catalog" in turtle
    assert client.get("/release/2026.1.json").json() == client.get("/api/v1/releases/2026.1").json()
    assert client.get("/release/2031.1.ttl").status_code == 404


@pytest.mark.parametrize("suffix", ["ttl", "jsonld", "rdf", "nt", "json"])
def test_own_terms_are_served(client, suffix):
    found = client.get(f"/def.{suffix}")
    assert found.status_code == 200
    assert b"https://omforent.no/def" in found.content


def test_own_terms_are_negotiated(client):
    assert see(client, "/def").headers["location"] == "/def.ttl"


@pytest.mark.parametrize(
    ("name", "location"),
    [
        ("2.16.578.1.12.4.1.1.8279", "/code-list/8279"),
        ("urn:oid:2.16.578.1.12.4.1.1.8279", "/code-list/8279"),
        ("https://omforent.no/concept/epikrise", "/concept/epikrise"),
        ("https://omforent.no/standard/his-80226-2014#2.1", "/standard/his-80226-2014"),
    ],
)
def test_resolve_leads_to_the_thing(client, name, location):
    found = client.get("/resolve", params={"id": name}, headers={"Accept": "text/html"})
    assert (found.status_code, found.headers["location"]) == (303, location)
    assert "omforent-former-name" not in found.headers


def test_resolve_flags_a_former_name(client):
    found = see(client, "/resolve?id=urn:old:odd")
    assert (found.status_code, found.headers["location"]) == (303, "/code-list/odd.list")
    assert found.headers["omforent-former-name"] == "true"


def test_resolve_lists_several_things_and_answers_json(client):
    assert see(client, "/resolve?id=urn:shared").json()["total"] == 2
    assert see(client, "/resolve?id=urn:old:odd", "application/json").json()["total"] == 1
    assert see(client, "/resolve?id=nobody").status_code == 404


def test_somebody_elses_identifiers_lead_under_the_api(client):
    found = client.get("/resolve", params={"id": "https://elsewhere.example/list"}, headers={"Accept": "text/turtle"})
    assert found.headers["location"] == "/api/v1/code-lists/https%3A%2F%2Felsewhere.example%2Flist"
    assert see(client, found.headers["location"]).status_code == 200
    codes = client.get(found.headers["location"] + "/codes?limit=1").json()
    assert codes["items"][0]["iri"] == "https://elsewhere.example/list#a"


def test_what_is_not_there_is_not_found(client):
    for path in ("/concept/none", "/concept/none.ttl", "/concept/epikrise.csv", "/thing/x", "/concept/"):
        assert see(client, path).status_code == 404, path


def test_only_codes_can_be_read_before_the_first_release(client):
    assert see(client, "/code/8221/E20?date=2012-01-01").status_code == 303
    assert see(client, "/concept/epikrise?date=2012-01-01").status_code == 404
