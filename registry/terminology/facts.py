"""What the compiled index takes from a member's JSON: what it is called, what is above and below it, what it says."""

import json
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from registry.domain import Iri
from registry.namespaces import BASE

#: Fields whose values name other things or closed terms, so that members are asked for by them.
ASKED: Final = frozenset(
    (
        *("status", "subject", "publisher", "contact_point", "source", "in_scheme", "top_concept_of", "predicate"),
        *("replaces", "is_replaced_by", "exact_match", "close_match", "broad_match", "narrow_match", "related_match"),
    )
)
_CONCEPT: Final = BASE + "concept/"
_ABOVE: Final = ("broader", "specializes", "is_part_of")
_BELOW: Final = ("narrower", "generalizes", "has_part")
_RELATIONS: Final = ("generic_relation", "partitive_relation")
#: Fields of labels, and what they are for; the first is what a thing is shown as.
LABELS: Final = {
    "pref_label": "preferred",
    "title": "preferred",
    "name": "preferred",
    "label": "preferred",
    "alt_label": "permitted",
    "hidden_label": "discouraged",
}


class Designation(NamedTuple):
    """A term of a member: its text, language, and whether it is preferred, permitted or discouraged."""

    text: str
    lang: str
    use: str


class Facts(NamedTuple):
    """`values` are pairs of a property and a value that it has, as texts; `terms` what it may be asked for by."""

    iri: Iri
    notations: tuple[str, ...]
    above: tuple[Iri, ...]
    below: tuple[Iri, ...]
    values: tuple[tuple[str, str], ...]
    terms: tuple[str, ...]


def facts_of(record: bytes) -> Facts:
    """The facts in the JSON of a member."""
    said: dict[str, Any] = json.loads(record)
    notation = said.get("notation", ())
    return Facts(
        said["iri"],
        (notation,) if isinstance(notation, str) else tuple(notation),
        tuple(_steps(said, _ABOVE, "broader")),
        (*_steps(said, _BELOW, "narrower"), *(row["iri"] for row in said.get("has_property", ()))),
        tuple(dict.fromkeys(_values(said))),
        tuple(_terms(said)),
    )


def code_of(said: dict[str, Any]) -> str:
    """The code of a member in FHIR, from its JSON: its notation; of a concept without one the end of its IRI.

    >>> code_of({"iri": "https://omforent.no/concept/epikrise"})
    'epikrise'
    """
    notation = said.get("notation")
    if notation:
        return str(notation if isinstance(notation, str) else notation[0])
    return str(said["iri"]).removeprefix(_CONCEPT)


def _terms(said: dict[str, Any]) -> Iterator[str]:
    """The code and the terms that are not discouraged."""
    yield code_of(said)
    yield from (row["text"] for name in ("pref_label", "alt_label") for row in said.get(name, ()))


def designations_of(record: bytes) -> tuple[Designation, ...]:
    """The terms in the JSON of a member, preferred ones first."""
    said: dict[str, Any] = json.loads(record)
    return tuple(
        Designation(row["text"], row["lang"], use) for name, use in LABELS.items() for row in said.get(name, ())
    )


def _steps(said: dict[str, Any], fields: tuple[str, ...], side: str) -> Iterator[Iri]:
    for name in fields:
        yield from said.get(name, ())
    for name in _RELATIONS:
        for relation in said.get(name, ()):
            yield from relation.get(side, ())


def _values(said: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in said.items():
        if name == "properties":
            yield from ((row["predicate"], _text(row["value"])) for row in value)
        elif name == "validity":
            yield from ((f"validity.{side}", day) for side, day in value.items())
        elif name in ASKED:
            yield from ((name, _text(row)) for row in (value if isinstance(value, list) else [value]))
        elif name in LABELS:
            yield from (("language", row["lang"]) for row in value)
            yield name, ""
        else:
            yield name, ""


def _text(value: Any) -> str:
    return str(value["text"] if isinstance(value, dict) else value)
