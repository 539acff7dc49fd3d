"""One operation at work: which versions are read by the rules of its request, and what it turned out to use."""

from typing import Final, NamedTuple

from msgspec import Struct

from registry.terminology.code_system import Supplement
from registry.terminology.coding import canonical, split_canonical
from registry.terminology.concepts import CodeSystemIndex
from registry.terminology.display import Languages
from registry.terminology.issues import Issue, Refusal, issue, refuse
from registry.terminology.operations.used import Used, is_named
from registry.terminology.sources import Sources
from registry.terminology.supplemented import Supplemented
from registry.terminology.value_set import Compose, Include, ValueSet
from registry.terminology.version_pattern import fits, pick

#: How a rule about versions is meant: for references without a version, for checking, or for all.
DEFAULT: Final = "default"
CHECK: Final = "check"
FORCE: Final = "force"
_ALL_OF: Final = "?fhir_vs"


class VersionRule(NamedTuple):
    """What a request says about the version of a code system or value set; `name` is the parameter's."""

    name: str
    mode: str
    url: str
    version: str


class Manner(Struct, frozen=True):
    """What a request says that holds for all it does.

    `languages` is None where none is preferred. `excluded` are canonicals of code systems that are left out of
    expansions, `bound` is how many codes one may have, `lang` the language of issues.
    """

    system_rules: tuple[VersionRule, ...] = ()
    value_set_rules: tuple[VersionRule, ...] = ()
    supplements: tuple[str, ...] = ()
    languages: Languages | None = None
    active_only: bool = False
    excluded: tuple[str, ...] = ()
    bound: int = 10_000
    lang: str = "en"


class Ruled(NamedTuple):
    """The version to read, after the rules; `rule` is the one that decided it, None where none did."""

    version: str
    rule: VersionRule | None


class Work:
    """Sources, the rules of a request, and the record of what was used. One for each operation."""

    def __init__(self, sources: Sources, manner: Manner) -> None:
        self.sources = sources
        self.manner = manner
        self.used = Used()
        self._supplements: tuple[Supplement, ...] = ()
        self._indexes: dict[tuple[str, str], CodeSystemIndex | None] = {}

    def need(self, supplements: tuple[str, ...]) -> None:
        """Read these supplements with the code systems that they add to. Refused where one is not to be found."""
        wanted = tuple(dict.fromkeys((*self.manner.supplements, *supplements)))
        found = {name: self._supplement(name) for name in wanted}
        missing = [name for name, row in found.items() if row is None]
        if missing:
            said_by = "VALUESET_SUPPLEMENTS_MISSING" if len(missing) > 1 else ""
            raise Refusal(issue("VALUESET_SUPPLEMENT_MISSING", ", ".join(missing), said_by=said_by))
        self._supplements = tuple(filter(None, found.values()))
        self._indexes.clear()

    def _supplement(self, name: str) -> Supplement | None:
        url, version = split_canonical(name)
        picked = pick(self.sources.supplement_versions(url), version)
        return None if picked is None else self.sources.supplement(url, picked)

    def ruled(self, system: str, version: str) -> Ruled:
        """The version of a code system to read where a value set says `version` (empty for none)."""
        return _ruled(self.manner.system_rules, system, version)

    def versions(self, system: str) -> tuple[str, ...]:
        """The versions known of a code system, the default first."""
        return self.sources.code_system_versions(system)

    def picked(self, system: str, wanted: str) -> str | None:
        """The known version that one (or a pattern, or none) means."""
        return pick(self.versions(system), wanted)

    def index(self, system: str, version: str) -> CodeSystemIndex | None:
        """One version of a code system, with the supplements asked for; None where it has no codes to read."""
        key = (system, version)
        if key not in self._indexes:
            self._indexes[key] = self._opened(system, version)
        return self._indexes[key]

    def _opened(self, system: str, version: str) -> CodeSystemIndex | None:
        found = self.sources.code_system(system, version)
        if found is None or found.header.content == "not-present":
            return None
        mine = tuple(row for row in self._supplements if _adds_to(row, system, found.header.version))
        return Supplemented(found, mine) if mine else found

    def uses(self, index: CodeSystemIndex, source: ValueSet | None, ruled: Ruled | None = None) -> None:
        """Keep in mind that a code system is read for a value set."""
        mine = [row for row in self._supplements if _adds_to(row, index.header.url, index.header.version)]
        self.used.code_system(index.header, source, [row.header for row in mine])
        if ruled and ruled.rule:
            self.used.rule(ruled.rule)

    def checked(self, index: CodeSystemIndex, at: str = "") -> Issue | None:
        """What a check-system-version parameter has against a version; None where nothing."""
        header = index.header
        for rule in self.manner.system_rules:
            if rule.mode == CHECK and rule.url == header.url and not fits(rule.version, header.version):
                return issue("VALUESET_VERSION_CHECK", header.version, header.url, rule.version, at=at)
        return None

    def unknown(self, system: str, version: str, *, expanding: bool = False, at: str = "") -> Issue:
        """The issue of a code system, or a version of one, that is not known."""
        suffix = "_EXP" if expanding else ""
        known = [row for row in self.versions(system) if row]
        if not version:
            return issue(f"UNKNOWN_CODESYSTEM{suffix}", system, at=at)
        if not known:
            return issue(f"UNKNOWN_CODESYSTEM_VERSION{suffix}_NONE", system, version, at=at)
        return issue(f"UNKNOWN_CODESYSTEM_VERSION{suffix}", system, version, listed(sorted(known)), at=at)

    def value_set(self, name: str, version: str = "") -> ValueSet | None:
        """A value set by its canonical, after the rules about versions of value sets; None where there is none."""
        url, said = split_canonical(name)
        ruled = _ruled(self.manner.value_set_rules, url, version or said)
        picked = pick(self.sources.value_set_versions(url), ruled.version)
        found = _implicit(self.sources, url) if picked is None else self.sources.value_set(url, picked)
        if found is not None and ruled.rule:
            self.used.rule(ruled.rule)
        if found is not None:
            self._check_value_set(found)
        return found

    def _check_value_set(self, found: ValueSet) -> None:
        for rule in self.manner.value_set_rules:
            if rule.mode == CHECK and rule.url == found.url and not fits(rule.version, found.version):
                raise refuse("VALUESET_VERSION_CHECK", found.version, found.url, rule.version)

    def wanted_version(self, url: str, version: str) -> str:
        """The version of a value set that is looked for, after the rules; empty for any."""
        return _ruled(self.manner.value_set_rules, url, version).version

    def imported(self, name: str) -> ValueSet:
        """A value set that another imports. Refused where it is not to be found."""
        found = self.value_set(name)
        if found is None:
            url, said = split_canonical(name)
            version = self.wanted_version(url, said)
            raise refuse(*(("VS_EXP_IMPORT_UNK_PINNED", url, version) if version else ("VS_EXP_IMPORT_UNK", url)))
        return found


def _implicit(sources: Sources, url: str) -> ValueSet | None:
    """The value set of all of a code system, which needs no resource: `?fhir_vs` after the system's URL."""
    system = sources.system(url.removesuffix(_ALL_OF))
    known = url.endswith(_ALL_OF) and sources.code_system_versions(system)
    return ValueSet(url, status="active", compose=Compose((Include(system),))) if known else None


def _ruled(rules: tuple[VersionRule, ...], url: str, version: str) -> Ruled:
    mine = {rule.mode: rule for rule in reversed(rules) if rule.url == url}
    if FORCE in mine:
        return Ruled(mine[FORCE].version, mine[FORCE])
    rule = mine.get(DEFAULT) or mine.get(CHECK)
    return Ruled(version, None) if version or rule is None else Ruled(rule.version, rule)


def _adds_to(supplement: Supplement, system: str, version: str) -> bool:
    url, wanted = split_canonical(supplement.header.supplements)
    return url == system and fits(wanted, version)


def listed(names: list[str] | tuple[str, ...]) -> str:
    """Names as a sentence lists them.

    >>> listed(["1.0.0", "1.1.0", "1.2.0"])
    '1.0.0, 1.1.0 or 1.2.0'
    """
    return " or ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def named(value_set: ValueSet) -> str:
    """What issues call a value set."""
    return canonical(value_set.url, value_set.version) if is_named(value_set) else "(unidentified)"
