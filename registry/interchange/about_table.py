"""What a code list says about itself, as rows of field, value and agency, and back."""

from collections.abc import Iterator
from typing import Any

from registry.domain import CodeList, Identifier, LangString, PropertyDeclaration
from registry.interchange.columns import read_day, read_iri, read_status
from registry.interchange.sheet import Sheet
from registry.namespaces import PREFIXES

HEADER = ("field", "value", "agency")

_TEXTS = ("title", "description", "rights", "note", "source", "creator")
_IRIS = ("publisher", "contact_point", "license")
_LISTS = ("source", "see_also", "creator", "replaces", "is_replaced_by")
_DAYS = ("valid_from", "valid_to", "created", "modified")
_PLAIN = ("identifier", "oid")
_TRUTH = {"true": True, "false": False}
_KNOWN = (
    *("iri", *_PLAIN, *(f"{name}@<language>" for name in _TEXTS), *_IRIS, "status", *_DAYS, *_LISTS, "bundled"),
    *("alias", "former_alias", "property:<IRI>", "property:<IRI>@<language>"),
)


def about_rows(value: CodeList) -> tuple[tuple[str, str, str], ...]:
    """The rows of a list; a field that is not given, or is an empty text, has none."""
    return tuple((field, written, agency) for field, written, agency in _rows(value) if written)


def _rows(value: CodeList) -> Iterator[tuple[str, str, str]]:
    yield "iri", value.iri, ""
    for name in _PLAIN:
        yield name, getattr(value, name) or "", ""
    for name in _TEXTS:
        for text in getattr(value, name):
            yield (f"{name}@{text.lang}", text.text, "") if isinstance(text, LangString) else (name, text, "")
    for name in _IRIS:
        yield name, getattr(value, name) or "", ""
    yield "status", (value.status or "").removeprefix(PREFIXES["status"]), ""
    days = (value.validity.start, value.validity.end, value.created, value.modified)
    for name, day in zip(_DAYS, days, strict=True):
        yield name, day.isoformat() if day else "", ""
    for name in ("see_also", "replaces", "is_replaced_by"):
        for link in getattr(value, name):
            yield name, link, ""
    yield "bundled", str(value.bundled).lower(), ""
    yield from _further_names(value)


def _further_names(value: CodeList) -> Iterator[tuple[str, str, str]]:
    for alias in value.aliases:
        yield "alias" if alias.current else "former_alias", alias.notation, alias.agency or ""
    for declared in value.declared:
        yield f"property:<{declared.iri}>", "declared", ""
        for label in declared.label:
            yield f"property:<{declared.iri}>@{label.lang}", label.text, ""


def about_of(sheet: Sheet) -> CodeList:
    """The list that the rows describe, without codes; raises InvalidInput for an unknown field or a bad value."""
    if sheet.refused:
        raise sheet.refused[0].fault
    found: dict[str, Any] = {"validity": {}}
    labels: dict[str, list[LangString]] = {}
    for row in sheet.rows:
        field, written, agency = (*row.cells, "", "", "")[:3]
        try:
            _take(found, labels, field.strip(), written, agency)
        except LookupError as fault:
            raise sheet.fault(row.number, 1, written, f"{field}: {fault.args[0]}") from fault
    if "iri" not in found:
        raise sheet.fault(sheet.header_row, 0, "", "a row gives the field 'iri'")
    declared = tuple(PropertyDeclaration(iri=name, label=tuple(texts)) for name, texts in labels.items())
    return CodeList(**{**found, "declared": declared})


def _take(found: dict[str, Any], labels: dict[str, list[LangString]], field: str, written: str, agency: str) -> None:
    name, _, lang = field.rpartition("@") if "@" in field and not field.endswith(">") else (field, "", "")
    if name.startswith("property:<") and name.endswith(">"):
        texts = labels.setdefault(name[len("property:<") : -1], [])
        texts.extend([LangString(text=written, lang=lang)] if lang else [])
    elif lang and name in _TEXTS:
        found[name] = (*found.get(name, ()), LangString(text=written, lang=lang))
    elif lang == "" and name in ("alias", "former_alias"):
        alias = Identifier(notation=written, agency=agency or None, current=name == "alias")
        found["aliases"] = (*found.get("aliases", ()), alias)
    else:
        _take_single(found, field, written)


def _take_single(found: dict[str, Any], field: str, written: str) -> None:
    if field in _LISTS:
        found[field] = (*found.get(field, ()), read_iri(written))
    elif field in ("valid_from", "valid_to"):
        found["validity"]["start" if field == "valid_from" else "end"] = read_day(written)
    elif field in ("created", "modified"):
        found[field] = read_day(written)
    elif field == "status":
        found[field] = read_status(written)
    elif field in ("iri", *_IRIS):
        found[field] = read_iri(written)
    elif field == "bundled" and written in _TRUTH:
        found[field] = _TRUTH[written]
    elif field in _PLAIN:
        found[field] = written
    else:
        raise LookupError(f"the fields known are {', '.join(_KNOWN)}")
