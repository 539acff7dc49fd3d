"""A code list's codes as rows of a sheet and back; bytes are made in `csv_file`, `xlsx_file`."""

from collections.abc import Callable, Iterable
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from registry.domain import Code, CodeList, LangString, Period, PropertyDeclaration
from registry.errors import CannotHold
from registry.interchange.columns import (
    DATES,
    REFERENCES,
    TEXTS,
    Column,
    cells_of,
    columns_of,
    order_of,
    read_day,
    read_iri,
    read_references,
    read_status,
)
from registry.interchange.sheet import Row, Sheet
from registry.namespaces import BASE

#: The columns that every file has, so that a reader need not look for them.
ALWAYS = ("code", "status", *DATES, "replaced_by")


def code_iri(code_list: CodeList, code: str) -> str:
    """The IRI of a code by the rule of docs/rdf.md."""
    return code_list.iri_of(code)


def named_list(path: str) -> CodeList:
    """An empty list named after a file: `7304.csv` and `code-list-7304.csv` are list 7304."""
    name = PurePath(path).name.split(".")[0].removeprefix("code-list-")
    return CodeList(iri=f"{BASE}code-list/{quote(name, safe='')}", identifier=name)


def rows_of(code_list: CodeList) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The header and the rows of a list; raises CannotHold where a code is empty."""
    codes = _unambiguous(code_list.codes)
    cells = []
    for code in code_list.codes:
        if not code.notation:
            raise CannotHold(f"The code {code.iri} has an empty notation.", value=code.iri, rule="a row has a code")
        cells.append(cells_of(code, codes, code_iri(code_list, code.notation)))
    header = tuple(sorted({*ALWAYS, *(name for row in cells for name in row)}, key=order_of))
    return header, tuple(tuple(row.get(name, "") for name in header) for row in cells)


def _unambiguous(codes: Iterable[Code]) -> dict[str, str]:
    """Code by IRI, for the codes that no other has: a reference to others is written as an IRI."""
    by_notation: dict[str, list[str]] = {}
    for code in codes:
        by_notation.setdefault(code.notation, []).append(code.iri)
    return {iris[0]: notation for notation, iris in by_notation.items() if len(iris) == 1}


def list_of(sheet: Sheet, header: CodeList) -> CodeList:
    """`header` with the codes of a sheet, in their order.

    What a sheet has no column for stays as `header` has it: its own fields, and of a code with the same notation
    the languages, fields and unknown statements that no column speaks of. Raises InvalidInput with place, column,
    value and rule for an unknown column, a code that is missing or given twice, and a cell that its column refuses.
    """
    columns = columns_of(sheet)
    known = {code.notation: code for code in header.codes}
    iris = _iris(sheet, columns, header, {notation: code.iri for notation, code in known.items()})
    codes = []
    for row in sheet.rows:
        cells = [(column, _cell(row, column)) for column in columns]
        notation = _cell(row, columns[_position(columns, "code")])
        base = known.get(notation) or Code(iri=iris[notation], notation=notation)
        codes.append(_updated(base.model_copy(update={"iri": iris[notation]}), cells, iris, sheet, row))
    return header.model_copy(update={"codes": tuple(codes), "declared": _declared(header, columns)})


def _cell(row: Row, column: Column) -> str:
    return row.cells[column.position] if column.position < len(row.cells) else ""


def _position(columns: tuple[Column, ...], name: str) -> int:
    return next((place for place, column in enumerate(columns) if column.name == name), -1)


def _iris(sheet: Sheet, columns: tuple[Column, ...], header: CodeList, known: dict[str, str]) -> dict[str, str]:
    """The IRI of every code; a code that is empty or comes twice is refused."""
    code, named = columns[_position(columns, "code")], _position(columns, "iri")
    first: dict[str, int] = {}
    found: dict[str, str] = {}
    for row in sheet.rows:
        notation = _cell(row, code)
        if not notation:
            raise sheet.fault(row.number, code.position, "", "every row has a code")
        if notation in first:
            rule = f"a code is listed once; it is also in row {first[notation]}"
            raise sheet.fault(row.number, code.position, notation, rule)
        first[notation] = row.number
        own = _read(sheet, row, columns[named], read_iri) if named >= 0 else None
        found[notation] = own or known.get(notation) or code_iri(header, notation)
    return found


def _read(sheet: Sheet, row: Row, column: Column, read: Callable[[str], Any]) -> Any:
    written = _cell(row, column)
    try:
        return read(written) if written else None
    except LookupError as fault:
        raise sheet.fault(row.number, column.position, written, str(fault.args[0])) from fault


def _updated(code: Code, cells: list[tuple[Column, str]], iris: dict[str, str], sheet: Sheet, row: Row) -> Code:
    update: dict[str, Any] = {}
    for name, field in TEXTS.items():
        update[field] = _texts(getattr(code, field), [pair for pair in cells if pair[0].name == name and pair[0].lang])
    period = code.validity.model_dump()
    for column, _ in cells:
        if column.name == "status":
            update["status"] = _read(sheet, row, column, read_status)
        elif column.name in DATES:
            period[DATES[column.name]] = _read(sheet, row, column, read_day)
        elif column.name in REFERENCES and not column.lang:
            found = _read(sheet, row, column, lambda written: read_references(written, iris))
            field = REFERENCES[column.name]
            update[field] = (*(found or ()), *(text for text in update.get(field, ()) if isinstance(text, LangString)))
    update["validity"] = Period(**period)
    update["properties"] = _properties(code, cells, sheet, row)
    return code.model_copy(update=update)


def _texts(before: tuple[str | LangString, ...], cells: list[tuple[Column, str]]) -> tuple[str | LangString, ...]:
    spoken = {column.lang.lower() for column, _ in cells}
    kept = [text for text in before if isinstance(text, str) or text.lang.lower() not in spoken]
    return (*kept, *(LangString(text=value, lang=column.lang) for column, value in cells if value))


def _properties(code: Code, cells: list[tuple[Column, str]], sheet: Sheet, row: Row) -> tuple[Any, ...]:
    mine = [(column, value) for column, value in cells if column.name == "property"]
    stated = {column.predicate for column, _ in mine}
    for column, _ in mine:
        if column.is_iri:
            _read(sheet, row, column, read_iri)
    kept = [found for found in code.properties if found.predicate not in stated]
    return (*kept, *(column.property_of(value) for column, value in mine if value))


def _declared(header: CodeList, columns: tuple[Column, ...]) -> tuple[PropertyDeclaration, ...]:
    known = {row.iri for row in header.declared}
    new = dict.fromkeys(column.predicate for column in columns if column.name == "property")
    return (*header.declared, *(PropertyDeclaration(iri=name) for name in new if name not in known))
