"""Sets of members by what they say, as compressed bitmaps of ordinals: every property, and every value asked for."""

from array import array
from collections.abc import Iterable, Iterator

from pyroaring import BitMap, FrozenBitMap

from registry.domain.code_list import INACTIVE
from registry.terminology.container import Container, Keys, Records, Sections
from registry.terminology.facts import ASKED

#: Stands between a property and a value in a key; neither has it.
_BETWEEN = "\0"
_STATUS, _START, _END = "status", "validity.start", "validity.end"


class SetsWriter:
    """Gathers members by property and value."""

    def __init__(self) -> None:
        self._found: dict[str, array[int]] = {}

    def add(self, ordinal: int, values: Iterable[tuple[str, str]]) -> None:
        """Take what one member says; ordinals come in rising order."""
        for name, value in values:
            self._put(name, ordinal)
            if value:
                self._put(name + _BETWEEN + value, ordinal)

    def _put(self, key: str, ordinal: int) -> None:
        row = self._found.get(key)
        if row is None:
            row = self._found[key] = array("I")
        if not row or row[-1] != ordinal:
            row.append(ordinal)

    def put(self, sections: Sections) -> None:
        """Write the sections that `Sets` reads."""
        sections.keys("set", ((key, at) for at, key in enumerate(self._found)))
        sections.records("set.members", (_packed(row) for row in self._found.values()))


def _packed(row: "array[int]") -> bytes:
    found = BitMap(row)
    found.run_optimize()
    return found.serialize()


class Sets:
    """Reads what `SetsWriter` wrote; a look-up takes microseconds and opens nothing."""

    def __init__(self, container: Container, many: int) -> None:
        self._keys: Keys = container.keys("set")
        self._members: Records = container.records("set.members")
        self._all = FrozenBitMap(range(many))

    @property
    def everything(self) -> FrozenBitMap:
        """All members."""
        return self._all

    def with_value(self, name: str, value: str) -> FrozenBitMap:
        """The members of which a property has this value, compared to the letter."""
        return self._set(name + _BETWEEN + value)

    def with_any(self, name: str) -> FrozenBitMap:
        """The members that have a property at all."""
        return self._set(name)

    def _set(self, key: str) -> FrozenBitMap:
        found = self._keys.find(key)
        return FrozenBitMap.deserialize(self._members[found[0]]) if found else FrozenBitMap()

    def values(self, name: str) -> Iterator[tuple[str, FrozenBitMap]]:
        """The values that a property has, in order, each with its members; those of ASKED and of the codes' own."""
        for key, at in self._keys.beginning_with(name + _BETWEEN):
            yield key.partition(_BETWEEN)[2], FrozenBitMap.deserialize(self._members[at])

    def names(self) -> tuple[str, ...]:
        """The properties that any member has, in order."""
        return tuple(key for key, _ in self._keys.beginning_with("") if _BETWEEN not in key)

    def inactive(self, day: str) -> FrozenBitMap:
        """The members not to be chosen on a day (ISO 8601), by the rule of `Code.is_active`."""
        found = BitMap()
        for value, members in self.values(_STATUS):
            if value.rpartition("/")[2] in INACTIVE:
                found |= members
        found -= self.with_any(_END)
        for value, members in self.values(_START):
            found |= members if value > day else FrozenBitMap()
        for value, members in self.values(_END):
            found |= members if value < day else FrozenBitMap()
        return FrozenBitMap(found)


def is_asked(name: str) -> bool:
    """Whether members can be asked for by the value of a field; any property of codes can."""
    return name in ASKED or ":" in name or name in (_START, _END, "language")
