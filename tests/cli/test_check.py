"""`omforent check`: what a person reads, what a program reads, and the exit code."""

import json

import pytest
import typer
from typer.testing import CliRunner

from registry.cli.check import check
from registry.errors import InvalidInput

HEAD = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix modelldcatno: <https://data.norge.no/vocabulary/modelldcatno#> .
@prefix ex: <https://ex.org/> .
"""
LIST = """ex:l a skos:ConceptScheme, modelldcatno:CodeList ; dct:identifier "l" ; dct:title "L"@nb ;
    dct:publisher ex:p ; dcat:contactPoint ex:k ; dct:source "kilde"@nb .
ex:a a skos:Concept, modelldcatno:CodeElement ; skos:inScheme ex:l ; skos:notation "A" ; skos:prefLabel "A"@nb .
"""
TWICE = (
    'ex:b a skos:Concept, modelldcatno:CodeElement ; skos:inScheme ex:l ; skos:notation "A" ; skos:prefLabel "B"@nb .\n'
)


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command()(check)
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "good.ttl"
    path.write_text(HEAD + LIST, "utf-8")
    return path


@pytest.fixture
def broken(tmp_path):
    path = tmp_path / "broken.ttl"
    path.write_text(HEAD + LIST + TWICE, "utf-8")
    return path


def test_a_good_file_has_no_findings_and_exit_code_0(run, good):
    result = run(good)
    assert (result.exit_code, result.stdout) == (0, "Ingen funn.\n")


def test_an_error_gives_exit_code_1_with_problem_and_solution(run, broken):
    result = run(broken, "--lang", "en")
    assert result.exit_code == 1
    assert "Code used twice  code-duplicate · 1" in result.stdout
    assert "Solution: Merge them, or give one of them another value." in result.stdout
    assert "https://ex.org/a" in result.stdout
    assert result.stdout.endswith("1 errors, 0 warnings, 0 remarks\n")


@pytest.mark.parametrize(("lang", "title"), [("nb", "Kode brukt to ganger"), ("nn", "Kode brukt to gonger")])
def test_the_report_speaks_norwegian(run, broken, lang, title):
    assert title in run(broken, "--lang", lang).stdout


def test_a_warning_gives_exit_code_0(run, tmp_path):
    path = tmp_path / "list.ttl"
    path.write_text(HEAD + LIST.replace('; dct:source "kilde"@nb', ""), "utf-8")
    result = run(path, "--format", "json")
    assert result.exit_code == 0
    assert [found["check"] for found in json.loads(result.stdout)] == ["source-missing"]


def test_files_together_are_a_set(run, good, tmp_path):
    other = tmp_path / "other.ttl"
    other.write_text((HEAD + LIST).replace("ex:l", "ex:m") + "ex:a dct:isReplacedBy ex:gone .", "utf-8")
    assert "replaced-by-missing" not in run(good, other).stdout
    assert "replaced-by-missing" in run(good, other, "--together").stdout


@pytest.mark.parametrize("words", [(), ("--draft", "--release"), ("--release", "2026.1", "2026.2"), ("missing.ttl",)])
def test_a_request_without_sense_is_refused(run, words):
    assert isinstance(run(*words).exception, InvalidInput)


def test_a_file_that_cannot_be_read_is_refused_with_its_place(run, tmp_path):
    path = tmp_path / "list.ttl"
    path.write_text("this is no Turtle", "utf-8")
    assert str(run(path).exception).startswith(f"{path}:1:")
