"""A thing of a draft as a document of the Whoosh index: its fields, what is stored of it, its signature."""

import json
from collections.abc import Iterable
from hashlib import blake2b
from typing import Any, Final, NamedTuple

from whoosh.fields import COLUMN, STORED, FieldType, Schema
from whoosh.formats import Existence

from registry.domain import Iri, Kind
from registry.services.draft_reading import Thing
from registry.terminology.kinds import MemberKind
from registry.terminology.search_entry import Entry, Label
from registry.terminology.search_facets import facet_key
from registry.terminology.search_layout import GROUPS
from registry.terminology.search_query import Field
from registry.terminology.search_rows import context_words
from registry.terminology.search_tokens import key_numbers, tokens_of
from registry.terminology.search_writer import NAMED_AROUND, hit_piece, label_lines, static_key
from registry.text.chain import word_analyzer
from registry.text.resemblance import spelling_key
from registry.text.stemming import stem

#: Flags: the note of a draft; a thing that others are found through, or whose place in exchanges matters.
DRAFT: Final = "draft"
LINKED: Final = "linked"
#: Things whose terms a new term is held against.
NAMED: Final = frozenset((MemberKind.CONCEPT, MemberKind.CODE))

_TERMS: Final = (
    *(f"{name}{group}" for name in ("word", "stem", "key") for group in range(GROUPS)),
    *(
        "context",
        "text",
        "said",
        "around",
        "lent_to_code",
        "lent_to_other",
        "facet",
        "flag",
        "iri",
        "name",
        "former",
        "spelling",
    ),
)
_STORED: Final = ("hit", "labels", "texts", "links", "draft")
_LINKING: Final = frozenset((*NAMED_AROUND, Kind.EXCHANGE, Kind.INFORMATION_MODEL, Kind.CODE_LIST))
_USERS: Final = frozenset((Kind.EXCHANGE, Kind.INFORMATION_MODEL, MemberKind.TYPE, MemberKind.ELEMENT))


class Row(NamedTuple):
    """What is known of every document without reading it."""

    signature: str
    object: Iri
    order: bytes


class Links(NamedTuple):
    """What of a thing matters for others."""

    iri: Iri
    kind: str
    object: Iri
    at: tuple[Iri, ...]
    uses: tuple[Iri, ...]
    around: tuple[Iri, ...]
    replaces: tuple[Iri, ...]
    replaced_by: tuple[Iri, ...]


def schema() -> Schema:
    """The fields: terms, which come analysed; what is stored; and a column with the row of each document."""
    terms = {name: FieldType(Existence(), word_analyzer()) for name in _TERMS}
    return Schema(**terms, **{name: STORED() for name in _STORED}, row=COLUMN())


def row_of(content: bytes) -> Row | None:
    """A row of the column; None for what is no thing."""
    if not content:
        return None
    signature, iri, order = content.split(b"\t", 2)
    return Row(signature.decode(), iri.decode(), order)


class Shape(NamedTuple):
    """What tells whether a thing has changed, and what is stored of it."""

    signature: str
    stored: dict[str, str]


def shape(thing: Thing) -> Shape:
    """What is stored of a thing, and its signature: the same as long as it is found and shown alike."""
    entry = thing.entry
    stored = {
        "hit": hit_piece(entry).decode(),
        "labels": label_lines(entry.labels).decode(),
        "texts": label_lines(Label(Field.TEXT, row.text, row.lang) for row in entry.texts).decode(),
        "links": _links(entry),
    }
    others = (entry.context, thing.names, thing.former_names, entry.of_classification, static_key(entry).decode())
    said = json.dumps([stored, others], ensure_ascii=False)
    return Shape(blake2b(said.encode(), digest_size=12).hexdigest(), stored)


def document(thing: Thing, shape: Shape) -> dict[str, Any]:
    """The fields of a thing."""
    entry, found = thing.entry, tokens_of(thing.entry)
    fields: dict[str, Iterable[str]] = {
        "context": found.context,
        "text": found.text,
        "said": found.said,
        "facet": _facets(entry),
        "flag": [LINKED] if shape.stored["links"] else [],
        "iri": [entry.iri],
        "name": thing.names,
        "former": thing.former_names,
        "spelling": _spellings(entry),
    }
    for group, tokens in enumerate(found.groups):
        fields[f"word{group}"], fields[f"stem{group}"] = tokens.words, tokens.stems
        fields[f"key{group}"] = [f"{key:016x}" for key in tokens.keys]
    if not entry.active:
        fields["lent_to_code"] = _keys(entry, MemberKind.CODE)
        fields["lent_to_other"] = _keys(entry, MemberKind.CONCEPT)
    if entry.kind in NAMED_AROUND:
        fields["around"] = {stem(word) for word in context_words(tuple(label.text for label in entry.labels))}
    row = b"\t".join((shape.signature.encode(), entry.object.encode(), static_key(entry)))
    terms = {name: sorted(values) for name, values in fields.items() if values}
    return {**terms, **{name: text for name, text in shape.stored.items() if text}, "row": row}


def _keys(entry: Entry, kind: str) -> set[str]:
    """The keys of all labels, as what replaces it would have them were it of a kind."""
    return {f"{key:016x}" for label in entry.labels for key in key_numbers(label, kind)}


def _facets(entry: Entry) -> set[str]:
    langs = {facet_key("label_lang", label.lang) for label in entry.labels if label.lang}
    active = facet_key("active", str(entry.active).lower())
    return {facet_key("kind", entry.kind), facet_key("within", entry.object), active, *langs}


def _spellings(entry: Entry) -> set[str]:
    if entry.kind not in NAMED:
        return set()
    return {spelling_key(label.text) for label in entry.labels if label.lang and label.field is not Field.EVERYDAY}


def _links(entry: Entry) -> str:
    uses = entry.uses if entry.kind in _USERS else ()
    replaced_by = () if entry.active else entry.is_replaced_by
    links = Links(
        entry.iri, entry.kind, entry.object, entry.at, uses, entry.around, tuple(entry.replaces), tuple(replaced_by)
    )
    return json.dumps(links) if entry.kind in _LINKING or any(links[3:]) else ""


def links_of(stored: str) -> Links:
    """The links of a thing as they were stored."""
    iri, kind, owner, *rest = json.loads(stored)
    return Links(iri, kind, owner, *(tuple(row) for row in rest))
