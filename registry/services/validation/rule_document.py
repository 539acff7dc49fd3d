"""Writes the page about the validator's rules, `docs/validation-rules.md`, from `models/profile/rules.toml`."""

from collections.abc import Iterable

from registry.domain import text
from registry.services.validation.rules import Area, Rule, shipped_rules

_INTRODUCTION = """# The rules of the validator

Made from `models/profile/rules.toml`, as are the pages `/rule/<id>` of the catalogue and the sentences of findings.
[validating.md](validating.md) tells how the validator is run and what severities mean. An id is what `--rules` turns
off, and what a report names.
"""
_HEADINGS = {
    Area.READING: "Reading",
    Area.RECOGNITION: "Recognition",
    Area.STRUCTURE: "Structure",
    Area.CODES: "Codes and displays",
}


def rule_document(lang: str = "en") -> str:
    """The whole page in Markdown, in one of the languages of the rules."""
    parts = [_INTRODUCTION]
    for area, heading in _HEADINGS.items():
        parts.append(f"## {heading}\n")
        parts.extend(_entries((rule for rule in shipped_rules().values() if rule.area is area), lang))
    return "\n".join(parts)


def _entries(rules: Iterable[Rule], lang: str) -> Iterable[str]:
    for rule in rules:
        yield (
            f"### `{rule.id}`: {text(rule.title, [lang])}\n\n**{rule.severity}**. {text(rule.why, [lang])}\n"
            f"*Repair:* {text(rule.repair, [lang])}\n\n{_example(rule)}"
        )


def _example(rule: Rule) -> str:
    return f"```xml\n{rule.wrong}\n```\n" if rule.wrong == rule.right else f"```xml\n{rule.wrong}\n{rule.right}\n```\n"
