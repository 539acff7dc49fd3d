"""An edit until it is acknowledged against a raw update and flush, search in a long audit log, and a large merge."""

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from pyoxigraph import Literal, NamedNode, Quad, Triple
from pyoxigraph import Store as Graphs

from bench.data import FOLDER
from bench.report import Figure, tell
from registry.domain import Code, CodeList, Iri, LangString
from registry.domain.activity import Activity, ActivityKind, Entry
from registry.domain.change_set import State
from registry.domain.operation import EditField
from registry.domain.party import Caller, Grant, Party, Role
from registry.rdf import audit
from registry.rdf.objects import write_object
from registry.rdf.prov import GRAPH
from registry.services import drafts
from registry.services.curation.change_sets import ChangeSets
from registry.services.curation.workflow import read_workflow
from registry.services.ledger import Asked, Ledger
from registry.store.embedded import EmbeddedStore
from registry.store.protocol import Replace

ENTRIES = int(os.environ.get("OMFORENT_BENCH_ENTRIES", "100000"))
OPERATIONS, CODES, EDITS = 5_000, 20_000, 60
LIST, ORGANIZATION = "https://bench.example/code-list/1", "https://bench.example/organization/us"
START = datetime(2026, 1, 1, tzinfo=UTC)


def caller(digit: str, role: Role) -> Caller:
    return Caller(person=f"person/{digit * 32}", organization=ORGANIZATION, grants=(_grant(role),))


def _grant(role: Role) -> Grant:
    return Grant(role=role, organization=ORGANIZATION)


EDITOR, APPROVER = caller("1", Role.EDITOR), caller("2", Role.APPROVER)


def _code(number: int) -> Iri:
    return f"https://bench.example/code/1/{number}"


def _label(text: str) -> tuple[LangString, ...]:
    return (LangString(text=text, lang="nb"),)


def large_list() -> CodeList:
    """A list of 20,000 codes."""
    codes = (Code(iri=_code(n), notation=str(n), pref_label=_label(f"Kode {n}")) for n in range(CODES))
    return CodeList(iri=LIST, identifier="1", title=_label("Liste"), codes=tuple(codes))


def renamed(number: int) -> EditField:
    before, after = ([{"text": f"{word} {number}", "lang": "nb"}] for word in ("Kode", "Ny"))
    return EditField(object=LIST, target=_code(number), field="pref_label", lang="nb", before=before, after=after)


def opened(name: str) -> tuple[EmbeddedStore, ChangeSets]:
    """A fresh data folder with the list, and the change sets there, without the data checks (`bench.checks`)."""
    folder = FOLDER / f"curation-{name}"
    shutil.rmtree(folder, ignore_errors=True)
    store = EmbeddedStore(folder)
    store.apply(Replace(drafts.graph_of(LIST), write_object(large_list())))
    table = read_workflow()
    rows = tuple(
        row.model_copy(update={"conditions": tuple(each for each in row.conditions if each != "no-errors")})
        for row in table.transitions
    )
    return store, ChangeSets(store, Ledger(store), workflow=table.model_copy(update={"transitions": rows}))


class Raw:
    """pyoxigraph alone, with as many statements: one label taken away and one put in, by SPARQL, and flushed."""

    def __init__(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        self._store = Graphs(folder)
        rows = (Triple(NamedNode(_code(n)), _LABEL, Literal(f"Kode {n}", language="nb")) for n in range(CODES))
        self._store.bulk_extend(Quad(row.subject, row.predicate, row.object, NamedNode(LIST)) for row in rows)
        self._store.flush()

    def edit(self, numbers: range) -> None:
        """Change labels in one update, on disk when it returns."""
        for verb, word in (("DELETE", "Kode"), ("INSERT", "Ny")):
            rows = " ".join(f'<{_code(n)}> {_LABEL} "{word} {n}"@nb .' for n in numbers)
            self._store.update(f"{verb} DATA {{ GRAPH <{LIST}> {{ {rows} }} }}")
        self._store.flush()


_LABEL = NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel")


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def edits() -> Iterator[Figure]:
    """One edit more to a change set, in turns with the raw update: medians, with few and many operations there."""
    raw = Raw(FOLDER / "curation-raw")
    store, sets = opened("edits")
    change_set, done = sets.open("Endring", "fordi", EDITOR), 0
    for size in (1, 1_000):
        if size > done:
            sets.add(change_set.iri, [renamed(n) for n in range(done, size)], EDITOR)
            done = size
        ours, bare = [], []
        for number in range(done, done + EDITS):
            bare.append(timed(lambda: raw.edit(range(number, number + 1))))  # noqa: B023  (called at once)
            ours.append(timed(lambda: sets.add(change_set.iri, [renamed(number)], EDITOR)))  # noqa: B023
        done += EDITS
        told = f"{median(ours) * 1000:.1f} ms of {median(bare) * 1000:.1f} ms"
        yield Figure("edit to acknowledged", size, median(ours) / median(bare), "× raw", "≤ 2", told)
    store.close()


def merge() -> Iterator[Figure]:
    """A set of 5,000 operations on 20,000 codes, added and merged; and as many labels in one raw update."""
    store, sets = opened("merge")
    made = sets.open("Endring", "fordi", EDITOR)
    added = timed(lambda: sets.add(made.iri, [renamed(n) for n in range(OPERATIONS)], EDITOR))
    yield Figure("add to a set", OPERATIONS, added, "s")
    for state, who in ((State.REVIEW, EDITOR), (State.APPROVED, APPROVER)):
        sets.transition(made.iri, state, "fordi", who)
    merged = timed(lambda: sets.transition(made.iri, State.MERGED, "fordi", APPROVER))
    raw = Raw(FOLDER / "curation-raw")
    bare = timed(lambda: raw.edit(range(OPERATIONS)))
    yield Figure("merge", OPERATIONS, merged, "s", "", f"one raw update of as many labels {bare:.2f} s")
    store.close()


def _activity(number: int) -> Activity:
    agent = Party(person=f"person/{number % 97:032x}", organization=f"{ORGANIZATION}/{number % 7}", role=Role.EDITOR)
    kind = tuple(ActivityKind)[number % 5]
    at, name = START + timedelta(minutes=number), f"https://bench.example/code-list/{number % 1999}"
    return Activity(kind=kind, at=at, agent=agent, objects=(name,), reason=f"Fordi {number}")


def _log(many: int) -> Iterator[Triple]:
    last: Entry | None = None
    for number in range(many):
        last = audit.chained(last, _activity(number))
        yield from audit.statements(last)
    if last:
        yield audit.last_mark(last)


def history() -> Iterator[Figure]:
    """Searches of every kind in a log of 100,000 entries: the slowest median."""
    folder = FOLDER / "curation-log"
    shutil.rmtree(folder, ignore_errors=True)
    store = EmbeddedStore(folder)
    store.apply(Replace(GRAPH, _log(ENTRIES)))
    ledger = Ledger(store)
    first = timed(lambda: ledger.find(Asked()))
    asked = (
        Asked(),
        Asked(person=f"person/{5:032x}"),
        Asked(organization=f"{ORGANIZATION}/3"),
        Asked(objects=("https://bench.example/code-list/7",)),
        Asked(kind=ActivityKind.MERGE, organization=f"{ORGANIZATION}/3"),
        Asked(since=START + timedelta(minutes=ENTRIES // 4), until=START + timedelta(minutes=ENTRIES // 2)),
        Asked(kind=ActivityKind.MERGE, since=START + timedelta(minutes=ENTRIES // 4)),
    )
    slowest = max(median(timed(lambda: ledger.find(each)) for _ in range(9)) for each in asked)  # noqa: B023
    yield Figure(
        "search the audit log", ENTRIES, slowest * 1000, "ms", "≤ 50", f"the first after a start {first:.1f} s"
    )
    yield Figure("verify the audit log", ENTRIES, timed(ledger.verify), "s")
    store.close()


def main() -> None:
    """Print the figures."""
    figures: list[Figure] = []
    for part in (edits, merge, history):
        figures += part()
        print(f"curation: {part.__name__} done", file=sys.stderr)
    tell("curation", figures)


if __name__ == "__main__":
    main()
