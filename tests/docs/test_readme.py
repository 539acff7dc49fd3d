"""What the README tells people to type works."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from litestar.testing import TestClient

import api.app
from registry.cli import app
from registry.services.workspace import open_store
from registry.settings import Settings
from registry.terminology.releases import Releases

ADDRESS = re.compile(r"curl [^\n]*?'http://127\.0\.0\.1:8000([^']*)'")
COMMAND = re.compile(r"^omforent (\w+)", re.MULTILINE)


@pytest.fixture(scope="module")
def readme(root: Path) -> str:
    return (root / "README.md").read_text()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """The API over the shipped content, released."""
    settings = Settings(home=tmp_path_factory.mktemp("home"))
    with open_store(settings) as workspace:
        workspace.load_shipped()
        assert workspace.release("2026.1") is not None
    return TestClient(api.app.create(settings, Releases(settings.home)))


@pytest.mark.timeout(300)
def test_every_address_answers(readme: str, client: TestClient) -> None:
    addresses = ADDRESS.findall(readme)
    assert len(addresses) >= 8
    for address in addresses:
        answer = client.get(address, headers={"Accept": "text/turtle, */*;q=0.5"}, follow_redirects=True)
        assert answer.status_code == 200, f"{address}: {answer.text[:300]}"
        assert urlsplit(str(answer.url)).path


def test_what_is_shown_is_what_comes(readme: str, client: TestClient) -> None:
    table = client.get("/api/v1/code-lists/7304.csv").content.decode("utf-8-sig").replace("\r\n", "\n")
    assert table.strip() in readme
    valid = client.get("/api/v1/code-lists/8221/codes?date=2012-01-01&active=true").json()
    assert "E20" in {row["code"] for row in valid["items"]}
    replaced = client.get("/api/v1/code-lists/8221/codes/E20").json()
    assert replaced["active"] is False
    assert [row["code"] for row in replaced["replaced_by"]] == ["E21"]
    former = client.get("/resolve?id=http://ehelse.no/fhir/CodeSystem/no-kodeverk-7304", follow_redirects=False)
    assert (former.status_code, former.headers["location"]) == (303, "/code-list/7304")
    assert former.headers["omforent-former-name"] == "true"


def test_the_message_with_an_unknown_code_is_told_as_shown(readme: str, client: TestClient) -> None:
    artefact = client.get("/api/v1/exchanges/epikrise/artefacts/epikrise-1.2.unknown-code.xml")
    assert artefact.status_code == 200
    found = client.post(
        "/api/v1/exchanges/epikrise/$validate?lang=nb",
        content=artefact.content,
        headers={"Content-Type": "application/xml"},
    ).json()["messages"][0]["findings"][0]
    assert f"  feil: {found['text']} [{found['rule']}]\n    {found['path']} (linje {found['line']})\n" in readme


def test_every_command_exists(readme: str) -> None:
    named = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    named |= {group.name for group in app.registered_groups if group.name}
    found = set(COMMAND.findall(readme))
    assert found
    assert found <= named


def test_every_file_that_is_linked_is_there(readme: str, root: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", readme):
        assert (root / target).exists(), target
