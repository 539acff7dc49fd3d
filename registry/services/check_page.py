"""Writes the page about the data checks, `docs/checks.md`, from the headers of their query files."""

from collections.abc import Iterable

from registry.domain import text
from registry.services.checks import Check, Scope, Severity, shipped_checks

_INTRODUCTION = """# The data checks

Made from the headers of `registry/sparql/checks/*.rq`; `omforent check` runs them. An **error** blocks a release;
nothing blocks an import or a conversion. Beside them run the shapes of the application profile,
`models/profile/shapes-*.ttl`: SKOS-AP-NO-Begrep 2.0.9 for concept schemes, ModelDCAT-AP-NO 1.3 for models and code
lists, DCAT-AP-NO 2.0 for the catalogue. The rules of concept schemes never apply to codes.
"""
_SCOPES = {
    Scope.GRAPH: ("Within one object", "Run on each concept scheme, code list, model or exchange by itself."),
    Scope.RELEASE: ("Across the objects of a release", "Run on everything that a release would hold."),
}


def check_page(lang: str = "en") -> str:
    """The whole page in Markdown, in one of the languages of the headers."""
    parts = [_INTRODUCTION]
    for scope, (heading, words) in _SCOPES.items():
        parts.append(f"## {heading}\n\n{words}\n")
        for severity in Severity:
            mine = [row for row in shipped_checks() if (row.scope, row.severity) == (scope, severity)]
            parts.extend(_entries(mine, lang))
    return "\n".join(parts)


def _entries(checks: Iterable[Check], lang: str) -> Iterable[str]:
    for row in checks:
        kinds = ", ".join(sorted(row.applies)) or "any object"
        yield (
            f"### `{row.id}`: {text(row.title, [lang])}\n\n**{row.severity}**, {kinds}. "
            f"{text(row.problem, [lang])}\n*Solution:* {text(row.solution, [lang])}\n"
        )
