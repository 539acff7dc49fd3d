"""What `omforent --help` costs against an empty Python, in processor seconds; the promise is at most 0.4 s."""

import resource
import statistics
import subprocess
import sys
from pathlib import Path

RUNS = 7


def main() -> None:
    empty = _seconds([sys.executable, "-c", "pass"])
    helping = _seconds([str(Path(sys.executable).parent / "omforent"), "--help"])
    print(f"empty Python {empty:.3f} s, omforent --help {helping:.3f} s ({helping / empty:.1f} times), promise 0.4 s")


def _seconds(command: list[str]) -> float:
    """The median processor time of some runs."""
    return statistics.median(_one(command) for _ in range(RUNS))


def _one(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
