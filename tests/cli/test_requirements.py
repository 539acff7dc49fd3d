"""`omforent requirements`: listing and exporting what holds for an exchange and a role."""

from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from registry.cli.requirements import requirements
from registry.errors import InvalidInput, NotFound
from registry.services import drafts, publication
from registry.store.memory import MemoryStore

FILES = (
    "models/register/organisations.ttl",
    "models/register/standards.ttl",
    "models/pathway/pasientforlop.ttl",
    "models/exchange/epikrise.ttl",
    "models/requirement/sikkerhet.ttl",
    "models/requirement/kvittering.ttl",
)


@pytest.fixture(scope="module")
def home(root, tmp_path_factory):
    folder, store = tmp_path_factory.mktemp("home"), MemoryStore()
    drafts.put(store, *(drafts.read_file((root / path).read_bytes(), path) for path in FILES))
    publication.release(
        store,
        folder,
        issued=datetime(2026, 11, 28, 12, tzinfo=UTC),
        agent="https://omforent.no/organization/omforent",
        check=lambda _: (),
    )
    return folder


@pytest.fixture
def run(home, monkeypatch):
    monkeypatch.setenv("OMFORENT_HOME", str(home))
    return lambda *words: CliRunner().invoke(requirements, [str(word) for word in words])


def test_what_holds_is_listed_one_a_line(run):
    result = run("list", "--exchange", "epikrise", "--role", "receiver", "--lang", "en")
    assert "KVI-01   shall   Automatic receipt" in result.stdout
    assert "KVI-13" not in result.stdout  # the sender's: to warn where no receipt has come


def test_an_annex_is_written_in_the_form_that_the_file_tells(run, tmp_path):
    for name, begins in (("krav.xlsx", b"PK"), ("krav.md", b"# Kravbilag"), ("krav.csv", b'\xef\xbb\xbf"Nr."')):
        result = run("export", tmp_path / name, "--exchange", "epikrise")
        assert result.exit_code == 0
        assert (tmp_path / name).read_bytes().startswith(begins)


def test_an_annex_is_printed_as_markdown(run):
    result = run("export", "--exchange", "epikrise", "--role", "sender")
    assert "### SIK-10 (skal) Kryptert fagmelding" in result.stdout
    assert "HITS 1171:2017, avsnitt 6" in result.stdout


@pytest.mark.parametrize(
    ("words", "fault", "field"),
    [
        (("export", "krav.pdf"), InvalidInput, "format"),
        (("list", "--exchange", "finnes-ikke"), NotFound, "exchange"),
        (("list", "--role", "finnes-ikke"), NotFound, "role"),
        (("list", "--exchange", "epikrise", "--role", "kjernejournal"), InvalidInput, "role"),
        (("list", "--release", "2025.1"), NotFound, "release"),
    ],
)
def test_what_cannot_be_is_refused(run, words, fault, field):
    found = run(*words).exception
    assert (type(found), found.field) == (fault, field)
