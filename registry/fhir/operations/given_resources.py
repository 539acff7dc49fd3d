"""The resources of a request, each read once for its content: kept by their bytes, within a bound of memory."""

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock
from typing import Any, Final, NamedTuple

from msgspec import Raw, Struct, field

from registry.errors import InvalidInput
from registry.fhir.operations.given_code_system import read_code_system
from registry.fhir.operations.given_concept_map import read_concept_map
from registry.fhir.operations.given_value_set import ReadValueSet, read_value_set
from registry.fhir.operations.given_values import decode
from registry.terminology.concept_map import ConceptMap
from registry.terminology.given import GivenConcepts
from registry.terminology.layered import GivenResources
from registry.terminology.supplemented import GivenSupplement
from registry.terminology.value_set import ValueSet

#: Bytes of JSON whose values are kept; the values take several times as much.
_MOST_KEPT: Final = 16_000_000

#: Combinations of resources that are kept.
_MOST_GATHERED: Final = 100

Read = ReadValueSet | GivenConcepts | GivenSupplement | ConceptMap


class _Resource(Struct):
    type: str = field(name="resourceType", default="")


class Kept(NamedTuple):
    """A resource that was read, with its size in JSON."""

    value: Read
    size: int


class ResourceCache:
    """Reads resources of requests; what was read lately is not read again. Threads may share it."""

    def __init__(self, most: int = _MOST_KEPT) -> None:
        self._most = most
        self._size = 0
        self._kept: OrderedDict[bytes, Kept] = OrderedDict()
        self._lock = Lock()

    def read(self, raw: Raw, where: str) -> Read | None:
        """A resource; None for a type that no operation uses. Raises InvalidInput."""
        key = bytes(raw)
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found.value
        value = _read(key, where)
        if value is not None:
            with self._lock:
                self._keep(key, value)
        return value

    def _keep(self, key: bytes, value: Read) -> None:
        if key in self._kept:  # another thread read it meanwhile
            return
        self._kept[key] = Kept(value, len(key))
        self._size += len(key)
        while self._size > self._most:
            _, dropped = self._kept.popitem(last=False)
            self._size -= dropped.size


class GatheredLately:
    """The resources of requests put together, kept for the requests that come with the same ones again."""

    def __init__(self, most: int = _MOST_GATHERED) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[int, ...], tuple[tuple[Read | None, ...], GivenResources]] = OrderedDict()

    def of(self, found: tuple[Read | None, ...]) -> GivenResources:
        """The resources by their types. What is kept holds them, so that no other takes the place of one."""
        key = tuple(map(id, found))
        kept = self._kept.get(key)
        if kept is None:
            kept = self._kept[key] = (found, gathered(found))
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return kept[1]


def _read(raw: bytes, where: str) -> Read | None:
    kind = decode(raw, _Resource, where).type
    if not kind:
        rule = "a resource has a resourceType"
        raise InvalidInput(f"{where} is no resource: {rule}.", field=where, rule=rule)
    reader: Any = {"CodeSystem": read_code_system, "ValueSet": read_value_set, "ConceptMap": read_concept_map}.get(kind)
    found: Read | None = reader(raw, where) if reader else None
    return found


def gathered(found: Iterable[Read | None]) -> GivenResources:
    """Resources by their types; what a value set contains is among them."""
    systems: list[GivenConcepts] = []
    supplements: list[GivenSupplement] = []
    value_sets: list[ValueSet] = []
    maps: list[ConceptMap] = []
    for row in found:
        if isinstance(row, GivenConcepts):
            systems.append(row)
        elif isinstance(row, GivenSupplement):
            supplements.append(row)
        elif isinstance(row, ReadValueSet):
            value_sets += (row.value_set, *row.value_sets)
            systems += row.code_systems
            supplements += row.supplements
        elif isinstance(row, ConceptMap):
            maps.append(row)
    return GivenResources(tuple(systems), tuple(supplements), tuple(value_sets), tuple(maps))
