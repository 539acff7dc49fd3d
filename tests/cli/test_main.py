"""The command line as a newcomer meets it: help, settings, faults in one line."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from registry.settings import Settings


def omforent(*words: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run the command as a person does."""
    return subprocess.run(
        [Path(sys.executable).parent / "omforent", *words],
        env={**os.environ, "OMFORENT_HOME": str(home), "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


COMMANDS = (
    "serve",
    "catalogue",
    "show",
    "search",
    "resolve",
    "list",
    "convert",
    "import",
    "export",
    "check",
    "release",
)


def test_help_names_every_command(tmp_path: Path) -> None:
    answer = omforent("--help", home=tmp_path)
    assert answer.returncode == 0
    for command in (*COMMANDS, "settings"):
        assert re.search(rf"^\W*{command}\b", answer.stdout, re.MULTILINE), command


def test_help_does_not_import_the_heavy_libraries(tmp_path: Path) -> None:
    script = (
        "import sys; sys.argv = ['omforent', '--help']\n"
        "from registry.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "heavy = {'litestar', 'rdflib', 'pyoxigraph', 'openpyxl', 'jinja2', 'granian'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_says_what_it_does(command: str, tmp_path: Path) -> None:
    answer = omforent(command, "--help", home=tmp_path)
    assert answer.returncode == 0
    assert len(answer.stdout) > 100


def test_settings_lists_every_setting_with_its_meaning(tmp_path: Path) -> None:
    answer = omforent("settings", home=tmp_path)
    for name, row in Settings.model_fields.items():
        assert f"OMFORENT_{name.upper()}=" in answer.stdout
        assert row.description in answer.stdout


def test_an_unknown_command_is_exit_code_2(tmp_path: Path) -> None:
    answer = omforent("nonsense", home=tmp_path)
    assert answer.returncode == 2
    assert "nonsense" in answer.stderr


def test_before_any_release_reading_says_so_in_one_line(tmp_path: Path) -> None:
    answer = omforent("show", "epikrise", home=tmp_path)
    assert answer.returncode == 2
    assert answer.stderr.count("\n") == 1
    assert "release" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_port_in_use_is_one_clear_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        answer = omforent("serve", "--port", str(taken.getsockname()[1]), home=tmp_path)
    assert answer.returncode == 3
    assert answer.stderr.count("\n") == 1
    assert "Port" in answer.stderr


def test_a_bad_setting_is_one_clear_line(tmp_path: Path) -> None:
    os.environ["OMFORENT_PORT"] = "many"
    try:
        answer = omforent("settings", home=tmp_path)
    finally:
        del os.environ["OMFORENT_PORT"]
    assert answer.returncode == 2
    assert answer.stderr.count("\n") == 1
    assert "OMFORENT_PORT" in answer.stderr
    assert "many" in answer.stderr
