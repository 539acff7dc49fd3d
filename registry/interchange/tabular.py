"""CSV and XLSX: code lists and concept schemes in and out, information models out (docs/formats.md)."""

from registry.domain import CodeList, ConceptScheme, InformationModel, RequirementSet
from registry.errors import InvalidInput
from registry.interchange import concept_table
from registry.interchange.about_table import HEADER, about_of, about_rows
from registry.interchange.code_table import ReadCodes, list_of, named_list, read_codes, rows_of
from registry.interchange.columns import DATES
from registry.interchange.csv_file import decode_csv, encode_csv
from registry.interchange.overview import overview_rows
from registry.interchange.requirement_table import requirement_rows
from registry.interchange.sheet import Sheet
from registry.interchange.xlsx_file import Page, decode_xlsx, encode_xlsx

_CODES = ("Koder", "Codes")
_ABOUT = ("Om", "About")
_CONCEPTS = ("Begreper", "Concepts")
#: What has a table for reading: concepts, elements of messages, requirements.
Overviewed = ConceptScheme | InformationModel | RequirementSet


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
    about = None if header else about_list(data, path)
    return list_of(_sheet(data, path, _CODES, "code"), header or about or named_list(path))


def about_list(data: bytes, path: str) -> CodeList | None:
    """What a workbook says about its list (the sheet `Om`), without codes; None where it has no such sheet.

    Raises SyntaxFault and InvalidInput.
    """
    about = decode_xlsx(data, path, _ABOUT, "field", frozenset({"value"}))
    return about_of(about) if about else None


def read_code_rows(data: bytes, path: str, header: CodeList) -> ReadCodes:
    """The codes in a file, CSV or XLSX by its name, as rows of `header`; rows that cannot be read are told.

    Raises SyntaxFault, and InvalidInput for an unknown column.
    """
    return read_codes(_sheet(data, path, _CODES, "code"), header)


def read_concept_rows(data: bytes, path: str, header: ConceptScheme) -> concept_table.ReadConcepts:
    """The same for the concepts of a scheme."""
    return concept_table.read_concepts(_sheet(data, path, _CONCEPTS, "iri"), header)


def _sheet(data: bytes, path: str, names: tuple[str, ...], required: str) -> Sheet:
    """The sheet of a file: in a workbook the one of these names, else the first."""
    if not path.lower().endswith(".xlsx"):
        return decode_csv(data, path, required)
    dates = frozenset(DATES)
    found = decode_xlsx(data, path, names, required, dates) or decode_xlsx(data, path, (), required, dates)
    if found is None:
        raise InvalidInput(f"{path}: the workbook has no sheet.", field=path, rule="the first sheet holds the rows")
    return found


def write_overview_csv(value: Overviewed) -> bytes:
    """One row a concept, to be edited and read back, or one an element or a requirement, for reading; as CSV."""
    return encode_csv(*_overview(value))


def write_overview_xlsx(value: Overviewed) -> bytes:
    """The same rows as a workbook of one sheet, `Begreper`, `Elementer` or `Krav`."""
    others = "Krav" if isinstance(value, RequirementSet) else "Elementer"
    name = _CONCEPTS[0] if isinstance(value, ConceptScheme) else others
    return encode_xlsx([Page(name, *_overview(value))])


def _overview(value: Overviewed) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    if isinstance(value, RequirementSet):
        return requirement_rows(value)
    return concept_table.rows_of(value) if isinstance(value, ConceptScheme) else overview_rows(value)
