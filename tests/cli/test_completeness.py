"""`omforent completeness` from the outside: the queue as text, JSON and CSV, and what its exit code says."""

import csv
import io
import json

import pytest
from typer.testing import CliRunner

from registry.cli import app
from registry.domain import CodeList, LangString
from registry.domain.party import Role
from registry.domain.policy import Policy
from registry.rdf.objects import write_object
from registry.services import drafts
from registry.services.curation.policies import decide
from registry.services.ledger import Ledger
from registry.store.embedded import EmbeddedStore
from registry.store.protocol import Replace
from tests.services.curation.registry_of_one import caller

LIST = "https://omforent.no/code-list/1"


@pytest.fixture
def asked(tmp_path, monkeypatch):
    """The command on a data folder with two lists, one of which is to have Northern Sami too."""
    home = tmp_path / "var"
    monkeypatch.setenv("OMFORENT_HOME", str(home))
    store = EmbeddedStore(home)
    for iri in (LIST, f"{LIST}0"):
        value = CodeList(iri=iri, title=(LangString(text="Liste", lang="nb"),))
        store.apply(Replace(drafts.graph_of(iri), tuple(write_object(value))))
    policy = Policy(object=LIST, languages=("nb", "se"))
    decide(store, Ledger(store), policy, "vedtatt", caller("1", Role.ADMINISTRATOR))
    store.close()
    return lambda *words: CliRunner().invoke(app, ["completeness", *words])


def test_the_queue_is_printed_and_ends_with_one(asked):
    answer = asked()
    assert answer.exit_code == 1
    assert f"{LIST}: no term in se  Liste" in answer.stdout
    assert "1 lacking; drafts with demands: 1" in answer.stdout


def test_the_queue_is_given_to_programs(asked):
    (row,) = json.loads(asked("1", "--format", "json").stdout)["lacks"]
    assert (row["object"], row["what"], row["lang"]) == (LIST, "term", "se")
    (cells,) = csv.DictReader(io.StringIO(asked("--format", "csv").stdout), delimiter=";")
    assert (cells["target"], cells["lang"], cells["since"]) == (LIST, "se", "")


def test_a_draft_that_nothing_is_demanded_of_lacks_nothing(asked):
    answer = asked("10")
    assert (answer.exit_code, "nothing is lacking" in answer.stdout) == (0, True)
