"""What docs/fhir.md and the README tell people to ask the FHIR service works, and the score is the stored one."""

import json
import re
from pathlib import Path

import pytest
from litestar.testing import TestClient

import api.app
from registry.services.fhir_conformance import conformance
from registry.services.workspace import open_store
from registry.settings import Settings
from registry.terminology.releases import Releases

CALL = re.compile(r"curl -s (?:-H '([^:']+): ([^']+)' )?'http://127\.0\.0\.1:8000(/fhir/[^']*)'(?: -d '([^']*)')?")
#: What each operation says where it found what was asked for.
FOUND = {
    "$lookup": "display",
    "$validate-code": "result",
    "$subsumes": "outcome",
    "$translate": "result",
    "$versions": "version",
    "$batch-validate-code": "validation",
}
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def text(root: Path) -> str:
    return (root / "docs" / "fhir.md").read_text("utf-8")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """The service over the shipped content, released."""
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    with open_store(settings) as workspace:
        workspace.load_shipped()
        assert workspace.release("2026.1") is not None
    return TestClient(api.app.create(settings, Releases(settings.home)))


def test_every_call_is_answered(text: str, root: Path, client: TestClient) -> None:
    calls = [*CALL.findall(text), *CALL.findall((root / "README.md").read_text("utf-8"))]
    asked = {operation for _, _, path, _ in calls for operation in re.findall(r"\$[a-z-]+", path)}
    assert asked == {*FOUND, "$expand"}
    for name, value, path, body in calls:
        headers = {name: value} if name else {}
        answer = client.post(path, content=body, headers=headers) if body else client.get(path, headers=headers)
        assert answer.status_code == 200, f"{path}: {answer.text[:300]}"
        _satisfied(path, answer.json())


def _satisfied(path: str, found: dict) -> None:
    kind = found["resourceType"]
    if kind == "Bundle" and found["type"] == "batch-response":
        assert all(row["response"]["status"].startswith("200") for row in found["entry"])
    elif kind == "Bundle":
        assert found["total"] > 0, path
    elif kind == "ValueSet" and "expansion" in found:
        assert found["expansion"]["contains"], path
    elif kind == "Parameters":
        named = {row["name"]: row for row in found["parameter"]}
        operation = re.search(r"\$[a-z-]+", path)
        assert operation
        assert FOUND[operation[0]] in named, path
        if operation[0] == "$validate-code":
            assert named["result"]["valueBoolean"] is True
        if operation[0] == "$subsumes":
            assert named["outcome"]["valueCode"] == "subsumes"


def test_a_map_that_is_sent_translates(text: str, client: TestClient) -> None:
    (body,) = [body for _, _, path, body in CALL.findall(text) if path.endswith("$translate") and body]
    found = client.post("/fhir/r5/ConceptMap/$translate", json=json.loads(body)).json()
    assert found["parameter"][0] == {"name": "result", "valueBoolean": True}


def test_the_table_adds_up_to_the_stored_score(text: str) -> None:
    rows = re.findall(r"^\| ([a-z-]+) \| (\d+)/(\d+) \| (\d+)/(\d+) \|$", text, re.MULTILINE)
    stored = {row.edition: row for row in conformance().scores}
    for place, edition in ((1, "R4"), (3, "R5")):
        assert sum(int(row[place]) for row in rows) == stored[edition].passed
        assert sum(int(row[place + 1]) for row in rows) == stored[edition].total
        assert f"**{stored[edition].passed}/{stored[edition].total}**" in text
