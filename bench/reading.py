"""What a reader with one worker answers a second, random keys, against a constant of the same size (`bench.http`).

Rates are requests for each second of processor time of the worker, which waiting for other work does not count in;
ours and the ceilings are asked in turns, and each counts by its best turn, since other work on the machine only ever
slows. The p99 is of one caller at a time and does feel other work. BENCH_SIZES="1000 20000" leaves the largest out.

Goals at every size: GET concept and code as JSON ≥ 0.6 of the ceiling and growth from 20,000 to 360,000 < 1.5 times;
conditional GET ≥ 0.8; search of two words ≥ 0.3, of a two-letter prefix ≥ 0.2, with a typo ≥ 0.05, p99 ≤ 20 ms at
360,000; memory of the worker that no other process can share ≤ 400 MiB; open ≤ 0.5 s. Peers measured elsewhere are
told at the end.
"""

import os
import random
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from urllib.parse import quote, quote_plus

from bench import data, homes, material
from bench.http import Target, ceiling, has_tools, load, looked_at, reader
from bench.report import Figure, tell

KEYS = 2_000
ROUNDS = 5
SECONDS = 1
_OPEN = """
import sys, time; from pathlib import Path
from registry.terminology.releases import Releases
began = time.perf_counter()
release = Releases(Path(sys.argv[1]), compiles=False).current()
for version in release.versions(): release.artefact(version.object).header()
print(time.perf_counter() - began)
"""
_PEERS = """\
peers, on 12,500 concepts, concept as JSON and label search a second (measured before, not run here):
oxigraph server 14,462 and 173; Virtuoso 947 and 32; Atramhasis 80 and 32; Prez 74 and 13; Skosmos 31 and 8"""


def concepts(size: int) -> list[Target]:
    return [Target(f"/api/v1/concepts/{quote(row.iri, safe='')}") for row in data.sample(size, KEYS)]


def codes(size: int) -> list[Target]:
    place = f"/api/v1/code-lists/{quote(data.list_iri(size), safe='')}/codes/"
    rows = random.Random(size).choices(material.rows(size, "icd"), k=KEYS)
    return [Target(place + quote(row.code, safe="")) for row in rows]


def two_words(size: int) -> list[Target]:
    """Two words of a label, in any order."""
    chance = random.Random(size)
    found = [[word for word in row.nb.split() if len(word) > 2] for row in data.sample(size, KEYS)]
    return [_search(" ".join(chance.sample(words, 2))) for words in found if len(words) > 1]


def prefixes(size: int) -> list[Target]:
    return [_search(row.nb[:2]) for row in data.sample(size, KEYS) if row.nb[:2].isalpha()]


def typos(size: int) -> list[Target]:
    """A long word of a label with two letters exchanged."""
    chance = random.Random(size)
    words = [max(row.nb.split(), key=len) for row in data.sample(size, KEYS)]
    places = [(word, chance.randrange(1, len(word) - 2)) for word in words if len(word) > 6 and word.isalpha()]
    return [_search(word[:at] + word[at + 1] + word[at] + word[at + 2 :]) for word, at in places]


def _search(words: str) -> Target:
    return Target(f"/api/v1/search?limit=10&q={quote_plus(words)}")


def main() -> None:
    """Measure, and write the report; a goal that is not met is told as such."""
    if not has_tools():
        print("reading: wrk is not installed (make bench-tools)")
        return
    sizes = [int(size) for size in os.environ.get("BENCH_SIZES", "").split()] or data.SIZES
    found = [figure for size in sizes for figure in _of(size)]
    tell("reading", [*found, *_growth(found)])
    print(_PEERS)


def _of(size: int) -> list[Figure]:
    home = homes.of_concepts(size)
    found = [_opened(home, size)]
    found += _ratios(home, size, "GET concept", concepts(size), 0.6)
    found += _ratios(homes.of_codes(size), size, "GET code", codes(size), 0.6)
    found += _ratios(home, size, "conditional GET", concepts(size), 0.8, conditional=True)
    for what, targets, goal in (
        ("search, two words", two_words, 0.3),
        ("search, two-letter prefix", prefixes, 0.2),
        ("search, a typo", typos, 0.05),
    ):
        found += _ratios(home, size, what, targets(size), goal, patience=20.0 if size > 20_000 else None)
    return [*found, _memory(home, size)]


def _opened(home: Path, size: int) -> Figure:
    command = [sys.executable, "-c", _OPEN, str(home)]
    took = [float(subprocess.run(command, capture_output=True, check=True).stdout) for _ in range(3)]
    return Figure("open", size, median(took), "s", "≤ 0.5")


def _memory(home: Path, size: int) -> Figure:
    """After every kind of request."""
    with reader(home) as server:
        for targets in (concepts, two_words, prefixes, typos):
            load(server, targets(size), SECONDS)
        return Figure("private memory of a worker", size, server.private(), "MiB", "≤ 400")


def _ratios(
    home: Path,
    size: int,
    what: str,
    targets: Sequence[Target],
    goal: float,
    *,
    conditional: bool = False,
    patience: float | None = None,
) -> list[Figure]:
    """Ours, and both ceilings, in turns; the ratio is to the ceiling in the same place."""
    with reader(home) as server:
        octets, tagged = looked_at(server, targets[: 500 if conditional else 200])
        asked, octets, status = (tagged, 0, 304) if conditional else (targets, octets, 200)
        with ceiling("place", home, octets, status) as place, ceiling("mounted", home, octets, status) as mounted:
            load(server, asked, 1)
            rounds = [[load(each, asked, SECONDS) for each in (server, place, mounted)] for _ in range(ROUNDS)]
            alone = load(server, asked, SECONDS, 1)
    ours, same, bare = (max(row[at].per_processor_second for row in rounds) for at in range(3))
    seen = median(row[0].per_second for row in rounds)
    beside = f"{ours / bare:.2f} of a mounted handler's {bare:,.0f}"
    detail = f"{ours:,.0f} of {same:,.0f} a processor second ({beside}), {octets} bytes; {seen:,.0f}/s seen"
    told = Figure(f"{what}, p99 alone", size, alone.p99, "ms", f"≤ {patience:g}" if patience else "")
    rate = Figure(f"{what} a processor second", size, ours)
    print(f"reading: {size:6} {what}: {ours / same:.2f} of the ceiling, p99 {alone.p99:.2f} ms; {detail}", flush=True)
    return [Figure(what, size, ours / same, "", f"≥ {goal}", detail), told, rate]


def _growth(found: Sequence[Figure]) -> list[Figure]:
    """How many times as long each request takes at 360,000 as at 20,000."""
    rates = {(row.what, row.size): row.value for row in found if row.what.endswith(" a processor second")}
    few, many = data.SIZES[1:]
    whats = dict.fromkeys(what for what, size in rates if size == many and (what, few) in rates)
    goal: Callable[[str], str] = lambda what: "< 1.5" if what.startswith("GET") else ""  # noqa: E731
    return [
        Figure(f"growth of {what}", many, rates[what, few] / rates[what, many], "times", goal(what)) for what in whats
    ]


if __name__ == "__main__":
    main()
