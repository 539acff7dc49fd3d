"""The audit log, backup and restoring from the command line, with and without a process that has the folder open."""

import json
import re
from pathlib import Path

import pytest

from registry.rdf import audit
from registry.rdf.prov import GRAPH
from registry.services.ledger import Ledger
from registry.services.people import People
from registry.services.workspace import open_store
from registry.settings import Settings
from registry.store import control
from registry.store.embedded import EmbeddedStore
from registry.store.protocol import Change
from tests.cli.test_main import omforent

TURTLE = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://omforent.no/concept-scheme/a> a skos:ConceptScheme ; <http://purl.org/dc/terms/title> "{title}"@nb .
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data folder where a file was imported and its draft discarded."""
    home = tmp_path / "var"
    (tmp_path / "a.ttl").write_text(TURTLE.format(title="En"))
    assert omforent("import", str(tmp_path / "a.ttl"), home=home).returncode == 0
    assert omforent("discard", "a", home=home).returncode == 0
    return home


def test_a_sound_log_is_told_with_exit_code_0(home: Path) -> None:
    answer = omforent("audit", "verify", home=home)
    assert (answer.returncode, answer.stdout) == (0, "2 entries, all sound\n")


def test_an_altered_entry_is_named_with_exit_code_1(home: Path) -> None:
    store = EmbeddedStore(home)
    first = Ledger(store).entry(1)
    other = first.model_copy(update={"activity": first.activity.model_copy(update={"reason": "another"})})
    store.apply(Change(GRAPH, audit.statements(first), audit.statements(other)))
    store.close()
    answer = omforent("audit", "verify", home=home)
    assert answer.returncode == 1
    assert answer.stdout.splitlines() == ["entry 1 has been altered", "2 entries, faults: 1"]


def test_entries_are_listed_by_what_is_asked(home: Path) -> None:
    lines = omforent("audit", "list", "--kind", "import", "--since", "2026-01-01", home=home).stdout.splitlines()
    assert re.match(
        r"1  \d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ  import  .+ \(administrator, .+\)  .+/concept-scheme/a", lines[0]
    )
    assert lines[1:] == ["1 of 1 entries"]
    found = json.loads(omforent("audit", "list", "--limit", "1", "--format", "json", home=home).stdout)
    assert (found["total"], found["before"], found["items"][0]["entry"]["sequence"]) == (2, 2, 2)
    assert omforent("audit", "list", "--until", "2020-01-01", home=home).stdout == "0 of 0 entries\n"


@pytest.mark.parametrize("words", [("--since", "yesterday"), ("--until", "2026-01-01T10:00"), ("--kind", "joy")])
def test_what_cannot_be_asked_is_told_in_one_line(home: Path, words: tuple[str, str]) -> None:
    answer = omforent("audit", "list", *words, home=home)
    assert answer.returncode == 2
    assert words[1] in answer.stderr
    assert "Rule: " in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


def test_a_person_is_forgotten_through_the_running_writer(home: Path) -> None:
    kari = People(home).id_of("https://issuer.example", "7", "Kari Nordmann", "kari@example.org")
    settings = Settings(home=home)
    with open_store(settings) as local, control.serve(home, local.handlers()):
        assert kari in omforent("audit", "erase", "Kari Nordmann", home=home).stdout
        assert omforent("audit", "verify", home=home).stdout == "3 entries, all sound\n"
        assert "person-erased" in omforent("audit", "list", "--limit", "1", home=home).stdout
    assert People(home).get(kari).name is None
    assert omforent("audit", "erase", "Kari Nordmann", home=home).returncode == 2


def test_a_backup_is_made_while_serving_and_restored_once(home: Path, tmp_path: Path) -> None:
    with open_store(Settings(home=home)) as local, control.serve(home, local.handlers()):
        answer = omforent("backup", str(tmp_path / "copy"), home=home)
    assert answer.returncode == 0, answer.stderr
    assert "2 audit entries" in answer.stdout
    assert omforent("restore", str(tmp_path / "copy"), home=tmp_path / "new").returncode == 0
    assert omforent("audit", "verify", home=tmp_path / "new").stdout == "2 entries, all sound\n"
    again = omforent("restore", str(tmp_path / "copy"), home=tmp_path / "new")
    assert (again.returncode, "not empty" in again.stderr) == (2, True)
