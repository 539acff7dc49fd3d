"""How findings are printed: grouped by check, the solution once, with counts; or as JSON."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from pydantic import TypeAdapter
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from registry.domain import LangString, text
from registry.namespaces import curie
from registry.services.checking import Finding
from registry.services.checks import Check, Severity, shipped_checks

#: How many findings of one check are printed; the rest is counted.
SHOWN = 20
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_WORDS = {
    "nb": ("Ingen funn.", "feil", "advarsler", "opplysninger", "Løsning", "til"),
    "nn": ("Ingen funn.", "feil", "åtvaringar", "opplysningar", "Løysing", "til"),
    "en": ("No findings.", "errors", "warnings", "remarks", "Solution", "more"),
}


def as_json(findings: Sequence[Finding]) -> str:
    """The findings as a JSON array."""
    return TypeAdapter(tuple[Finding, ...]).dump_json(tuple(findings), indent=2).decode()


def print_report(findings: Sequence[Finding], lang: str) -> None:
    """Print to standard output, with colour only where it is a terminal."""
    console = Console(highlight=False, soft_wrap=True)
    checks = {row.id: row for row in shipped_checks()}
    for _, group in groupby(findings, key=lambda found: (found.check, found.title)):
        _print_group(console, list(group), checks, lang)
    console.print(_summary(findings, lang))


def _print_group(console: Console, group: list[Finding], checks: dict[str, Check], lang: str) -> None:
    first, words = group[0], _WORDS[lang]
    style = _STYLES[first.severity]
    console.print(f"[{style}]{_say(first.title, lang)}[/{style}]  [dim]{first.check} · {len(group)}[/dim]")
    if check := checks.get(first.check):
        console.print(Padding(_say(check.problem, lang), (0, 0, 0, 2)))
        console.print(Padding(f"[italic]{words[4]}:[/italic] {_say(check.solution, lang)}", (0, 0, 0, 2)))
    for found in group[:SHOWN]:
        console.print(Padding(_line(found), (0, 0, 0, 4)))
    if len(group) > SHOWN:
        console.print(f"    [dim]… {len(group) - SHOWN} {words[5]}[/dim]")
    console.print()


def _line(found: Finding) -> str:
    told = [curie(part) for part in (*found.value.split("\n"), *found.detail.split("\n")) if part]
    return escape("  ".join([found.subject or "_", *told]))


def _summary(findings: Iterable[Finding], lang: str) -> str:
    words, weights = _WORDS[lang], [found.severity for found in findings]
    if not weights:
        return words[0]
    return ", ".join(f"{weights.count(each)} {word}" for each, word in zip(Severity, words[1:4], strict=True))


def _say(strings: tuple[LangString, ...], lang: str) -> str:
    return escape(text(strings, [lang]))
