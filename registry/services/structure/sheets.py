"""The answers as tables for a spreadsheet, CSV and XLSX; texts in the languages asked for, things by identifier too."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from registry.domain import Iri, LangString, text
from registry.interchange.csv_file import encode_csv
from registry.interchange.xlsx_file import Page, encode_xlsx
from registry.services.structure.elements import ExchangedElement, ExchangeSummary
from registry.services.structure.matrix import Matrix, PairOf, State
from registry.services.structure.structure import Pair, Structure

_EXCHANGES: Final = (
    *("exchange", "title", "from_level", "from_role", "to_level", "to_role", "phase", "theme", "model", "model_known"),
    *("elements", "required_elements", "code_lists", "evidence", "iri"),
)
_ELEMENTS: Final = (
    *("exchange", "exchange_title", "from_level", "to_level", "phase", "model", "path", "title", "min", "max"),
    *("required", "concept", "concept_title", "coded", "code_list", "code_list_title", "strength", "element"),
)
_CELLS: Final = ("from_level", "to_level", "concept", "concept_title", "state", "exchange", "model", "elements")
_PAIRS: Final = (
    *("from_level", "to_level", "exchanges", "without_model", "required", "optional", "otherwise", "reason"),
    "gap_phases",
)


class Sheet(NamedTuple):
    """A header and the rows below it."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Words:
    """Names of things for a table: titles in the languages asked for, best first."""

    def __init__(self, structure: Structure, languages: Sequence[str]) -> None:
        self._structure = structure
        self._languages = tuple(languages)

    def text(self, strings: Iterable[LangString]) -> str:
        """A text in the language that is nearest."""
        return text(tuple(strings), self._languages)

    def title(self, iri: Iri) -> str:
        """The title of a thing, its identifier where the release does not have it."""
        return self.text(self._structure.title(iri)) or last(iri)

    def titles(self, iris: Iterable[Iri]) -> str:
        """The titles of things, with semicolons between."""
        return "; ".join(map(self.title, iris))


def last(iri: Iri) -> str:
    """The identifier of a thing: the end of its IRI."""
    return iri.rstrip("/").rpartition("/")[2]


def _names(iris: Iterable[Iri]) -> str:
    return "; ".join(map(last, iris))


def exchange_sheet(rows: Iterable[ExchangeSummary], words: Words) -> Sheet:
    """One row an exchange."""
    return Sheet(_EXCHANGES, tuple(_exchange(row, words) for row in rows))


def _exchange(row: ExchangeSummary, words: Words) -> tuple[str, ...]:
    return (
        *(last(row.exchange), words.text(row.title)),
        *(words.titles(row.from_levels), words.titles(row.senders)),
        *(words.titles(row.to_levels), words.titles(row.receivers)),
        *(words.titles(row.phases), "; ".join(row.theme), _names(row.models)),
        *("true" if row.model_known else "false", str(row.elements), str(row.required_elements)),
        *(_names(row.code_lists), row.evidence.value if row.evidence else "", row.exchange),
    )


def element_sheet(rows: Iterable[ExchangedElement], about: Iterable[ExchangeSummary], words: Words) -> Sheet:
    """One row an element of an exchange; `about` are the exchanges."""
    known = {row.exchange: row for row in about}
    return Sheet(_ELEMENTS, tuple(_element(row, known[row.exchange], words) for row in rows))


def _element(row: ExchangedElement, about: ExchangeSummary, words: Words) -> tuple[str, ...]:
    return (
        *(last(row.exchange), words.text(about.title), words.titles(about.from_levels), words.titles(about.to_levels)),
        *(words.titles(about.phases), last(row.model), row.path, words.text(row.title)),
        *(str(row.min_occurs), str(row.max_occurs), "true" if row.required else "false"),
        *(last(row.concept) if row.concept else "", words.text(row.concept_title)),
        "true" if row.coded else "false",
        *(_names(one.iri for one in row.code_lists), "; ".join(words.text(one.title) for one in row.code_lists)),
        *("; ".join(one.strength or "" for one in row.code_lists), row.element),
    )


def matrix_sheet(found: Matrix, words: Words) -> Sheet:
    """One row a concept, one column an ordered pair of levels, the state in each place."""
    among = {row.iri: row.identifier for row in found.levels}
    header = tuple(f"{among[row.from_level]} → {among[row.to_level]}" for row in found.pairs)
    rows = []
    for row in found.rows:
        cells: dict[Pair, State] = {(cell.from_level, cell.to_level): cell.state for cell in row.cells}
        states = (cells.get((pair.from_level, pair.to_level), pair.otherwise).value for pair in found.pairs)
        rows.append((last(row.concept), words.text(row.title), *states))
    return Sheet(("concept", "concept_title", *header), tuple(rows))


def _cells(found: Matrix, words: Words) -> Sheet:
    rows = (
        (
            *(words.title(cell.from_level), words.title(cell.to_level), last(row.concept), words.text(row.title)),
            *(one.state.value, last(one.exchange), last(one.model), str(len(one.elements))),
        )
        for row in found.rows
        for cell in row.cells
        for one in cell.carriers
    )
    return Sheet(_CELLS, tuple(rows))


def _pairs(rows: Iterable[PairOf], words: Words) -> Sheet:
    found = (
        (
            *(words.title(row.from_level), words.title(row.to_level), str(len(row.exchanges))),
            *(_names(row.without_model), str(row.required), str(row.optional), row.otherwise.value, row.reason.value),
            words.titles(row.gap_phases),
        )
        for row in rows
    )
    return Sheet(_PAIRS, tuple(found))


def as_csv(sheet: Sheet) -> bytes:
    """The table as CSV (docs/formats.md)."""
    return encode_csv(*sheet)


def as_xlsx(name: str, sheet: Sheet) -> bytes:
    """The table as a workbook of one sheet."""
    return encode_xlsx([Page(name, *sheet)])


def matrix_xlsx(found: Matrix, words: Words) -> bytes:
    """A workbook: the matrix, the pairs of levels, and each exchange that carries a concept."""
    pages = (("Matrise", matrix_sheet(found, words)), ("Par", _pairs(found.pairs, words)))
    gaps = _pairs((row for row in found.pairs if row.gap_phases), words)
    among = (*pages, ("Hull", gaps), ("Belegg", _cells(found, words)))
    return encode_xlsx([Page(name, *sheet) for name, sheet in among])
