"""The command that tells what of a release rests on what."""

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from rich.table import Table

    from registry.services.coverage import Count, Coverage


class Language(StrEnum):
    """The languages of the report."""

    NB = "nb"
    EN = "en"


class Output(StrEnum):
    """How the report is printed."""

    TEXT = "text"
    JSON = "json"


def coverage(
    release: Annotated[str | None, typer.Option(help="Release number, such as 2026.1; default the newest.")] = None,
    lang: Annotated[Language, typer.Option(help="Language of the report.")] = Language.NB,
    output: Annotated[Output, typer.Option("--format", help="How to print.")] = Output.TEXT,
) -> None:
    """Tell what the release rests on: sources of concepts, codes, evidence of exchanges, completeness of messages."""
    from registry.services.coverage import coverage as report_on
    from registry.settings import Settings
    from registry.terminology.releases import Releases

    releases = Releases(Settings.read().home)
    found = report_on(releases.get(release) if release else releases.current())
    if output is Output.JSON:
        typer.echo(found.model_dump_json(indent=2))
    else:
        _print(found, lang)


#: What each line is called; the words of the data (`read-in-standard` …) are under the same key.
_WORDS = {
    "nb": {
        "title": "Hva utgivelse {} bygger på",
        "concepts": "Begreper",
        "from_standard": "med definisjon som viser til en standard",
        "public_definitions": "med definisjon for allmennheten",
        "by_scheme": "Begreper per begrepssystem",
        "by_basis": "Definisjonenes forhold til kilden",
        "by_standard": "Standarder som definisjonene viser til",
        "terms_by_language": "Begreper med anbefalt term",
        "definitions_by_language": "Begreper med definisjon",
        "code_lists": "Kodeverk",
        "with_codes": "med koder",
        "third_party": "tilhører andre; kodene følger ikke med",
        "imported_here": "av dem med koder importert her",
        "without_codes": "uten koder",
        "codes": "koder",
        "codes_with_validity": "koder med gyldighet",
        "codes_with_status": "koder med status",
        "lists_with_source": "kodeverk med kilde",
        "lists_with_rights": "kodeverk med rettigheter",
        "exchanges": "Utvekslinger",
        "with_standard": "med standard",
        "with_model": "med meldingsmodell",
        "with_security": "med krav til sikkerhet",
        "hypotheses": "hypoteser",
        "by_evidence": "Hva retningen bygger på",
        "models": "Meldinger og fellesmodeller",
        "columns": ("", "elementer", "begrep", "beskrivelse", "kodet", "bundet", "begrunnet", "åpne"),
        "elements": "Elementer : begreper",
        "bindings": "Kodebindinger",
        "by_strength": "Styrke",
        "gaps": "Uten kjent utveksling (nivå → nivå: faser)",
        "not-stated": "ikke oppgitt",
        "read-in-standard": "lest i standard",
        "read-in-schema": "lest i skjema",
        "seen-in-example": "sett i eksempel",
        "seen-in-stylesheet": "sett i visningsfil",
        "role-in-agreement": "rolle i samhandlingsavtale",
        "inferred": "utledet",
        "self-composed": "egendefinert",
        "derived-from-source": "basert på kilde",
        "direct-from-source": "sitat fra kilde",
    },
    "en": {
        "title": "What release {} rests on",
        "concepts": "Concepts",
        "from_standard": "with a definition that cites a standard",
        "public_definitions": "with a definition for the public",
        "by_scheme": "Concepts by scheme",
        "by_basis": "How definitions stand to their source",
        "by_standard": "Standards that definitions cite",
        "terms_by_language": "Concepts with a preferred term",
        "definitions_by_language": "Concepts with a definition",
        "code_lists": "Code lists",
        "with_codes": "with codes",
        "third_party": "belong to others; their codes are not bundled",
        "imported_here": "of those with codes imported here",
        "without_codes": "without codes",
        "codes": "codes",
        "codes_with_validity": "codes with a period of validity",
        "codes_with_status": "codes with a status",
        "lists_with_source": "lists with a source",
        "lists_with_rights": "lists with rights",
        "exchanges": "Exchanges",
        "with_standard": "with a standard",
        "with_model": "with a message model",
        "with_security": "with security requirements",
        "hypotheses": "hypotheses",
        "by_evidence": "What the direction rests on",
        "models": "Messages and shared models",
        "columns": ("", "elements", "concept", "description", "coded", "bound", "reason", "open"),
        "elements": "Elements : concepts",
        "bindings": "Bindings",
        "by_strength": "Strength",
        "gaps": "No exchange known (level → level: phases)",
        "not-stated": "not stated",
    },
}


def _print(found: "Coverage", lang: str) -> None:
    """Print to standard output, with colour only where it is a terminal."""
    from rich.console import Console

    console = Console(highlight=False)
    page = _Page(lang)
    console.print(f"[b]{page.say('title').format(found.release)}[/b]\n")
    for title, table in page.blocks(found):
        console.print(f"[bold cyan]{title}[/bold cyan]")
        console.print(table)
        console.print()


class _Page:
    """The report as tables, in one language."""

    def __init__(self, lang: str) -> None:
        self._lang = lang

    def say(self, key: str) -> str:
        """A word of the report; a word of the data that has no translation stays."""
        return str(_WORDS[self._lang].get(key, key))

    def blocks(self, found: "Coverage") -> Iterable[tuple[str, "Table"]]:
        """The tables in order."""
        concepts, lists, exchanges = found.concepts, found.code_lists, found.exchanges
        yield self._figures("concepts", concepts.total, concepts, ("from_standard", "public_definitions"))
        for name in ("by_scheme", "by_basis", "by_standard", "terms_by_language", "definitions_by_language"):
            yield self._counts(name, getattr(concepts, name))
        first = ("with_codes", "third_party", "imported_here", "without_codes", "codes", "codes_with_validity")
        more = ("codes_with_status", "lists_with_source", "lists_with_rights")
        yield self._figures("code_lists", lists.total, lists, (*first, *more))
        rows = ("with_standard", "with_model", "with_security", "hypotheses")
        yield self._figures("exchanges", exchanges.total, exchanges, rows)
        yield self._counts("by_evidence", exchanges.by_evidence)
        yield self._models(found)
        yield self._table("elements", [(f"{found.elements} : {found.element_concepts}", found.elements_per_concept)])
        yield self._counts("bindings", (*found.bindings.by_strength, *found.bindings.by_evidence))
        if found.gaps:
            yield self._gaps(found)

    def _figures(self, key: str, total: int, value: object, names: Iterable[str]) -> tuple[str, "Table"]:
        rows = [(self.say(name), _number(getattr(value, name))) for name in names]
        return self._table(key, [("", total), *rows])

    def _counts(self, key: str, counts: Iterable["Count"]) -> tuple[str, "Table"]:
        from registry.domain import text

        return self._table(key, [(text(row.title, [self._lang]) or self.say(row.name), row.count) for row in counts])

    def _table(self, key: str, rows: Iterable[tuple[str, object]]) -> tuple[str, "Table"]:
        from rich.markup import escape

        table = _grid()
        table.add_column(justify="right")
        table.add_column(overflow="fold")
        for name, number in rows:
            table.add_row(f"[b]{number}[/b]", escape(name))
        return self.say(key), table

    def _models(self, found: "Coverage") -> tuple[str, "Table"]:
        from rich.markup import escape

        from registry.domain import text

        table = _grid(header=True)
        for place, name in enumerate(_WORDS[self._lang]["columns"]):
            table.add_column(name, justify="right" if place else "left")
        for row in sorted(found.models, key=lambda row: (not row.message, row.iri)):
            shares = (_share(number, row.elements) for number in (row.with_concept, row.with_description))
            title = escape(text(row.title, [self._lang]))
            numbers = (row.coded, row.bound, row.with_reason, row.open)
            table.add_row(
                title if row.message else f"[dim]{title}[/dim]", str(row.elements), *shares, *map(str, numbers)
            )
        return self.say("models"), table

    def _gaps(self, found: "Coverage") -> tuple[str, "Table"]:
        def last(iri: str | None) -> str:
            return (iri or "?").rpartition("/")[2]

        rows = [
            (f"{last(gap.from_level)} → {last(gap.to_level)}: {', '.join(map(last, gap.phases))}", len(gap.phases))
            for gap in found.gaps
        ]
        return self._table("gaps", rows)


def _grid(*, header: bool = False) -> "Table":
    from rich.table import Table

    return Table(box=None, show_header=header)


def _number(value: object) -> int:
    return len(value) if isinstance(value, tuple) else int(str(value))


def _share(part: int, whole: int) -> str:
    return f"{100 * part // whole} %" if whole else "–"
