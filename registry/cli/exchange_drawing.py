"""How exchanges and the matrix look in a terminal."""

from collections.abc import Iterable, Iterator
from typing import Final

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from registry.cli.labels import labels
from registry.domain import LANGUAGES, Evidence, Exchange, Iri
from registry.services.structure.contents import Contents, Reached
from registry.services.structure.elements import ExchangeSummary, summary
from registry.services.structure.matrix import Matrix, PairOf, State
from registry.services.structure.sheets import Words, last
from registry.services.structure.structure import Structure

#: How a state is written where there is room for a letter only.
_LETTERS: Final = {State.REQUIRED: "R", State.OPTIONAL: "o", State.NOT_EXCHANGED: "–", State.NOT_KNOWN: "?"}
_SAID: Final = {
    "key": {
        "nb": "R påkrevd, o valgfri, – ikke utvekslet, ? ikke kjent; 23/184: påkrevde/valgfrie begreper",
        "nn": "R påkravd, o valfri, – ikkje utveksla, ? ikkje kjent; 23/184: påkravde/valfrie omgrep",
        "en": "R required, o optional, – not exchanged, ? not known; 23/184: required/optional concepts",
    },
    "no_model": {
        "nb": "Utgivelsen har ingen modell av meldingen.",
        "nn": "Utgjevinga har ingen modell av meldinga.",
        "en": "The release has no model of the message.",
    },
    "content": {
        "nb": "{all} elementer, {required} alltid med (*)",
        "nn": "{all} element, {required} alltid med (*)",
        "en": "{all} elements, {required} always there (*)",
    },
    "hypothesis": {"nb": "antakelse", "nn": "hypotese", "en": "hypothesis"},
    "none": {"nb": "Ingen utvekslinger passer.", "nn": "Ingen utvekslingar passar.", "en": "No exchange fits."},
    "found": {"nb": "{} utvekslinger", "nn": "{} utvekslingar", "en": "{} exchanges"},
    "phases": {"nb": "{} faser", "nn": "{} fasar", "en": "{} phases"},
    "all": {"nb": "alle", "nn": "alle", "en": "all"},
}


def _said(key: str, lang: str) -> str:
    return _SAID[key].get(lang, _SAID[key]["en"])


def _console() -> Console:
    return Console(highlight=False, markup=False, emoji=False)


class ExchangeDrawing:
    """Draws exchanges; `depth` levels of elements, 0 for all; with `required` only those that are always there."""

    def __init__(self, structure: Structure, lang: str, *, depth: int = 3, required: bool = False) -> None:
        self._structure = structure
        self._lang = lang
        self._words = Words(structure, (lang, *LANGUAGES))
        self._label = labels(lang)
        self._depth = depth
        self._required = required

    def show(self, value: Exchange) -> None:
        """Print one exchange whole."""
        parts: list[RenderableType] = [Text(self._words.text(value.description)), ""] if value.description else []
        parts += [self._parties(value), "", self._facts(value), ""]
        found = self._structure.newest(value)
        parts.append(self._content(found) if found else Text(_said("no_model", self._lang), style="italic"))
        title = Text(self._words.text(value.title), style="bold")
        foot = Text(f"{value.iri}  ·  {self._structure.reader.release.number}", style="dim")
        where = {"title_align": "left", "subtitle_align": "left"}
        _console().print(Panel(Group(*parts), title=title, subtitle=foot, padding=(1, 2), **where))  # type: ignore[arg-type]  # rich names the values

    def _parties(self, value: Exchange) -> Table:
        """The sender's box, an arrow, the receiver's box."""
        doubt = value.direction_evidence is Evidence.INFERRED
        arrow = Text("╌╌╌▶" if doubt else "━━━▶", style="bold yellow" if doubt else "bold green")
        if doubt:
            arrow.append(f"\n{_said('hypothesis', self._lang)}", style="yellow")
        grid = Table.grid(padding=(0, 2))
        for _ in range(3):
            grid.add_column(vertical="middle")
        grid.add_row(self._party(value.sender), arrow, self._party(value.receiver))
        return grid

    def _party(self, roles: Iterable[Iri]) -> Panel:
        """Roles below their levels."""
        levels: dict[Iri, list[Iri]] = {}
        for iri in roles:
            role = self._structure.roles.get(iri)
            levels.setdefault(role.at_level if role else "", []).append(iri)
        lines = Text()
        for level, among in levels.items():
            lines.append(f"{self._words.title(level) if level else '?'}\n", style="dim")
            for iri in among:
                lines.append(f"  {self._words.title(iri)}\n", style="bold")
        lines.rstrip()
        return Panel(lines, expand=False)

    def _facts(self, value: Exchange) -> Table:
        grid = Table.grid(padding=(0, 2))
        for name, text in self._rows(value):
            if text:
                grid.add_row(Text(self._label[name], style="dim"), Text(text))
        return grid

    def _rows(self, value: Exchange) -> Iterator[tuple[str, str]]:
        """What stands beside the drawing, label by label."""
        words = self._words
        receipt = {True: self._label["yes"], False: self._label["no"], None: ""}[value.receipt_expected]
        everywhere = self._structure.is_everywhere(value)
        yield "phase", _said("all", self._lang) if everywhere else words.titles(summary(self._structure, value).phases)
        yield "trigger", words.text(value.trigger)
        yield "legal", words.text(value.legal_basis)
        yield "security", words.text(value.security_requirement)
        yield "standard", words.titles(value.conforms_to)
        yield "model", words.titles(value.carries)
        yield "receipt", receipt
        yield "evidence", value.direction_evidence.value if value.direction_evidence else ""

    def _content(self, found: Contents) -> Tree:
        """The elements as they stand in the message."""
        required = sum(row.required for row in found.elements)
        head = _said("content", self._lang).format(all=len(found.elements), required=required)
        tree = Tree(Text.assemble((self._words.title(found.model), "bold"), f"  {head}"))
        branches: dict[tuple[str, ...], Tree] = {(): tree}
        for row in found.elements:
            if self._is_drawn(row):
                above = branches.get(row.path[:-1], tree)
                branches.setdefault(row.path, above.add(self._line(row)))
        return tree

    def _is_drawn(self, row: Reached) -> bool:
        deep = self._depth and len(row.path) > self._depth
        return not deep and (row.required or not self._required)

    def _line(self, row: Reached) -> Text:
        element = row.element
        line = Text(f"{element.identifier}{'*' if row.required else ''}", style="bold" if row.required else "")
        line.append(f"  {element.min_occurs}..{element.max_occurs}", style="dim")
        line.append(f"  {self._words.text(element.title)}")
        if row.lists:
            line.append(f"  ⟨{', '.join(last(one.code_list) for one in row.lists)}⟩", style="cyan")
        return line


def print_list(structure: Structure, rows: tuple[ExchangeSummary, ...], lang: str) -> None:
    """The exchanges as a table."""
    words, console = Words(structure, (lang, *LANGUAGES)), _console()
    if not rows:
        console.print(_said("none", lang))
        return
    table = Table(box=None, header_style="dim", padding=(0, 2, 0, 0))
    for column in ("", "", "→", "", ""):
        table.add_column(column, overflow="fold")
    for row in rows:
        mark = f" ({_said('hypothesis', lang)})" if row.evidence is Evidence.INFERRED else ""
        name = Text.assemble((words.text(row.title), "bold"), (f"{mark}\n{last(row.exchange)}", "dim"))
        phases = _phases(structure, row, words, lang)
        content = f"{row.elements} ({row.required_elements}*)" if row.model_known else "?"
        sides = ("\n".join(map(words.title, side)) for side in (row.from_levels, row.to_levels))
        table.add_row(name, *map(Text, sides), Text(phases, style="dim"), Text(content))
    console.print(table)
    console.print(Text(_said("found", lang).format(len(rows)), style="dim"))


def _phases(structure: Structure, row: ExchangeSummary, words: Words, lang: str) -> str:
    """The phases by name, or how many where they are many."""
    if len(row.phases) == len(structure.phases):
        return _said("all", lang)
    few = len(row.phases) <= _FEW
    return "\n".join(map(words.title, row.phases)) if few else _said("phases", lang).format(len(row.phases))


#: How many phases are named.
_FEW: Final = 2


def print_matrix(structure: Structure, found: Matrix, concept: Iri | None, lang: str) -> None:
    """Levels down and across; in each place a letter for one concept, else how many there are."""
    words, console = Words(structure, (lang, *LANGUAGES)), _console()
    pairs = {(row.from_level, row.to_level): row for row in found.pairs}
    senders = [row for row in found.levels if any(pair[0] == row.iri for pair in pairs)]
    receivers = [row for row in found.levels if any(pair[1] == row.iri for pair in pairs)]
    numbers = {row.iri: str(at) for at, row in enumerate(found.levels, 1)}
    table = Table(box=None, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("↓ →")
    for level in receivers:
        table.add_column(numbers[level.iri], justify="center", no_wrap=True)
    for one in senders:
        places = (_place(pairs.get((one.iri, other.iri)), found, concept) for other in receivers)
        table.add_row(Text(numbers[one.iri], style="bold"), *places)
    if concept:
        console.print(Text(words.title(concept), style="bold"))
    console.print(table)
    for level in found.levels:
        console.print(Text.assemble((f"{numbers[level.iri]} ", "bold"), words.text(level.title)))
    console.print(Text(_said("key", lang), style="dim"))


def _place(row: PairOf | None, found: Matrix, concept: Iri | None) -> Text:
    if row is None:
        return Text("")
    if concept:
        return Text(_LETTERS[_state(row, found, concept)])
    unknown = "?" if row.otherwise is State.NOT_KNOWN else ""
    if not (row.required or row.optional):
        return Text(_LETTERS[row.otherwise])
    return Text(f"{row.required}/{row.optional}{unknown}")


def _state(pair: PairOf, found: Matrix, concept: Iri) -> State:
    for row in found.rows:
        for cell in row.cells if row.concept == concept else ():
            if (cell.from_level, cell.to_level) == (pair.from_level, pair.to_level):
                return cell.state
    return pair.otherwise
