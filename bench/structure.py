"""The matrix at the content that ships and at ten times that, and where-used in a release of 360,000 codes.

Ten times the content: every exchange of the shipped release stands ten times, each carrying copies of its model's
types under names of their own, with concepts of their own. Goals: the matrix at 10 × takes at most 15 times as long (it
has ten times as many exchanges, elements and concepts), and at most 10 s the first time, when all is read; where-used
of the list and of codes, indirectly too, p99 ≤ 20 ms at 360,000. Times are of the processor, which other work does not
count in; those of kept structures are without the garbage collector, with which they are 2 to 3 times as long at 10 ×.
BENCH_HOME names a data folder with the shipped content released, where there is one; else one is made, which takes some
minutes. BENCH_SIZES as everywhere.
"""

import gc
import os
import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from bench import data, homes
from bench.report import Figure, tell
from registry.domain import ElementProperty, Exchange, Iri
from registry.services import publication, shipped
from registry.services.structure.contents import Contents, Reached
from registry.services.structure.matrix import made, matrix
from registry.services.structure.question import Question
from registry.services.structure.structure import Structure
from registry.store.memory import MemoryStore
from registry.terminology.protocol import ReleaseReader
from registry.terminology.releases import Releases

TIMES = 10
ROUNDS = 5
ASKED = 500


class Multiplied(Structure):
    """The structure of a release so many times over: exchanges and what they carry, levels and phases as they are."""

    def __init__(self, reader: ReleaseReader, times: int) -> None:
        super().__init__(reader)
        own = Structure(reader)
        self._copies = {
            f"{iri}--{at}": (iri, at) for row in own.exchanges for iri in row.carries for at in range(times)
        }
        self.exchanges = tuple(_copy(row, at) for row in own.exchanges for at in range(times))

    def contents(self, model: Iri) -> Contents | None:
        """The contents of the model that this is a copy of, under names of their own; walked anew for each."""
        if model not in self._contents:
            iri, at = self._copies[model]
            found = Structure(self.reader).contents(iri)
            self._contents[model] = _renamed(found, at) if found else None
        return self._contents[model]


def _copy(row: Exchange, at: int) -> Exchange:
    carries = tuple(f"{iri}--{at}" for iri in row.carries)
    return row.model_copy(update={"iri": f"{row.iri}--{at}", "carries": carries})


def _renamed(found: Contents, at: int) -> Contents:
    def element(row: ElementProperty) -> ElementProperty:
        subject = f"{row.subject}--{at}" if row.subject else None
        return row.model_copy(update={"iri": f"{row.iri}--{at}", "subject": subject})

    rows: tuple[Reached, ...] = tuple(
        row.model_copy(update={"element": element(row.element)}) for row in found.elements
    )
    return Contents(f"{found.model}--{at}", rows, found.types)


def shipped_home() -> Path:
    """The data folder that BENCH_HOME names, else one that is made."""
    given = os.environ.get("BENCH_HOME")
    if given:
        return Path(given)
    folder = data.FOLDER / "home-shipped"
    if not (folder / "releases" / "current").exists():
        store = MemoryStore()
        shipped.load(store)
        publication.release(store, folder, issued=homes.ISSUED, agent=homes.AGENT, check=lambda _: ())
    return folder


def _took(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _best(work: Callable[[], object]) -> float:
    """The best of some rounds, without the collector, as `timeit` does: its share depends on what else is kept."""
    gc.disable()
    try:
        return min(_took(work) for _ in range(ROUNDS))
    finally:
        gc.enable()


def of_matrix() -> Iterator[Figure]:
    """The first time, when all is read, and again, when it is kept."""
    reader = Releases(shipped_home()).current()
    structures = {1: Structure(reader), TIMES: Multiplied(reader, TIMES)}
    first = {times: _took(partial(matrix, found, Question())) for times, found in structures.items()}
    again = {times: _best(partial(made, found, Question())) for times, found in structures.items()}
    for times, found in structures.items():
        told = matrix(found, Question())
        said = f"{len(found.exchanges)} exchanges, {len(told.rows)} concepts"
        print(f"{times:3} x: {said}, {first[times]:.2f} s the first time, {1000 * again[times]:.0f} ms again")
    size = len(structures[1].exchanges)
    rows = ((size, 1), (size * TIMES, TIMES))
    yield from (Figure("matrix, kept", many, 1000 * again[times], "ms") for many, times in rows)
    yield from (Figure("matrix, first time", many, first[times], "s", "≤ 10 s") for many, times in rows)
    growth = again[TIMES] / again[1]
    yield Figure(f"growth of the matrix, {TIMES} × the content", size * TIMES, growth, "times", "≤ 15 times")


def of_uses() -> Iterator[Figure]:
    """Where a list and its codes are used, in the largest release."""
    size = max(map(int, os.environ.get("BENCH_SIZES", " ".join(map(str, data.SIZES))).split()))
    reader = Releases(homes.of_terminology(size)).current()
    owner = data.list_iri(size)
    codes = reader.artefact(owner)
    chance = random.Random(1)
    asked = [codes.iri_at(chance.randrange(codes.count())) for _ in range(ASKED)] + [owner] * 20
    times = sorted(_took(partial(reader.where_used, iri, indirect=True)) for iri in asked)
    yield Figure("where-used, indirect too, p99", size, 1000 * times[int(len(times) * 0.99)], "ms", "≤ 20 ms")


def main() -> None:
    """Both."""
    tell("structure", [*of_matrix(), *of_uses()])
