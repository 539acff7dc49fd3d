"""A code list's codes as rows of a sheet and back; bytes are made in `csv_file`, `xlsx_file`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from registry.domain import Code, CodeList, LangString, Period, PropertyDeclaration
from registry.errors import CannotHold, InvalidInput
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
from registry.interchange.sheet import RefusedRow, Row, Sheet
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


@dataclass(frozen=True)
class ReadCodes:
    """What a sheet says: the list with the codes of its rows, the row of each code by IRI, and the rows refused."""

    value: CodeList
    numbers: dict[str, int]
    refused: tuple[RefusedRow, ...] = ()


def list_of(sheet: Sheet, header: CodeList) -> CodeList:
    """`header` with the codes of a sheet, in their order.

    What a sheet has no column for stays as `header` has it: its own fields, and of a code with the same notation
    the languages, fields and unknown statements that no column speaks of. Raises InvalidInput with place, column,
    value and rule for an unknown column, a code that is missing or given twice, and a cell that its column refuses.
    """
    found = read_codes(sheet, header)
    if found.refused:
        raise found.refused[0].fault
    return found.value


def read_codes(sheet: Sheet, header: CodeList) -> ReadCodes:
    """The same as `list_of`, but a row that cannot be read is told and passed by; only a column raises InvalidInput."""
    columns, refused = columns_of(sheet), list(sheet.refused)
    notation_of = columns[_position(columns, "code")]
    iris = _iris(sheet, columns, header, refused)
    wrong = {row.number for row in refused}
    known = {code.iri: code for code in header.codes}
    same = {code.notation: code for code in header.codes}
    codes, numbers = [], {}
    for row in sheet.rows:
        notation = _cell(row, notation_of)
        if row.number in wrong:
            continue
        iri = iris[notation]
        numbers[iri] = row.number
        base = (known.get(iri) or same.get(notation) or Code(iri=iri, notation=notation)).model_copy(
            update={"iri": iri, "notation": notation}
        )
        try:
            codes.append(_updated(base, [(column, _cell(row, column)) for column in columns], iris, sheet, row))
        except InvalidInput as fault:
            refused.append(RefusedRow(row.number, fault))
    value = header.model_copy(update={"codes": tuple(codes), "declared": _declared(header, columns)})
    return ReadCodes(value, numbers, tuple(sorted(refused, key=lambda row: row.number)))


def _cell(row: Row, column: Column) -> str:
    return row.cells[column.position] if column.position < len(row.cells) else ""


def _position(columns: tuple[Column, ...], name: str) -> int:
    return next((place for place, column in enumerate(columns) if column.name == name), -1)


def _iris(sheet: Sheet, columns: tuple[Column, ...], header: CodeList, refused: list[RefusedRow]) -> dict[str, str]:
    """The IRI of every code; a row whose code is empty, or whose code or IRI comes twice, is refused."""
    known = {code.notation: code.iri for code in header.codes}
    first: dict[tuple[str, str], int] = {}
    found: dict[str, str] = {}
    for row in sheet.rows:
        try:
            notation, iri = _name(sheet, row, columns, header, known)
            for name, value in (("code", notation), ("iri", iri)):
                if (name, value) in first:
                    rule = f"a code is listed once; it is also in row {first[name, value]}"
                    raise sheet.fault(row.number, columns[_position(columns, "code")].position, value, rule)
        except InvalidInput as fault:
            refused.append(RefusedRow(row.number, fault))
            continue
        first["code", notation] = first["iri", iri] = row.number
        found[notation] = iri
    return found


def _name(
    sheet: Sheet, row: Row, columns: tuple[Column, ...], header: CodeList, known: dict[str, str]
) -> tuple[str, str]:
    """The code of a row and its IRI: the one written, else that of the code in the list, else the usual one."""
    code, named = columns[_position(columns, "code")], _position(columns, "iri")
    notation = _cell(row, code)
    if not notation:
        raise sheet.fault(row.number, code.position, "", "every row has a code")
    own = _read(sheet, row, columns[named], read_iri) if named >= 0 else None
    return notation, own or known.get(notation) or code_iri(header, notation)


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
