"""Releasing a concept scheme (digest, compiled version and release, package, store) against parsing its file."""

import shutil
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from pyoxigraph import RdfFormat, parse

from bench import load
from bench.child import run
from bench.data import scheme_file, scheme_iri
from bench.report import Figure, tell
from registry.services import publication
from registry.store.embedded import EmbeddedStore
from registry.terminology.releases import Releases

GOAL = "≥ 0.1"
OPEN_GOAL = "≤ 0.5"


def raw(size: str) -> None:
    """Parse the file, statement by statement, and keep nothing."""
    for _ in parse(path=scheme_file(int(size)), format=RdfFormat.TURTLE):
        pass


def ours(size: str) -> dict[str, float]:
    """A release of what `bench.load` left, without the data checks (`bench.checks`); gives when each step began."""
    folder = load.home(int(size))
    for name in ("releases", "objects", "release-store"):
        shutil.rmtree(folder / name, ignore_errors=True)
    store = EmbeddedStore(folder)
    began, steps = time.perf_counter(), dict[str, float]()
    publication.release(
        store,
        folder,
        issued=datetime(2026, 1, 1, tzinfo=UTC),
        agent="https://bench.example/organization/us",
        number=f"2026.{_running(folder)}",
        check=lambda _: (),
        steps={},
        progress=lambda text: steps.setdefault(text, time.perf_counter() - began),
    )
    store.close()
    return steps


def _running(folder: Path) -> int:
    return len(list((folder / "releases").glob("2*"))) + 1


def opened(size: str) -> dict[str, float]:
    """Open the release and the version, and answer one question of each kind."""
    began = time.perf_counter()
    reader = Releases(load.home(int(size))).current()
    version = reader.artefact(scheme_iri(int(size)))
    iri = version.iri_at(0)
    first = time.perf_counter() - began
    version.descendants(iri), version.sets.with_value("language", "nb"), reader.resolve(iri)
    return {"open": first, "first answers": time.perf_counter() - began}


def main() -> None:
    """Load afresh, release, open; print ratios, memory and seconds."""
    figures = []
    for size in load.sizes():
        scheme_file(size)
        run("load", "ours", size)
        bare, full, opening = run("release", "raw", size), run("release", "ours", size), run("release", "opened", size)
        before = full.steps.get("building the release store", full.seconds)
        figures += [
            Figure(
                "release", size, bare.seconds / full.seconds, "", GOAL, f"{bare.seconds:.1f} s of {full.seconds:.1f} s"
            ),
            Figure("release until it is committed", size, bare.seconds / before, "", "", f"{before:.1f} s"),
            Figure("release, processor", size, bare.cpu / full.cpu, "", "", f"{bare.cpu:.1f} s of {full.cpu:.1f} s"),
            Figure("memory of a release", size, full.peak, "MiB", "≤ 2048", f"a helper {full.helper_peak:.0f} MiB"),
            Figure("open", size, opening.steps["open"], "s", OPEN_GOAL, ""),
            Figure("open and answer", size, opening.steps["first answers"], "s", OPEN_GOAL, ""),
        ]
        told = "; ".join(f"{seconds:.1f} s {text}" for text, seconds in full.steps.items())
        print(f"release: {size}: {told}", file=sys.stderr)
    tell("release", figures)


if __name__ == "__main__":
    main()
