"""The audit log: every write to the working store goes through it, in the same atomic update; search and proof."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from threading import Lock
from typing import Final

from pyroaring import BitMap

from registry.domain import Iri, Value
from registry.domain.activity import Activity, ActivityKind, Entry
from registry.errors import NotFound, Unavailable
from registry.rdf import audit
from registry.rdf.prov import GRAPH
from registry.store import Triple
from registry.store.protocol import Change, Operation, Store
from registry.store.queries import load

_ALL: Final = ("all", "")
_VALUES: Final = load("values")


class Verdict(Value):
    """What a look through the whole chain came to: how many entries there are, and what is wrong with which."""

    entries: int
    faults: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether every entry is what it was when it was written, in its place."""
        return not self.faults


class Asked(Value):
    """Which entries are looked for; all that is given must hold. `since` and `until` are both inclusive.

    `objects` finds entries about any of several objects.
    """

    person: str | None = None
    organization: Iri | None = None
    objects: tuple[Iri, ...] = ()
    change_set: Iri | None = None
    kind: ActivityKind | None = None
    since: datetime | None = None
    until: datetime | None = None


class EntryPage(Value):
    """Some of the entries that were asked for, newest first; `before` is where the next page goes on, if any."""

    entries: tuple[Entry, ...]
    total: int
    before: int | None = None


class Ledger:
    """The audit log of one working store. All who write to the store in this process share one ledger."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = Lock()
        self._index: _Index | None = None
        self._head: tuple[int, Entry] | None = None

    def write(self, activity: Activity, *operations: Operation) -> Entry:
        """Do the operations and enter the activity, as one atomic write that is on disk when this returns.

        Raises what `Store.apply` raises; then neither the operations nor the entry are there.
        """
        return self.enter(activity, *operations)[0]

    def enter(self, activity: Activity, *operations: Operation) -> tuple[Entry, int]:
        """The same; gives the entry and the generation of the write."""
        with self._lock:
            seen = self._store.generation(GRAPH)
            last = self._last()
            entry = audit.chained(last, activity)
            others, said = _apart(operations)
            removed = (*said.removed, *((audit.last_mark(last),) if last else ()))
            added = (*said.added, *audit.statements(entry), audit.last_mark(entry))
            generation = self._store.apply(*others, Change(GRAPH, removed, added, seen))
            self._head = generation, entry
            if self._index is not None and self._index.last == entry.sequence - 1:
                self._index.add(entry)
            return entry, generation

    @contextmanager
    def still(self) -> Iterator[Entry | None]:
        """Nothing is written through this ledger meanwhile; gives the last entry."""
        with self._lock:
            yield self._last()

    def last(self) -> Entry | None:
        """The newest entry."""
        with self._lock:
            return self._last()

    def _last(self) -> Entry | None:
        generation = self._store.generation(GRAPH)
        if self._head is None or self._head[0] != generation:
            name = audit.last_of(self._store.describe(GRAPH, GRAPH))
            if name is None:
                return None
            self._head = generation, self._read(name)
        return self._head[1]

    def _read(self, name: Iri) -> Entry:
        for _, written in audit.entries_in(self._store.describe(name, GRAPH)):
            entry = audit.read_entry(written)
            if entry is not None:
                return entry
        rule = "omforent audit verify tells more"
        raise Unavailable(f"The audit log has no entry {name}.", field="audit", value=name, rule=rule)

    def entry(self, sequence: int) -> Entry:
        """One entry by its number; NotFound."""
        try:
            return self._read(audit.entry_iri(sequence))
        except Unavailable as fault:
            if self._store.describe(audit.entry_iri(sequence), GRAPH):
                raise
            message = f"The audit log has no entry {sequence}."
            raise NotFound(message, field="sequence", value=str(sequence)) from fault

    def find(self, asked: Asked, *, before: int | None = None, limit: int = 50) -> EntryPage:
        """The entries that were asked for, newest first, from before number `before`, at most `limit`."""
        numbers = self._known().find(asked)
        end = numbers.rank(max(before - 1, 0)) if before is not None else len(numbers)
        shown = [numbers[at] for at in range(end - 1, max(end - limit, 0) - 1, -1)]
        entries = tuple(self.entry(number) for number in shown)
        more = end > limit
        return EntryPage(entries=entries, total=len(numbers), before=shown[-1] if more and shown else None)

    def _known(self) -> "_Index":
        with self._lock:
            last = self._last()
            if self._index is None or self._index.last != (last.sequence if last else 0):
                self._index = _Index()
                for entry in sorted(self._entries(), key=lambda each: each.sequence):
                    self._index.add(entry)
            return self._index

    def _entries(self) -> Iterator[Entry]:
        for row in self._store.select(_VALUES, GRAPH, property=audit.ENTRY):
            entry = audit.read_entry(str(getattr(row["value"], "value", "")))
            if entry is not None:
                yield entry

    def replay(self, after: int = 0) -> Iterator[Entry]:
        """All entries after number `after`, oldest first."""
        yield from sorted((each for each in self._entries() if each.sequence > after), key=lambda each: each.sequence)

    def verify(self) -> Verdict:
        """Look through the whole chain: one entry altered, taken away, put in or moved is told by its number."""
        with self._lock:
            triples = list(self._store.triples(GRAPH))
        return _verdict(triples)


def _apart(operations: Sequence[Operation]) -> tuple[list[Operation], Change]:
    """The operations on other graphs, and what is said in the log's own graph besides the entry."""
    said = [each for each in operations if isinstance(each, Change) and each.graph == GRAPH]
    removed = tuple(triple for each in said for triple in each.removed)
    added = tuple(triple for each in said for triple in each.added)
    return [each for each in operations if each not in said], Change(GRAPH, removed, added)


def _verdict(triples: Sequence[Triple]) -> Verdict:
    about: dict[str, set[Triple]] = {}
    for triple in triples:
        about.setdefault(str(triple.subject).strip("<>").partition("#")[0], set()).add(triple)
    rows = sorted((_number(name), name, written) for name, written in audit.entries_in(triples))
    faults: list[str] = []
    previous, expected = audit.FIRST, 1
    for number, name, written in rows:
        entry = audit.read_entry(written)
        if number != expected:
            faults.append(f"entry {expected} is missing: {name} comes next")
        if entry is None or entry.sequence != number:
            faults.append(f"entry {number} is not what its address says")
        else:
            faults.extend(_faults(entry, previous, about.get(name, set())))
            previous = entry.hash
        expected = number + 1
    last = audit.last_of(triples)
    if (rows[-1][1] if rows else None) != last:
        faults.append(f"the last entry should be {last or 'none'}")
    return Verdict(entries=len(rows), faults=tuple(faults))


def _faults(entry: Entry, previous: str, said: set[Triple]) -> Iterator[str]:
    if entry.previous != previous:
        yield f"entry {entry.sequence} does not follow the one before it"
    if entry.hash != audit.hash_of(entry.sequence, entry.previous, entry.activity):
        yield f"entry {entry.sequence} has been altered"
    elif said != set(audit.statements(entry)):
        yield f"entry {entry.sequence} says something else in PROV-O than in its JSON"


def _number(name: str) -> int:
    written = name.rpartition("/")[2]
    return int(written) if written.isdigit() else 0


class _Index:
    """The numbers of entries by what they are asked for by, each list rising; in memory, made anew at every start."""

    def __init__(self) -> None:
        self.last = 0  # the number of the newest entry
        self._times: list[datetime] = []
        self._by: dict[tuple[str, str], BitMap] = {}

    def add(self, entry: Entry) -> None:
        """One entry more, the newest."""
        activity = entry.activity
        self.last = entry.sequence
        # a clock that was set back must not hide entries from a search by period
        self._times.append(max(activity.at, self._times[-1]) if self._times else activity.at)
        for key in (
            _ALL,
            ("person", activity.agent.person),
            ("organization", activity.agent.organization),
            ("kind", activity.kind.value),
            ("change_set", activity.change_set or ""),
            *(("object", each) for each in dict.fromkeys(activity.objects)),
        ):
            self._by.setdefault(key, BitMap()).add(entry.sequence)

    def find(self, asked: Asked) -> BitMap:
        """The numbers of the entries that were asked for."""
        found = self._period(asked)
        for key in self._keys(asked):
            found &= self._by.get(key, BitMap())
        if asked.objects:
            found &= BitMap.union(BitMap(), *(self._by.get(("object", each), BitMap()) for each in asked.objects))
        return found

    @staticmethod
    def _keys(asked: Asked) -> Iterator[tuple[str, str]]:
        for name in ("person", "organization", "kind", "change_set"):
            value = getattr(asked, name)
            if value is not None:
                yield name, str(value)

    def _period(self, asked: Asked) -> BitMap:
        """Those of a period; the entries are in the order of their times."""
        every = self._by.get(_ALL, BitMap())
        low = bisect_left(self._times, asked.since) if asked.since else 0
        high = bisect_right(self._times, asked.until) if asked.until else len(self._times)
        return every[low:high]
