"""Whether a coding is in a value set: by point look-ups, and with what is to be said of the versions at hand."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec.structs import replace

from registry.terminology.coding import Coding, canonical, split_canonical
from registry.terminology.concepts import CodeSystemIndex
from registry.terminology.issues import Issue, Refusal, issue
from registry.terminology.operations import filters
from registry.terminology.operations.selection import ALL_VERSIONS, Selection, Selector, is_same, several_versions
from registry.terminology.operations.used import PARTIAL
from registry.terminology.operations.work import Ruled, Work, named
from registry.terminology.value_set import ConceptReference, Include, ValueSet
from registry.terminology.version_pattern import fits, is_pattern


class Places(NamedTuple):
    """The FHIRPath of a coding and of its parts, for issues: of a bare code, the names of the parameters."""

    whole: str
    system: str
    version: str
    code: str
    display: str

    @classmethod
    def of(cls, path: str) -> "Places":
        """The places of a coding that stands at a path; empty for a code that came by itself."""
        if not path:
            return cls("code", "system", "version", "code", "display")
        return cls(path, *(f"{path}.{part}" for part in ("system", "version", "code", "display")))


class Finding(NamedTuple):
    """What came of looking for a coding: in (True), out (False), or not to be told (None) for the reasons in `issues`.

    `system` is the code system that was read, `ordinal` the concept there, `reference` what the value set says of it.
    `caused_by` are code systems that were missing.
    """

    verdict: bool | None
    system: CodeSystemIndex | None = None
    ordinal: int | None = None
    issues: tuple[Issue, ...] = ()
    caused_by: tuple[str, ...] = ()
    reference: ConceptReference | None = None

    @property
    def is_clean(self) -> bool:
        """Whether the coding is in, and nothing is wrong."""
        return self.verdict is True and not any(row.is_error for row in self.issues)


_OUT = Finding(verdict=False)


class Membership:
    """Looks for codings in value sets, for one operation."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._known: dict[tuple[str, Coding], tuple[Finding, ...]] = {}

    def of(self, value_set: ValueSet, coding: Coding, places: Places, source: ValueSet | None = None) -> Finding:
        """Whether a coding is in a value set."""
        if not coding.version:
            return _best(self._all(value_set, coding, places, source))
        return _best(_of_its_version(coding, list(self._all(value_set, coding, places, source))))

    def _all(
        self, value_set: ValueSet, coding: Coding, places: Places, source: ValueSet | None = None
    ) -> Iterator[Finding]:
        """What every include says, of every version that it reads; what is excluded or not active enough is out."""
        self._work.used.value_set(value_set, source)
        compose = value_set.compose
        if compose is None:
            yield self._in_selection(Selector(self._work).of(value_set, source), coding)
            return
        for place, row in enumerate(compose.include):
            at = f"ValueSet.compose.include[{place}]"
            for found in self._included(value_set, row, coding, places, at):
                if found.verdict and self._is_excluded(value_set, found, coding, places):
                    yield Finding(False, found.system, found.ordinal)
                else:
                    yield self._if_active(value_set, found, coding, places)

    def _if_active(self, value_set: ValueSet, found: Finding, coding: Coding, places: Places) -> Finding:
        """What is inactive is out where the value set, or the request, wants active concepts alone."""
        barred = self._work.manner.active_only or (value_set.compose and value_set.compose.inactive is False)
        if not (barred and found.verdict and _is_inactive(found)):
            return found
        said = issue("STATUS_CODE_WARNING_CODE", coding.code, at=places.code)
        return found._replace(verdict=False, issues=(*found.issues, said))

    def _included(
        self, value_set: ValueSet, include: Include, coding: Coding, places: Places, at: str
    ) -> Iterator[Finding]:
        """What one include (or exclude) says, once for every version that it reads."""
        system = self._work.sources.system(include.system) if include.system else ""
        for place, row in enumerate(include.filters):
            filters.check(row, system, named(value_set), f"{at}.filter[{place}]")
        if system and system != coding.system:
            return
        names = include.value_sets
        rows: Iterable[Finding]
        if system:
            rows = (self._of_version(value_set, row, coding, places) for row in self._versions(include, system))
        elif names:
            rows = self._imported(value_set, names[0], coding, places)
            names = names[1:]
        else:
            return
        for found in rows:
            yield self._within(value_set, names, coding, places, found)

    def _versions(self, include: Include, system: str) -> Iterable[Include]:
        """An include of all versions as one of each."""
        if include.version != ALL_VERSIONS:
            return (include,)
        return (replace(include, version=version) for version in self._work.versions(system))

    def _imported(self, value_set: ValueSet, name: str, coding: Coding, places: Places) -> Iterator[Finding]:
        imported = self._work.value_set(name)
        if imported is None:
            url, version = split_canonical(name)
            wanted = canonical(url, self._work.wanted_version(url, version))
            yield Finding(None, issues=(issue("Unable_to_resolve_value_Set_", wanted),))
            return
        key = (imported.canonical, coding)
        if key not in self._known:  # a value set that is imported many times is asked once
            self._known[key] = tuple(dict.fromkeys(self._all(imported, coding, places, value_set)))
        self._work.used.value_set(imported, value_set)
        yield from self._known[key]

    def _within(
        self, value_set: ValueSet, names: tuple[str, ...], coding: Coding, places: Places, before: Finding
    ) -> Finding:
        """A finding that other value sets must agree to, whatever version of the code system they read."""
        for name in names if before.verdict else ():
            found = _best(self._imported(value_set, name, coding, places))
            if found.verdict is not True:
                return found
            before = before._replace(reference=before.reference or found.reference)
        return before

    def _of_version(self, value_set: ValueSet, include: Include, coding: Coding, places: Places) -> Finding:
        ruled = self._work.ruled(coding.system, include.version)
        index = self._read(coding, ruled)
        if index is None:
            return self._missing(include, coding, places, ruled)
        self._work.uses(index, value_set, ruled)
        said, missing = self._mismatch(index, include, coding, places, ruled)
        barred = self._work.checked(index, places.version)
        issues = (*said, *([barred] if barred else []))
        found = self._of_index(value_set, include, index, coding, places)
        if found.verdict is not True and not missing:
            return found
        return found._replace(issues=(*found.issues, *issues), caused_by=missing)

    def _read(self, coding: Coding, ruled: Ruled) -> CodeSystemIndex | None:
        """The version to read: the coding's own where the value set leaves it open and it is known."""
        is_open = not ruled.version or is_pattern(ruled.version)
        own = coding.version if is_open and coding.version and fits(ruled.version, coding.version) else ""
        picked = self._work.picked(coding.system, own) if own else None
        picked = self._work.picked(coding.system, ruled.version) if picked is None else picked
        return None if picked is None else self._work.index(coding.system, picked)

    def _missing(self, include: Include, coding: Coding, places: Places, ruled: Ruled) -> Finding:
        """The version that the value set wants is not there: nothing can be told of the code."""
        issues = [self._work.unknown(coding.system, ruled.version, at=places.system)]
        if coding.version and not fits(ruled.version, coding.version):
            issues.append(_mismatch_of(include, coding, places, ruled))
        instead = self._work.picked(coding.system, coding.version or self._work.ruled(coding.system, "").version)
        index = None if instead is None else self._work.index(coding.system, instead)
        ordinal = None if index is None else index.ordinal(coding.code)
        return Finding(None, index, ordinal, tuple(issues), (canonical(coding.system, ruled.version),))

    def _mismatch(
        self, index: CodeSystemIndex, include: Include, coding: Coding, places: Places, ruled: Ruled
    ) -> tuple[list[Issue], tuple[str, ...]]:
        """What is to be said where the coding is of another version than the one that is read."""
        version = index.header.version
        if not coding.version or fits(coding.version, version):
            return [], ()
        issues = []
        missing: tuple[str, ...] = ()
        if self._work.picked(coding.system, coding.version) is None:
            issues.append(self._work.unknown(coding.system, coding.version, at=places.system))
            missing = (canonical(coding.system, coding.version),)
        if ruled.version:
            issues.append(_mismatch_of(include, coding, places, ruled))
        else:
            said = (coding.system, version, coding.version)
            issues.append(issue("VALUESET_VALUE_MISMATCH_DEFAULT", *said, at=places.version))
        return issues, missing

    def _of_index(
        self, value_set: ValueSet, include: Include, index: CodeSystemIndex, coding: Coding, places: Places
    ) -> Finding:
        ordinal = index.ordinal(coding.code)
        if ordinal is None:
            return self._unlisted(index, include, coding, places)
        reference = _reference(index, include, ordinal)
        if include.concepts is not None and reference is None:
            return Finding(False, index, ordinal)
        return Finding(self._answers(value_set, include, index, ordinal), index, ordinal, reference=reference)

    def _answers(self, value_set: ValueSet, include: Include, index: CodeSystemIndex, ordinal: int) -> bool:
        """Whether a concept answers to the filters. Refused where the version that the value set reads lacks one.

        Where the coding's own version is read instead, and lacks what a filter names, nothing there answers to it.
        """
        try:
            return all(filters.holds(index, row, ordinal, named(value_set)) for row in include.filters)
        except Refusal:
            system = index.header.url
            if self._work.picked(system, self._work.ruled(system, include.version).version) == index.header.version:
                raise
            return False

    def _unlisted(self, index: CodeSystemIndex, include: Include, coding: Coding, places: Places) -> Finding:
        """A code that the system does not have: out, unless the system is known in part and all of it is meant."""
        said = unknown_code(index, coding.code, places)
        is_open = index.header.content in PARTIAL and include.concepts is None and not include.filters
        return Finding(is_open, index, None, (said,))

    def _is_excluded(self, value_set: ValueSet, found: Finding, coding: Coding, places: Places) -> bool:
        compose = value_set.compose
        if compose is None or found.system is None or not compose.exclude:
            return False
        apart = coding.system in several_versions(self._work, value_set)
        bare = Coding(coding.system, coding.code)
        rows = (
            row
            for place, exclude in enumerate(compose.exclude)
            for row in self._included(value_set, exclude, bare, places, f"ValueSet.compose.exclude[{place}]")
        )
        return any(row.verdict is True and (not apart or is_same(row.system, found.system)) for row in rows)

    def _in_selection(self, selection: Selection, coding: Coding) -> Finding:
        """In a value set that is an expansion alone."""
        for segment in selection.segments:
            header = segment.system.header
            ordinal = segment.system.ordinal(coding.code) if header.url == coding.system else None
            if ordinal is not None and ordinal in segment.members and fits(coding.version, header.version):
                return Finding(True, segment.system, ordinal, reference=segment.references.get(ordinal))
        return _OUT


def _of_its_version(coding: Coding, found: list[Finding]) -> list[Finding]:
    """Where any include reads the version that the coding is of, what the others say of theirs is no matter."""
    own = [row for row in found if row.system is not None and row.system.header.version == coding.version]
    return own or found


def _best(found: Iterable[Finding]) -> Finding:
    """The finding that says most: a clean one, one with faults, one that cannot tell, one that has seen the code."""
    best = _OUT
    for row in found:
        if row.is_clean:
            return row
        best = max(best, row, key=_weight)
    return best


def _is_inactive(found: Finding) -> bool:
    return found.system is not None and found.ordinal is not None and found.ordinal in found.system.inactive


def _weight(found: Finding) -> int:
    if found.verdict is not False:
        return 4 if found.verdict else 3
    return (2 if found.ordinal is not None else 1) if found.system is not None else 0


def _mismatch_of(include: Include, coding: Coding, places: Places, ruled: Ruled) -> Issue:
    if ruled.version != include.version:
        said: tuple[str, ...] = (coding.system, ruled.version, include.version, coding.version)
        return issue("VALUESET_VALUE_MISMATCH_CHANGED", *said, at=places.version)
    return issue("VALUESET_VALUE_MISMATCH", coding.system, ruled.version, coding.version, at=places.version)


def _reference(index: CodeSystemIndex, include: Include, ordinal: int) -> ConceptReference | None:
    if include.concepts is None:
        return None
    code = index.code_at(ordinal)
    exact = next((row for row in include.concepts if row.code == code), None)
    if exact is not None or index.header.case_sensitive:
        return exact
    return next((row for row in include.concepts if index.ordinal(row.code) == ordinal), None)


def unknown_code(index: CodeSystemIndex, code: str, places: Places) -> Issue:
    """The issue of a code that a code system does not have; a warning where only a part of the system is known."""
    header = index.header
    said = (code, header.url, header.version)
    if header.content in PARTIAL:
        return issue("UNKNOWN_CODE_IN_FRAGMENT", *said, at=places.code)
    return issue("Unknown_Code_in_Version" if header.version else "Unknown_Code_in", *said, at=places.code)
