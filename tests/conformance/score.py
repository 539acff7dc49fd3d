"""Runs HL7's tests of terminology servers against a server of its own, and stores the score where it has not fallen.

`python -m tests.conformance.score` releases the shipped content into a folder of its own, serves it, runs both.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from socket import socket

from registry.fhir.edition import Edition
from registry.services.fhir_conformance import Conformance, conformance, place
from registry.services.workspace import open_store
from registry.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
TX = ROOT.parent / "shared" / "tx"
_PATIENCE = 60.0  # seconds that a server may take to start


@dataclass(frozen=True)
class Result:
    """What one run says: how many tests passed of how many, and the first difference of each that failed."""

    edition: Edition
    passed: int
    total: int
    failed: tuple[str, ...]


def released(home: Path) -> Path:
    """A data folder with the shipped content in a release."""
    with open_store(Settings(home=home)) as workspace:
        workspace.load_shipped()
        workspace.release("2026.1")
    return home


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """A reading server over a data folder, at a free port; gives its address."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", "from registry.cli import main; main()", "serve", "--role", "reader"]
    told = {**os.environ, "OMFORENT_HOME": str(home), "PYTHONPATH": str(ROOT)}
    with subprocess.Popen([*command, "--port", str(port)], env=told, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        try:
            _wait(f"http://127.0.0.1:{port}/health", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait(address: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the server does not answer")


def run(base: str, edition: Edition) -> Result:
    """All open tests against one edition of a server."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        tests = ["--tests", str(TX / "tests"), "--json", file.name]
        command = [sys.executable, str(TX / "txtest.py"), "--base", f"{base}/fhir/{edition}", *tests]
        subprocess.run(command, check=False, capture_output=True, timeout=600)
        found = json.loads(Path(file.name).read_text("utf-8"))
    failed = (row for row in found["results"] if row["status"] != "pass")
    told = tuple(f"{row['suite']}/{row['test']}: {row.get('message', '')}" for row in failed)
    return Result(edition, int(found["passed"]), len(found["results"]), told)


def fallen(result: Result, stored: Conformance) -> bool:
    """Whether fewer tests pass than are stored."""
    return any(row.edition == result.edition.name and result.passed < row.passed for row in stored.scores)


def store(results: list[Result]) -> None:
    """Write scores to the file that pages and documents are made from; raises ValueError where one has fallen."""
    path = ROOT / place().relative_to(place().parents[2])
    if any(fallen(result, conformance(path.read_bytes())) for result in results):
        raise ValueError("the stored score may not fall")
    head = path.read_text("utf-8").partition("[r4]")[0].rpartition("measured")[0]
    rows = [f"[{row.edition}]\npassed = {row.passed}\ntotal = {row.total}\n" for row in results]
    path.write_text(head + f"measured = {datetime.now(UTC).date()}\n\n" + "\n".join(rows), "utf-8")


def main() -> None:
    """Run both editions, print what fails, and store the score."""
    with tempfile.TemporaryDirectory() as folder, serving(released(Path(folder))) as base:
        results = [run(base, edition) for edition in Edition]
    for result in results:
        sys.stdout.write(f"{result.edition.name}: {result.passed} of {result.total}\n")
        sys.stdout.writelines(f"  {line}\n" for line in result.failed)
    store(results)


if __name__ == "__main__":
    main()
