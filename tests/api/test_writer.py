"""The application as it is served: the writer of its folder, and a reader that sees a new release at once."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from litestar.testing import TestClient

from api.app import Application, create, from_environment
from registry.errors import Unavailable
from registry.services import drafts, publication
from registry.services.workspace import RemoteWorkspace, open_workspace
from registry.settings import Settings
from registry.store.embedded import EmbeddedStore
from registry.terminology.releases import Releases


@pytest.fixture
def served(young: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient[Application]]:
    monkeypatch.setenv("OMFORENT_HOME", str(young))
    with TestClient(from_environment()) as client:
        yield client


def test_calls_beside_the_server_reach_its_store(served, young, changed):
    with pytest.raises(Unavailable):
        EmbeddedStore(young)
    with open_workspace(Settings(home=young)) as workspace:
        assert isinstance(workspace, RemoteWorkspace)
        drafted = workspace.import_file(changed, "even.ttl")
    assert drafted.iri == "https://omforent.no/code-list/even"
    assert served.get("/api/v1/code-lists/even").json()["codes"]["total"] == 1


def test_a_command_line_beside_the_server_exports_its_draft(served, young):
    program = "from registry.cli import main; main()"
    command = [sys.executable, "-c", program, "export", "https://omforent.no/code-list/even", "--draft"]
    done = subprocess.run(command, env={**os.environ, "OMFORENT_HOME": str(young)}, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b'skos:notation "3"' in done.stdout
    assert served.get("/api/v1/releases").status_code == 200


def test_the_folder_is_free_when_the_server_has_stopped(young, monkeypatch):
    monkeypatch.setenv("OMFORENT_HOME", str(young))
    for _ in range(2):
        with TestClient(from_environment()) as client:
            assert client.get("/api/v1/releases").status_code == 200
        EmbeddedStore(young).close()
    assert not (young / "writer.json").exists()


def test_a_server_does_not_start_on_a_folder_that_another_writes(young, monkeypatch):
    monkeypatch.setenv("OMFORENT_HOME", str(young))
    store = EmbeddedStore(young)
    with pytest.raises(ExceptionGroup) as caught, TestClient(from_environment()):
        pass
    assert caught.group_contains(Unavailable, match="in use")
    store.close()
    EmbeddedStore(young).close()


def test_a_new_release_is_read_without_a_restart(young, changed):
    with TestClient(create(Settings(home=young), Releases(young))) as client:
        before = client.get("/api/v1/code-lists/even")
        page = client.get("/api/v1/versions?limit=1").json()
        store = EmbeddedStore(young)
        drafts.put(store, drafts.read_file(changed, "even.ttl"))
        issued = datetime(2026, 6, 1, 12, tzinfo=UTC)
        agent = "https://omforent.no/organization/omforent"
        publication.release(store, young, issued=issued, agent=agent, check=lambda _: ())
        store.close()
        after = client.get("/api/v1/code-lists/even", headers={"If-None-Match": before.headers["etag"]})
        assert after.status_code == 200
        assert after.headers["omforent-release"] == "2026.2"
        assert after.json()["codes"]["total"] == before.json()["codes"]["total"] + 1
        assert client.get("/api/v1/code-lists/even?release=2026.1").json()["codes"]["total"] == 1
        assert page["total"] == 1
