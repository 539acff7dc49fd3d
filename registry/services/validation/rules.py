"""The rules of the validator as `models/profile/rules.toml` tells them, and which of them somebody has turned off."""

import tomllib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

from registry import resources
from registry.domain import LangString, Value
from registry.domain.finding import Severity
from registry.errors import InvalidInput

#: The languages that every text of a rule is in.
RULE_LANGUAGES: Final = ("nb", "nn", "en")
Texts = tuple[LangString, ...]


class Area(StrEnum):
    """What rules are about."""

    READING = "reading"
    RECOGNITION = "recognition"
    STRUCTURE = "structure"
    CODES = "codes"


class Rule(Value):
    """One rule. `severity` is the gravest that it has; `say` a sentence with `{name}`, `{found}`, `{list}`, `{number}`.

    `wrong` and `right` are an example before and after the repair, of invented content.
    """

    id: str
    area: Area
    severity: Severity
    title: Texts
    say: Texts
    why: Texts
    repair: Texts
    wrong: str
    right: str


@cache
def shipped_rules() -> Mapping[str, Rule]:
    """The rules by id, in the order of the file."""
    return {key: _rule(key, row) for key, row in _file()["rule"].items()}


@cache
def revised_lists() -> frozenset[str]:
    """The numbers of lists whose codes are replaced as a matter of course."""
    return frozenset(_file()["revised"]["lists"])


@cache
def earlier_codes() -> Mapping[str, frozenset[str]]:
    """By the number of a list, the codes that a standard tells of it and that the list of today lacks."""
    return {number: frozenset(codes) for number, codes in _file()["earlier"].items()}


@cache
def word(name: str) -> Texts:
    """A word around the sentences of findings: `allowed`, `repair`."""
    return _texts(_file()["word"][name])


def rule_bytes() -> bytes:
    """The file with the rules as it is shipped (TOML)."""
    return (resources.folder("models") / "profile" / "rules.toml").read_bytes()


def _file() -> dict[str, Any]:
    return tomllib.loads(rule_bytes().decode())


def _rule(key: str, row: dict[str, Any]) -> Rule:
    texts = {name: _texts(row[name]) for name in ("title", "say", "why", "repair")}
    plain = {name: row[name] for name in ("area", "severity", "wrong", "right")}
    return Rule(id=key, **plain, **texts)


def _texts(row: Mapping[str, str]) -> Texts:
    return tuple(LangString(text=row[lang], lang=lang) for lang in RULE_LANGUAGES)


class Ruling(Value):
    """What somebody has decided about the rules: those `off` are never reported."""

    off: frozenset[str] = frozenset()

    def holds(self, rule: str) -> bool:
        """Whether findings of a rule are reported."""
        return rule not in self.off


def read_ruling(path: Path) -> Ruling:
    """The decisions in a TOML file: `off = ["display-case", …]`. InvalidInput where it cannot be read or names none."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except OSError as fault:
        raise InvalidInput(f"{path}: {fault.strerror}.", field="rules", value=str(path)) from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        rule = 'a TOML file with a line such as off = ["display-case"]'
        raise InvalidInput(f"{path} cannot be read: {fault}.", field="rules", value=str(path), rule=rule) from fault
    strange = sorted(data.keys() - {"off"})
    if strange:
        rule = "off is the only key"
        raise InvalidInput(f"{path}: there is no {strange[0]!r}; {rule}.", field="rules", value=strange[0], rule=rule)
    return ruling(data.get("off", []))


def ruling(off: object) -> Ruling:
    """The decision to turn rules off by id; InvalidInput for what is no list of ids of rules."""
    if not isinstance(off, list) or not all(isinstance(each, str) for each in off):
        raise InvalidInput("off is no list of rules.", field="off", value=str(off), rule="ids of rules in a list")
    return Ruling(off=frozenset(_known(off)))


def _known(ids: Iterable[str]) -> Iterable[str]:
    for each in ids:
        if each not in shipped_rules():
            rule = f"one of {', '.join(shipped_rules())}"
            raise InvalidInput(f"There is no rule {each!r}.", field="off", value=each, rule=rule)
        yield each
