"""The report of the validator for a terminal: each message with its findings, then how often each rule spoke."""

from collections.abc import Iterator

from rich.console import Console

from registry.domain.finding import Severity
from registry.services.validation.reporting import ToldFinding, ValidationReport

_STYLES = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFORMATION: "cyan"}


def print_report(report: ValidationReport) -> None:
    """The report for a terminal: messages with their findings, then the figures."""
    console = Console(highlight=False, soft_wrap=True)
    for line, style in _lines(report):
        console.print(line, markup=False, style=style)


Line = tuple[str, str]


def _lines(report: ValidationReport) -> Iterator[Line]:
    words = _WORDS[report.lang]
    for message in report.messages:
        if message.findings:
            yield message.name, "bold"
            yield from (line for found in message.findings for line in _finding(found, words))
            if message.left_out:
                yield f"  … {message.left_out} {words['more']}", ""
            yield "", ""
    yield from _figures(report, words)


def _finding(found: ToldFinding, words: dict[str, str]) -> Iterator[Line]:
    yield f"  {words[found.severity]}: {found.text} [{found.rule}]", _STYLES[found.severity]
    yield f"    {found.path}" + (f" ({words['line']} {found.line})" if found.line else ""), "dim"
    yield from ((f"    {each}", "") for each in found.advice)


def _figures(report: ValidationReport, words: dict[str, str]) -> Iterator[Line]:
    total = report.summary
    for row in total.rules:
        yield f"{row.findings:>6}  {words[row.severity]:<12} {row.rule:<22} {row.title}", ""
    counts = [(total.errors, "errors"), (total.warnings, "warnings"), (total.information, "remarks")]
    told = ", ".join(f"{count} {words[key]}" for count, key in counts)
    messages = f"{total.messages} {words['messages']}, {total.invalid} {words['invalid']}"
    yield f"{messages}: {told}. Release {report.release}.", "bold"


_WORDS = {
    "nb": {
        "error": "feil",
        "warning": "advarsel",
        "information": "opplysning",
        "line": "linje",
        "more": "funn til",
        "messages": "meldinger",
        "invalid": "med feil",
        "errors": "feil",
        "warnings": "advarsler",
        "remarks": "opplysninger",
    },
    "nn": {
        "error": "feil",
        "warning": "åtvaring",
        "information": "opplysning",
        "line": "linje",
        "more": "funn til",
        "messages": "meldingar",
        "invalid": "med feil",
        "errors": "feil",
        "warnings": "åtvaringar",
        "remarks": "opplysningar",
    },
    "en": {
        "error": "error",
        "warning": "warning",
        "information": "information",
        "line": "line",
        "more": "more findings",
        "messages": "messages",
        "invalid": "with errors",
        "errors": "errors",
        "warnings": "warnings",
        "remarks": "remarks",
    },
}
