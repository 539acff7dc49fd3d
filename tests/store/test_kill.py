"""A writer killed at any instant: every acknowledged write is there, and no half of one."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from registry.store.embedded import EmbeddedStore

# Each write says its number in three graphs: replaced small, replaced large, and changed.
WRITER = """
import sys
from pathlib import Path
from registry.store import Change, Literal, NamedNode, Replace, Triple
from registry.store.embedded import EmbeddedStore

def triples(number, size):
    return [Triple(NamedNode(f"urn:s{n}"), NamedNode("urn:p"), Literal(str(number))) for n in range(size)]

store = EmbeddedStore(Path(sys.argv[1]))
number = store.generation("urn:small")
while True:
    large = triples(number + 1, 12_000 if number % 5 == 0 else 40)
    change = Change("urn:changed", tuple(triples(number, 20)), tuple(triples(number + 1, 20)))
    number = store.apply(Replace("urn:small", triples(number + 1, 5)), Replace("urn:large", large), change)
    print(number, flush=True)
"""


def _killed_writer(home: Path, after: float) -> int:
    """The last number that a writer acknowledged before it was killed."""
    with subprocess.Popen([sys.executable, "-c", WRITER, str(home)], stdout=subprocess.PIPE, text=True) as writer:
        first = writer.stdout.readline()
        time.sleep(after)
        writer.kill()
        return int((first + writer.stdout.read()).rpartition("\n")[0].rpartition("\n")[2])


def _check(home: Path, acknowledged: int) -> None:
    store = EmbeddedStore(home)
    number = store.generation("urn:small")
    assert number in (acknowledged, acknowledged + 1)
    sizes = {"urn:small": 5, "urn:large": 12_000 if (number - 1) % 5 == 0 else 40, "urn:changed": 20}
    assert store.graphs() == tuple(sorted(sizes))
    for graph, size in sizes.items():
        found = list(store.triples(graph))
        assert ({triple.object.value for triple in found}, len(found)) == ({str(number)}, size)
    store.close()


def _kill_often(home: Path, times: int) -> None:
    chance = random.Random(2026)
    for _ in range(times):
        _check(home, _killed_writer(home, chance.uniform(0, 0.6)))


def test_ten_kills_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    _kill_often(tmp_path / "home", 10)


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_hundreds_of_kills_lose_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    _kill_often(tmp_path / "home", 300)
