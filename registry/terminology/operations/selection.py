"""What a value set holds, as sets of ordinals by code system: the union of includes without excludes."""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from typing import NamedTuple

from pyroaring import BitMap, FrozenBitMap

from registry.terminology.code_system import CodeSystem, ConceptGiven
from registry.terminology.concepts import CodeSystemIndex
from registry.terminology.given import GivenConcepts
from registry.terminology.issues import Refusal, refuse
from registry.terminology.operations import filters
from registry.terminology.operations.work import Work, named
from registry.terminology.value_set import ConceptReference as Reference
from registry.terminology.value_set import Contained, Include, ValueSet

#: The version by which an include means all versions of a code system.
ALL_VERSIONS = "*"


class Segment(NamedTuple):
    """Concepts of one version of one code system, in the order of the system, or in `order` where they are listed.

    `references` is what the value set says of single concepts. `nests` is whether they may be shown below each other,
    `is_whole` whether they are all that the code system has.
    """

    system: CodeSystemIndex
    members: FrozenBitMap
    order: tuple[int, ...] | None = None
    references: Mapping[int, Reference] = {}
    nests: bool = False
    is_whole: bool = False

    def ordered(self) -> Iterable[int]:
        """The members in their order."""
        return self.members if self.order is None else (row for row in self.order if row in self.members)


class Selection(NamedTuple):
    """What a value set holds; no concept is in two segments. `versioned` are the systems read in several versions."""

    segments: tuple[Segment, ...]
    versioned: frozenset[str]


class Selector:
    """Works out what value sets hold, for one operation."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._known: dict[str, Selection] = {}

    def of(self, value_set: ValueSet, source: ValueSet | None = None) -> Selection:
        """What a value set holds. Refused where something that it needs is not there, or cannot be understood.

        A value set that is imported many times is worked out once.
        """
        self._work.used.value_set(value_set, source)
        found = self._known.get(value_set.canonical) if source else None
        if found is None:
            found = self._known[value_set.canonical] = self._worked_out(value_set)
        return found

    def _worked_out(self, value_set: ValueSet) -> Selection:
        compose = value_set.compose
        if compose is None:
            return _ready(self._work, value_set)
        read = [
            self._include(value_set, row, f"ValueSet.compose.include[{place}]")
            for place, row in enumerate(compose.include)
        ]
        excluded = gathered(
            segment
            for place, row in enumerate(compose.exclude)
            for segment in self._include(value_set, row, f"ValueSet.compose.exclude[{place}]")
        )
        nests = not compose.exclude and all(row.nests for part in read for row in part)
        found = united(row._replace(nests=nests) for part in read for row in part)
        versioned = several_versions(self._work, value_set)
        found = [_without(row, excluded, versioned) for row in found]
        if compose.inactive is False:
            found = [row._replace(members=row.members - row.system.inactive) for row in found]
        return Selection(tuple(row for row in found if row.members), versioned)

    def _include(self, value_set: ValueSet, include: Include, at: str) -> list[Segment]:
        if not include.system and not include.value_sets:
            raise refuse("VALUESET_INCLUDE_EMPTY", named(value_set), at=at)
        own = self._of_system(value_set, include, at) if include.system else None
        imported = [self.of(self._work.imported(name), value_set).segments for name in include.value_sets]
        if own is None:
            own, imported = [row._replace(nests=False) for row in imported[0]], imported[1:]
        others = [gathered(rows) for rows in imported]
        return [_within(row, others) for row in own] if others else own

    def _of_system(self, value_set: ValueSet, include: Include, at: str) -> list[Segment]:
        system = self._work.sources.system(include.system)
        wanted = self._work.versions(system) if include.version == ALL_VERSIONS else (include.version,)
        return [self._of_version(value_set, include, system, version, at) for version in wanted]

    def _of_version(self, value_set: ValueSet, include: Include, system: str, version: str, at: str) -> Segment:
        index = read_index(self._work, value_set, system, version)
        if include.concepts is not None:
            return _listed(index, include.concepts)
        members = index.everything
        for place, row in enumerate(include.filters):
            where = f"{at}.filter[{place}]"
            filters.check(row, system, named(value_set), where)
            members &= filters.select(index, row, named(value_set), where)
        return Segment(index, members, nests=not include.value_sets, is_whole=not include.filters)


def read_index(work: Work, value_set: ValueSet, system: str, version: str) -> CodeSystemIndex:
    """The code system that a value set reads, by the rules of the request. Refused where it is not there."""
    ruled = work.ruled(system, version)
    picked = work.picked(system, ruled.version)
    index = None if picked is None else work.index(system, picked)
    if index is None:
        raise Refusal(work.unknown(system, ruled.version, expanding=True))
    barred = work.checked(index)
    if barred:
        raise Refusal(barred)
    work.uses(index, value_set, ruled)
    return index


def _listed(index: CodeSystemIndex, concepts: Sequence[Reference]) -> Segment:
    places = {place: row for row in reversed(concepts) if (place := index.ordinal(row.code)) is not None}
    order = tuple(dict.fromkeys(place for row in concepts if (place := index.ordinal(row.code)) is not None))
    return Segment(index, FrozenBitMap(places), order, places)


def _ready(work: Work, value_set: ValueSet) -> Selection:
    """A value set that has an expansion and no definition: what the expansion lists."""
    if value_set.expansion is None:
        raise refuse("VALUESET_NO_DEFINITION", named(value_set))
    by_system: dict[tuple[str, str], list[Contained]] = {}
    for row in _flat(value_set.expansion.contains):
        if row.code and not row.abstract:
            by_system.setdefault((row.system, row.version), []).append(row)
    segments = united(_of_expansion(work, system, version, rows) for (system, version), rows in by_system.items())
    systems = [row.system.header.url for row in segments]
    return Selection(tuple(segments), frozenset(url for url in systems if systems.count(url) > 1))


def _of_expansion(work: Work, system: str, version: str, rows: list[Contained]) -> Segment:
    picked = work.picked(system, version)
    index = None if picked is None else work.index(system, picked)
    if index is None:
        given = [ConceptGiven(row.code, row.display, "", row.designations) for row in rows]
        index = GivenConcepts(CodeSystem(system, version), given)
    return _listed(index, [Reference(row.code, row.display, row.designations) for row in rows])


def _flat(rows: Iterable[Contained]) -> Iterable[Contained]:
    waiting = list(rows)[::-1]
    while waiting:
        row = waiting.pop()
        yield row
        waiting.extend(reversed(row.contains))


def united(segments: Iterable[Segment]) -> list[Segment]:
    """Segments without what an earlier one holds already; what value sets say of concepts is kept: linear time."""
    found: list[Segment] = []
    held: dict[str, BitMap] = {}
    said: dict[str, dict[int, Reference]] = {}
    for segment in segments:
        key = _key(segment.system)
        before = held.setdefault(key, BitMap())
        found.append(segment._replace(members=segment.members - FrozenBitMap(before)))
        before |= segment.members
        references = said.setdefault(key, {})
        for place, row in segment.references.items():
            references.setdefault(place, row)
    return [row._replace(references=said[_key(row.system)]) for row in found if row.members]


def gathered(segments: Iterable[Segment]) -> list[Segment]:
    """Segments put together, one for each version of a code system."""
    found: dict[str, Segment] = {}
    held: dict[str, BitMap] = {}
    said: dict[str, dict[int, Reference]] = {}
    for segment in segments:
        key = _key(segment.system)
        found.setdefault(key, segment)
        held.setdefault(key, BitMap()).update(segment.members)
        for place, row in segment.references.items():
            said.setdefault(key, {}).setdefault(place, row)
    return [Segment(row.system, FrozenBitMap(held[key]), references=said.get(key, {})) for key, row in found.items()]


def _key(index: CodeSystemIndex) -> str:
    """What tells one version of one code system from any other."""
    return index.header.canonical if index.header.url else f"#{id(index)}"


def is_same(one: CodeSystemIndex | None, other: CodeSystemIndex | None) -> bool:
    """Whether two indexes are of the same version of the same code system."""
    if one is None or other is None:
        return False
    return one is other or (one.header.canonical == other.header.canonical and one.header.url != "")


def several_versions(work: Work, value_set: ValueSet) -> frozenset[str]:
    """The systems of which a value set names several versions, or comes to read several through what it imports."""
    declared: dict[str, set[str]] = {}
    read: dict[str, set[str | None]] = {}
    for include in value_set.compose.include if value_set.compose else ():
        system = work.sources.system(include.system)
        if system:
            declared.setdefault(system, set()).add(include.version)
    for system, version in _read_by(work, value_set):
        read.setdefault(system, set()).add(version)
    of_all = {
        system for system, versions in declared.items() if ALL_VERSIONS in versions and len(work.versions(system)) > 1
    }
    many = (system for found in (declared, read) for system, versions in found.items() if len(versions) > 1)
    return frozenset((*many, *of_all))


def _read_by(work: Work, value_set: ValueSet) -> Iterable[tuple[str, str | None]]:
    """The versions of systems that a value set and those that it imports come to read."""
    for found in with_imports(work, value_set):
        for include in found.compose.include if found.compose else ():
            if include.system:
                system = work.sources.system(include.system)
                yield system, work.picked(system, work.ruled(system, include.version).version)


def with_imports(work: Work, value_set: ValueSet) -> Iterable[ValueSet]:
    """A value set and those that its includes import, however far, each once."""
    waiting, seen = [value_set], {value_set.canonical}
    while waiting:
        found = waiting.pop(0)
        yield found
        for name in [name for row in (found.compose.include if found.compose else ()) for name in row.value_sets]:
            imported = work.value_set(name)
            if imported is not None and imported.canonical not in seen:
                seen.add(imported.canonical)
                waiting.append(imported)


def _within(segment: Segment, imported: Iterable[Sequence[Segment]]) -> Segment:
    """The concepts of a segment that every one of other value sets holds too, whatever version of them."""
    members = segment.members
    references = dict(segment.references)
    for rows in imported:
        members &= _shared(segment.system, rows)
        for said in (row.references for row in rows if is_same(row.system, segment.system)):
            references |= {place: said[place] for place in members if place in said and place not in references}
    return segment._replace(members=members, references=references, nests=False)


def _shared(index: CodeSystemIndex, rows: Iterable[Segment]) -> FrozenBitMap:
    parts = (in_terms_of(index, row) for row in rows if row.system.header.url == index.header.url)
    return FrozenBitMap(reduce(BitMap.__or__, parts, BitMap()))


def in_terms_of(index: CodeSystemIndex, segment: Segment) -> BitMap:
    """The members of a segment as concepts of another version of the same code system, by their codes."""
    if is_same(index, segment.system):
        return BitMap(segment.members)
    places = (index.ordinal(segment.system.code_at(row)) for row in segment.members)
    return BitMap(place for place in places if place is not None)


def _without(segment: Segment, excluded: Sequence[Segment], versioned: frozenset[str]) -> Segment:
    """A segment without what excludes hold: by version where several are read, else by code."""
    members = segment.members
    url = segment.system.header.url
    for row in excluded:
        apart = url in versioned and not is_same(row.system, segment.system)
        if row.system.header.url == url and not apart:
            members = members - FrozenBitMap(in_terms_of(segment.system, row))
    return segment._replace(members=members)
