"""A table of texts with a place for every cell, as CSV and XLSX both give it; nothing about what the columns mean."""

from dataclasses import dataclass

from registry.errors import InvalidInput


@dataclass(frozen=True)
class Row:
    """One row: its number in the file, from 1, and its cells as texts; an empty cell is an empty text.

    `fault` is that of its first cell that cannot be read as a text.
    """

    number: int
    cells: tuple[str, ...]
    fault: InvalidInput | None = None


@dataclass(frozen=True)
class RefusedRow:
    """A row that says nothing that can be understood: its number in the file, from 1, and what is wrong."""

    number: int
    fault: InvalidInput


@dataclass(frozen=True)
class Sheet:
    """A header and the rows below it. `path` names the file in messages; `lettered`: cells are called `B7`.

    `refused` are the rows with a cell that cannot be read as a text; they are not among `rows`.
    """

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    path: str = ""
    lettered: bool = False
    header_row: int = 1
    refused: tuple[RefusedRow, ...] = ()

    def place(self, row: int, column: int) -> str:
        """Where a cell is: `list.xlsx: B7`, or `list.csv:7`."""
        return f"{self.path}: {letters(column)}{row}" if self.lettered else f"{self.path}:{row}"

    def fault(self, row: int, column: int, value: str, rule: str) -> InvalidInput:
        """The error of a cell: place, column, value and rule."""
        name = self.header[column] if column < len(self.header) else f"column {column + 1}"
        return cell_fault(self.place(row, column), name, value, rule)


def cell_fault(place: str, column: str, value: str, rule: str) -> InvalidInput:
    """The error of a cell, where the sheet has not been read whole."""
    return InvalidInput(f"{place}: {column}: {value!r}: {rule}.", field=column, value=value, rule=rule)


def letters(column: int) -> str:
    """A column's letters, from its number from 0.

    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    name = ""
    column += 1
    while column:
        column, last = divmod(column - 1, 26)
        name = chr(ord("A") + last) + name
    return name


def sheet_of(rows: list[Row], path: str, *, lettered: bool, required: str) -> Sheet:
    """The sheet whose first row that is not empty is its header, which must name the `required` column."""
    refused = tuple(RefusedRow(row.number, row.fault) for row in rows if row.fault)
    filled = [row for row in rows if any(row.cells)]
    header = filled[0].cells if filled else ()
    while header and not header[-1].strip():
        header = header[:-1]
    names = tuple(name.strip() for name in header)
    number = filled[0].number if filled else 1
    sheet = Sheet(names, tuple(filled[1:]), path, lettered, number, refused)
    if required not in names:
        raise sheet.fault(number, 0, names[0] if names else "", f"the first row must name a column {required!r}")
    _refuse_stray_cells(sheet)
    return sheet


def _refuse_stray_cells(sheet: Sheet) -> None:
    for row in sheet.rows:
        for column, value in enumerate(row.cells):
            if value and (column >= len(sheet.header) or not sheet.header[column]):
                raise sheet.fault(row.number, column, value, "a cell stands under a column that has a name")
