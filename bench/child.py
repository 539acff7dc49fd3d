"""One piece of work in a process of its own: how long it took, and the most memory that it and its helpers held."""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple


class Cost(NamedTuple):
    """`seconds` on the clock, of processor time in all processes, and the peak of memory of the largest one in MiB."""

    seconds: float
    cpu: float
    peak: float
    helper_peak: float
    steps: dict[str, float]


def run(module: str, work: str, *given: object) -> Cost:
    """Call `bench.<module>.<work>(*given)` in a new process; what it returns are named seconds, or nothing."""
    command = [sys.executable, "-m", "bench.child", module, work, *map(str, given)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[1], check=False)
    if done.returncode:
        sys.exit(f"{work} {given} failed:\n{done.stderr}")
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    module, work, *given = sys.argv[1:]
    called: Callable[..., dict[str, float] | None] = getattr(__import__(f"bench.{module}", fromlist=[work]), work)
    began, before = time.perf_counter(), os.times()
    steps = called(*given) or {}
    seconds, after = time.perf_counter() - began, os.times()
    mine, helpers = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    cpu = sum(after[:4]) - sum(before[:4])
    print(json.dumps({"seconds": seconds, "cpu": cpu, "peak": mine, "helper_peak": helpers, "steps": steps}))


if __name__ == "__main__":
    main()
