"""`omforent diff` and `omforent timeline` as people run them: what is printed, and what they end with."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from registry.cli import app
from registry.errors import InvalidInput
from registry.store.embedded import EmbeddedStore
from tests.services.releasing import publish, put
from tests.terminology import content

LONG_AGO = datetime(2020, 1, 15, tzinfo=UTC)


@pytest.fixture
def run(tmp_path: Path, monkeypatch):
    store = EmbeddedStore(tmp_path)
    put(store, content.everything())
    publish(store, tmp_path, number="2026.1", issued=LONG_AGO)
    put(store, [content.code_list(content.code("X", "Ukjent"))])
    publish(store, tmp_path, number="2026.2", issued=LONG_AGO + timedelta(days=9))
    put(store, [content.code_list()])
    store.close()
    monkeypatch.setenv("OMFORENT_HOME", str(tmp_path))
    monkeypatch.setenv("NO_COLOR", "1")
    return lambda *words: CliRunner().invoke(app, words)


def test_a_change_paper_is_printed_and_the_end_says_that_there_are_differences(run):
    found = run("diff", "2026.1", "2026.2", "--lang", "en")
    assert found.output.splitlines() == [
        "Changes from 2026.1 to 2026.2",
        "1 change in 1 object.",
        "By effect: 1 extending.",
        "Smallest step of the version: minor.",
        "",
        "The code list «Meldingsbekreftelse»  1.0.0 → 1.1.0",
        "https://omforent.no/code-list/7304",
        "  minor  The code X «Ukjent» has been added.",
        "         One more code; receivers must be able to show a code that they do not know.",
    ]
    assert found.exit_code == 1


def test_nothing_different_ends_with_nought(run):
    found = run("diff", "2026.1", "2026.1")
    assert (found.output.splitlines()[-1], found.exit_code) == ("Ingenting er endret.", 0)


def test_what_cannot_be_compared_ends_with_two(run):
    found = run("diff", "7304", "2026-99-99")
    assert isinstance(found.exception, InvalidInput)
    assert found.exception.exit_code == 2


def test_drafts_are_read_from_the_data_folder(run):
    found = run("diff", "draft:7304", "--format", "json")
    told = json.loads(found.output)
    assert (told["before"], told["after"], told["compatibility"]) == ("code-list/7304@1.1.0", "draft:7304", "major")
    assert [row["kind"] for row in told["objects"][0]["lines"]] == ["code-removed"]
    assert found.exit_code == 1


def test_a_timeline_is_printed_newest_first(run):
    found = run("timeline", "7304")
    assert found.exit_code == 0
    assert found.output.splitlines() == [
        "«Meldingsbekreftelse»",
        "",
        "1.1.0  2020-01-24  (2026.2)",
        "  minor  Koden X «Ukjent» er lagt til.",
        "",
        "1.0.0  2020-01-15  (2026.1)",
        "  første versjon",
    ]
    assert json.loads(run("timeline", "7304", "--format", "json").output)["moments"][0]["version"] == "1.1.0"


def test_a_release_refuses_a_step_that_is_smaller_than_the_changes_demand(run):
    refused = run("release", "--step", "7304=minor")
    assert isinstance(refused.exception, InvalidInput)
    assert (refused.exception.field, refused.exception.rule) == ("steps", "at least major")
    assert isinstance(run("release", "--step", "minor").exception, InvalidInput)
    assert json.loads(run("timeline", "7304", "--format", "json").output)["moments"][0]["version"] == "1.1.0"


def test_what_is_affected_is_told_with_its_class(run):
    found = run("diff", "drafts", "--impact", "--lang", "en")
    assert found.exit_code == 0
    assert found.output.splitlines()[0].startswith("Affected in 2026.2: code lists (1), elements (1), bindings (1)")
    assert "  major  The exchange «Epikrise» uses «Meldingsbekreftelse» through «Epikrise 1.2»." in found.output
    told = json.loads(run("diff", "drafts", "--impact", "--format", "json").output)
    assert {row["reach"] for row in told["effects"]} >= {"list", "element", "binding", "exchange", "mapping"}
