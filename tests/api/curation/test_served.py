"""Curation as it is served: the writer's store, its audit log, and the command line beside it, all one."""

import pytest
from litestar.testing import TestClient

from api.app import from_environment
from registry.domain.party import Role
from registry.services.curation.desk import QueueAsked
from registry.services.sign_in.embedded import Asked, issue
from registry.services.workspace import RemoteWorkspace, open_workspace
from registry.settings import Settings
from tests.api.curation.steps import SETS, at

EVEN = "https://omforent.no/code-list/even"
NORTH = "https://omforent.no/organization/north"
CODE = {"iri": "https://omforent.no/code/even/4", "notation": "4", "pref_label": [{"text": "Fire", "lang": "nb"}]}


@pytest.fixture
def settings(young, monkeypatch):
    monkeypatch.setenv("OMFORENT_HOME", str(young))
    return Settings(home=young)


def signed(settings, name, *roles):
    token = issue(settings, Asked(roles=tuple(Role(each) for each in roles), organization=NORTH, name=name))
    return {"Authorization": f"Bearer {token}"}


def test_what_is_merged_over_http_is_in_the_draft_and_in_the_log_after_a_restart(settings):
    editor, approver = signed(settings, "kari", "editor"), signed(settings, "ola", "approver")
    with TestClient(from_environment()) as web:
        place = web.post(SETS, json={"title": "Fire", "reason": "mangler"}, headers=editor).headers["location"]
        new = {"op": "add-member", "object": EVEN, "kind": "code", "value": CODE}
        web.post(f"{place}/operations", json={"operations": [new]}, headers=at(web, place, editor))
        for who, state in ((editor, "review"), (approver, "approved"), (approver, "merged")):
            body = {"state": state, "reason": "fordi"}
            done = web.post(f"{place}/transitions", json=body, headers=at(web, place, who))
            assert done.status_code == 200, done.text
        with open_workspace(settings) as workspace:
            assert isinstance(workspace, RemoteWorkspace)
            assert [row.title for row in workspace.desk.queue(QueueAsked()).items] == ["Fire"]
            assert workspace.audit.verify().sound
    with TestClient(from_environment()) as web:
        assert web.get(place, headers=editor).json()["state"] == "merged"
        assert web.get("/api/v1/audit?kind=merge", headers=approver).json()["total"] == 1
        assert web.get("/api/v1/audit/verify", headers=approver).json()["faults"] == []
    with open_workspace(settings) as workspace:
        assert '"Fire"@nb' in workspace.export_draft(EVEN).decode()


def test_a_reader_sends_those_who_curate_to_the_writer(settings, monkeypatch):
    monkeypatch.setenv("OMFORENT_ROLE", "reader")
    monkeypatch.setenv("OMFORENT_WRITER", "https://writer.example")
    with TestClient(from_environment(), raise_server_exceptions=False) as web:
        found = web.post(SETS, json={}, headers=signed(settings, "kari", "editor"))
        assert found.status_code == 503
        assert found.json()["rule"] == "curation is at https://writer.example"
        assert web.get("/api/v1/proposals").status_code == 503
        assert web.get("/api/v1/workflow").status_code == 200
        assert web.get("/api/v1/code-lists/even").status_code == 200
