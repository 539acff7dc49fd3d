"""What the FHIR terminology service answers a second with random codes, against a constant of the same size.

Rates are requests for each second of processor time of the workers (`bench.reading` tells why); p50 and p99 are of one
caller at a time. BENCH_SIZES="1000 20000" leaves the largest out; BENCH_WORKERS="1" the second worker.

Goals at every size, as parts of the ceiling: `$lookup`, `$validate-code` and `$translate` ≥ 0.6, `$subsumes` ≥ 0.7,
`$expand` of 100 codes anywhere in the list ≥ 0.3, with a text filter ≥ 0.2 and a p99 of at most 20 times the look-up's,
is-a with its total ≥ 0.2, a POST with 20 kB of resources ≥ 0.3 (never seen before) and ≥ 0.5 (seen). From 20,000 to
360,000 codes point operations take < 1.5 times as long, filter and is-a < 5 times.

HL7's reference server on a machine of this kind, one process, wrk with 8 connections (measured before, not run here):
`$lookup` 2,820 a second, `$validate-code` 2,310, `$expand` of 4 codes 2,250, `$subsumes` 4,080, a POST with 20 kB (the
same each time) 1,500. The goal is twice each, asked in the same way.
"""

import json
import os
import random
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple
from urllib.parse import urlencode

from bench import data, homes
from bench.http import Load, Server, Target, ceiling, has_tools, load, looked_at, reader
from bench.material import Row, rows
from bench.report import Figure, tell

BASE = "/fhir/r5"
KEYS = 2_000
ROUNDS = 3
SECONDS = 1
#: What stands in a body for a number that is another one each time.
ANEW = "0ANEW0"
PEER = {"$lookup": 2_820, "CodeSystem/$validate-code": 2_310, "$expand of 4": 2_250, "$subsumes": 4_080, "seen": 1_500}


class Measure(NamedTuple):
    """One kind of request: its targets at a size, the part of the ceiling that it is to reach, how it may grow."""

    name: str
    targets: Callable[[int], list[Target]]
    goal: float
    growth: float = 1.5
    anew: str | None = None
    workers: tuple[int, ...] = (1,)


def _sample(size: int, seed: int = 11) -> list[Row]:
    return random.Random(seed).choices(rows(size, "icd"), k=KEYS)


def _get(operation: str, **parameters: str | int) -> Target:
    return Target(f"{BASE}/{operation}?{urlencode(parameters)}")


def _post(operation: str, *parameters: dict[str, Any]) -> Target:
    body = {"resourceType": "Parameters", "parameter": list(parameters)}
    return Target(f"{BASE}/{operation}", "", json.dumps(body, separators=(",", ":")))


def lookups(size: int) -> list[Target]:
    """`$lookup` of a code."""
    return [_get("CodeSystem/$lookup", system=data.list_iri(size), code=row.code) for row in _sample(size)]


def of_system(size: int) -> list[Target]:
    """`$validate-code` of a code with its display, in the code system."""
    system = data.list_iri(size)
    return [
        _get("CodeSystem/$validate-code", url=system, code=row.code, display=row.nb, displayLanguage="nb")
        for row in _sample(size)
    ]


def of_system_posted(size: int) -> list[Target]:
    """The same, by POST."""
    system = {"name": "url", "valueUri": data.list_iri(size)}
    return [
        _post(
            "CodeSystem/$validate-code",
            system,
            {"name": "code", "valueCode": row.code},
            {"name": "display", "valueString": row.nb},
            {"name": "displayLanguage", "valueCode": "nb"},
        )
        for row in _sample(size)
    ]


def of_value_set(size: int) -> list[Target]:
    """`$validate-code` of a code in the value set of all codes."""
    system, value_set = data.list_iri(size), value_set_of(size)
    return [_get("ValueSet/$validate-code", url=value_set, system=system, code=row.code) for row in _sample(size)]


def of_value_set_posted(size: int) -> list[Target]:
    """The same for a coding, by POST."""
    system, value_set = data.list_iri(size), {"name": "url", "valueUri": value_set_of(size)}
    return [
        _post(
            "ValueSet/$validate-code",
            value_set,
            {"name": "coding", "valueCoding": {"system": system, "code": row.code}},
        )
        for row in _sample(size)
    ]


def subsumptions(size: int) -> list[Target]:
    """`$subsumes` of two codes, half of them a code and one above it."""
    kept, chance = rows(size, "icd"), random.Random(size)
    found = []
    for row in _sample(size):
        other = kept[row.parents[0]] if row.parents and chance.random() < 0.5 else chance.choice(kept)
        found.append(_get("CodeSystem/$subsumes", system=data.list_iri(size), codeA=other.code, codeB=row.code))
    return found


def pages(size: int) -> list[Target]:
    """`$expand` of 100 codes anywhere in the list."""
    chance = random.Random(size)
    return [
        _get("ValueSet/$expand", url=value_set_of(size), count=100, offset=chance.randrange(size - 100))
        for _ in range(KEYS)
    ]


def filtered(size: int) -> list[Target]:
    """`$expand` with a word of a code's display as text filter."""
    words = [[word for word in row.nb.split() if len(word) > 2 and word.isalpha()] for row in _sample(size)]
    chance = random.Random(size)
    return [
        _get("ValueSet/$expand", url=value_set_of(size), filter=chance.choice(found), count=20)
        for found in words
        if found
    ]


def below(size: int) -> list[Target]:
    """`$expand` of what is below the code with the most below it (over 50,000 in the largest list), with its total."""
    include = {"system": data.list_iri(size), "filter": [{"property": "concept", "op": "is-a", "value": widest(size)}]}
    chance = random.Random(size)
    value_set = {"resourceType": "ValueSet", "status": "active", "compose": {"include": [include]}}
    return [
        _post(
            "ValueSet/$expand",
            {"name": "valueSet", "resource": value_set},
            {"name": "count", "valueInteger": 100},
            {"name": "offset", "valueInteger": chance.randrange(100)},
        )
        for _ in range(200)
    ]


@cache
def widest(size: int) -> str:
    """The code with the most codes below it."""
    kept = rows(size, "icd")
    under: list[set[int]] = [set() for _ in kept]
    for at in reversed(range(len(kept))):
        for parent in kept[at].parents:
            under[parent].add(at)
            under[parent] |= under[at]
    return kept[max(range(len(kept)), key=lambda at: len(under[at]))].code


def sent_along(size: int) -> list[Target]:
    """`$validate-code` against a code system and a value set of 20 kB that are sent along."""
    del size
    url = "https://bench.example/sent"
    concepts = [{"code": f"c{at}", "display": f"Displayed text number {at}"} for at in range(330)]
    system = {
        "resourceType": "CodeSystem", "url": url, "status": "active", "version": ANEW, "caseSensitive": True,
        "content": "complete", "concept": concepts,
    }  # fmt: skip
    value_set = {
        "resourceType": "ValueSet", "url": f"{url}-set", "status": "active", "compose": {"include": [{"system": url}]},
    }  # fmt: skip
    return [
        _post(
            "ValueSet/$validate-code",
            {"name": "url", "valueUri": f"{url}-set"},
            {"name": "coding", "valueCoding": {"system": url, "code": f"c{at}"}},
            {"name": "tx-resource", "resource": system},
            {"name": "tx-resource", "resource": value_set},
        )
        for at in range(0, 330, 10)
    ]


def of_four(size: int) -> list[Target]:
    """`$expand` of four codes that are named."""
    system = data.list_iri(size)
    found = []
    for at, row in enumerate(_sample(size)[:200]):
        rows = [row, *_sample(size, at)[:3]]
        include = {"system": system, "concept": [{"code": it.code} for it in rows]}
        value_set = {"resourceType": "ValueSet", "status": "active", "compose": {"include": [include]}}
        found.append(_post("ValueSet/$expand", {"name": "valueSet", "resource": value_set}))
    return found


def translations(size: int) -> list[Target]:
    """`$translate` of a code by the map of the home."""
    return [
        _get("ConceptMap/$translate", url=data.map_iri(size), system=data.list_iri(size), sourceCode=row.code)
        for row in _sample(size)
    ]


@cache
def value_set_of(size: int) -> str:
    """The canonical of the value set of all codes."""
    return f"{data.list_iri(size)}?fhir_vs"


MEASURES = (
    Measure("$lookup", lookups, 0.6, workers=(1, 2)),
    Measure("CodeSystem/$validate-code", of_system, 0.6, workers=(1, 2)),
    Measure("CodeSystem/$validate-code, POST", of_system_posted, 0.6),
    Measure("ValueSet/$validate-code", of_value_set, 0.6),
    Measure("ValueSet/$validate-code, POST", of_value_set_posted, 0.6),
    Measure("$translate", translations, 0.6),
    Measure("$subsumes", subsumptions, 0.7),
    Measure("$expand, 100 of all", pages, 0.3),
    Measure("$expand, text filter", filtered, 0.2, 5.0, workers=(1, 2)),
    Measure("$expand, is-a with total", below, 0.2, 5.0),
    Measure("POST with 20 kB, new", sent_along, 0.3, anew=ANEW),
    Measure("POST with 20 kB, seen", sent_along, 0.5),
    Measure("$expand of 4", of_four, 0.3),
)


def main() -> None:
    """Measure, and write the report; a goal that is not met is told as such."""
    if not has_tools():
        print("fhir: wrk is not installed (make bench-tools)")
        return
    sizes = [int(size) for size in os.environ.get("BENCH_SIZES", "").split()] or data.SIZES
    found = [figure for size in sizes for figure in _of(size)]
    tell("fhir", [*found, *_growth(found)])


def _of(size: int) -> list[Figure]:
    home = homes.of_terminology(size)
    found = [
        figure for measure in MEASURES for workers in _workers(measure) for figure in _at(home, size, measure, workers)
    ]
    return [*found, *_beside_the_peer(home, size), _memory(home, size)]


def _workers(measure: Measure) -> list[int]:
    most = int(os.environ.get("BENCH_WORKERS", "2"))
    return [many for many in measure.workers if many <= most]


def _at(home: Path, size: int, measure: Measure, workers: int) -> list[Figure]:
    """Ours and the ceiling in turns, each by its best turn."""
    targets = measure.targets(size)
    with reader(home, workers) as server:
        octets, _ = looked_at(server, targets[:200])
        with ceiling("place", home, octets, workers=workers) as constant:
            load(server, targets, SECONDS, anew=measure.anew)
            rounds = [_turn(server, constant, targets, measure.anew) for _ in range(ROUNDS)]
            alone = load(server, targets, SECONDS, 1, anew=measure.anew)
    ours, same = (max(row[at].per_processor_second for row in rounds) for at in (0, 1))
    seen = median(row[0].per_second for row in rounds)
    name = measure.name if workers == 1 else f"{measure.name}, {workers} workers"
    detail = f"{ours:,.0f} of {same:,.0f} a processor second, {octets} bytes; {seen:,.0f}/s seen"
    times = f"p50 {alone.p50:.2f}, p99 {alone.p99:.2f} ms"
    print(f"fhir: {size:6} {name}: {ours / same:.2f} of the ceiling, {times}; {detail}", flush=True)
    return [
        Figure(name, size, ours / same, "", f"≥ {measure.goal}", detail),
        Figure(f"{name}, p50 alone", size, alone.p50, "ms"),
        Figure(f"{name}, p99 alone", size, alone.p99, "ms"),
        Figure(f"{name} a processor second", size, ours),
    ]


def _turn(server: Server, constant: Server, targets: Sequence[Target], anew: str | None) -> tuple[Load, Load]:
    return load(server, targets, SECONDS, anew=anew), load(constant, targets, SECONDS, anew=anew)


def _beside_the_peer(home: Path, size: int) -> list[Figure]:
    """Requests a second in the way that HL7's reference server was asked: eight connections, one process."""
    names = {"$expand of 4": "$expand of 4", "seen": "POST with 20 kB, seen"}
    found = []
    with reader(home) as server:
        for asked, theirs in PEER.items():
            measure = next(row for row in MEASURES if row.name == names.get(asked, asked))
            targets = measure.targets(size)[: 1 if asked == "seen" else None]
            load(server, targets, SECONDS)
            ours = max(load(server, targets, SECONDS, 8).per_second for _ in range(ROUNDS))
            found.append(
                Figure(f"{measure.name}, of HL7's {theirs:,}/s", size, ours / theirs, "times", "≥ 2", f"{ours:,.0f}/s")
            )
    return found


def _memory(home: Path, size: int) -> Figure:
    """After every kind of request."""
    with reader(home) as server:
        for measure in MEASURES:
            load(server, measure.targets(size), SECONDS, anew=measure.anew)
        return Figure("private memory of a worker", size, server.private(), "MiB")


def _growth(found: Sequence[Figure]) -> list[Figure]:
    """How many times as long each request takes at 360,000 as at 20,000."""
    rates = {(row.what, row.size): row.value for row in found}
    few, many = data.SIZES[1:]
    told = []
    for measure in MEASURES:
        what = f"{measure.name} a processor second"
        if (what, few) in rates and (what, many) in rates:
            grown = rates[what, few] / rates[what, many]
            told.append(Figure(f"growth of {measure.name}", many, grown, "times", f"< {measure.growth}"))
    return told


if __name__ == "__main__":
    main()
