"""CSV bytes to a sheet and back: encoding, separator and quotes; nothing about what the columns mean."""

import csv
import io
from collections.abc import Iterable, Iterator

from registry.errors import SyntaxFault
from registry.interchange.sheet import Row, Sheet, sheet_of

_SEPARATORS = ";,\t"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def encode_csv(header: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """UTF-8 with a byte order mark, semicolons, every field quoted, CRLF.

    So a spreadsheet set to Norwegian opens it right by double click; the data themselves are not altered.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def decode_csv(data: bytes, path: str, required: str) -> Sheet:
    """The sheet in CSV bytes: UTF-8 or UTF-16 with its mark; comma, semicolon or tab.

    Raises SyntaxFault with the line for another encoding or broken quotes, InvalidInput where the header does not
    name the `required` column.
    """
    text = _text(data, path)
    first = text.partition("\n")[0].strip()
    if first.lower().startswith("sep=") and len(first) == len("sep=;"):
        return sheet_of(list(_rows(text, first[-1], path))[1:], path, lettered=False, required=required)
    separator = next((mark for mark in _SEPARATORS if required in _header(text, mark)), ";")
    return sheet_of(list(_rows(text, separator, path)), path, lettered=False, required=required)


def _text(data: bytes, path: str) -> str:
    encoding = "utf-16" if data.startswith(_UTF_16) else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        found = data[max(fault.start - 10, 0) : fault.start + 10].decode("cp1252", "replace")
        message = f"the file is not UTF-8 (near {found!r}, if it is Windows-1252); save it as 'CSV UTF-8'"
        raise SyntaxFault(message, path=path, line=line, value=found) from fault


def _header(text: str, separator: str) -> list[str]:
    try:
        return [name.strip() for name in next(csv.reader(io.StringIO(text, newline=""), delimiter=separator), [])]
    except csv.Error:
        return []


def _rows(text: str, separator: str, path: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    try:
        for cells in reader:
            yield Row(begins, tuple(cells))
            begins = reader.line_num + 1
    except csv.Error as fault:
        raise SyntaxFault(f"the row that begins here is no CSV: {fault}", path=path, line=begins) from fault
