"""XLSX bytes to sheets and back: cells as texts only, the same bytes each time, and bounds on what is opened."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from registry.errors import CannotHold, InvalidInput, OmforentError, SyntaxFault
from registry.interchange.sheet import Row, Sheet, cell_fault, letters, sheet_of

#: Bounds on a file from outside: unpacked bytes, parts, cells, and columns of a row.
MAX_UNPACKED = 200_000_000
MAX_PARTS = 1_000
MAX_CELLS = 5_000_000
MAX_COLUMNS = 500

#: Excel's own bound on the text of a cell.
MAX_TEXT = 32_767

_EPOCH = (1980, 1, 1, 0, 0, 0)
_STAMP = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</)")
#: What XML cannot say or would change, and what Excel would take for an escape.
_ESCAPE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class Page:
    """One sheet to be written: its name, header and rows."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def encode_xlsx(pages: Iterable[Page]) -> bytes:
    """A workbook with the pages: every cell a text, header frozen and bold; the same pages give the same bytes.

    Raises CannotHold for a text that is longer than a cell can be.
    """
    book = openpyxl.Workbook(write_only=True)
    for page in [_escaped(page) for page in pages]:
        _write_page(book, page)
    out = io.BytesIO()
    book.save(out)
    return without_time(out.getvalue())


def _write_page(book: Any, page: Page) -> None:
    sheet = book.create_sheet(page.name)
    sheet.freeze_panes = "A2"
    for column, name in enumerate(page.header):
        longest = max([len(name), *(len(row[column]) for row in page.rows[:1000])])
        dimension = sheet.column_dimensions[letters(column)]
        dimension.width = min(max(longest + 2, 8), 60)
        dimension.number_format = "@"
    sheet.append([_cell(sheet, name, bold=True) for name in page.header])
    for row in page.rows:
        sheet.append([_cell(sheet, value) if value else None for value in row])


def _escaped(page: Page) -> Page:
    return Page(page.name, page.header, tuple(tuple(map(safe_text, row)) for row in page.rows))


def safe_text(value: str) -> str:
    """A text as a cell holds it: what XML cannot say is escaped as Excel does it. CannotHold where it is too long."""
    written = _ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", value)
    if len(written) > MAX_TEXT:
        rule = f"a cell of XLSX holds at most {MAX_TEXT} characters"
        raise CannotHold(f"A text of {len(value)} characters is too long: {rule}.", value=value[:60], rule=rule)
    return written


def _cell(sheet: Any, value: str, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, value)
    cell.data_type = "s"  # else a text that begins with = would become a formula
    cell.number_format = "@"
    if bold:
        cell.font = Font(bold=True)
    return cell


def without_time(data: bytes) -> bytes:
    """A workbook's bytes without the time at which it was written, so that the same content is the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = _STAMP.sub(rb"\g<1>1980-01-01T00:00:00Z\g<3>", source.read(name))
            part = zipfile.ZipInfo(name, _EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(part, content)
    return out.getvalue()


def decode_xlsx(data: bytes, path: str, names: tuple[str, ...], required: str, dates: frozenset[str]) -> Sheet | None:
    """The first sheet called one of `names`, or for the empty tuple the first sheet; None where there is none.

    In the columns `dates` a cell may be a date. A row with a number, another date, truth value, error or formula is
    among the sheet's refused rows, with the cell's address; in the header it raises InvalidInput. Raises SyntaxFault
    for what is no workbook; InvalidInput for one beyond the bounds.
    """
    _check_bounds(data, path)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        found = next((book[name] for name in names if name in book.sheetnames), None)
        source = found if found is not None or names else book[book.sheetnames[0]]
        rows = list(_rows(source, path, dates)) if source is not None else None
    except OmforentError:
        raise
    except Exception as fault:  # whatever the libraries make of bytes from outside
        raise SyntaxFault(f"the file is no XLSX workbook that can be read ({fault})", path=path) from fault
    return None if rows is None else sheet_of(rows, path, lettered=True, required=required)


def _check_bounds(data: bytes, path: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except Exception as fault:  # as above: zipfile raises more than BadZipFile
        raise SyntaxFault("the file is no XLSX workbook (an XLSX file is a ZIP archive)", path=path) from fault
    size = sum(part.file_size for part in parts)
    if size > MAX_UNPACKED or len(parts) > MAX_PARTS:
        rule = f"a workbook unpacks to at most {MAX_UNPACKED} bytes in {MAX_PARTS} parts"
        raise InvalidInput(f"{path}: {rule}; this one has {size} in {len(parts)}.", field=path, rule=rule)


def _rows(source: Any, path: str, dates: frozenset[str]) -> Iterator[Row]:
    header: tuple[str, ...] = ()
    left = MAX_CELLS
    source.reset_dimensions()  # a file may claim more, or less, than it has
    for number, cells in enumerate(source.iter_rows(), 1):
        left -= len(cells)
        if left < 0 or len(cells) > MAX_COLUMNS:
            rule = f"a sheet has at most {MAX_CELLS} cells and {MAX_COLUMNS} columns"
            raise cell_fault(f"{path}: row {number}", "sheet", str(len(cells)), rule)
        places = [f"{path}: {letters(column)}{number}" for column in range(len(cells))]
        names = (*header, *places[len(header) :])
        try:
            texts = tuple(_text(*found, dates) for found in zip(cells, places, names, strict=False))
        except InvalidInput as fault:
            if not header:
                raise
            yield Row(number, (), fault)
            continue
        if any(texts):
            header = header or texts
            yield Row(number, texts)


def _text(cell: Any, place: str, name: str, dates: frozenset[str]) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type in ("s", "inlineStr", "str") and isinstance(value, str):
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
    if name in dates and isinstance(value, datetime) and value.time() == time(0):
        return value.date().isoformat()
    kind = {"n": "a number", "d": "a date", "b": "a truth value", "f": "a formula", "e": "an error"}
    rule = f"the cell is {kind.get(cell.data_type, 'no text')} in the sheet; format the column as text and type it anew"
    raise cell_fault(place, name, str(value), rule)
