"""What a data check is, read from the header of its query file in `registry/sparql/checks/`; runs none."""

import re
from enum import StrEnum
from functools import cache
from importlib.resources import files

from registry.domain import Kind, LangString, Value
from registry.errors import InvalidInput
from registry.store.queries import Query

#: The languages that a header must speak.
HEADER_LANGUAGES = ("nb", "nn", "en")
_LINE = re.compile(r"#\s*([a-z]+)(?:\.([a-z]{2}))?\s*:\s*(.*)")
_WORDS = ("title", "problem", "solution")


class Severity(StrEnum):
    """How much a finding weighs: an error blocks a release, the others never do."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Scope(StrEnum):
    """What a check must see: the graph of one object, or the union of a whole release."""

    GRAPH = "graph"
    RELEASE = "release"


class Check(Value):
    """One data check. `applies` are the kinds of object that it concerns; empty: any. `query` is its text."""

    id: str
    severity: Severity
    scope: Scope
    applies: frozenset[Kind]
    title: tuple[LangString, ...]
    problem: tuple[LangString, ...]
    solution: tuple[LangString, ...]
    query: str

    def concerns(self, kind: Kind | None) -> bool:
        """Whether the check is meant for objects of a kind; every check is for a graph of no known kind."""
        return not self.applies or kind is None or kind in self.applies


def read_check(name: str, text: str) -> Check:
    """The check in a query file called `name`.rq.

    Raises InvalidInput naming the header that is missing, unknown or wrong, and where the query takes parameters.
    """
    header = _header(name, text)
    try:
        return Check(
            id=_the_one(name, header, "id", name),
            severity=Severity(_the_one(name, header, "severity")),
            scope=Scope(_the_one(name, header, "scope")),
            applies=_kinds(_the_one(name, header, "applies")),
            query=Query(name, text).bound({}),
            **{word: _in_all_languages(name, header, word) for word in _WORDS},
        )
    except ValueError as wrong:
        raise _refusal(name, str(wrong)) from wrong


@cache
def shipped_checks() -> tuple[Check, ...]:
    """All checks of this installation, in the order of their ids."""
    folder = files("registry").joinpath("sparql", "checks")
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".rq"))
    return tuple(read_check(name.removesuffix(".rq"), folder.joinpath(name).read_text("utf-8")) for name in names)


def _header(name: str, text: str) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        match = _LINE.fullmatch(line.strip())
        if not match or (match[1], match[2] or "") in found:
            raise _refusal(name, f"the header line {line!r} is unreadable or comes twice")
        found[match[1], match[2] or ""] = match[3].strip()
    return found


def _the_one(name: str, header: dict[tuple[str, str], str], word: str, wanted: str = "") -> str:
    value = header.get((word, ""), "")
    if not value or (wanted and value != wanted):
        raise _refusal(name, f"the header {word!r} is missing or is not {wanted or 'given'}")
    return value


def _in_all_languages(name: str, header: dict[tuple[str, str], str], word: str) -> tuple[LangString, ...]:
    for lang in HEADER_LANGUAGES:
        if not header.get((word, lang)):
            raise _refusal(name, f"the header '{word}.{lang}' is missing")
    return tuple(LangString(text=header[word, lang], lang=lang) for lang in HEADER_LANGUAGES)


def _kinds(written: str) -> frozenset[Kind]:
    return frozenset() if written == "any" else frozenset(map(Kind, written.split()))


def _refusal(name: str, why: str) -> InvalidInput:
    rule = "a check states id, severity, scope, applies, and title, problem and solution in nb, nn and en"
    return InvalidInput(f"The check {name} cannot be used: {why}.", field="header", value=name, rule=rule)
