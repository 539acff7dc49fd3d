"""Queries as people type them with the answers they expect, and how well a search meets them; no search of its own."""

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from registry.namespaces import BASE

FOLDER = Path(__file__).parent
STORED = FOLDER / "scores.json"
#: How deep a person looks.
DEPTH = 10
WHOLE = "all"


@dataclass(frozen=True)
class Query:
    """What was typed, the kind of difficulty, and every IRI that answers it (a trailing * stands for any ending)."""

    kind: str
    text: str
    expected: tuple[str, ...]

    def is_answered_by(self, iri: str) -> bool:
        """Whether a hit is one of the answers."""
        return any(
            iri.startswith(name[:-1]) if name.endswith("*") and len(name) > 1 else iri == name for name in self.expected
        )


@dataclass(frozen=True)
class Outcome:
    """A query, the IRIs that came back, best first, and the place (from 1) of the first right one; 0 for none."""

    query: Query
    found: tuple[str, ...]

    @property
    def place(self) -> int:
        """Where the first right answer stands, from 1; 0 where it is not among the first ten."""
        return next((place for place, iri in enumerate(self.found, 1) if self.query.is_answered_by(iri)), 0)


@dataclass(frozen=True)
class Score:
    """How many queries, the share answered first and among the first three, and the mean reciprocal rank."""

    queries: int
    first: float
    three: float
    mrr: float


def queries(name: str) -> tuple[Query, ...]:
    """The queries of a set: `registry`, `diagnoses`, or one of these with `-held-out`."""
    with (FOLDER / "queries" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Query(row["class"], row["query"], tuple(BASE + answer for answer in row["expected"].split()))
            for row in csv.DictReader(file, strict=True)
        )


def ask(every: Iterable[Query], search: Callable[[str], Sequence[str]]) -> tuple[Outcome, ...]:
    """What a search finds for each query; `search` gives IRIs, best first."""
    return tuple(Outcome(query, tuple(search(query.text))[:DEPTH]) for query in every)


def score(outcomes: Sequence[Outcome]) -> Score:
    """The score of some outcomes."""
    places = [outcome.place for outcome in outcomes]
    count = len(places)
    return Score(
        queries=count,
        first=round(sum(place == 1 for place in places) / count, 4),
        three=round(sum(1 <= place <= 3 for place in places) / count, 4),
        mrr=round(sum(1 / place for place in places if place) / count, 4),
    )


def by_class(outcomes: Sequence[Outcome]) -> dict[str, Score]:
    """The score of each class, by its name, and of all of them."""
    kinds = sorted({outcome.query.kind for outcome in outcomes})
    rows = {kind: score([outcome for outcome in outcomes if outcome.query.kind == kind]) for kind in kinds}
    return {**rows, WHOLE: score(outcomes)}


def table(title: str, scores: Mapping[str, Score]) -> str:
    """The scores for people."""
    lines = [f"{title:20} {'n':>4} {'@1':>7} {'@3':>7} {'MRR':>7}"]
    lines += [
        f"{kind:20} {row.queries:4} {row.first:7.3f} {row.three:7.3f} {row.mrr:7.3f}" for kind, row in scores.items()
    ]
    return "\n".join(lines)


def misses(outcomes: Iterable[Outcome]) -> str:
    """The queries whose answer did not come first, with what did."""
    lines = []
    for outcome in outcomes:
        if outcome.place != 1:
            answers = " ".join(iri.removeprefix(BASE) for iri in outcome.query.expected[:3])
            came = " ".join(iri.removeprefix(BASE) for iri in outcome.found[:3]) or "nothing"
            lines.append(f"{outcome.place:2} {outcome.query.kind:14} {outcome.query.text!r} -> {answers}; got {came}")
    return "\n".join(lines)


def stored() -> dict[str, dict[str, Score]]:
    """The scores of the file, by set and class."""
    read = json.loads(STORED.read_text("utf-8")) if STORED.is_file() else {}
    return {name: {kind: Score(**row) for kind, row in rows.items()} for name, rows in read.items()}


def store(name: str, scores: Mapping[str, Score]) -> None:
    """Put the scores of one set into the file."""
    every = {**stored(), name: dict(scores)}
    written = {key: {kind: vars(row) for kind, row in every[key].items()} for key in sorted(every)}
    STORED.write_text(json.dumps(written, indent=1) + "\n", "utf-8")
