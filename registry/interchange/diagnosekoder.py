"""The npm package @navikt/diagnosekoder: ICD-10 and ICPC-2 in Norwegian as codes of the lists registered for them."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from registry.domain import Code, CodeList, LangString, Period
from registry.domain.source_file import SourceFile
from registry.errors import InvalidInput, SyntaxFault

#: The language of the texts: the package has them from the Norwegian Directorate of Health, in bokmål.
_LANG = "nb"
_KNOWN = ("code", "text", "parentCode", "validFrom", "validTo")


@dataclass(frozen=True)
class Source:
    """One list of the package: the file that holds it, and the number of the list it belongs to."""

    file: str
    number: str


#: What can be asked for, by the name it has on the command line.
SOURCES = {"icd10no": Source("ICD10.json", "7110"), "icpc2": Source("ICPC2.json", "7170")}
_MANIFEST = "package.json"


def is_wanted(name: str, path: PurePosixPath) -> bool:
    """Whether a file of the package is read for the list `name`; `path` is inside the package."""
    return path.name == SOURCES[name].file or str(path) == _MANIFEST


@dataclass(frozen=True)
class Diagnoses:
    """A list with its codes, and remarks for the person."""

    value: CodeList
    notes: tuple[str, ...]


def read_diagnosekoder(files: Iterable[SourceFile], name: str, header: CodeList) -> Diagnoses:
    """`header` with the codes of the package: notation and text to the letter, in place of the codes it had.

    Parents and periods are read where the data has them; nothing is inferred from the shape of a code. What `header`
    says of a code (its notes, links, unknown statements) stays. Raises SyntaxFault with line and column, InvalidInput
    with the place of a row (`ICD10.json[12].code`) and the rule.
    """
    every = tuple(files)
    manifest = next((file for file in every if PurePosixPath(file.name).name == _MANIFEST), None)
    lists = [file for file in every if file is not manifest]
    if len(lists) != 1:
        rule = f"the package has one {SOURCES[name].file}"
        raise InvalidInput(f"{len(lists)} files are called {SOURCES[name].file}: {rule}.", field="file", rule=rule)
    rows = _rows(lists[0])
    codes = _codes(rows, header)
    notes = (_origin(manifest), *_unread(rows))
    return Diagnoses(header.model_copy(update={"codes": codes}), tuple(note for note in notes if note))


@dataclass(frozen=True)
class _Row:
    """One object of the file and its place there."""

    place: str
    found: dict[str, Any]

    def text(self, name: str, *, needed: bool = False) -> str | None:
        """A text, or None where it is not there."""
        value = self.found.get(name)
        if value is None and not needed:
            return None
        if not isinstance(value, str) or not value.strip():
            raise self.fault(name, "a text that is not empty")
        return value

    def day(self, name: str) -> date | None:
        """A day, or None."""
        written = self.text(name)
        try:
            return date.fromisoformat(written[:10]) if written else None
        except ValueError:
            raise self.fault(name, "a day such as 2026-11-22") from None

    def fault(self, name: str, rule: str) -> InvalidInput:
        """The error of a field: place, value and rule."""
        value = self.found.get(name)
        return InvalidInput(f"{self.place}.{name}: {value!r}: {rule}.", field=name, value=str(value), rule=rule)


def _rows(file: SourceFile) -> tuple[_Row, ...]:
    found = _json(file)
    if not isinstance(found, list) or not found:
        raise InvalidInput(f"{file.name}: the file is no list of codes.", field="file", rule="a JSON array of objects")
    short = PurePosixPath(file.name).name
    for place, row in enumerate(found):
        if not isinstance(row, dict):
            raise InvalidInput(f"{short}[{place}] is no object.", field="file", value=str(row)[:80], rule="an object")
    return tuple(_Row(f"{short}[{place}]", row) for place, row in enumerate(found))


def _json(file: SourceFile) -> Any:
    try:
        return json.loads(file.data.decode("utf-8-sig"))
    except json.JSONDecodeError as fault:
        raise SyntaxFault(f"{fault.msg} in JSON", path=file.name, line=fault.lineno, column=fault.colno) from fault
    except (UnicodeDecodeError, RecursionError) as fault:
        raise SyntaxFault("the file is no JSON in UTF-8", path=file.name) from fault


def _codes(rows: tuple[_Row, ...], header: CodeList) -> tuple[Code, ...]:
    known = {code.notation: code for code in header.codes}
    notations: dict[str, _Row] = {}
    for row in rows:
        notation = row.text("code", needed=True) or ""
        if notation in notations:
            raise row.fault("code", f"a code is listed once; it is also at {notations[notation].place}")
        notations[notation] = row
    fresh = {name: Code(iri=header.iri_of(name), notation=name) for name in notations if name not in known}
    found = {**known, **fresh}
    return tuple(_code(row, found[name], found, notations) for name, row in notations.items())


def _code(row: _Row, base: Code, codes: dict[str, Code], listed: dict[str, _Row]) -> Code:
    parent = row.text("parentCode")
    if parent and parent not in listed:
        raise row.fault("parentCode", "a code of the list")
    label = LangString(text=row.text("text", needed=True) or "", lang=_LANG)
    others = (said for said in base.pref_label if said.lang != _LANG)
    start, end = row.day("validFrom"), row.day("validTo")
    return base.model_copy(
        update={
            "pref_label": (label, *others),
            "broader": (codes[parent].iri,) if parent else base.broader,
            "validity": Period(start=start or base.validity.start, end=end or base.validity.end),
        }
    )


def _origin(manifest: SourceFile | None) -> str:
    """Which edition of the package was read, where its manifest is there."""
    if manifest is None:
        return ""
    found = _json(manifest)
    named = (found.get("name"), found.get("version")) if isinstance(found, dict) else ()
    return f"Read from {' '.join(map(str, named))}." if all(named) else ""


def _unread(rows: Iterable[_Row]) -> tuple[str, ...]:
    counts = Counter(name for row in rows for name in row.found if name not in _KNOWN)
    listed = ", ".join(f"{name} ({count})" for name, count in sorted(counts.items()))
    return (f"Left out, for the registry does not know what it means: {listed}.",) if counts else ()
