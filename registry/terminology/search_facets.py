"""Sets of things by kind, object, activity, level of care and language of labels, gathered when an index is made."""

from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence

from pyroaring import BitMap

from registry.domain import Iri, Kind
from registry.terminology.kinds import MemberKind
from registry.terminology.search_entry import Entry
from registry.terminology.search_rows import Numbering

#: Whose members are used where they are used.
_WHOLE = (Kind.INFORMATION_MODEL, Kind.CODE_LIST)
_USERS = (Kind.EXCHANGE, Kind.INFORMATION_MODEL, MemberKind.TYPE, MemberKind.ELEMENT)


def facet_key(facet: str, value: str) -> str:
    """The key of a facet's value in the index."""
    return f"{facet}\t{value}"


class FacetRows:
    """Takes things one by one; `rows` gives a set for each value of each facet."""

    def __init__(self) -> None:
        self._sets: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
        self._levels: dict[Iri, set[Iri]] = {}
        self._roles: dict[Iri, tuple[Iri, ...]] = {}
        self._exchanges: dict[Iri, tuple[Iri, ...]] = {}
        self._uses: defaultdict[Iri, set[Iri]] = defaultdict(set)
        self._wholes: set[Iri] = set()

    def add(self, arrival: int, entry: Entry) -> None:
        """Take one thing."""
        self._sets[facet_key("kind", entry.kind)].append(arrival)
        self._sets[facet_key("within", entry.object)].append(arrival)
        self._sets[facet_key("active", str(entry.active).lower())].append(arrival)
        for lang in {label.lang for label in entry.labels if label.lang}:
            self._sets[facet_key("label_lang", lang)].append(arrival)
        self.note_use(entry)

    def note_use(self, entry: Entry) -> None:
        """Take of one thing only where it is used."""
        if entry.kind is MemberKind.CARE_LEVEL:
            self._levels[entry.iri] = {entry.iri}
        elif entry.kind is MemberKind.ACTOR_ROLE:
            self._roles[entry.iri] = entry.at
        elif entry.kind is Kind.EXCHANGE:
            self._exchanges[entry.iri] = entry.at
        if entry.kind in _USERS:
            self._uses[entry.object].update(entry.uses)
        if entry.kind in _WHOLE:
            self._wholes.add(entry.iri)

    def rows(self, numbering: Numbering, arrivals: dict[Iri, int]) -> tuple[list[str], Iterator[Sequence[BitMap]]]:
        """Sorted keys, and the set of each."""
        for level, iris in self.levels().items():
            self._sets[facet_key("level", level)].extend(self._of(iris, arrivals))
        keys = sorted(self._sets, key=str.encode)
        return keys, ([numbering.bitmap(self._sets[key])] for key in keys)

    def _of(self, iris: set[Iri], arrivals: dict[Iri, int]) -> Iterator[int]:
        for iri in sorted(iris):
            if self.is_whole(iri):
                yield from self._sets[facet_key("within", iri)]
            elif iri in arrivals:
                yield arrivals[iri]

    def is_whole(self, iri: Iri) -> bool:
        """Whether what belongs to it is used where it is."""
        return iri in self._wholes

    def levels(self) -> dict[Iri, set[Iri]]:
        """What is used at each level: its roles, their exchanges, and all that those use, models through models."""
        for role, levels in self._roles.items():
            for level in levels:
                self._levels.setdefault(level, set()).add(role)
        for exchange, places in self._exchanges.items():
            used = self._used(exchange)
            for level in {level for place in places for level in self._roles.get(place, (place,))}:
                self._levels.setdefault(level, set()).update(used)
        return self._levels

    def _used(self, exchange: Iri) -> set[Iri]:
        found, waiting = {exchange}, [exchange]
        while waiting:
            new = self._uses.get(waiting.pop(), set()) - found
            found |= new
            waiting.extend(new)
        return found
