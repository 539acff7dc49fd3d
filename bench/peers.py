"""Oxigraph's own server beside our reader: the same 20,000 concepts, random keys, one run, taken in turns.

A concept as JSON is there a SPARQL query for all that is said of it, and a label search a scan for the words in
preferred labels, for it has no index of words. `oxigraph` comes from PyPI (`make bench-tools`).
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import quote

from bench import data, homes
from bench.http import Server, Target, has_tools, load, reader, running
from bench.reading import concepts, two_words
from bench.report import Figure, tell

SIZE = 20_000
ROUNDS = 3
SECONDS = 2
_CONCEPT = "SELECT ?p ?o WHERE {{ <{iri}> ?p ?o }}"
_SEARCH = """SELECT ?c ?l WHERE {{ ?c <http://www.w3.org/2004/02/skos/core#prefLabel> ?l
FILTER(CONTAINS(LCASE(?l), "{0}") && CONTAINS(LCASE(?l), "{1}")) }} LIMIT 10"""


class _Peer(Server):
    """A server that is one process."""

    def _workers(self) -> list[int]:
        return [self.process.pid]


def program() -> str | None:
    """Where the peer is, if it is installed."""
    beside = Path(sys.executable).with_name("oxigraph")
    return str(beside) if beside.exists() else shutil.which("oxigraph")


@contextmanager
def oxigraph(path: str, size: int) -> Iterator[Server]:
    """Oxigraph's server, read-only, on the scheme of `size` concepts."""
    with tempfile.TemporaryDirectory() as folder:
        file = data.scheme_file(size, "nt")
        subprocess.run([path, "load", "--location", folder, "--file", file], check=True, capture_output=True)
        with running([path, "serve-read-only", "--location", folder], {}, option="--bind") as server:
            yield _Peer(*server)


def asked(text: str) -> Target:
    return Target(f"/query?query={quote(text)}")


def main() -> None:
    """Measure, and write the report."""
    path = program()
    if path is None or not has_tools():
        print("peers: wrk or oxigraph is not installed (make bench-tools)")
        return
    rows = data.sample(SIZE, 2_000)
    words = [[word.lower() for word in row.nb.split() if word.isalpha()] for row in rows]
    theirs = {
        "concept as JSON": [asked(_CONCEPT.format(iri=row.iri)) for row in rows],
        "search, two words": [asked(_SEARCH.format(*found[:2])) for found in words if len(found) > 1],
    }
    ours = {"concept as JSON": concepts(SIZE), "search, two words": two_words(SIZE)}
    with reader(homes.of_concepts(SIZE)) as mine, oxigraph(path, SIZE) as other:
        tell("peers", [figure for what in ours for figure in _beside(what, mine, ours[what], other, theirs[what])])


def _beside(what: str, mine: Server, own: list[Target], other: Server, foreign: list[Target]) -> list[Figure]:
    found = [
        (load(mine, own, SECONDS).per_processor_second, load(other, foreign, SECONDS).per_processor_second)
        for _ in range(ROUNDS)
    ]
    we, they = (median(each) for each in zip(*found, strict=True))
    told = f"requests a processor second: {we:,.0f} and {they:,.0f}"
    return [Figure(f"{what}, ours ÷ Oxigraph's server", SIZE, we / they, detail=told)]


if __name__ == "__main__":
    main()
