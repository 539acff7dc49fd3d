"""Concept schemes and information models as one flat table each, for people who read them in a spreadsheet."""

from collections.abc import Iterable, Iterator
from itertools import chain

from registry.domain import Concept, ConceptScheme, ElementProperty, InformationModel, LangString, ModelElement
from registry.interchange.columns import numbered
from registry.namespaces import PREFIXES

_CONCEPT = ("identifier", "iri", "preferred", "permitted", "discouraged", "definition", "scope_note", "example")
_CONCEPT_MORE = ("subject", "status", "valid_from", "valid_to", "broader", "replaced_by")
_ELEMENT = ("type", "type_kind", "element", "element_kind", "iri", "title", "description", "concept", "min", "max")
_ELEMENT_MORE = ("value_type", "coded", "code_list", "strength", "evidence", "unbound_reason")

_COLUMNS = tuple(dict.fromkeys((*_CONCEPT, *_CONCEPT_MORE, *_ELEMENT, *_ELEMENT_MORE)))

Cell = tuple[str, str]


def overview_rows(value: ConceptScheme | InformationModel) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The header and one row a concept, or one row an element under its type; texts have a column a language."""
    always: tuple[str, ...]
    if isinstance(value, ConceptScheme):
        rows = [numbered(_concept(concept)) for concept in value.concepts]
        always = ("identifier", "iri")
    else:
        pairs = ((kind, row) for kind in value.elements for row in kind.has_property)
        rows = [numbered(_element(kind, row)) for kind, row in pairs]
        always = ("type", "element", "min", "max")
    header = tuple(sorted({*always, *(name for row in rows for name in row)}, key=_place))
    return header, tuple(tuple(row.get(name, "") for name in header) for row in rows)


def _place(column: str) -> tuple[int, str, int]:
    base, _, number = column.partition("#")
    return _COLUMNS.index(base.partition("@")[0]), base, int(number or 1)


def _texts(name: str, strings: Iterable[object]) -> Iterator[Cell]:
    for string in strings:
        yield (f"{name}@{string.lang}", string.text) if isinstance(string, LangString) else (name, str(string))


def _concept(concept: Concept) -> Iterator[Cell]:
    yield "identifier", concept.identifier or ""
    yield "iri", concept.iri
    yield from _texts("preferred", concept.pref_label)
    yield from _texts("permitted", concept.alt_label)
    yield from _texts("discouraged", concept.hidden_label)
    yield from _texts("definition", (definition.value for definition in concept.definition))
    yield from _texts("scope_note", concept.scope_note)
    yield from _texts("example", concept.example)
    yield from _texts("subject", concept.subject)
    yield "status", (concept.status or "").removeprefix(PREFIXES["status"])
    yield "valid_from", concept.validity.start.isoformat() if concept.validity.start else ""
    yield "valid_to", concept.validity.end.isoformat() if concept.validity.end else ""
    generic = (broader for relation in concept.generic_relation for broader in relation.broader)
    yield from _texts("broader", dict.fromkeys(chain(concept.broader, concept.specializes, generic)))
    yield from _texts("replaced_by", concept.is_replaced_by)


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
