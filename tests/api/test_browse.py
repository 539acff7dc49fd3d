"""Lists and single things: their shape, their names, paging, what parameters do."""

import base64
import json

import pytest

SEGMENTS = ("schemes", "code-lists", "mappings", "models", "exchanges", "pathways", "registers")


@pytest.mark.parametrize("segment", SEGMENTS)
def test_every_kind_is_listed_and_each_item_can_be_read(client, segment):
    page = client.get(f"/api/v1/{segment}").json()
    assert list(page) == ["items", "total", "next"]
    assert page["total"] == len(page["items"]) > 0
    assert page["next"] is None
    for item in page["items"]:
        found = client.get(f"/api/v1/{segment}/{item['identifier']}")
        if found.status_code == 404:  # an identifier that is not in the IRI
            found = client.get(f"/api/v1/{segment}/{item['iri'].replace('/', '%2F').replace('#', '%23')}")
        assert found.status_code == 200
        assert found.json()["iri"] == item["iri"]


@pytest.mark.parametrize(
    "name",
    [
        "8279",
        "2.16.578.1.12.4.1.1.8279",
        "urn:oid:2.16.578.1.12.4.1.1.8279",
        "https%3A%2F%2Fomforent.no%2Fcode-list%2F8279",
        "8279.json",
        "2.16.578.1.12.4.1.1.8279.json",
    ],
)
def test_a_list_is_found_by_every_name(client, name):
    found = client.get(f"/api/v1/code-lists/{name}")
    assert found.status_code == 200
    assert found.json()["iri"] == "https://omforent.no/code-list/8279"


def test_a_former_name_finds_the_list_and_is_flagged(client):
    found = client.get("/api/v1/code-lists/urn:old:odd")
    assert found.json()["identifier"] == "odd.list"
    assert found.headers["omforent-former-name"] == "true"
    assert "omforent-former-name" not in client.get("/api/v1/code-lists/odd.list").headers


def test_a_thing_of_another_kind_is_named(client):
    found = client.get("/api/v1/code-lists/https%3A%2F%2Fomforent.no%2Fconcept%2Fepikrise")
    assert found.status_code == 404
    assert "of kind concept" in found.json()["detail"]


@pytest.mark.parametrize(("code", "notation"), [("A%2FB", "A/B"), ("%C3%85", "Å"), ("x.json", "x.json"), ("2", "2")])
def test_codes_are_found_to_the_letter(client, code, notation):
    found = client.get(f"/api/v1/code-lists/odd.list/codes/{code}").json()
    assert found["code"] == notation
    assert client.get(f"/api/v1/code-lists/odd.list/codes/{code}.json").json()["code"] == notation


def test_another_case_is_another_code(client):
    assert client.get("/api/v1/code-lists/8279/codes/EPIKRISE").status_code == 200
    assert client.get("/api/v1/code-lists/8279/codes/epikrise").status_code == 404


def test_pages_hold_everything_once_and_in_order(client):
    whole = [row["code"] for row in client.get("/api/v1/code-lists/8279").json()["codes"]["items"]]
    address, found = "/api/v1/code-lists/8279/codes?limit=7", []
    while address:
        page = client.get(address).json()
        assert len(page["items"]) <= 7
        found += [row["code"] for row in page["items"]]
        address = page["next"]
    assert len(found) == len(set(found)) == page["total"]
    assert found[: len(whole)] == whole


def test_a_list_with_more_codes_than_a_page_says_where_the_rest_is(client):
    codes = client.get("/api/v1/code-lists/8279").json()["codes"]
    assert codes["total"] > len(codes["items"]) == 50
    rest = client.get(codes["next"]).json()
    assert rest["total"] == codes["total"]
    assert rest["items"][0]["code"] not in {row["code"] for row in codes["items"]}


def test_a_cursor_stays_with_its_release(client):
    first = client.get("/api/v1/code-lists?limit=3&release=2026.1").json()
    assert client.get(first["next"]).headers["omforent-release"] == "2026.1"
    unpinned = client.get("/api/v1/code-lists?limit=3").json()
    assert client.get(unpinned["next"]).headers["omforent-release"] == "2026.2"


def test_concepts_are_listed_across_schemes_and_by_scheme(client):
    everything = client.get("/api/v1/concepts?limit=50").json()
    scheme = client.get("/api/v1/concepts?limit=50&scheme=pasientforlop").json()
    assert everything["total"] == scheme["total"] > 0
    assert client.get("/api/v1/concepts?scheme=nothing").status_code == 404


def test_display_is_in_the_language_asked_for_and_maps_hold_them_all(client):
    found = client.get("/api/v1/concepts/epikrise?lang=en")
    assert found.json()["display"] == "discharge summary"
    assert set(found.json()["pref_label"]) >= {"nb", "nn", "en"}
    assert found.headers["content-language"] == "en"
    assert "accept-language" in found.headers["vary"].lower()


@pytest.mark.parametrize(
    ("header", "display"),
    [
        ("en-GB,en;q=0.9,nb;q=0.8", "Odd list"),
        ("nb;q=0.5, en;q=0.9", "Odd list"),
        ("en;q=0, nb", "Rar liste"),
        ("fr", "Rar liste"),
        ("no", "Rar liste"),
        ("*", "Rar liste"),
        ("en;q=nonsense", "Rar liste"),
        ("", "Rar liste"),
    ],
)
def test_accept_language_is_weighed(client, header, display):
    found = client.get("/api/v1/code-lists/odd.list", headers={"Accept-Language": header})
    assert found.json()["display"] == display


def test_what_is_referred_to_has_a_name(client):
    exchange = client.get("/api/v1/exchanges/epikrise?lang=nb").json()
    assert exchange["labels"][exchange["carries"][0]]
    assert all(exchange["labels"][iri] for iri in exchange["sender"])


def test_a_model_has_its_types_and_their_elements(client):
    model = client.get("/api/v1/models/epikrise-1.2").json()
    report = next(row for row in model["elements"]["items"] if row["identifier"] == "ServRprt")
    assert {"Ack"} <= {row["identifier"] for row in report["has_property"]}
    assert all(row["display"] for row in report["has_property"])
    assert model["model_version"] == "1.2"


def test_extra_statements_are_shown(client):
    assert all("extra" in row for row in client.get("/api/v1/code-lists").json()["items"])


def test_where_used_is_direct_or_indirect(client):
    name = "https://omforent.no/model/epikrise-1.2"
    direct = client.get("/api/v1/where-used", params={"id": name}).json()
    assert "https://omforent.no/exchange/epikrise" in {row["subject"] for row in direct["items"]}
    assert client.get("/api/v1/where-used", params={"id": "nothing"}).status_code == 404


def test_resolve_tells_everything_that_a_name_means(client):
    both = client.get("/api/v1/resolve?id=urn:shared").json()
    assert {row["iri"].rpartition("/")[2] for row in both["items"]} == {"even", "odd.list"}
    former = client.get("/api/v1/resolve?id=urn:old:odd").json()["items"][0]
    assert former["current"] is False
    assert client.get("/api/v1/resolve?id=nobody").status_code == 404


def test_versions_and_releases_tell_the_history(client):
    history = client.get("/api/v1/versions?object=https://omforent.no/code-list/even").json()["items"]
    assert [row["release"] for row in history] == ["2026.2", "2026.1"]
    releases = client.get("/api/v1/releases?limit=1").json()
    assert [row["number"] for row in releases["items"]] == ["2026.2"]
    assert [row["number"] for row in client.get(releases["next"]).json()["items"]] == ["2026.1"]
    one = client.get("/api/v1/releases/2026.1").json()
    assert one["versions"]
    assert client.get("/api/v1/releases/current").json()["number"] == "2026.2"


def test_the_package_is_the_zip(client):
    found = client.get("/api/v1/releases/2026.1/package")
    assert found.status_code == 200
    assert found.content[:2] == b"PK"
    again = client.get("/api/v1/releases/2026.1/package", headers={"If-None-Match": found.headers["etag"]})
    assert again.status_code == 304
    assert client.get("/api/v1/releases/2026.9/package").status_code == 404


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("release=26", "release"),
        ("release=2026.0", "release"),
        ("date=yesterday", "date"),
        ("date=2026-02-30", "date"),
        ("version=one", "version"),
        ("lang=a_b", "lang"),
        ("lang=", "lang"),
        ("colour=red", "colour"),
        ("active=perhaps", "active"),
        ("lang=nb&lang=nn", "lang"),
    ],
)
def test_a_parameter_that_is_wrong_is_named(client, query, field):
    found = client.get(f"/api/v1/code-lists/even?{query}")
    assert found.status_code == 400
    assert found.headers["content-type"] == "application/problem+json"
    assert found.json()["field"] == field


@pytest.mark.parametrize("query", ["limit=0", "limit=51", "limit=-1", "limit=x", "cursor=x", "cursor=", "cursor=e30"])
def test_limits_and_cursors_have_bounds(client, query):
    assert client.get(f"/api/v1/code-lists?{query}").status_code == 400


def test_what_is_too_long_to_search_for_is_told_so(client):
    found = client.get("/api/v1/search", params={"q": "a" * 201})
    assert found.status_code == 400
    assert found.json()["detail"].startswith("This is too long to search for, 201 characters")


def test_a_cursor_of_another_list_or_question_is_refused(client):
    following = client.get("/api/v1/code-lists?limit=2").json()["next"]
    cursor = following.partition("cursor=")[2]
    assert client.get(f"/api/v1/versions?cursor={cursor}").status_code == 400
    assert client.get(f"/api/v1/code-lists?lang=en&cursor={cursor}").status_code == 400
    place = json.loads(base64.urlsafe_b64decode(cursor + "=="))
    forged = base64.urlsafe_b64encode(json.dumps({**place, "r": "2031.1"}).encode()).decode().rstrip("=")
    assert client.get(f"/api/v1/code-lists?cursor={forged}").status_code == 404


def test_what_is_unknown_is_not_found(client):
    for address in (
        "/api/v1/code-lists/even?release=2031.7",
        "/api/v1/code-lists/even?version=9.9.9",
        "/api/v1/code-lists/none",
        "/api/v1/concepts/none",
        "/api/v1/concepts/epikrise?date=2012-01-01",
        "/api/v1/schemes?date=2012-01-01",
        "/api/v1/nothing",
    ):
        assert client.get(address).status_code == 404, address
    rule = client.get("/api/v1/schemes?date=2012-01-01").json()["rule"]
    assert rule == "the first release is of 2026-01-15"


def test_a_bare_identifier_resolves(client):
    found = client.get("/api/v1/resolve?id=8279").json()["items"]
    assert [row["iri"] for row in found] == ["https://omforent.no/code-list/8279"]
    assert found[0]["name"] == "8279"
    assert client.get("/resolve?id=8279").headers["location"] == "/code-list/8279"


def test_an_own_term_leads_to_the_page_that_tells_of_it(client):
    found = client.get("/resolve?id=https://omforent.no/def%23oid")
    assert (found.status_code, found.headers["location"]) == (303, "/def")
    assert client.get("/resolve?id=https://omforent.no/def%23none").status_code == 404
