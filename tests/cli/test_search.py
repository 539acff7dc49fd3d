"""`omforent search`: what is found and why, each option, and what is said where nothing is found."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from registry.cli import searching
from registry.namespaces import BASE
from registry.services import drafts, publication
from registry.store.memory import MemoryStore
from registry.terminology.search_query import Field, Tier

CONTENT = (
    "models/register/organisations.ttl",
    "models/register/standards.ttl",
    "models/exchange/epikrise.ttl",
    "models/pathway/pasientforlop.ttl",
    "models/epikrise-1.2/epikrise-1.2.ttl",
    "vocabularies/pasientforlop/pasientforlop.ttl",
    "vocabularies/code-list-8221/code-list-8221.ttl",
    "vocabularies/code-list-8279/code-list-8279.ttl",
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    folder, store = tmp_path_factory.mktemp("home"), MemoryStore()
    drafts.put(store, *[drafts.read_file((root / path).read_bytes(), Path(path).name) for path in CONTENT])
    issued = datetime(2026, 1, 15, 12, tzinfo=UTC)
    publication.release(store, folder, issued=issued, agent=BASE + "organization/omforent", check=lambda _: ())
    return folder


@pytest.fixture(scope="module")
def search(home: Path):
    def run(*words: str, columns: str = "120") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [Path(sys.executable).parent / "omforent", "search", *words],
            env={**os.environ, "OMFORENT_HOME": str(home), "COLUMNS": columns, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )

    return run


def test_hits_come_with_kind_place_address_and_reason(search):
    first, second = search("epikrise").stdout.splitlines()[:2]
    assert first == "epikrise"
    assert second.split("  ·  ") == ["    concept", "Pasientforløp", "concept/epikrise", "ordrett"]


def test_the_label_that_met_the_search_stands_beside_the_name(search):
    assert "epikrise  ← discharge summary (en)" in search("discharge", "summary").stdout


def test_names_and_reasons_are_in_the_language_asked_for(search):
    lines = search("epikrise", "--lang", "en").stdout.splitlines()
    assert lines[0].startswith("discharge summary")
    assert "to the letter" in lines[1]


def test_every_reason_has_words_in_every_language():
    assert {*searching.WHY} == {*Tier}
    assert {*searching.FIELDS} == {*Field}
    assert all(
        {*words} == {"nb", "nn", "en"} for table in (searching.WHY, searching.FIELDS) for words in table.values()
    )


def test_options_narrow(search):
    codes = search("epikrise", "--kind", "code").stdout
    assert "EPIKRISE  Epikrise" in codes
    assert "concept/" not in codes
    assert "code/8279/EPIKRISE" in search("epikrise", "--scheme", "8279").stdout
    assert "exchange/epikrise" in search("epikrise", "--level", "primaerhelsetjenesten").stdout
    gone = search("lege finnes ikke", "--status", "inactive").stdout
    assert "erstattet av E21 Mottaker finnes ikke" in gone


def test_the_rest_is_counted(search):
    lines = search("epikrise", "--limit", "1").stdout.splitlines()
    assert len(lines) == 3
    assert lines[-1].startswith("1 av ")


def test_json_is_the_answer_of_the_api(search):
    page = json.loads(search("epikrise", "--format", "json", "--limit", "3").stdout)
    assert len(page["items"]) == 3
    assert page["items"][0]["iri"] == BASE + "concept/epikrise"
    assert page["facets"]["kind"]
    assert page["total"] > 3


def test_a_misspelt_word_is_said(search):
    lines = search("epikrsie").stdout.splitlines()
    assert "epikrsie" in lines[0]
    assert "epikrise" in lines[1]


def test_where_nothing_is_found_it_tells_what_to_do(search):
    answer = search("xyzzyqwrt")
    assert answer.returncode == 0
    assert "Registeret har ingenting som svarer til «xyzzyqwrt»." in answer.stdout
    assert "SNOMED CT" in answer.stdout
    assert "  ICD-10     omforent import icd10no PLACE" in answer.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("epikrise", "--kind", "planet"), "planet"),
        (("epikrise", "--scheme", "nothing"), "nothing"),
        (("epikrise", "--status", "gone"), "active, inactive"),
        (("epikrise", "--level", "loft"), "kommunen"),
        ((" ",), "nothing to search for"),
        (("ord " * 10_000,), "too long"),
        (("epikrise", "--format", "xml"), "xml"),
    ],
)
def test_wrong_input_is_refused_in_one_line_or_with_usage(search, words, said):
    answer = search(*words)
    assert answer.returncode == 2
    assert said in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize(
    "words", ["og", "🦊", "\x1b[31mrød", "a\tb", "[bold]epikrise[/bold]", "\u202eepikrise", "a.b" * 60]
)
def test_whatever_is_typed_gets_an_answer(search, words):
    answer = search("--", words)
    assert answer.returncode == 0
    assert "\x1b" not in answer.stdout


def test_a_narrow_terminal_loses_nothing(search):
    assert "concept/epikrise" in search("epikrise", columns="40").stdout.replace("\n", "")
