"""Tokens from the command line: taken by a server on loopback; made for no other."""

import pytest
from typer.testing import CliRunner

from registry.cli import app
from registry.errors import Forbidden, InvalidInput
from registry.services.people import People
from registry.services.sign_in.tokens import SignIn
from registry.settings import Settings

ORG = "https://omforent.no/organization/north"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("OMFORENT_HOME", str(tmp_path))
    return lambda *words: CliRunner().invoke(app, ["token", *words])


def test_the_token_that_is_printed_signs_in(run, tmp_path):
    printed = run("--role", "editor", "--role", "reviewer", "--org", ORG, "--name", "Kari")
    assert printed.exit_code == 0
    caller = SignIn(Settings(home=tmp_path), People(tmp_path)).caller(printed.output.strip())
    assert [(grant.role, grant.organization) for grant in caller.grants] == [("editor", ORG), ("reviewer", ORG)]
    assert (
        caller.person
        != SignIn(Settings(home=tmp_path), People(tmp_path))
        .caller(run("--role", "editor", "--org", ORG, "--name", "Ola").output.strip())
        .person
    )


def test_none_is_made_where_it_would_not_be_taken(run, monkeypatch, tmp_path):
    monkeypatch.setenv("OMFORENT_HOST", "0.0.0.0")
    found = run("--role", "editor", "--org", ORG)
    assert isinstance(found.exception, Forbidden)
    assert not (tmp_path / "token-key.json").exists()


@pytest.mark.parametrize("words", [("--role", "king", "--org", ORG), ("--role", "editor", "--org", "no iri")])
def test_a_wish_that_cannot_be_met_is_told(run, words):
    assert isinstance(run(*words).exception, InvalidInput)
