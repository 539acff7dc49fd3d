"""The validator beside plain schema validation of the same files by libxml2, in one process each, in CPU time.

Needs ../shared with the published messages and schemas; says so where it is not there.
"""

import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from unittest.mock import patch

from lxml import etree

from bench import data, homes
from bench.published_schemas import Schemas
from bench.report import Figure, tell
from registry.services import drafts, publication
from registry.services.shipped import files
from registry.services.validation.checking import Validator
from registry.store.memory import MemoryStore
from registry.terminology import compiling, release_file
from registry.terminology.releases import Releases

GOAL = "≥ 0.3"
SHARED = Path(__file__).resolve().parents[2] / "shared"
_TIMES = 15
_TODAY = date(2026, 11, 28)


def main() -> None:
    """Tell messages a second of both, and the ratio; and how long the first message takes."""
    if not SHARED.is_dir():
        print("validator: ../shared is not beside the checkout; nothing was measured")
        return
    with tempfile.TemporaryDirectory() as work:
        figures = _measure(sorted((SHARED / "messages").rglob("*.xml")), Schemas(SHARED / "schemas", Path(work)))
    tell("validator", figures)


def _measure(paths: list[Path], schemas: Schemas) -> list[Figure]:
    home = _home()
    started = time.process_time()
    validator = Validator(Releases(home).current(), _TODAY)
    validator.report("", paths[0].read_bytes())
    first = time.process_time() - started
    known = [(path, schema) for path in paths if (schema := schemas.of(etree.parse(path).getroot())) is not None]

    def plain() -> None:
        for path, schema in known:
            schema.validate(etree.parse(path))

    def ours() -> None:
        for path, _ in known:
            validator.report("", path.read_bytes())

    theirs, mine = _best(plain), _best(ours)
    told = f"{len(known) / mine:,.0f} and {len(known) / theirs:,.0f} messages/s"
    return [
        Figure("validator / schema validation", len(known), theirs / mine, "", GOAL, told),
        Figure("first message", 1, first, "s", "< 2"),
    ]


def _best(run: Callable[[], None]) -> float:
    """The least CPU time of a number of runs, after one that warms up."""
    run()
    times = []
    for _ in range(_TIMES):
        started = time.process_time()
        run()
        times.append(time.process_time() - started)
    return min(times)


def _home() -> Path:
    """A data folder with a release of the shipped models, code lists and exchanges, kept in build/."""
    folder = data.FOLDER / f"home-shipped-{compiling.FORMAT}-{release_file.FORMAT}"
    if not (folder / "releases" / "current").exists():
        store = MemoryStore()
        chosen = [path for path in files() if path.parent.name != "pathway"]
        drafts.put(store, *(drafts.read_file(path.read_bytes(), path.name) for path in chosen))
        with patch.object(publication, "write_package", homes.leave_out):
            publication.release(store, folder, issued=homes.ISSUED, agent=homes.AGENT, check=lambda _: ())
    return folder


if __name__ == "__main__":
    main()
