"""The columns of a code list's sheet: their names, and what a cell under them says (docs/formats.md)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from registry.domain import Code, CodeProperty, LangString
from registry.interchange.sheet import Sheet
from registry.namespaces import PREFIXES

#: Column name to field, for the texts in a language: `display@nb`.
TEXTS = {"display": "pref_label", "alt": "alt_label", "definition": "definition", "note": "note", "source": "source"}

#: Column name to field, for codes of the list and IRIs.
REFERENCES = {
    "parent": "broader",
    "replaced_by": "is_replaced_by",
    "replaces": "replaces",
    "exact_match": "exact_match",
    "close_match": "close_match",
    "source": "source",
}
DATES = {"valid_from": "start", "valid_to": "end"}
FIXED = ("code", "iri", "status", *DATES, *REFERENCES)
KNOWN = (
    *("code", "iri", *(f"{name}@<language>" for name in TEXTS), "status", *DATES, *REFERENCES),
    *("property:<IRI>", "property:<IRI>@<language>", "property:<IRI>^^<datatype IRI>", "property:<IRI>^^iri"),
)

_NUMBER = r"(?:#(?P<number>[2-9]|[1-9][0-9]+))?"
_LANGUAGE = r"(?P<lang>[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)"
_TEXT = re.compile(rf"(?P<name>{'|'.join(TEXTS)})@{_LANGUAGE}{_NUMBER}")
_PROPERTY = re.compile(
    rf"property:<(?P<predicate>[^<>\s]+)>(?:@{_LANGUAGE}|\^\^(?P<iri>iri)|\^\^<(?P<datatype>[^<>\s]+)>)?{_NUMBER}"
)
_STATUS = re.compile("[A-Z][A-Z_]*")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]+")
_SPECIAL = re.compile(r"[\\|]|^<")


@dataclass(frozen=True)
class Column:
    """What a column holds: a fixed `name`, a text in a language, or a property; `position` is where it stands."""

    name: str
    position: int
    lang: str = ""
    predicate: str = ""
    datatype: str | None = None
    is_iri: bool = False

    def property_of(self, value: str) -> CodeProperty:
        """The code property that a cell of the column states."""
        if self.lang:
            return CodeProperty(predicate=self.predicate, value=LangString(text=value, lang=self.lang))
        return CodeProperty(predicate=self.predicate, value=value, datatype=self.datatype, is_iri=self.is_iri)


def columns_of(sheet: Sheet) -> tuple[Column, ...]:
    """The columns of a sheet; raises InvalidInput for one that is unknown or named twice."""
    found: list[Column] = []
    for position, name in enumerate(sheet.header):
        if not name:
            continue
        if name in sheet.header[:position]:
            raise sheet.fault(sheet.header_row, position, name, "a column is named once")
        column = _column(name, position)
        if column is None:
            raise sheet.fault(sheet.header_row, position, name, f"the columns known are {', '.join(KNOWN)}")
        found.append(column)
    return tuple(found)


def _column(name: str, position: int) -> Column | None:
    if name in FIXED:
        return Column(name, position)
    if match := _TEXT.fullmatch(name):
        return Column(match["name"], position, lang=match["lang"])
    if match := _PROPERTY.fullmatch(name):
        lang, is_iri = match["lang"] or "", match["iri"] is not None
        return Column("property", position, lang, match["predicate"], match["datatype"], is_iri)
    return None


def property_name(row: CodeProperty) -> str:
    """The column of a code property, without its running number."""
    base = f"property:<{row.predicate}>"
    if isinstance(row.value, LangString):
        return f"{base}@{row.value.lang}"
    if row.is_iri:
        return f"{base}^^iri"
    return f"{base}^^<{row.datatype}>" if row.datatype else base


def numbered(values: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Cells by column, a second one of the same name under `name#2`; an empty text is no cell.

    >>> numbered([("alt@nb", "a"), ("alt@nb", "b")])
    {'alt@nb': 'a', 'alt@nb#2': 'b'}
    """
    cells: dict[str, str] = {}
    counts: dict[str, int] = {}
    for name, value in values:
        if value:
            counts[name] = counts.get(name, 0) + 1
            cells[name if counts[name] == 1 else f"{name}#{counts[name]}"] = value
    return cells


def cells_of(code: Code, codes: dict[str, str], default: str) -> dict[str, str]:
    """The cells of a code by column; `codes` gives the code for an IRI of the list, `default` the code's usual IRI."""
    strings = ((name, text) for name, field in TEXTS.items() for text in getattr(code, field))
    texts = ((f"{name}@{text.lang}", text.text) for name, text in strings if isinstance(text, LangString))
    references = ((name, _join(getattr(code, field), codes)) for name, field in REFERENCES.items())
    days = ((name, getattr(code.validity, side)) for name, side in DATES.items())
    return numbered(
        [
            ("code", code.notation),
            ("iri", code.iri if code.iri != default else ""),
            *texts,
            ("status", (code.status or "").removeprefix(PREFIXES["status"])),
            *((name, day.isoformat() if day else "") for name, day in days),
            *references,
            *((property_name(row), _plain(row)) for row in code.properties),
        ]
    )


def _plain(row: CodeProperty) -> str:
    return row.value.text if isinstance(row.value, LangString) else row.value


def _join(values: Iterable[str | LangString], codes: dict[str, str]) -> str:
    iris = (value for value in values if isinstance(value, str))
    return "|".join(_SPECIAL.sub(r"\\\g<0>", codes[iri]) if iri in codes else f"<{iri}>" for iri in iris)


def order_of(name: str) -> tuple[int, str, int]:
    """Where a column stands: the fixed order of docs/formats.md, languages and properties by name."""
    base, _, number = name.partition("#") if not name.startswith("property:") else name.rpartition("#")
    if not number.isdigit():
        base, number = name, "1"
    kinds = ("code", "iri", *list(TEXTS)[:-1], "status", *DATES, *REFERENCES, "property")
    return kinds.index(re.split("[@:]", base, maxsplit=1)[0]), base, int(number)


def read_references(written: str, codes: dict[str, str]) -> tuple[str, ...]:
    """The IRIs that a cell of codes and IRIs names; `codes` gives the IRI of a code. Raises LookupError."""
    return tuple(_reference(part, codes) for part in split_cell(written))


def split_cell(written: str) -> list[str]:
    """The parts of a cell that holds several, each as it is written. Raises LookupError."""
    parts = re.findall(r"(?:\\.|[^|\\])+", written, re.DOTALL)
    if "|".join(parts) != written:
        raise LookupError(r"several are separated by one |; in a code, | and \ are written \| and \\")
    return parts


def _reference(part: str, codes: dict[str, str]) -> str:
    if part.startswith("<") and part.endswith(">"):
        return read_iri(part[1:-1])
    code = re.sub(r"\\(.)", r"\1", part, flags=re.DOTALL)
    if code not in codes:
        raise LookupError(f"{code!r} is no code of the list; an IRI is written <IRI>, several are separated by |")
    return codes[code]


def read_iri(written: str) -> str:
    """An absolute IRI; raises LookupError for what is none."""
    if not _IRI.fullmatch(written):
        raise LookupError(f"{written!r} is no absolute IRI")
    return written


def read_status(written: str) -> str:
    """The IRI of a status: a name of the EU's concept statuses, or an IRI. Raises LookupError."""
    return PREFIXES["status"] + written if _STATUS.fullmatch(written) else read_iri(written)


def read_day(written: str) -> date:
    """A day written as 2026-11-22; raises LookupError for another form and for a day that does not exist."""
    try:
        return date.fromisoformat(written if _DAY.fullmatch(written) else "")
    except ValueError as fault:
        raise LookupError("a day is written as 2026-11-22") from fault
