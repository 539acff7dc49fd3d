"""The answers of a hearing as a sheet: one row for each organisation and change."""

from typing import Final

from registry.interchange.csv_file import encode_csv
from registry.interchange.xlsx_file import Page, encode_xlsx
from registry.services.curation.hearings import Row, Table

_HEADER: Final = ("change", "organization", "stance", "text", "at", "late", "counts", "reply", "agreed")


def as_csv(table: Table) -> bytes:
    """The table as CSV."""
    return encode_csv(_HEADER, _rows(table))


def as_xlsx(table: Table) -> bytes:
    """The table as a workbook of one sheet, `Svar`."""
    return encode_xlsx([Page("Svar", _HEADER, _rows(table))])


def _rows(table: Table) -> tuple[tuple[str, ...], ...]:
    return tuple(_cells(row, row.number in table.agreed) for row in table.rows)


def _cells(row: Row, agreed: bool) -> tuple[str, ...]:
    """The cells of a row; change 0 is all of them together, of which it is not told whether it is agreed."""
    return (
        str(row.number),
        row.organization,
        row.stance or "",
        row.text,
        row.at.isoformat() if row.at else "",
        _told(row.late),
        _told(row.counts),
        row.reply,
        _told(agreed) if row.number else "",
    )


def _told(value: bool) -> str:
    return "true" if value else "false"
