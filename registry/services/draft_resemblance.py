"""Terms of drafts that look like a term: for whoever names something, so that one thing gets one name."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from pydantic import JsonValue

from registry.domain import Code, Concept, Iri, LangString, Resource, Value
from registry.domain.operation import AddMember, AddValue, CreateObject, EditField, Operation
from registry.services.draft_document import NAMED
from registry.services.draft_search import DraftSearch, View
from registry.terminology.kinds import MemberKind
from registry.terminology.search_facets import facet_key
from registry.terminology.search_layout import FIELD_LETTERS, GROUPS
from registry.terminology.search_query import Field
from registry.text.resemblance import resemble, spelling_key
from registry.text.words import Keys, whole_keys

#: Fields that hold terms.
_TERM_FIELDS: Final = ("pref_label", "alt_label")


class Likeness(StrEnum):
    """How two terms resemble, closest first: the same letters; apart from case, hyphens, blanks and accents; other
    forms of the same words, in any order; another spelling or a slip of one letter; words of one stem.
    """

    SAME = "same"
    WRITTEN = "written"
    INFLECTED = "inflected"
    SPELT = "spelt"
    RELATED = "related"


class Similar(Value):
    """A concept or code with a term that resembles another, and how; `active` is whether it may be used."""

    iri: Iri
    kind: MemberKind
    object: Iri
    notation: str = ""
    title: tuple[LangString, ...] = ()
    active: bool
    label: str
    lang: str
    field: Field
    why: Likeness


class Warned(Value):
    """A term that an operation brings in, by the operation's place among those given, and what has a term like it."""

    operation: int
    term: LangString
    similar: tuple[Similar, ...]


#: What terms are for, its kind, and they themselves.
_Terms = tuple[Iri, MemberKind, tuple[LangString, ...]]


class _Term(NamedTuple):
    label: str
    lang: str
    field: Field
    why: Likeness


class Resemblance:
    """Holds terms against those of all drafts."""

    def __init__(self, search: DraftSearch) -> None:
        self._search = search

    def duplicates(
        self,
        term: str,
        lang: str | None = None,
        ignoring: Iri | None = None,
        kind: MemberKind | None = None,
        within: Iri | None = None,
    ) -> tuple[Similar, ...]:
        """Concepts and codes with a term like `term`, best first, each once; only labels in `lang`, things of `kind`
        and of the object `within`, where those are given. `ignoring` is the thing that the term is for.
        """
        with self._search.viewed() as view:
            found = [
                (list(Likeness).index(best.why), list(Field).index(best.field), thing, best)
                for thing in _candidates(view, term, kind, within)
                if (best := _best(view, thing, term, lang)) and best.iri != ignoring
            ]
        return tuple(row[-1] for row in sorted(found, key=lambda row: row[:3]))

    def warnings(self, operations: Sequence[Operation]) -> tuple[Warned, ...]:
        """What resembles the terms that operations bring in; a concept's among concepts, a code's in its own list.

        Nothing is refused: a homonym may be meant.
        """
        new = {iri: kind for operation in operations for iri, kind, _ in _added(operation)}
        return tuple(found for at, operation in enumerate(operations) for found in self._warned(at, operation, new))

    def _warned(self, at: int, operation: Operation, new: Mapping[Iri, MemberKind]) -> Iterator[Warned]:
        for iri, kind, terms in (*_added(operation), *self._edited(operation, new)):
            within = operation.object if kind is MemberKind.CODE else None
            for term in terms:
                similar = self.duplicates(term.text, term.lang, iri, kind, within)
                if similar:
                    yield Warned(operation=at, term=term, similar=similar)

    def _edited(self, operation: Operation, new: Mapping[Iri, MemberKind]) -> Iterator[_Terms]:
        """The terms that an operation gives to a concept or code that is there, or `new`."""
        if not isinstance(operation, EditField | AddValue) or operation.field not in _TERM_FIELDS:
            return
        brought = operation.after if isinstance(operation, EditField) else operation.value
        lang = operation.lang if isinstance(operation, EditField) else None
        there = (row.kind for row in self._search.resolve(operation.target))
        kind = new.get(operation.target) or next((kind for kind in there if kind in NAMED), None)
        if isinstance(kind, MemberKind):
            yield operation.target, kind, tuple(_strings(brought, lang))


def _candidates(view: View, term: str, kind: MemberKind | None, within: Iri | None) -> list[int]:
    """The things that share a key with a term, in the static order."""
    found = set(view.source.things.found("spelling", spelling_key(term)) or ())
    for number, key in enumerate(whole_keys(term)):
        found |= {thing for thing, group in view.source.with_key(number, key) if group < GROUPS} if key else set()
    named = set[int]().union(*(view.source.facet(facet_key("kind", one)) or () for one in ([kind] if kind else NAMED)))
    kept = set(view.source.facet(facet_key("within", within)) or ()) if within else named
    return sorted(found & named & kept)


def _best(view: View, thing: int, term: str, lang: str | None) -> Similar | None:
    """The term of a thing that is most like another; None where none is."""
    keys, found = whole_keys(term), list[tuple[int, int, _Term]]()
    for line in filter(None, view.records.labels(thing).split("\n")):
        head, label, *_ = line.split("\t")
        field, label_lang = FIELD_LETTERS[head[0]], head[1:]
        why = _likeness(term, keys, label) if label_lang and lang in (None, label_lang) else None
        if why and field not in (Field.EVERYDAY, Field.FORMER):
            found.append((list(Likeness).index(why), list(Field).index(field), _Term(label, label_lang, field, why)))
    return _similar(view, thing, min(found)[2]) if found else None


def _likeness(term: str, keys: Keys, label: str) -> Likeness | None:
    literal, joined, forms, stems = (
        one == other and bool(one) for one, other in zip(keys, whole_keys(label), strict=True)
    )
    if literal or joined:
        return Likeness.SAME if literal else Likeness.WRITTEN
    if forms:
        return Likeness.INFLECTED
    if spelling_key(term) == spelling_key(label) and resemble(term, label):
        return Likeness.SPELT
    return Likeness.RELATED if stems else None


def _similar(view: View, thing: int, term: _Term) -> Similar:
    hit = view.records.hit(thing)
    title = tuple(LangString(text=text, lang=lang) for lang, text in hit.get("title", {}).items())
    return Similar(
        iri=hit["iri"],
        kind=MemberKind(hit["kind"]),
        object=hit["object"],
        notation=hit.get("notation", ""),
        title=title,
        active=hit["active"],
        **term._asdict(),
    )


def _added(operation: Operation) -> Iterator[_Terms]:
    """The terms of the concepts and codes that an operation adds: what they are for, its kind, and they themselves."""
    if isinstance(operation, AddMember):
        yield from _of_member(operation.value)
    elif isinstance(operation, CreateObject):
        value = operation.value
        members: Iterable[Resource] = getattr(value, "concepts", ()) or getattr(value, "codes", ())
        yield from (found for member in members for found in _of_member(member))


def _of_member(value: Resource) -> Iterator[_Terms]:
    if isinstance(value, Code):
        yield value.iri, MemberKind.CODE, value.pref_label
    elif isinstance(value, Concept):
        yield value.iri, MemberKind.CONCEPT, (*value.pref_label, *value.alt_label)


def _strings(said: JsonValue, lang: str | None) -> Iterator[LangString]:
    """The texts of a JSON value: one or several, each with its language or in `lang`."""
    for row in said if isinstance(said, list) else [said]:
        if isinstance(row, str) and lang:
            yield LangString(text=row, lang=lang)
        elif isinstance(row, dict) and isinstance(row.get("text"), str):
            yield LangString(text=str(row["text"]), lang=str(row.get("lang") or lang or "nb"))
