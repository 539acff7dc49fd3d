"""Reads, searches, histories and metadata through HTTP, in R4 and R5; every answer is read by an independent model."""

import json
from importlib import import_module
from typing import Any

import pytest
from fhir.resources import get_fhir_model_class
from httpx import Response

from registry.fhir.edition import Edition
from registry.fhir.operations.service import Operations
from tests.fhir.released.content import FORMER, LIST, OID, SCHEME, SYSTEM

TYPE = "application/fhir+json"


def parsed(base: str, answer: Response) -> dict[str, Any]:
    """The answer, read by fhir.resources (R5) or fhirclient (R4)."""
    assert answer.headers["content-type"] == TYPE
    found: dict[str, Any] = answer.json()
    kind = found["resourceType"]
    if base.endswith("r5"):
        get_fhir_model_class(kind).model_validate_json(answer.content)
    else:
        getattr(import_module(f"fhirclient.models.{kind.lower()}"), kind)(json.loads(answer.content))
    return found


def ids(bundle: dict[str, Any]) -> list[str]:
    return [row["resource"]["id"] for row in bundle.get("entry", ())]


@pytest.mark.parametrize(
    "path",
    [
        "CodeSystem/100",
        "CodeSystem/100-v1.0.0",
        "CodeSystem/concept-scheme-kart-supplement",
        "ValueSet/100",
        "ValueSet/collection-epler",
        "ConceptMap/m",
        "NamingSystem/100",
        "StructureDefinition/model-epikrise-1.2",
    ],
)
def test_reading(fhir, base: str, path: str) -> None:
    answer = fhir.get(f"{base}/{path}")
    found = parsed(base, answer)
    assert answer.status_code == 200
    assert f"{found['resourceType']}/{found['id']}" == path
    assert answer.headers["etag"] == f'W/"{found["meta"]["versionId"]}"'
    assert answer.headers["last-modified"].endswith("GMT")
    assert answer.headers["access-control-allow-origin"] == "*"
    for condition in (
        {"if-none-match": answer.headers["etag"]},
        {"if-modified-since": answer.headers["last-modified"]},
    ):
        again = fhir.get(f"{base}/{path}", headers=condition)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == answer.headers["etag"]
    assert fhir.get(f"{base}/{path}", headers={"if-none-match": 'W/"0.0.1"'}).status_code == 200
    head = fhir.head(f"{base}/{path}")
    assert (head.status_code, head.content) == (200, b"")


def test_versions_of_a_resource(fhir, base: str) -> None:
    older = parsed(base, fhir.get(f"{base}/CodeSystem/100/_history/1.0.0"))
    assert (older["id"], older["version"], older["meta"]["versionId"], older["count"]) == ("100", "1.0.0", "1.0.0", 8)
    bundle = parsed(base, fhir.get(f"{base}/CodeSystem/100/_history"))
    assert [row["resource"]["version"] for row in bundle["entry"]] == ["1.1.0", "1.0.0"]
    assert bundle["entry"][0]["fullUrl"] == f"http://fhir.example{base}/CodeSystem/100"
    assert "immutable" in fhir.get(f"{base}/ValueSet/100/_history/1.0.0").headers["cache-control"]
    missing = fhir.get(f"{base}/CodeSystem/100/_history/9.9.9")
    assert missing.status_code == 404
    assert parsed(base, missing)["issue"][0]["code"] == "not-found"


SEARCHES = [
    ("CodeSystem", "url=" + SYSTEM, {"100", "100-v1.0.0"}),
    ("CodeSystem", f"url={SYSTEM}|1.0.0", {"100-v1.0.0"}),
    ("CodeSystem", f"url=urn:oid:{OID}&version=1.1.0", {"100"}),
    ("CodeSystem", f"url={FORMER}", {"100", "100-v1.0.0"}),
    ("CodeSystem", f"url={LIST},{SCHEME}", {"100", "100-v1.0.0", "concept-scheme-kart"}),
    ("CodeSystem", "url:below=http://helsedir.no/fhir", {"100", "100-v1.0.0"}),
    ("CodeSystem", f"identifier=urn:oid:{OID}&version=1.1.0", {"100"}),
    ("CodeSystem", f"identifier=urn:ietf:rfc:3986|{FORMER}&version=1.1.0", {"100"}),
    ("CodeSystem", f"identifier=urn:other|{FORMER}", set()),
    ("CodeSystem", "name=fruktpa&content-mode=complete", {"100", "100-v1.0.0"}),
    ("CodeSystem", "name:exact=fruktpaoyer", set()),
    ("CodeSystem", "name:exact=FruktPaOyer", {"100", "100-v1.0.0"}),
    ("CodeSystem", "name:contains=OYER&version=1.1.0", {"100", "100-supplement"}),
    ("CodeSystem", "title=frukt&content-mode=complete&version=1.1.0", {"100"}),
    ("CodeSystem", "title:contains=på øyar&content-mode=complete&version=1.1.0", {"100"}),
    ("CodeSystem", "code=kart", {"concept-scheme-kart"}),
    ("CodeSystem", "code=C", {"100"}),
    ("CodeSystem", f"code={SYSTEM}|A1", {"100", "100-v1.0.0"}),
    ("CodeSystem", f"code={SCHEME}|A1", set()),
    ("CodeSystem", "status=active&_id=7110", {"7110"}),
    ("CodeSystem", "status=retired", set()),
    ("CodeSystem", "status:not=active", set()),
    ("CodeSystem", "content-mode=not-present", {"7110"}),
    ("CodeSystem", f"supplements={SCHEME}", {"concept-scheme-kart-supplement"}),
    ("CodeSystem", "_id=100,7110", {"100", "7110"}),
    ("ValueSet", "url=https://omforent.no/value-set/100&version=1.0.0", {"100-v1.0.0"}),
    ("ValueSet", "code=A1&version=1.1.0", {"100", "collection-epler"}),
    ("ValueSet", f"reference={FORMER}&version=1.1.0", {"100", "collection-epler"}),
    ("ValueSet", f"url={SYSTEM}", set()),
    ("ConceptMap", "source-code=A1", {"m"}),
    ("ConceptMap", "target-code=A1", set()),
    ("ConceptMap", f"target-code={SCHEME}|kart", {"m"}),
    ("NamingSystem", f"value={OID}&_summary=data", set()),
    ("NamingSystem", f"value=urn:oid:{OID}", {"100", "100-v1.0.0"}),
    ("NamingSystem", "kind=codesystem&_id=7110", {"7110"}),
    ("StructureDefinition", "kind=logical&identifier=https://omforent.no/exchange/epikrise", {"model-epikrise-1.2"}),
    ("StructureDefinition", "type=https://omforent.no/model/epikrise-1.2&_elements=url", {"model-epikrise-1.2"}),
]


@pytest.mark.parametrize(("kind", "query", "expected"), SEARCHES)
def test_searching(fhir, base: str, kind: str, query: str, expected: set[str]) -> None:
    bundle = parsed(base, fhir.get(f"{base}/{kind}?{query}"))
    assert set(ids(bundle)) == expected
    assert bundle["total"] == len(expected)
    assert bundle["type"] == "searchset"
    posted = fhir.post(
        f"{base}/{kind}/_search", content=query, headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert ids(posted.json()) == ids(bundle)


@pytest.mark.parametrize(
    ("base", "query", "expected"),
    [
        ("/fhir/r4", f"source-system={FORMER}", ["m"]),
        ("/fhir/r4", "target-uri=https://omforent.no/value-set/concept-scheme-kart", ["m"]),
        ("/fhir/r5", f"target-group-system={SCHEME}", ["m"]),
        ("/fhir/r5", f"source-group-system={SCHEME}", []),
        ("/fhir/r5", "source-scope-uri=https://omforent.no/value-set/100", ["m"]),
    ],
)
def test_maps_are_searched_by_the_parameters_of_their_edition(fhir, base: str, query: str, expected: list[str]) -> None:
    assert ids(fhir.get(f"{base}/ConceptMap?{query}").json()) == expected
    other = "/fhir/r5" if base == "/fhir/r4" else "/fhir/r4"
    assert fhir.get(f"{other}/ConceptMap?{query}").status_code == 400


def test_pages_part_what_is_found(fhir, base: str) -> None:
    whole = ids(fhir.get(f"{base}/CodeSystem?_summary=true&_count=200").json())
    found, address = [], f"{base}/CodeSystem?_count=2&_summary=true"
    while address:
        bundle = parsed(base, fhir.get(address))
        assert bundle["total"] == len(whole)
        found += ids(bundle)
        links = {row["relation"]: row["url"] for row in bundle["link"]}
        assert set(links) >= {"self", "first", "last"}
        address = links.get("next", "")
    assert found == whole
    last = fhir.get(links["last"]).json()
    assert ids(last) == whole[-1:] if len(whole) % 2 else whole[-2:]
    assert fhir.get(f"{base}/CodeSystem?_offset=10000").json()["total"] == len(whole)
    counted = parsed(base, fhir.get(f"{base}/CodeSystem?_summary=count"))
    assert (counted["total"], "entry" in counted) == (len(whole), False)
    assert "entry" not in fhir.get(f"{base}/CodeSystem?_count=0").json()


def test_answers_are_in_the_languages_that_are_accepted(fhir, base: str) -> None:
    for header, display in (("en", "unripe fruit"), ("nb", "kart"), ("fr, en;q=0.5", "unripe fruit")):
        address = f"{base}/ValueSet/concept-scheme-kart/$expand?filter=kart"
        found = fhir.get(address, headers={"accept-language": header}).json()
        assert [row["display"] for row in found["expansion"]["contains"]] == [display], header


def test_results_are_sorted(fhir, base: str) -> None:
    whole = fhir.get(f"{base}/CodeSystem?_summary=true&_sort=title,-version").json()
    rows = [(row["resource"]["title"].casefold(), row["resource"]["version"]) for row in whole["entry"]]
    assert rows == sorted(sorted(rows, key=lambda row: row[1], reverse=True), key=lambda row: row[0])
    turned = ids(fhir.get(f"{base}/CodeSystem?_sort=-_id").json())
    assert turned == sorted(turned, reverse=True)
    assert fhir.get(f"{base}/CodeSystem?_sort=colour").status_code == 400


def test_parts_of_resources_are_marked(fhir, base: str) -> None:
    (row,) = parsed(base, fhir.get(f"{base}/CodeSystem?_id=100&_summary=true"))["entry"]
    assert row["resource"]["meta"]["tag"][0]["code"] == "SUBSETTED"
    assert {"url", "count", "property"} <= set(row["resource"])
    assert not {"concept", "text", "description"} & set(row["resource"])
    chosen = parsed(base, fhir.get(f"{base}/CodeSystem/100?_elements=url,title"))
    assert set(chosen) == {"resourceType", "id", "meta", "language", "url", "title", "_title", "status", "content"}
    assert "text" in parsed(base, fhir.get(f"{base}/ValueSet/100?_summary=text"))
    assert "text" not in parsed(base, fhir.get(f"{base}/ValueSet/100?_summary=data"))
    assert "meta" in parsed(base, fhir.get(f"{base}/NamingSystem/100?_summary=true"))
    assert "\n" in fhir.get(f"{base}/ValueSet/100?_pretty=true").text


@pytest.mark.parametrize(
    ("accept", "query", "status"),
    [
        ("application/fhir+json", "", 200),
        ("application/json", "", 200),
        ("*/*", "", 200),
        ("application/fhir+xml, application/fhir+json;q=0.1", "", 200),
        ("application/fhir+xml", "", 406),
        ("application/fhir+xml", "?_format=json", 200),
        ("application/fhir+json", "?_format=xml", 406),
        ("*/*", "?_format=application/fhir%2Bjson", 200),
        ("application/fhir+json; fhirVersion=3.0", "", 406),
        ("text/turtle", "", 406),
        ("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "", 303),
        ("application/fhir+json", "?_format=html", 303),
    ],
)
def test_forms(fhir, base: str, accept: str, query: str, status: int) -> None:
    answer = fhir.get(f"{base}/CodeSystem/100{query}", headers={"accept": accept})
    assert answer.status_code == status
    if status == 303:
        assert answer.headers["location"] == "/code-list/100.html"
    else:
        assert (parsed(base, answer)["resourceType"] == "CodeSystem") is (status == 200)


@pytest.mark.parametrize(
    ("request_line", "status", "kind"),
    [
        ("GET CodeSystem/none", 404, "not-found"),
        ("GET Patient", 404, "not-found"),
        ("GET Patient/1", 404, "not-found"),
        ("GET ", 400, "invalid"),
        ("GET CodeSystem/100/x", 404, "not-found"),
        ("GET CodeSystem?nothing=1", 400, "invalid"),
        ("GET CodeSystem?name:missing=true", 400, "invalid"),
        ("GET CodeSystem?name=", 400, "invalid"),
        ("GET CodeSystem?_count=-1", 400, "invalid"),
        ("GET CodeSystem?_offset=99999999999999999999", 400, "invalid"),
        ("GET CodeSystem?_summary=all", 400, "invalid"),
        ("GET CodeSystem/100?_summary=all", 400, "invalid"),
        ("GET CodeSystem/100?code=x", 400, "invalid"),
        ("GET metadata?mode=all", 400, "invalid"),
        ("GET CodeSystem/$nothing", 404, "not-found"),
        ("PUT CodeSystem/100", 405, "not-supported"),
        ("POST CodeSystem", 405, "not-supported"),
        ("DELETE CodeSystem/100", 405, "not-supported"),
        ("GET CodeSystem/_search", 405, "not-supported"),
        ("GET " + "x" * 9000, 414, "too-long"),
        ("GET CodeSystem?name=%zz", 400, "invalid"),
        ("GET CodeSystem?name=%ff", 400, "invalid"),
    ],
)
def test_faults_are_operation_outcomes(fhir, base: str, request_line: str, status: int, kind: str) -> None:
    method, _, path = request_line.partition(" ")
    answer = fhir.request(method, f"{base}/{path}")
    issue = parsed(base, answer)["issue"][0]
    assert (answer.status_code, issue["severity"], issue["code"]) == (status, "error", kind)
    assert issue["details"]["text"]


def test_unknown_parameters_are_left_out_where_the_caller_is_lenient(fhir, base: str) -> None:
    answer = fhir.get(f"{base}/CodeSystem?nothing=1&_id=100", headers={"prefer": "handling=lenient"})
    assert ids(answer.json()) == ["100"]
    assert "nothing" not in answer.json()["link"][0]["url"]


def test_other_editions_and_large_bodies_are_refused(fhir) -> None:
    for path in ("/fhir", "/fhir/", "/fhir/r3/metadata"):
        answer = fhir.get(path)
        assert (answer.status_code, answer.json()["resourceType"]) == (404, "OperationOutcome"), path
    large = fhir.post("/fhir/r5", content=b"x" * 1_000_001)
    assert (large.status_code, large.json()["issue"][0]["code"]) == (413, "too-long")
    chunked = fhir.post("/fhir/r5", content=(b"x" * 1000 for _ in range(1_001)))
    assert (chunked.status_code, chunked.json()["issue"][0]["code"]) == (413, "too-long")


def test_the_service_tells_what_it_can(fhir, base: str) -> None:
    found = parsed(base, fhir.get(f"{base}/metadata"))
    assert found["fhirVersion"] == {"/fhir/r4": "4.0.1", "/fhir/r5": "5.0.0"}[base]
    assert found["implementation"]["url"] == f"http://fhir.example{base}"
    (rest,) = found["rest"]
    assert {row["type"] for row in rest["resource"]} >= {"CodeSystem", "ValueSet", "ConceptMap", "NamingSystem"}
    for row in rest["resource"]:
        for parameter in row["searchParam"]:
            value = {"_id": "100", "url": SYSTEM}.get(parameter["name"], "active")
            assert fhir.get(f"{base}/{row['type']}?{parameter['name']}={value}").status_code == 200, parameter
    assert parsed(base, fhir.get(f"{base}/$versions"))["parameter"][1]["name"] == "default"


def test_every_system_is_told_with_every_version_by_every_name(fhir, base: str) -> None:
    found = parsed(base, fhir.get(f"{base}/metadata?mode=terminology"))
    systems = {row["uri"]: row for row in found["codeSystem"]}
    for name in (SYSTEM, LIST, FORMER, f"urn:oid:{OID}"):
        assert [(row["code"], row["isDefault"]) for row in systems[name]["version"]] == [
            ("1.1.0", True),
            ("1.0.0", False),
        ]
    assert systems["http://hl7.org/fhir/administrative-gender"]["version"][0]["isDefault"] is True
    for name in systems:  # each is one that operations answer for
        asked = {"url": name, "code": "no such code"}
        answer = fhir.get(f"{base}/CodeSystem/$validate-code", params=asked).json()
        assert answer["resourceType"] == "Parameters", (name, answer)
    assert {"status", "replacedBy", "colour", "weight"} <= set(systems[SYSTEM]["version"][0]["property"])
    assert {"count", "displayLanguage", "tx-resource"} <= {row["name"] for row in found["expansion"]["parameter"]}


def batch(*requests: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "batch", "entry": [{"request": row} for row in requests]}


def test_each_entry_of_a_batch_is_answered_by_itself(fhir, base: str) -> None:
    sent = batch(
        {"method": "GET", "url": "CodeSystem/100"},
        {"method": "GET", "url": f"http://fhir.example{base}/ValueSet?_id=100&_summary=true"},
        {"method": "GET", "url": "CodeSystem/none"},
        {"method": "DELETE", "url": "CodeSystem/100"},
        {"method": "GET", "url": "http://elsewhere.example/x"},
        {"method": "FETCH", "url": "CodeSystem/100"},
        {"method": "GET", "url": "CodeSystem/100", "ifNoneMatch": 'W/"1.1.0"'},
        {"method": "GET", "url": "/metadata"},
        {"method": "GET", "url": "CodeSystem?name=%ff"},
    )
    found = parsed(base, fhir.post(base, json=sent))
    assert found["type"] == "batch-response"
    statuses = [row["response"]["status"][:3] for row in found["entry"]]
    assert statuses == ["200", "200", "404", "405", "400", "400", "304", "200", "400"]
    assert found["entry"][0]["resource"]["url"] == SYSTEM
    assert found["entry"][1]["resource"]["total"] == 1
    assert found["entry"][2]["response"]["outcome"]["issue"][0]["code"] == "not-found"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", TYPE, 400),
        (b"\xff", TYPE, 400),
        (b"[]", TYPE, 400),
        (b"[" * 150_000, TYPE, 400),
        (b'{"resourceType":"Bundle","type":"transaction"}', TYPE, 400),
        (b'{"resourceType":"Patient"}', TYPE, 400),
        (b'{"resourceType":"Bundle","type":"batch","entry":{}}', TYPE, 400),
        (b"<Bundle/>", "application/fhir+xml", 415),
        (
            json.dumps({"resourceType": "Bundle", "type": "batch", "entry": [1, None, {}, {"request": 3}]}).encode(),
            TYPE,
            200,
        ),
        (json.dumps(batch(*[{"method": "GET", "url": "$x"}] * 501)).encode(), TYPE, 400),
    ],
)
def test_what_is_no_batch_is_refused(fhir, base: str, body: bytes, kind: str, status: int) -> None:
    answer = fhir.post(base, content=body, headers={"content-type": kind})
    found = parsed(base, answer)
    assert answer.status_code == status
    if status == 200:
        assert {row["response"]["status"][:3] for row in found["entry"]} == {"400"}
    else:
        assert found["issue"][0]["severity"] == "error"


@pytest.mark.parametrize(
    ("canonical", "place"),
    [
        ("/value-set/100", "/fhir/r5/ValueSet/100"),
        ("/value-set/collection-epler", "/fhir/r5/ValueSet/collection-epler"),
        ("/supplement/concept-scheme-kart", "/fhir/r5/CodeSystem/concept-scheme-kart-supplement"),
        ("/naming-system/100", "/fhir/r5/NamingSystem/100"),
    ],
)
def test_canonicals_of_our_own_lead_to_their_resources(fhir, canonical: str, place: str) -> None:
    answer = fhir.get(canonical)
    assert (answer.status_code, answer.headers["location"]) == (303, place)
    found = fhir.get(place).json()
    assert found.get("url", place) in (f"https://omforent.no{canonical}", place)


def test_other_addresses_like_them_are_not_there(fhir) -> None:
    assert fhir.get("/value-set/a%20b").status_code == 404
    assert fhir.get("/value-set/none", follow_redirects=True).status_code == 404


def test_the_operations_that_are_told_are_those_that_are_performed(fhir, base: str) -> None:
    (rest,) = fhir.get(f"{base}/metadata").json()["rest"]
    told = {(row["type"], one["name"]) for row in rest["resource"] for one in row.get("operation", ())}
    assert {(kind, name) for kind, name in told if not Operations(Edition.R5).has(kind, name)} == set()
    assert {("CodeSystem", "subsumes"), ("ValueSet", "expand"), ("ConceptMap", "translate")} <= told
    for kind, name in told:
        assert fhir.get(f"{base}/{kind}/${name}").status_code != 404 or kind == "ConceptMap", (kind, name)
