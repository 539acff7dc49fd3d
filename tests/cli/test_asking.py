"""The commands that ask the structure, as a person runs them."""

import csv
import io
import json

import openpyxl
import pytest

from tests.cli.test_main import omforent
from tests.services.structure import edition


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("asking")
    edition.release(folder)
    return folder


def test_an_exchange_is_drawn_with_its_sides_its_grounds_and_its_elements(home):
    drawn = omforent("exchange", "show", "epikrise", home=home)
    assert drawn.returncode == 0
    for said in ("spesialisthelsetjenesten", "━━━▶", "fastlege", "§ 9", "read-in-standard", "Patient*  1..1", "⟨3101⟩"):
        assert said in drawn.stdout, said
    assert "0..*" in drawn.stdout
    shallow = omforent("exchange", "show", "epikrise", "--depth", "1", "--lang", "en", home=home).stdout
    assert "ServRprt*" in shallow
    assert "Patient*" not in shallow
    only = omforent("exchange", "show", "epikrise", "--required", "--depth", "0", home=home).stdout
    assert "0..1" not in only


def test_an_exchange_without_a_model_says_so(home):
    assert "ingen modell" in omforent("exchange", "show", "log-utskrevet", home=home).stdout


def test_an_exchange_as_json_has_its_elements(home):
    told = json.loads(omforent("exchange", "show", "epikrise", "--json", home=home).stdout)
    assert told["exchange"] == "https://omforent.no/exchange/epikrise"
    assert len(told["content"]) == told["elements"]


def test_exchanges_are_listed_by_what_is_asked(home):
    listed = omforent("exchange", "list", "--to", "kommunen", "--phase", "utskrivning", home=home).stdout
    assert {name for name in edition.EXCHANGES if name in listed} == {"apprec", "utskrivningsrapport", "log-utskrevet"}
    table = omforent("exchange", "list", "--code-list", "3101", "--format", "csv", home=home).stdout
    rows = list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff")), delimiter=";"))
    assert {row["exchange"] for row in rows} == {"epikrise", "utskrivningsrapport"}
    found = json.loads(omforent("exchange", "list", "--from", "legevakt", "--format", "json", home=home).stdout)
    assert [row["exchange"].rpartition("/")[2] for row in found] == ["epikrise"]
    assert "No exchange fits" in omforent("exchange", "list", "--from", "pasienten", "--lang", "en", home=home).stdout


def test_an_unknown_name_is_one_line_and_exit_code_2(home):
    for words in (("exchange", "list", "--from", "mars"), ("exchange", "show", "mars"), ("matrix", "--theme", "mars")):
        told = omforent(*words, home=home)
        assert told.returncode == 2
        assert told.stderr.count("\n") == 1
        assert "mars" in told.stderr


def test_the_matrix_is_printed_in_each_form(home, tmp_path):
    text = omforent("matrix", home=home).stdout
    assert "spesialisthelsetjenesten" in text
    assert "?" in text
    one = omforent("matrix", "--concept", "pasient", "--from", "spesialisthelsetjenesten", home=home).stdout
    assert " R" in one
    table = omforent("matrix", "--format", "csv", home=home).stdout.removeprefix("\ufeff")
    found = json.loads(omforent("matrix", "--format", "json", home=home).stdout)
    assert len(list(csv.reader(io.StringIO(table), delimiter=";"))) == len(found["rows"]) + 1
    book = tmp_path / "matrix.xlsx"
    assert omforent("matrix", "--format", "xlsx", "--out", str(book), home=home).returncode == 0
    assert openpyxl.load_workbook(book).sheetnames[0] == "Matrise"
