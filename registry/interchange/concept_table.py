"""A concept scheme's concepts as rows of a sheet and back; bytes are made in `csv_file`, `xlsx_file`."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from registry.domain import Concept, ConceptScheme, Definition, LangString, Period
from registry.errors import InvalidInput
from registry.interchange.columns import DATES, numbered, read_day, read_iri, read_status, split_cell
from registry.interchange.sheet import RefusedRow, Row, Sheet
from registry.namespaces import PREFIXES

#: Column name to field, for the texts in a language: `preferred@nb`.
TEXTS: Final = {
    "preferred": "pref_label",
    "permitted": "alt_label",
    "discouraged": "hidden_label",
    "scope_note": "scope_note",
    "note": "note",
    "example": "example",
    "subject": "subject",
}
#: Column name to field, for IRIs: one a cell, a second one under `broader#2`.
IRIS: Final = {
    "broader": "broader",
    "specializes": "specializes",
    "part_of": "is_part_of",
    "related": "related",
    "exact_match": "exact_match",
    "close_match": "close_match",
    "see_also": "see_also",
    "replaced_by": "is_replaced_by",
    "replaces": "replaces",
}
_DEFINED: Final = ("definition", "definition_basis", "definition_source")
_FIXED: Final = ("identifier", "iri", "status", *DATES, *IRIS, "subject")
_ORDER: Final = (
    *("identifier", "iri", "preferred", "permitted", "discouraged", *_DEFINED, "scope_note", "note", "example"),
    *("subject", "status", *DATES, *IRIS),
)
_KNOWN: Final = (
    *("identifier", "iri", "status", *DATES, *IRIS, "subject", *(f"{name}@<language>" for name in TEXTS)),
    *(f"{name}@<language>" for name in _DEFINED),
    *(f"{name}[<audience>]@<language>" for name in _DEFINED),
)
_AUDIENCE: Final = PREFIXES["audience"]
_BASIS: Final = "https://data.norge.no/vocabulary/relationship-with-source-type#"
_NUMBER: Final = r"(?:#(?P<number>[2-9]|[1-9][0-9]+))?"
_COLUMN: Final = re.compile(
    rf"(?P<name>[a-z_]+)(?:\[(?P<audience>[^\]\s]+)\])?(?:@(?P<lang>[A-Za-z]{{1,8}}(?:-[A-Za-z0-9]{{1,8}})*))?{_NUMBER}"
)
_TEXT_SOURCE: Final = re.compile(r"(?P<text>.*)@(?P<lang>[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)", re.DOTALL)
_SPECIAL: Final = re.compile(r"[\\|]|^<")
Cell = tuple[str, str]
#: Where a definition stands: its audience, its language, and which one it is there, from 1.
_Place = tuple[str, str, int]


@dataclass(frozen=True)
class ReadConcepts:
    """What a sheet says: the scheme with the concepts of its rows, the row of each by IRI, and the rows refused."""

    value: ConceptScheme
    numbers: dict[str, int]
    refused: tuple[RefusedRow, ...] = ()


@dataclass(frozen=True)
class _Column:
    name: str
    position: int
    lang: str
    audience: str
    number: int

    @property
    def place(self) -> _Place:
        return _iri_of(_AUDIENCE, self.audience) if self.audience else "", self.lang, self.number


# -- to a sheet -----------------------------------------------------------------------------------------------------


def rows_of(scheme: ConceptScheme) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The header and one row a concept. Relations that say more than a concept's name are not in it."""
    rows = [numbered(_cells(concept)) for concept in scheme.concepts]
    header = tuple(sorted({"identifier", "iri", *(name for row in rows for name in row)}, key=_place))
    return header, tuple(tuple(row.get(name, "") for name in header) for row in rows)


def _place(column: str) -> tuple[int, str, int]:
    base, _, number = column.partition("#")
    return _ORDER.index(re.split(r"[@\[]", base, maxsplit=1)[0]), base, int(number or 1)


def _cells(concept: Concept) -> Iterator[Cell]:
    yield "identifier", concept.identifier or ""
    yield "iri", concept.iri
    for name, field in TEXTS.items():
        for text in getattr(concept, field):
            yield (f"{name}@{text.lang}", text.text) if isinstance(text, LangString) else (name, text)
    yield from _definitions(concept.definition)
    yield "status", (concept.status or "").removeprefix(PREFIXES["status"])
    for name, side in DATES.items():
        day = getattr(concept.validity, side)
        yield name, day.isoformat() if day else ""
    for name, field in IRIS.items():
        for iri in getattr(concept, field):
            yield name, iri


def _definitions(definitions: Iterable[Definition]) -> Iterator[Cell]:
    """Each definition, what it rests on, and its sources; a second one for the same audience under `#2`."""
    for (audience, lang, number), each in _by_place(definitions).items():
        whom = audience.removeprefix(_AUDIENCE)
        place = f"{f'[{whom}]' if whom else ''}@{lang}{f'#{number}' if number > 1 else ''}"
        yield f"definition{place}", each.value.text
        yield f"definition_basis{place}", (each.relationship_with_source or "").removeprefix(_BASIS)
        yield f"definition_source{place}", "|".join(map(_written, each.source))


def _by_place(definitions: Iterable[Definition]) -> dict[_Place, Definition]:
    """Definitions by audience, language and number: they are at most one, by the profile, but may be more."""
    found: dict[_Place, Definition] = {}
    for each in definitions:
        audience, lang, number = each.audience or "", each.value.lang, 1
        while (audience, lang, number) in found:
            number += 1
        found[audience, lang, number] = each
    return found


def _written(source: str | LangString) -> str:
    return _SPECIAL.sub(r"\\\g<0>", f"{source.text}@{source.lang}") if isinstance(source, LangString) else f"<{source}>"


# -- from a sheet ---------------------------------------------------------------------------------------------------


def read_concepts(sheet: Sheet, header: ConceptScheme) -> ReadConcepts:
    """`header` with the concepts of a sheet, in their order.

    What a sheet has no column for stays as `header` has it: its own fields, and of a concept that it knows the
    languages, fields and unknown statements that no column speaks of. A row that cannot be read is told and passed by;
    a column that is unknown or named twice raises InvalidInput.
    """
    reading = _Reading(sheet, header)
    return reading.run()


class _Reading:
    """One sheet being read."""

    def __init__(self, sheet: Sheet, header: ConceptScheme) -> None:
        self._sheet = sheet
        self._header = header
        self._columns = tuple(self._column(at, name) for at, name in enumerate(sheet.header) if name)
        self._known = {concept.iri: concept for concept in header.concepts}

    def _column(self, position: int, name: str) -> _Column:
        sheet, match = self._sheet, _COLUMN.fullmatch(name)
        if name in sheet.header[:position]:
            raise sheet.fault(sheet.header_row, position, name, "a column is named once")
        if match:
            base, lang, audience = match["name"], match["lang"] or "", match["audience"] or ""
            fits = (base in TEXTS or base in _DEFINED) if lang else base in _FIXED
            if fits and (not audience or base in _DEFINED):
                return _Column(base, position, lang, audience, int(match["number"] or 1))
        raise sheet.fault(sheet.header_row, position, name, f"the columns known are {', '.join(_KNOWN)}")

    def run(self) -> ReadConcepts:
        concepts: dict[str, Concept] = {}
        numbers: dict[str, int] = {}
        refused = list(self._sheet.refused)
        for row in self._sheet.rows:
            try:
                concept = self._concept(row, numbers)
            except InvalidInput as fault:
                refused.append(RefusedRow(row.number, fault))
            else:
                concepts[concept.iri], numbers[concept.iri] = concept, row.number
        value = self._header.model_copy(update={"concepts": tuple(concepts.values())})
        return ReadConcepts(value, numbers, tuple(sorted(refused, key=lambda each: each.number)))

    def _concept(self, row: Row, numbers: dict[str, int]) -> Concept:
        cells = [
            (column, row.cells[column.position] if column.position < len(row.cells) else "") for column in self._columns
        ]
        at, iri = next((column.position, written) for column, written in cells if column.name == "iri")
        if not iri:
            raise self._sheet.fault(row.number, at, "", "every row has the concept's IRI")
        self._read(row, at, iri, read_iri)
        if iri in numbers:
            raise self._sheet.fault(row.number, at, iri, f"a concept is listed once; it is also in row {numbers[iri]}")
        base = self._known.get(iri) or Concept(iri=iri, pref_label=(), in_scheme=(self._header.iri,))
        update = {**self._plain(row, cells, base), **self._texts(row, cells, base)}
        if any(column.name in _DEFINED for column, _ in cells):
            update["definition"] = self._defined(row, cells, base)
        return base.model_copy(update=update)

    def _plain(self, row: Row, cells: list[tuple[_Column, str]], base: Concept) -> dict[str, Any]:
        update: dict[str, Any] = {}
        period = base.validity.model_dump()
        for column, written in cells:
            if column.name in DATES:
                period[DATES[column.name]] = self._read(row, column.position, written, read_day)
            elif column.name == "status":
                update["status"] = self._read(row, column.position, written, read_status)
            elif column.name == "identifier":
                update["identifier"] = written or None
            elif column.name in IRIS:
                found = self._read(row, column.position, written, read_iri)
                update[IRIS[column.name]] = (*update.get(IRIS[column.name], ()), *((found,) if found else ()))
        return {**update, "validity": Period(**period)}

    def _texts(self, row: Row, cells: list[tuple[_Column, str]], base: Concept) -> dict[str, Any]:
        """Texts by field, those in languages that no column speaks of kept; the same for IRIs among them."""
        update: dict[str, Any] = {}
        for name, field in TEXTS.items():
            mine = [(column, written) for column, written in cells if column.name == name]
            spoken = {column.lang.lower() for column, _ in mine}
            kept = (text for text in getattr(base, field) if _lang(text) not in spoken)
            said = (self._said(row, column, written) for column, written in mine if written)
            update[field] = (*kept, *said)
        return update

    def _said(self, row: Row, column: _Column, written: str) -> LangString | str:
        if column.lang:
            return LangString(text=written, lang=column.lang)
        found: str = self._read(row, column.position, written, read_iri)
        return found

    def _defined(self, row: Row, cells: list[tuple[_Column, str]], base: Concept) -> tuple[Definition, ...]:
        """The definitions of the columns, each made of what the draft has and what the sheet says; others kept."""
        known = _by_place(base.definition)
        mine: dict[_Place, dict[str, tuple[_Column, str]]] = {}
        for column, written in cells:
            if column.name in _DEFINED:
                mine.setdefault(column.place, {})[column.name] = column, written
        made = {place: self._definition(row, place, columns, known.get(place)) for place, columns in mine.items()}
        kept = (each for place, each in known.items() if place not in made)
        return (*kept, *(each for each in made.values() if each))

    def _definition(
        self, row: Row, place: _Place, cells: dict[str, tuple[_Column, str]], base: Definition | None
    ) -> Definition | None:
        text = cells["definition"][1] if "definition" in cells else base.value.text if base else ""
        if not text:
            self._refuse_orphans(row, (cells[name] for name in _DEFINED if name in cells))
            return None
        value = LangString(text=text, lang=place[1])
        update: dict[str, Any] = {"value": value, "audience": place[0] or None}
        if "definition_basis" in cells:
            written = cells["definition_basis"][1]
            update["relationship_with_source"] = _iri_of(_BASIS, written) if written else None
        if "definition_source" in cells:
            column, written = cells["definition_source"]
            update["source"] = self._read(row, column.position, written, _sources) or ()
        return (base or Definition(value=value)).model_copy(update=update)

    def _refuse_orphans(self, row: Row, cells: Iterable[tuple[_Column, str]]) -> None:
        for column, written in cells:
            if written:
                rule = "a source belongs to a definition in the same language for the same audience"
                raise self._sheet.fault(row.number, column.position, written, rule)

    def _read(self, row: Row, position: int, written: str, read: Callable[[str], Any]) -> Any:
        try:
            return read(written) if written else None
        except LookupError as fault:
            raise self._sheet.fault(row.number, position, written, str(fault.args[0])) from fault


def _lang(text: str | LangString) -> str:
    return text.lang.lower() if isinstance(text, LangString) else ""


def _iri_of(base: str, written: str) -> str:
    """A word of a vocabulary, or an IRI as it is."""
    return written if ":" in written else base + written


def _sources(written: str) -> tuple[str | LangString, ...]:
    """The sources of a definition, `|` between: `<IRI>`, or a text and its language. Raises LookupError."""
    return tuple(_source(part) for part in split_cell(written))


def _source(part: str) -> str | LangString:
    if part.startswith("<") and part.endswith(">"):
        return read_iri(part[1:-1])
    match = _TEXT_SOURCE.fullmatch(re.sub(r"\\(.)", r"\1", part, flags=re.DOTALL))
    if not match or not match["text"]:
        raise LookupError("a source is written <IRI>, or as a text and its language: Rundskriv 2@nb")
    return LangString(text=match["text"], lang=match["lang"])
