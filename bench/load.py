"""Loading a concept scheme (parse, checks of the file, store) against pyoxigraph's own bulk load of the same file."""

import shutil
import sys
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Store

from bench.child import run
from bench.data import FOLDER, SIZES, scheme_file, scheme_iri
from bench.report import Figure, tell
from registry.services import drafts
from registry.store.embedded import EmbeddedStore

GOAL = "≥ 0.4"


def home(size: int) -> Path:
    """The data folder with a scheme of a size in its working store."""
    return FOLDER / f"home-{size}"


def raw(size: str) -> None:
    """What pyoxigraph alone takes, until all is on disk."""
    folder = FOLDER / "raw"
    shutil.rmtree(folder, ignore_errors=True)
    store = Store(folder)
    store.bulk_load(path=scheme_file(int(size)), format=RdfFormat.TURTLE, to_graph=NamedNode("urn:bench"))
    store.flush()


def ours(size: str) -> None:
    """What Omforent takes: the same, with the file checked before anything is written, and the write atomic."""
    folder = home(int(size))
    shutil.rmtree(folder, ignore_errors=True)
    store = EmbeddedStore(folder)
    path = scheme_file(int(size))
    parsed = drafts.read_file(path.read_bytes(), path.name)
    (draft,) = drafts.put(store, parsed, snapshots=folder / "drafts")
    store.close()
    assert draft.iri == scheme_iri(int(size))


def sizes() -> list[int]:
    """All sizes, or those that the environment names (OMFORENT_BENCH_SIZES, with commas)."""
    import os  # noqa: PLC0415

    named = os.environ.get("OMFORENT_BENCH_SIZES", "")
    return [int(size) for size in named.split(",")] if named else list(SIZES)


def main() -> None:
    """Print the ratios and the peak of memory."""
    figures = []
    for size in sizes():
        scheme_file(size)
        bare, full = run("load", "raw", size), run("load", "ours", size)
        figures += [
            Figure(
                "load", size, bare.seconds / full.seconds, "", GOAL, f"{bare.seconds:.1f} s of {full.seconds:.1f} s"
            ),
            Figure("load, processor", size, bare.cpu / full.cpu, "", "", f"{bare.cpu:.1f} s of {full.cpu:.1f} s"),
            Figure("memory of a load", size, full.peak, "MiB", "≤ 2048", f"pyoxigraph alone {bare.peak:.0f} MiB"),
        ]
        print(f"load: {size} done", file=sys.stderr)
    tell("load", figures)


if __name__ == "__main__":
    main()
