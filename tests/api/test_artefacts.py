"""What is generated of models and exchanges, through HTTP: lists, files, versions, caching and faults."""

import json

from litestar.testing import TestClient

from api.app import Application

EXCHANGE, MODEL = "/api/v1/exchanges/epikrise/artefacts", "/api/v1/models/epikrise-1.2/artefacts"
Client = TestClient[Application]


def local(address: str) -> str:
    return address.removeprefix("https://omforent.no")


def test_every_listed_file_is_there(client: Client) -> None:
    for path in (EXCHANGE, MODEL, "/api/v1/pathways/pasientforlop/artefacts"):
        listed = client.get(path).json()
        assert listed["items"]
        for row in listed["items"]:
            found = client.get(local(row["address"]))
            assert found.status_code == 200, row
            assert found.headers["content-type"].startswith(row["media_type"])
            assert row["name"] in found.headers["content-disposition"]
            assert "immutable" in found.headers["cache-control"]


def test_an_exchange_has_the_forms_of_its_model_and_a_drawing(client: Client) -> None:
    own = {row["form"] for row in client.get(MODEL).json()["items"]}
    of_exchange = {row["form"] for row in client.get(EXCHANGE).json()["items"]}
    assert {"json-schema", "shacl", "fhir-r4", "fhir-r5", "modelldcat-ap-no", "mermaid", "plantuml", "xlsx"} <= own
    assert of_exchange == own | {"svg"}


def test_the_schema_names_exchange_model_version_and_release(client: Client) -> None:
    found = client.get(f"{EXCHANGE}/epikrise-1.2.schema.json?release=2026.1").json()
    assert found["x-omforent-exchange"] == "https://omforent.no/exchange/epikrise"
    assert found["x-omforent-model"] == "https://omforent.no/model/epikrise-1.2"
    assert (found["x-omforent-version"], found["x-omforent-release"]) == ("1.0.0", "2026.1")
    assert client.get(local(found["$id"])).json() == found


def test_the_same_release_gives_the_same_bytes_and_304(client: Client) -> None:
    path = f"{MODEL}/epikrise-1.2.schema.json?version=1.0.0"
    first, again = client.get(path), client.get(path)
    assert first.content == again.content
    assert client.get(path, headers={"if-none-match": first.headers["etag"]}).status_code == 304


def test_versions_releases_and_days_are_named(client: Client) -> None:
    for question in ("version=1.0.0", "release=2026.2", "date=2026-03-01"):
        assert client.get(f"{MODEL}/epikrise-1.2.md?{question}").status_code == 200
    assert client.get(f"{MODEL}/epikrise-1.2.md?version=9.0.0").status_code == 404
    assert client.get(f"{MODEL}/epikrise-1.2.md?version=x").status_code == 400


def test_what_is_not_there_is_told(client: Client) -> None:
    found = client.get(f"{MODEL}/epikrise-1.2.exe")
    assert found.status_code == 404
    assert "epikrise-1.2.schema.json" in json.loads(found.text)["rule"]
    assert client.get("/api/v1/models/none/artefacts").status_code == 404
    assert client.get(f"{MODEL}?colour=red").status_code == 400
    assert client.get(MODEL, headers={"accept": "text/turtle"}).status_code == 406
