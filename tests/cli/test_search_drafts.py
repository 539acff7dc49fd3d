"""`omforent search --draft`: the drafts as they are, and terms that look like a term."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from registry.cli import searching
from registry.namespaces import BASE
from registry.services.draft_resemblance import Likeness
from registry.services.workspace import open_store
from registry.settings import Settings

SHEET = b"code;display@nb\n1;Henvisning\n2;Epikrise\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    with open_store(Settings(home=folder)) as workspace:
        workspace.import_file(SHEET, "9001.csv", into=BASE + "code-list/9001")
    return folder


def run(home: Path, *words: str) -> str:
    done = subprocess.run(
        [Path(sys.executable).parent / "omforent", "search", *words],
        env={**os.environ, "OMFORENT_HOME": str(home), "COLUMNS": "120", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=120,
    )
    return done.stdout


def test_drafts_are_printed_as_a_release_is(home: Path):
    first, second = run(home, "--draft", "henvisninger").splitlines()
    assert first == "1  Henvisning"
    assert "code/9001/1" in second
    assert second.endswith("bøyd form")
    found = json.loads(run(home, "--draft", "--format", "json", "henvisninger"))
    assert [row["notation"] for row in found["items"]] == ["1"]


def test_similar_terms_are_printed_with_why(home: Path):
    first, second = run(home, "--draft", "--similar", "epikrisen").splitlines()
    assert first == "2 Epikrise (nb)"
    assert second.endswith("bøyd form")
    assert run(home, "--similar", "--lang", "en", "resept").strip() == searching.NOTHING_LIKE["en"]
    (row,) = json.loads(run(home, "--similar", "--format", "json", "epikrisen"))["items"]
    assert (row["notation"], row["why"]) == ("2", "inflected")


def test_every_likeness_has_its_words():
    assert {*searching.LIKE} == {*Likeness}
    assert all({*words} == {"nb", "nn", "en"} for words in searching.LIKE.values())
