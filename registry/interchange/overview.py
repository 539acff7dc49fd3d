"""Information models as one flat table each, for people who read them in a spreadsheet."""

from collections.abc import Iterable, Iterator
from itertools import chain

from registry.domain import ElementProperty, InformationModel, LangString, ModelElement
from registry.interchange.columns import numbered

_ELEMENT = ("type", "type_kind", "element", "element_kind", "iri", "title", "description", "concept", "min", "max")
_ELEMENT_MORE = ("value_type", "coded", "code_list", "strength", "evidence", "unbound_reason")

_COLUMNS = (*_ELEMENT, *_ELEMENT_MORE)
_ALWAYS = ("type", "element", "min", "max")

Cell = tuple[str, str]


def overview_rows(value: InformationModel) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The header and one row an element under its type; texts have a column a language."""
    rows = [numbered(_element(kind, row)) for kind in value.elements for row in kind.has_property]
    header = tuple(sorted({*_ALWAYS, *(name for row in rows for name in row)}, key=_place))
    return header, tuple(tuple(row.get(name, "") for name in header) for row in rows)


def _place(column: str) -> tuple[int, str, int]:
    base, _, number = column.partition("#")
    return _COLUMNS.index(base.partition("@")[0]), base, int(number or 1)


def _texts(name: str, strings: Iterable[object]) -> Iterator[Cell]:
    for string in strings:
        yield (f"{name}@{string.lang}", string.text) if isinstance(string, LangString) else (name, str(string))


def _element(kind: ModelElement, row: ElementProperty) -> Iterator[Cell]:
    yield from (("type", kind.identifier), ("type_kind", kind.kind.value))
    yield from (("element", row.identifier), ("element_kind", row.kind.value), ("iri", row.iri))
    yield from _texts("title", row.title)
    yield from _texts("description", row.description)
    yield from (("concept", row.subject or ""), ("min", str(row.min_occurs)), ("max", str(row.max_occurs)))
    single = (row.has_data_type, row.has_simple_type)
    several = (row.contains, row.refers_to, row.has_general_concept, row.has_some)
    yield from _texts("value_type", (name for name in chain(single, *several) if name))
    yield "coded", "true" if row.coded else "false"
    yield from _texts(
        "code_list", [binding.value_set for binding in row.bindings] or filter(None, [row.has_value_from])
    )
    yield from _texts("strength", (binding.strength.value for binding in row.bindings))
    yield from _texts("evidence", (", ".join(binding.evidence) for binding in row.bindings))
    yield from _texts("unbound_reason", row.unbound_reason)
