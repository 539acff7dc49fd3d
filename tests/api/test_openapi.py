"""The description fits the application: every route, parameter and answer; and nothing is open that is not declared."""

import json
import re

import pytest
import yaml
from litestar import Litestar, get
from litestar.testing import TestClient
from pydantic import BaseModel

import registry.domain
from api import access, answers, composing
from api.access import MOUNTED, PUBLIC, PUBLIC_WRITES, SIGNED, only_allowed
from api.app import Application
from api.problems import handle
from registry.domain.membership import MEMBER_CLASSES, OBJECT_CLASSES

#: Routes that are pages, not API.
PAGES = {"/", "/health", "/{file}", "/static/{page}", "/nb", "/nn", "/en", "/nb/{page}", "/nn/{page}", "/en/{page}"}
#: Answers that leave empty fields out: hits are written when a release is made.
SPARSE = {"Hit", "Successor"}
#: What only a process that writes can answer.
NEEDING_A_WRITER = {"/api/v1/proposals": {503}, "/api/v1/proposals/{identifier}": {503}}
#: No vendor has stated anything there.
REPORTS = {f"/api/v1/report{suffix}": {503} for suffix in ("", ".html", ".csv")}
UNSTATED = {f"/api/v1/{name}/{{identifier}}": {404} for name in ("systems", "conformance-statements")}
OWN = {"/api/v1/openapi.json", "/api/v1/openapi.yaml", "/api/v1/docs", "/api/v1/docs/{file}"}


@pytest.fixture(scope="module")
def description(client) -> dict:
    return client.get("/api/v1/openapi.json").json()


def test_every_route_is_described_and_declared(app: Application, description):
    routes = {route.path_format for route in app.routes}
    assert set(description["paths"]) == routes - PAGES - OWN - MOUNTED
    assert routes == PUBLIC | MOUNTED | {path for _, path in (*SIGNED, *PUBLIC_WRITES)}


def test_a_route_that_is_not_declared_is_refused():
    @get("/undeclared", sync_to_thread=False)
    def undeclared() -> str:
        return "open"

    app = Litestar([undeclared], guards=[only_allowed], exception_handlers={Exception: handle}, openapi_config=None)
    with TestClient(app) as client:
        found = client.get("/undeclared")
    assert found.status_code == 403
    assert found.headers["content-type"] == "application/problem+json"


def test_it_is_openapi_3_1_and_every_reference_leads_somewhere(description):
    assert description["openapi"].startswith("3.1")
    names = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(description)))
    assert names <= set(description["components"]["schemas"])
    identifiers = [row["operationId"] for item in description["paths"].values() for row in item.values()]
    assert len(set(identifiers)) == len(identifiers)


def operations(description) -> list[tuple[str, dict]]:
    return [(path, operation) for path, item in description["paths"].items() for operation in item.values()]


def test_everything_is_told(description):
    for path, operation in operations(description):
        assert operation["summary"], path
        assert operation["description"], path
        for parameter in operation["parameters"]:
            assert parameter["description"], (path, parameter["name"])
        for status in ("400", "403", "404", "405", "500", "503"):
            assert "application/problem+json" in operation["responses"][status]["content"]
    for name, schema in description["components"]["schemas"].items():
        assert schema["description"], name


def test_examples_work(client, description):
    for path, operation in operations(description):
        parameters = {row["name"]: row for row in operation["parameters"]}
        assert all("example" in row for row in parameters.values() if row["required"]), path
        if "mappings" in path or "security" in operation or "requestBody" in operation:
            continue
        address = path.format(**{name: row["example"] for name, row in parameters.items() if row["in"] == "path"})
        needed = {name: row["example"] for name, row in parameters.items() if row["in"] == "query" and row["required"]}
        assert client.get(address, params=needed).status_code in {**NEEDING_A_WRITER, **UNSTATED, **REPORTS}.get(
            path, {200, 303}
        )


def test_what_takes_a_role_says_so(description):
    signed = {(method.upper(), path) for path, item in description["paths"].items() for method in item}
    assert {each for each in signed if "security" in description["paths"][each[1]][each[0].lower()]} == set(SIGNED)


def test_yaml_says_the_same(client, description):
    assert yaml.safe_load(client.get("/api/v1/openapi.yaml").content) == description


def test_answers_have_exactly_the_documented_fields(client, description):
    schemas = description["components"]["schemas"]

    def fits(value, schema):
        if "$ref" in schema:
            schema = schemas[schema["$ref"].rpartition("/")[2]]
        if isinstance(value, dict) and "properties" in schema:
            left_out = set(schema["properties"]) - set(value)
            assert not left_out or schema["title"] in SPARSE, (schema["title"], left_out)
            assert set(value) <= set(schema["properties"])
            assert set(schema.get("required", ())) <= set(value)
            for name, item in value.items():
                fits(item, schema["properties"][name])
        elif isinstance(value, list):
            for item in value:
                fits(item, schema.get("items", {}))

    for address, path in {
        "/api/v1/code-lists/8221": "/api/v1/code-lists/{identifier}",
        "/api/v1/schemes/pasientforlop": "/api/v1/schemes/{identifier}",
        "/api/v1/models/epikrise-1.2": "/api/v1/models/{identifier}",
        "/api/v1/exchanges/epikrise": "/api/v1/exchanges/{identifier}",
        "/api/v1/pathways/pasientforlop": "/api/v1/pathways/{identifier}",
        "/api/v1/releases/2026.1": "/api/v1/releases/{number}",
        "/api/v1/search?q=a": "/api/v1/search",
        "/api/v1/suggest?q=a": "/api/v1/suggest",
    }.items():
        answer = description["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        fits(client.get(address).json(), answer)


#: Fields of the domain that have another name or place in an answer.
MOVED = {"notation", "is_replaced_by", "codes", "concepts", "mappings", "elements", "version"}


@pytest.mark.parametrize("kind", [*OBJECT_CLASSES, *MEMBER_CLASSES])
def test_no_field_of_the_domain_is_left_out(kind):
    if kind in OBJECT_CLASSES:
        domain, answer = OBJECT_CLASSES[kind], composing.ANSWERS[kind]
    else:
        domain = MEMBER_CLASSES[kind]
        answer = answers.Code if domain is registry.domain.Code else composing._MEMBERS[kind]
    assert set(domain.model_fields) - MOVED <= set(answer.model_fields)


def test_the_values_inside_are_whole_too():
    for name in (
        "Definition",
        "ConceptRelation",
        "AssociativeRelation",
        "Binding",
        "CodeProperty",
        "Identifier",
        "Period",
        "Gap",
    ):
        domain, answer = getattr(registry.domain, name), getattr(answers, name)
        assert issubclass(answer, BaseModel)
        assert set(domain.model_fields) - {"extra"} <= set(answer.model_fields), name


def test_the_page_needs_nothing_from_elsewhere(client, root):
    page = client.get("/api/v1/docs")
    assert page.status_code == 200
    assert "//" not in page.text
    assert not re.search(r"<script>|<style| on\w+=", page.text)
    for file in re.findall(r'(?:src|href)="(docs/[^"]+)"', page.text):
        assert client.get(f"/api/v1/{file}").status_code == 200
    assert client.get("/api/v1/docs/LICENSE").status_code == 404
    version = (root / "site/vendor/swagger-ui/VERSION").read_text().strip()
    assert f"SWAGGER_UI := {version}\n" in (root / "Makefile").read_text()
    assert access.PUBLIC >= OWN
