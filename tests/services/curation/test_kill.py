"""Curation killed at any instant: what was acknowledged is there, no half change set, and the log is sound.

`OMFORENT_KILLS` says how many kills the long form makes.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest


def kill(root: Path, home: Path, times: int, seed: int) -> int:
    """How many steps were acknowledged before so many kills; what was left after each was looked at."""
    command = [sys.executable, "-m", "tests.services.curation.killing", str(home), str(times), str(seed)]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return int(re.search(r"(\d+) acknowledgements", ran.stdout)[1])


def test_six_kills_lose_nothing_that_was_acknowledged(root: Path, tmp_path: Path) -> None:
    assert kill(root, tmp_path / "home", 6, 2026) >= 6


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_hundreds_of_kills_lose_nothing_that_was_acknowledged(root: Path, tmp_path: Path) -> None:
    times = int(os.environ.get("OMFORENT_KILLS", "300"))
    assert kill(root, tmp_path / "home", times, 5) >= times
