"""The drill in docs/backup.md works as it is written."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from registry.services.workspace import open_store
from registry.settings import Settings
from tests.services.test_auditing import publish, put


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data folder with a release and a draft after it."""
    settings = Settings(home=tmp_path / "var")
    with open_store(settings) as workspace:
        put(workspace, "En")
    publish(settings)
    with open_store(settings) as workspace:
        put(workspace, "To")
    return settings.home


def test_the_drill_restores_what_is_there_and_changes_nothing(root: Path, home: Path, tmp_path: Path) -> None:
    (drill,) = re.findall(r"```sh\n(.+?)```", (root / "docs/backup.md").read_text("utf-8"), re.DOTALL)
    before = {path: path.read_bytes() for path in (home / "releases").rglob("*") if path.is_file()}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        ["sh", "-e", "-c", drill],
        cwd=tmp_path,
        env={**os.environ, "PATH": path, "OMFORENT_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "all sound" in ran.stdout
    assert "concept-scheme/a" in ran.stdout.splitlines()[-1]
    assert {path: path.read_bytes() for path in before} == before
