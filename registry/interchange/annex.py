"""The annex of a procurement as XLSX, CSV and Markdown: requirements to be answered; nothing about which they are."""

import io
from itertools import groupby
from typing import Any, Final

import openpyxl
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation

from registry.domain import Value
from registry.interchange.csv_file import encode_csv
from registry.interchange.sheet import letters
from registry.interchange.xlsx_file import safe_text, without_time

#: The forms that an annex is written in, by suffix.
ANNEX_FORMS: Final = ("xlsx", "md", "csv")
_WIDTHS: Final = (9, 8, 14, 60, 40, 30, 45, 20, 16, 30)
_SHEET_NAMES: Final = {"nb": ("Krav", "Om"), "nn": ("Krav", "Om"), "en": ("Requirements", "About")}


class AnnexRow(Value):
    """One requirement: the heading it stands under, what it is called, and its cells in the order of the header."""

    area: str
    title: str
    cells: tuple[str, ...]


class Annex(Value):
    """An annex: what it was made from as label and value, the header, rows by area, and the answers to choose from.

    `answer_column` is the column, from 0, that the supplier answers in.
    """

    title: str
    about: tuple[tuple[str, str], ...]
    header: tuple[str, ...]
    answers: tuple[str, ...]
    rows: tuple[AnnexRow, ...]
    answer_column: int
    lang: str


def write_annex(value: Annex, suffix: str) -> bytes:
    """The annex in the form of a suffix of `ANNEX_FORMS`; the same annex gives the same bytes.

    Raises CannotHold for a text that is longer than a cell of XLSX can be.
    """
    if suffix == "csv":
        return encode_csv(value.header, (row.cells for row in value.rows))
    return _markdown(value).encode() if suffix == "md" else _workbook(value)


def _markdown(value: Annex) -> str:
    lines = [f"# {value.title}", "", *(f"- {label}: {said}" for label, said in value.about), ""]
    for area, rows in groupby(value.rows, key=lambda row: row.area):
        lines += [f"## {area}", ""]
        for row in rows:
            lines += _told(value, row)
    return "\n".join(lines)


def _told(value: Annex, row: AnnexRow) -> list[str]:
    """One requirement: its number, obligation and title as heading, the demand, and the rest as a list."""
    number, obligation, _, demand, *others = row.cells
    labels = value.header[4:]
    answers = " / ".join(f"☐ {each}" for each in value.answers)
    rest = [
        f"- {label}: {answers if at == value.answer_column else said}".rstrip()
        for at, (label, said) in enumerate(zip(labels, others, strict=True), 4)
    ]
    return [f"### {number} ({obligation}) {row.title}", "", demand, "", *rest, ""]


_HEAD: Final = PatternFill("solid", start_color="FFDDE6ED")
_TO_FILL: Final = PatternFill("solid", start_color="FFFFF8DC")
_LINE: Final = Side(style="thin", color="FFB0B8C0")
_BORDER: Final = Border(_LINE, _LINE, _LINE, _LINE)


def _workbook(value: Annex) -> bytes:
    book = openpyxl.Workbook()
    names = _SHEET_NAMES.get(value.lang, _SHEET_NAMES["en"])
    sheet: Any = book.active
    sheet.title = names[0]
    _requirements(sheet, value)
    _about(book.create_sheet(names[1]), value)
    out = io.BytesIO()
    book.save(out)
    return without_time(out.getvalue())


def _requirements(sheet: Any, value: Annex) -> None:
    for at, row in enumerate((value.header, *(row.cells for row in value.rows)), 1):
        for column, said in enumerate(row):
            _cell(sheet, at, column + 1, said, head=at == 1, fills=at > 1 and column >= value.answer_column)
    for column, width in enumerate(_WIDTHS):
        sheet.column_dimensions[letters(column)].width = width
    last = len(value.rows) + 1
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{letters(len(value.header) - 1)}{last}"
    if value.rows:
        chosen = DataValidation("list", formula1=f'"{",".join(value.answers)}"', allow_blank=True)
        chosen.add(f"{letters(value.answer_column)}2:{letters(value.answer_column)}{last}")
        sheet.add_data_validation(chosen)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def _about(sheet: Any, value: Annex) -> None:
    _cell(sheet, 1, 1, value.title, head=True)
    for at, (label, said) in enumerate(value.about, 2):
        _cell(sheet, at, 1, label)
        _cell(sheet, at, 2, said)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 40, 90


def _cell(sheet: Any, row: int, column: int, said: str, *, head: bool = False, fills: bool = False) -> None:
    cell = sheet.cell(row, column)
    if said:
        cell.value = safe_text(said)
        cell.data_type = "s"  # else a text that begins with = would become a formula
    cell.number_format = "@"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.border = _BORDER
    if head:
        cell.font, cell.fill = Font(bold=True), _HEAD
    elif fills:
        cell.fill = _TO_FILL
