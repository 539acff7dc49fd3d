"""Properties of a CodeSystem's concepts: those that a code has a field for, and those that the list declares."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from registry.domain import CodeList, CodeProperty, Iri, LangString, PropertyDeclaration, Statement
from registry.fhir.canonical import day_of
from registry.fhir.element import Element, kept, without_kept
from registry.namespaces import iri
from registry.rdf.mapping import write_literal

#: Values of the property `status` that say whether a code may be chosen; others stay properties.
_STATUSES = {"active": "CURRENT", "deprecated": "DEPRECATED", "retired": "DEPRECATED", "inactive": "DEPRECATED"}

#: The XSD type of each kind of value, and the form that it must have.
_FORMS = {
    "valueString": (None, re.compile(".+", re.DOTALL)),
    "valueCode": (None, re.compile(r"\S+( \S+)*")),
    "valueInteger": ("integer", re.compile(r"[+-]?\d+", re.ASCII)),
    "valueBoolean": ("boolean", re.compile("true|false")),
    "valueDecimal": ("decimal", re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)),
}
_TIMES = (
    ("gYear", re.compile(r"\d{4}", re.ASCII)),
    ("gYearMonth", re.compile(r"\d{4}-\d\d", re.ASCII)),
    ("date", re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)),
    ("dateTime", re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)),
)


@dataclass(frozen=True)
class Properties:
    """What the properties of one concept say; codes by their notation, with the element that names them."""

    status: Iri | None = None
    end: date | None = None
    parents: tuple[Element, ...] = ()
    children: tuple[Element, ...] = ()
    replaced_by: tuple[Element, ...] = ()
    declared: tuple[CodeProperty, ...] = ()


def declarations(root: Element, base: CodeList, lang: str) -> dict[str, PropertyDeclaration]:
    """The properties that a CodeSystem declares, by FHIR's code for them."""
    found: dict[str, PropertyDeclaration] = {}
    for row in root.all("property"):
        code = row.required("code")
        extra = _described(row, lang)
        uri = row.text("uri") or predicate_of(base, code)
        left = kept(row.left(), f"p{len(found)}")
        found[code] = PropertyDeclaration(iri=uri, label=(LangString(text=code, lang=lang),), extra=(*extra, *left))
    return found


def _described(row: Element, lang: str) -> tuple[Statement, ...]:
    words = row.text("description")
    return (Statement("", f"<{iri('dct:description')}>", write_literal(words, lang)),) if words else ()


def predicate_of(base: CodeList, code: str) -> Iri:
    """The predicate of a property for which the code system gives no address."""
    return f"{base.iri}#{quote(code, safe='')}"


def merged(
    base: CodeList, declared: Mapping[str, PropertyDeclaration], used: Iterable[CodeProperty], lang: str
) -> tuple[PropertyDeclaration, ...]:
    """The declarations of the list: those of the resource, those it had, and one for each predicate in use."""
    found = {row.iri: row.model_copy(update={"extra": without_kept(row.extra, "CodeSystem")}) for row in base.declared}
    found |= {row.iri: row for row in declared.values()}
    for row in used:
        label = LangString(text=row.predicate.rpartition("#")[2], lang=lang)
        found.setdefault(row.predicate, PropertyDeclaration(iri=row.predicate, label=(label,)))
    return tuple(sorted(found.values(), key=lambda row: row.iri))


def read_properties(concept: Element, base: CodeList, declared: Mapping[str, PropertyDeclaration]) -> Properties:
    """What a concept's properties say. Raises InvalidInput with the path of a value that its type refuses."""
    found: dict[str, list[Element]] = {}
    for row in concept.all("property"):
        found.setdefault(row.required("code"), []).append(row)
    said = {name: tuple(_value(row) for row in found.pop(name, ())) for name in ("parent", "child", "replacedBy")}
    status = _status(found)
    end = _retirement(found)
    rest = [_property(row, base, declared) for rows in found.values() for row in rows]
    mine = tuple(row for row in rest if row)
    return Properties(status, end, said["parent"], said["child"], said["replacedBy"], mine)


def _value(row: Element) -> Element:
    value = row.one("valueCode")
    if value is None or not value.value:
        raise row.fault("the property has a valueCode")
    return value


def _status(found: dict[str, list[Element]]) -> Iri | None:
    """The status that `inactive` and `status` give together: inactive wins."""
    said = []
    for name, field in (("inactive", "valueBoolean"), ("status", "valueCode")):
        for row in found.pop(name, ()):
            value = (row.truth(field) and "inactive") if name == "inactive" else row.text(field)
            if value and value not in _STATUSES:
                found.setdefault(name, []).append(row)
            elif value:
                said.append(_STATUSES[value])
    return iri("status:DEPRECATED" if "DEPRECATED" in said else "status:CURRENT") if said else None


def _retirement(found: dict[str, list[Element]]) -> date | None:
    rows = found.get("retirementDate", [])
    day = day_of(rows[0], "valueDateTime") if len(rows) == 1 else None
    if day:
        del found["retirementDate"]
    return day


def _property(row: Element, base: CodeList, declared: Mapping[str, PropertyDeclaration]) -> CodeProperty | None:
    """One property with its value, or None for a kind of value that stays as it stands (Coding)."""
    code = row.required("code")
    predicate = declared[code].iri if code in declared else predicate_of(base, code)
    for name, (kind, form) in _FORMS.items():
        if (written := row.text(name)) is not None:
            if not form.fullmatch(written):
                raise row.children[name][0].fault(f"a value of type {name.removeprefix('value')}")
            return CodeProperty(predicate=predicate, value=written, datatype=_xsd(kind))
    written = row.text("valueDateTime")
    return None if written is None else CodeProperty(predicate=predicate, value=written, datatype=_xsd(_time(row)))


def _time(row: Element) -> str:
    value = row.children["valueDateTime"][0]
    for kind, form in _TIMES:
        if form.fullmatch(value.value or ""):
            return kind
    raise value.fault("a year, month, day or time, such as 2026-11-22")


def _xsd(kind: str | None) -> Iri | None:
    return iri(f"xsd:{kind}") if kind else None
