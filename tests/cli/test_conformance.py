"""`omforent conformance`: from a system to a verified statement, and what happens at a new major version."""

import json
from datetime import UTC, datetime
from functools import partial

import pytest
import typer
from typer.testing import CliRunner

from registry.cli.conformance import conformance
from registry.cli.report import report
from registry.errors import Conflict, Forbidden, InvalidInput, NotFound, SyntaxFault
from registry.services import publication
from registry.services.sign_in.embedded import Asked, issue
from registry.services.workspace import open_store
from registry.settings import Settings

FILES = (
    "models/register/organisations.ttl",
    "models/register/standards.ttl",
    "models/pathway/pasientforlop.ttl",
    "models/exchange/epikrise.ttl",
    "models/requirement/kvittering.ttl",
)
VENDOR = "https://omforent.no/organization/leverandor"


@pytest.fixture
def home(root, tmp_path, monkeypatch):
    settings = Settings(home=tmp_path / "home")
    unchecked = partial(publication.release, check=lambda _: ())  # what is left out here would block a release
    monkeypatch.setattr(publication, "release", unchecked)
    with open_store(settings) as workspace:
        for path in FILES:
            workspace.import_file((root / path).read_bytes(), path)
        workspace.release("2026.1")
    monkeypatch.setenv("OMFORENT_HOME", str(settings.home))
    return settings


@pytest.fixture
def run():
    return lambda *words: CliRunner().invoke(conformance, [str(word) for word in words])


@pytest.fixture
def vendor(home):
    return issue(home, Asked(roles=("editor",), organization=VENDOR, name="vera"))


@pytest.fixture
def system(run, vendor):
    return run("register", "Journal Én", "Eksempel AS", "--token", vendor).stdout.strip()


@pytest.fixture
def answers(root, tmp_path):
    numbers = [f"KVI-{number:02}" for number in range(1, 18)]
    path = tmp_path / "svar.csv"
    path.write_text("requirement;answer;comment\n" + "".join(f"{each};yes;\n" for each in numbers), "utf-8")
    return path


@pytest.fixture
def claim(run, vendor, system, answers):
    words = ("--exchange", "epikrise", "--role", "henviser-primaer", "--answers", answers, "--token", vendor)
    return run("state", system, "4.2", *words)


def evidence(tmp_path, severity="warning"):
    message = {
        "digest": "a" * 64,
        "documents": [{"exchanges": ["https://omforent.no/exchange/epikrise"]}],
        "findings": [{"severity": severity}],
    }
    path = tmp_path / "rapport.json"
    path.write_text(json.dumps({"release": "2026.1", "messages": [message]}), "utf-8")
    return path


def test_answers_to_what_does_not_hold_for_the_role_are_refused(claim):
    assert type(claim.exception) is InvalidInput  # KVI-11 and others are made of whoever sends
    assert claim.exception.field == "requirement"


@pytest.fixture
def stated(run, vendor, system, answers, root):
    wanted = run_requirements(root, run)
    lines = answers.read_text("utf-8").splitlines()
    answers.write_text("\n".join([lines[0], *(line for line in lines[1:] if line[:6] in wanted)]), "utf-8")
    words = ("--exchange", "epikrise", "--role", "henviser-primaer", "--answers", answers, "--token", vendor)
    result = run("state", system, "4.2", *words)
    return result.stdout.split()[0]


def run_requirements(root, run):
    from registry.cli.requirements import requirements

    found = CliRunner().invoke(requirements, ["list", "--exchange", "epikrise", "--role", "henviser-primaer"])
    return {line[:6] for line in found.stdout.splitlines()}


def test_from_a_system_to_a_verified_statement(run, stated, vendor, tmp_path):
    result = run("evidence", stated, evidence(tmp_path), "--token", vendor)
    assert result.stdout == "1 messages, 0 errors\n"
    assert run("verify", stated, "--reason", "Prøvd", "--token", vendor).exception.field == "role"
    assert run("verify", stated, "--reason", "Prøvd").stdout == f"{stated}: verified\n"
    assert "verified   Eksempel AS: Journal Én 4.2  epikrise 1.0.0 as henviser-primaer" in run("list").stdout
    assert run("list", "--state", "claimed").stdout == "0 statements\n"
    assert json.loads(run("list", "--format", "json").stdout)[0]["messages"] == 1
    shown = json.loads(run("show", stated.rpartition("/")[2]).stdout)
    assert shown["state"] == "verified"
    assert all(not row["by"]["person"] for row in shown["decisions"])


@pytest.fixture
def verified(run, stated, vendor, tmp_path):
    run("evidence", stated, evidence(tmp_path), "--token", vendor)
    run("verify", stated, "--reason", "Prøvd")
    return stated


def test_a_new_major_version_of_the_exchange_lets_it_expire(home, root, run, verified, vendor):
    text = (root / "models/exchange/epikrise.ttl").read_text("utf-8")
    narrower = text.replace('dct:identifier "epikrise"', 'dct:identifier "epikrise-ny"')
    with open_store(home) as workspace:
        workspace.import_file(narrower.encode(), "epikrise.ttl")
        made = workspace.release("2026.2")
        entries = [entry.activity for entry in workspace.ledger.replay()]
    assert {version.number for version in made.versions if version.object.endswith("exchange/epikrise")} == {"2.0.0"}
    assert "expired " in run("list").stdout
    assert (entries[-1].kind, entries[-1].reason) == ("statement-transition", "superseded by release 2026.2")
    refused = run("verify", verified, "--reason", "Likevel").exception
    assert "expired cannot become verified" in refused.message
    assert run("withdraw", verified, "--reason", "Ny erklæring", "--token", vendor).exit_code == 0


def test_a_minor_version_does_not(home, root, run, stated):
    text = (root / "models/exchange/epikrise.ttl").read_text("utf-8")
    with open_store(home) as workspace:
        workspace.import_file(text.replace('"epikrise"@nb', '"epikrisen"@nb').encode(), "epikrise.ttl")
        workspace.release("2026.2")
    assert "claimed " in run("list").stdout


def test_what_cannot_be_is_refused(run, stated, vendor, tmp_path):
    (tmp_path / "rot.json").write_text("{", "utf-8")
    other = issue(Settings.read(), Asked(roles=("editor",), organization=VENDOR + "-2", name="otto"))
    for words, fault in (
        (("evidence", stated, tmp_path / "rot.json"), SyntaxFault),
        (("evidence", stated, evidence(tmp_path), "--token", other), Forbidden),
        (("show", "0" * 32), NotFound),
        (("withdraw", stated, "--reason", "x", "--token", other), Forbidden),
        (("list", "--state", "bra"), InvalidInput),
        (("register", "", "Eksempel AS", "--token", vendor), InvalidInput),
        (("rerun", stated, tmp_path / "rot.json"), Conflict),  # there is no report yet
    ):
        assert type(run(*words).exception) is fault, words


def test_the_time_of_a_statement_is_told(run, stated):
    shown = json.loads(run("show", stated).stdout)
    assert datetime.fromisoformat(shown["created"]).tzinfo == UTC


def test_a_report_tells_of_it_in_every_form(run, verified, tmp_path):
    app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command()(report)
    year = str(datetime.now(UTC).year)
    for name, begins in (("r.html", b"<!doctype html>"), ("r.csv", b"\xef\xbb\xbf"), ("r.json", b"{")):
        assert CliRunner().invoke(app, [str(tmp_path / name), "--year", year]).exit_code == 0
        assert (tmp_path / name).read_bytes().startswith(begins)
    sections = {row["name"]: row["rows"] for row in json.loads((tmp_path / "r.json").read_bytes())["sections"]}
    events = {row["name"]: row["values"][0] for row in sections["activity"]}
    assert (events["statements_made"], events["statements_verified"]) == (1, 1)
    assert sections["adoption_exchange"][0]["values"] == [0, 1, 0]
    assert "epikrise" in (tmp_path / "r.html").read_text("utf-8")
    for words in (["--quarter", "2026-9"], [], ["r.pdf", "--year", year]):
        assert type(CliRunner().invoke(app, words).exception) is InvalidInput
