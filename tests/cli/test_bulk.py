"""`omforent edit import` and `edit export` from the outside: shown first, done when it is confirmed, and once only."""

import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

LIST = "https://omforent.no/code-list/1"


@pytest.fixture
def omforent(tmp_path):
    """The command on a data folder of its own with one list of two codes."""

    def run(*words):
        return subprocess.run(
            [Path(sys.executable).parent / "omforent", *words],
            env={**os.environ, "OMFORENT_HOME": str(tmp_path / "var")},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    (tmp_path / "1.csv").write_text("code;display@nb;valid_from\n1;en;2020-01-01\n2;to;2020-01-01\n", "utf-8")
    assert run("import", "1.csv").returncode == 0
    return run


def edited(path, *rows):
    """Change the workbook as a person would: cells in the codes' sheet by row number and column name."""
    book = openpyxl.load_workbook(path)
    sheet = book["Koder"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for number, cells in rows:
        for name, value in cells.items():
            cell = sheet.cell(number, columns[name], value)
            cell.number_format = "@"
    book.save(path)


def test_a_spreadsheet_goes_out_is_edited_and_comes_back(omforent, tmp_path):
    assert omforent("edit", "export", "1", "1.xlsx").returncode == 0
    same = omforent("edit", "import", "1.xlsx")
    assert (same.returncode, "2 unchanged" in same.stdout, "nothing to change" in same.stdout) == (0, True, True)
    edited(
        tmp_path / "1.xlsx",
        (2, {"valid_to": "2026-12-31", "replaced_by": "3"}),
        (3, {"display@nb": "TO"}),
        (4, {"code": "3", "display@nb": "tre"}),
    )
    shown = omforent("edit", "import", "1.xlsx")
    assert shown.returncode == 0
    for told in ("1 added, 2 changed", "row 2: 1 en", "pref_label@nb: to → TO", "nothing is changed yet"):
        assert told in shown.stdout
    done = omforent("edit", "import", "1.xlsx", "--title", "Ny utgave", "--reason", "2027", "--confirm")
    assert done.returncode == 0, done.stderr
    change_set = done.stdout.strip()
    assert change_set.startswith("https://omforent.no/change-set/")
    again = omforent("edit", "import", "1.xlsx", "--title", "Ny utgave", "--reason", "2027", "--confirm")
    assert again.stdout.strip() == change_set
    assert omforent("edit", "export", change_set, "2.csv").returncode == 0
    assert '"3";"tre"' in (tmp_path / "2.csv").read_text("utf-8-sig")
    into = omforent("edit", "import", "2.csv", "--into", LIST, "--change-set", change_set)
    assert "3 unchanged" in into.stdout


def test_a_refused_row_holds_back_the_file_and_is_told(omforent, tmp_path):
    (tmp_path / "1.csv").write_text("code;display@nb;valid_to\n1;EN;\n2;to;31.12.2026\n", "utf-8")
    done = omforent("edit", "import", "1.csv", "--title", "x", "--reason", "y", "--confirm", "--format", "json")
    assert done.returncode == 1
    answer = json.loads(done.stdout)
    assert answer["change_set"] is None
    assert [row["number"] for row in answer["preview"]["rows"] if row["outcome"] == "refused"] == [3]
    text = omforent("edit", "import", "1.csv")
    assert "row 3" in text.stdout
    assert "a day is written as 2026-11-22" in text.stdout


def test_codes_without_a_row_stay_unless_it_is_said_otherwise(omforent, tmp_path):
    (tmp_path / "1.csv").write_text("code;display@nb\n1;en\n", "utf-8")
    assert "--missing keep" in omforent("edit", "import", "1.csv").stdout
    ended = omforent("edit", "import", "1.csv", "--missing", "inactivate", "--day", "2026-12-31")
    assert "inactivated" in ended.stdout
    assert omforent("edit", "import", "1.csv", "--missing", "inactivate").returncode == 2
    assert "removed" in omforent("edit", "import", "1.csv", "--missing", "remove").stdout


def test_a_set_without_title_or_reason_is_refused(omforent, tmp_path):
    (tmp_path / "1.csv").write_text("code;display@nb\n1;EN\n", "utf-8")
    done = omforent("edit", "import", "1.csv", "--confirm")
    assert (done.returncode, "title" in done.stderr) == (2, True)
    assert omforent("edit", "import", "none.csv").returncode == 2
