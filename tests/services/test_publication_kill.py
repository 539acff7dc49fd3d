"""A release killed at any instant: the old state or the new is there after a restart, whole, and nothing else."""

import re
import subprocess
import sys
from pathlib import Path

import pytest


def killed(root: Path, home: Path, times: int, seed: int) -> int:
    """How many of so many releases were killed before their end; every state in between was looked at."""
    command = [sys.executable, "-m", "tests.services.killing", str(home), str(times), str(seed)]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return int(re.match(r"(\d+) killed", ran.stdout)[1])


def test_fifty_kills_leave_the_old_state_or_the_new(root: Path, tmp_path: Path) -> None:
    assert killed(root, tmp_path / "home", 50, 2026) >= 35


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(10))
def test_a_thousand_kills_leave_the_old_state_or_the_new(seed: int, root: Path, tmp_path: Path) -> None:
    assert killed(root, tmp_path / "home", 100, seed) >= 60
