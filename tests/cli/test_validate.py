"""`omforent validate`: files and folders, formats, exit codes for CI, and what is refused."""

import json

import pytest
from typer.testing import CliRunner

from registry.cli import app
from registry.errors import InvalidInput, NotFound
from tests.services.validation import edition
from tests.services.validation.test_checking import header


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("validating")
    edition.make(folder, small=True)
    return folder


@pytest.fixture
def run(home, monkeypatch):
    monkeypatch.setenv("OMFORENT_HOME", str(home))
    return lambda *words: CliRunner().invoke(app, ["validate", *map(str, words)])


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "in" / "deep").mkdir(parents=True)
    (tmp_path / "in" / "good.xml").write_bytes(header('<Ack V="J"/>'))
    (tmp_path / "in" / "deep" / "bad.xml").write_bytes(header('<Ack V="X" DN="Ja"/>'))
    (tmp_path / "in" / "notes.txt").write_text("no message")
    return tmp_path / "in"


def test_a_message_without_errors_gives_exit_code_0(run, folder):
    done = run(folder / "good.xml")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == (
        "1 meldinger, 0 med feil: 0 feil, 0 advarsler, 0 opplysninger. Release 2026.2."
    )


def test_findings_are_told_with_place_and_repair_and_exit_code_1(run, folder):
    done = run(folder, "--lang", "en")
    assert done.exit_code == 1
    assert "error: Ack/@V: X «Ja» is no code of 7304 Meldingsstadfesting. [unknown-code]" in done.stdout
    assert "/MsgHead/MsgInfo/Ack/@V (line 3)" in done.stdout
    assert "Likely repair: J" in done.stdout
    assert "2 messages, 1 with errors" in done.stdout
    assert "good.xml" not in done.stdout


def test_json_holds_all_of_it(run, folder):
    found = json.loads(run(folder, "--format", "json").stdout)
    assert [row["valid"] for row in found["messages"]] == [False, True]
    (finding,) = found["messages"][0]["findings"]
    assert (finding["rule"], finding["line"], finding["repair"]) == ("unknown-code", 3, "J")
    assert finding["page"] == "https://omforent.no/rule/unknown-code"
    assert finding["concept"].startswith("https://omforent.no/concept/")
    assert found["summary"]["rules"][0] == {
        "rule": "unknown-code",
        "title": "Koden er ikke i kodeverket",
        "severity": "error",
        "findings": 1,
        "messages": 1,
    }


@pytest.mark.parametrize("lang", ["nb", "nn", "en"])
def test_html_is_one_file_that_needs_no_other(run, folder, lang):
    page = run(folder, "--format", "html", "--lang", lang).stdout
    assert f'<html lang="{lang}">' in page
    assert "default-src 'none'" in page
    assert page.count("<li class=") == 1
    assert 'src="' not in page
    assert "<link" not in page


def test_rules_are_turned_off_by_a_file(run, folder, tmp_path):
    (tmp_path / "rules.toml").write_text('off = ["unknown-code"]')
    assert run(folder, "--rules", tmp_path / "rules.toml").exit_code == 0


def test_an_exchange_and_a_day_may_be_named(run, folder):
    assert run(folder / "good.xml", "--exchange", "dialog-helsefaglig").exit_code == 1  # no dialogue is in it
    (folder / "old.xml").write_bytes(header('<Ack V="F"/>', day="2021-01-01"))
    assert "retired-code" in run(folder / "old.xml").stdout
    assert "retired-code" not in run(folder / "old.xml", "--date", "2019-01-01").stdout
    assert "Release 2026.1." in run(folder / "good.xml", "--release", "2026.1").stdout


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("none.xml",), InvalidInput),
        (("{folder}", "--release", "2031.1"), NotFound),
        (("{folder}", "--date", "i går"), InvalidInput),
        (("{folder}", "--date", "2026-01-01", "--release", "2026.1"), InvalidInput),
        (("{folder}", "--exchange", "ingenting"), NotFound),
        (("{folder}", "--exchange", "7304"), InvalidInput),
        (("{folder}", "--rules", "none.toml"), InvalidInput),
    ],
)
def test_a_wrong_request_is_refused(run, folder, words, fault):
    done = run(*(word.format(folder=folder) for word in words))
    assert isinstance(done.exception, fault)
    assert done.exception.exit_code == 2


def test_a_folder_without_messages_is_refused(run, tmp_path):
    assert isinstance(run(tmp_path).exception, InvalidInput)


def test_many_files_are_shared_among_processes_and_told_in_order(run, folder):
    many = folder / "many"
    many.mkdir()
    for at in range(160):
        (many / f"{at:03}.xml").write_bytes(header(f'<Ack V="{"X" if at == 150 else "J"}"/>'))
    (many / "huge.xml").write_bytes(b" " * 20_000_001)
    found = json.loads(run(many, "--format", "json").stdout)
    names = [row["name"] for row in found["messages"]]
    assert names == sorted(names)
    told = [row["name"].rpartition("/")[2] for row in found["messages"] if row.get("findings")]
    assert told == ["150.xml", "huge.xml"]
    assert found["messages"][-1]["findings"][0]["rule"] == "too-large"
