"""`omforent edit` from the outside: a change set from the queue to the drafts, by two people, by token or operator."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ORG = "https://omforent.no/organization/omforent"


@pytest.fixture
def omforent(tmp_path):
    """The command on a data folder of its own with one list of one code."""

    def run(*words, token=None):
        given = {"OMFORENT_TOKEN": token} if token else {}
        return subprocess.run(
            [Path(sys.executable).parent / "omforent", *words],
            env={**os.environ, "OMFORENT_HOME": str(tmp_path / "var"), **given},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    (tmp_path / "1.csv").write_text("code;display@nb\n1;en\n", "utf-8")
    assert run("import", "1.csv").returncode == 0
    (tmp_path / "1.csv").write_text("code;display@nb\n1;en\n2;to\n", "utf-8")
    return run


@pytest.fixture
def made(omforent):
    """The identifier of a set that the operator has made."""
    done = omforent("edit", "import", "1.csv", "--title", "To", "--reason", "mangler", "--confirm")
    assert done.returncode == 0, done.stderr
    [row] = json.loads(omforent("edit", "queue", "--format", "json").stdout)["items"]
    return row["iri"].rpartition("/")[2]


def test_a_set_is_brought_into_the_drafts_by_two_people(omforent, made):
    assert f"{made[:8]}  editing" in omforent("edit", "queue", "--state", "editing").stdout
    shown = omforent("edit", "show", made[:6]).stdout
    assert "add-member" in shown
    assert "next: review, withdrawn" in shown
    told = omforent("edit", "diff", made)
    assert (told.returncode, "to" in told.stdout) == (1, True)
    assert "review" in omforent("edit", "submit", made, "--reason", "klar").stdout
    own = omforent("edit", "approve", made, "--reason", "jeg")
    assert (own.returncode, "had a hand in" in own.stderr) == (2, True)
    token = omforent("token", "--role", "approver", "--org", ORG, "--name", "Ola").stdout.strip()
    assert omforent("edit", "approve", made, "--reason", "bra", token=token).returncode == 0
    assert omforent("edit", "merge", made, "--reason", "inn", token=token).returncode == 0
    assert '"to"@nb' in omforent("export", "1", "--draft").stdout
    listed = omforent("audit", "list", "--kind", "merge").stdout
    assert "Ola (approver" in listed


def test_a_set_is_ended_with_a_reason_by_whoever_may(omforent, made):
    reader = omforent("token", "--role", "reader", "--org", ORG).stdout.strip()
    assert omforent("edit", "withdraw", made, "--reason", "nei", token=reader).returncode == 2
    assert omforent("edit", "withdraw", made, "--reason", " ").returncode == 2
    assert omforent("edit", "withdraw", made, "--reason", "nei", "--expected", "99").returncode == 2
    assert omforent("edit", "withdraw", made, "--reason", "nei").returncode == 0
    assert omforent("edit", "reject", made, "--reason", "nei").returncode == 2


@pytest.mark.parametrize(
    "words",
    [("show", "ab"), ("show", "0" * 32), ("queue", "--state", "lost"), ("submit", "no such", "--reason", "x")],
)
def test_what_is_not_there_is_told(omforent, made, words):
    done = omforent("edit", *words)
    assert (done.returncode, done.stderr.startswith("omforent: ")) == (2, True)
