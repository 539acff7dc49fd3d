"""CSV and XLSX: code lists in and out, concept schemes and information models out (docs/formats.md)."""

from registry.domain import CodeList, ConceptScheme, InformationModel
from registry.errors import InvalidInput
from registry.interchange.about_table import HEADER, about_of, about_rows
from registry.interchange.code_table import list_of, named_list, rows_of
from registry.interchange.columns import DATES
from registry.interchange.csv_file import decode_csv, encode_csv
from registry.interchange.overview import overview_rows
from registry.interchange.xlsx_file import Page, decode_xlsx, encode_xlsx

_CODES = ("Koder", "Codes")
_ABOUT = ("Om", "About")


def write_csv(code_list: CodeList) -> bytes:
    """The codes of a list as CSV. The list's own fields are not in it; see `write_xlsx`.

    Raises CannotHold for a code without a notation.
    """
    return encode_csv(*rows_of(code_list))


def read_csv(data: bytes, path: str, header: CodeList | None = None) -> CodeList:
    """The code list in CSV bytes: the fields of `header` (else the list that the file's name tells), the file's codes.

    Raises SyntaxFault and InvalidInput with line, column, value and rule; `path` is used in messages only.
    """
    return list_of(decode_csv(data, path, "code"), header or named_list(path))


def write_xlsx(code_list: CodeList) -> bytes:
    """A code list as a workbook: the sheet `Koder` holds the codes, `Om` what the list says about itself."""
    about = Page(_ABOUT[0], HEADER, about_rows(code_list))
    return encode_xlsx([Page(_CODES[0], *rows_of(code_list)), about])


def read_xlsx(data: bytes, path: str, header: CodeList | None = None) -> CodeList:
    """The code list in a workbook; `header`, where given, goes before the sheet `Om`.

    The codes are in the sheet `Koder` or `Codes`, else in the first. Raises SyntaxFault and InvalidInput with the
    cell's address, column, value and rule; a code that the sheet has as a number or date is refused.
    """
    dates = frozenset(DATES)
    codes = decode_xlsx(data, path, _CODES, "code", dates) or decode_xlsx(data, path, (), "code", dates)
    if codes is None:
        raise InvalidInput(f"{path}: the workbook has no sheet.", field=path, rule="the first sheet holds the codes")
    about = None if header else decode_xlsx(data, path, _ABOUT, "field", frozenset({"value"}))
    return list_of(codes, header or (about_of(about) if about else named_list(path)))


def write_overview_csv(value: ConceptScheme | InformationModel) -> bytes:
    """One row a concept, or one row an element of a message, as CSV; for reading, not for import."""
    return encode_csv(*overview_rows(value))


def write_overview_xlsx(value: ConceptScheme | InformationModel) -> bytes:
    """The same rows as a workbook of one sheet, `Begreper` or `Elementer`."""
    name = "Begreper" if isinstance(value, ConceptScheme) else "Elementer"
    return encode_xlsx([Page(name, *overview_rows(value))])
