"""What an operation turned out to use, and what is to be warned of: the `used-…` and `warning-…` of an expansion."""

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from registry.terminology.code_system import CodeSystem
from registry.terminology.issues import Issue, issue
from registry.terminology.value_set import ValueSet

#: Contents of a code system of which not every code is known.
PARTIAL = {"fragment": "used-fragment", "example": "used-example"}


class _Rule(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def url(self) -> str: ...

    @property
    def version(self) -> str: ...


class _Warned(NamedTuple):
    standing: str
    what: str
    canonical: str


class Used:
    """Gathers names, each once, in the order in which they come."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], None] = {}
        self._warned: dict[_Warned, None] = {}
        self._partial: dict[str, None] = {}

    def code_system(self, header: CodeSystem, source: ValueSet | None, supplements: list[CodeSystem]) -> None:
        """A code system is read for the value set `source` (None: for itself)."""
        self._names["used-codesystem", header.canonical] = None
        for row in supplements:
            self._names["used-supplement", row.canonical] = None
        if header.content in PARTIAL:
            self._names[PARTIAL[header.content], header.canonical] = None
            self._partial[header.url] = None
        self._warn(header, "CodeSystem", source)

    def value_set(self, value_set: ValueSet, source: ValueSet | None) -> None:
        """A value set is read, `source` being the one that imports it (None: it is the one asked for)."""
        if source is not None and is_named(value_set):
            self._names["used-valueset", value_set.canonical] = None
        if is_named(value_set):
            self._warn(value_set, "ValueSet", source or value_set)

    def rule(self, rule: _Rule) -> None:
        """A rule about versions decided something."""
        self._names[rule.name, f"{rule.url}|{rule.version}"] = None

    def _warn(self, found: CodeSystem | ValueSet, what: str, source: ValueSet | None) -> None:
        standing = _standing(found)
        if standing in ("draft", "experimental") and (source is None or _standing(source) == standing):
            return
        if standing:
            self._warned[_Warned(standing, what, found.canonical)] = None

    @property
    def names(self) -> Iterator[tuple[str, str]]:
        """Parameters of an expansion: name and canonical."""
        yield from self._names
        yield from ((f"warning-{row.standing}", row.canonical) for row in self._warned)

    @property
    def partial(self) -> tuple[str, ...]:
        """The code systems of which not every code is known."""
        return tuple(self._partial)

    def issues(self) -> list[Issue]:
        """The warnings as issues of a validation."""
        return [issue(f"MSG_{row.standing.upper()}", row.what, row.canonical) for row in self._warned]


def is_named(value_set: ValueSet) -> bool:
    """Whether a value set has a name outside the resource that it may be contained in."""
    return value_set.url != "" and not value_set.url.startswith("#")


def _standing(found: CodeSystem | ValueSet) -> str:
    """What is to be known of a resource before it is relied on; empty for nothing."""
    if found.standards_status in ("deprecated", "withdrawn"):
        return found.standards_status
    if found.status == "retired":
        return "retired"
    if found.experimental:
        return "experimental"
    return "draft" if "draft" in (found.status, found.standards_status) else ""
