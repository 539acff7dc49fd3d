"""Reads the things of a draft for the search, a part of a large object at a time."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from hashlib import blake2b
from typing import Final, NamedTuple

from registry.domain import Iri, Kind, Period, RegisteredObject, Resource
from registry.domain.membership import MemberKind
from registry.rdf.objects import kind_at, read_object
from registry.services import drafts
from registry.services.curation.merging import IN_PARTS
from registry.store import NamedNode, Store, Triple
from registry.terminology.members import kind_of, members_of, title_of
from registry.terminology.search_entry import Entry, entry

#: Members of a large object that are read at once.
_AT_ONCE: Final = 2_000
_OID: Final = "urn:oid:"


class Thing(NamedTuple):
    """A thing of a draft: what is searched of it, names that it is found under besides its IRI (former ones are in
    `former_names`), and the day on which it may become active or inactive.
    """

    entry: Entry
    names: tuple[str, ...]
    former_names: tuple[str, ...]
    turns: date | None


class Head(NamedTuple):
    """An object's own statements, its kind, and what its members show of it in a few letters."""

    triples: tuple[Triple, ...]
    value: RegisteredObject
    lent: str

    @property
    def in_parts(self) -> bool:
        """Whether its members stand by themselves, so that one can be read without the others."""
        return kind_of(self.value) in IN_PARTS


def head_of(store: Store, iri: Iri) -> Head:
    """The head of a draft."""
    triples = store.describe(iri, drafts.graph_of(iri))
    value = read_object(triples, kind_at(triples, iri) or Kind.CONCEPT_SCHEME, iri)
    said = (value.title, value.identifier, getattr(value, "oid", None), getattr(value, "bundled", True))
    return Head(triples, value, blake2b(repr(said).encode(), digest_size=8).hexdigest())


def things(store: Store, iri: Iri, head: Head, day: date, only: frozenset[Iri] | None = None) -> Iterator[Thing]:
    """The things of a draft, or those of `only` that it has; an object not in parts is always read whole."""
    if not head.in_parts:
        yield from _things(drafts.value_of(store, iri), day)
        return
    yield _thing(head.value, head.value, day)
    names = sorted(_subjects(store, iri) if only is None else only - {iri})
    for some in _batches(names):
        value = read_object(_described(store, iri, head, some), kind_of(head.value), iri)
        for each in _things(value, day):
            if each.entry.iri != iri:
                yield each


def _batches(names: list[Iri]) -> Iterator[list[Iri]]:
    for at in range(0, len(names), _AT_ONCE):
        yield names[at : at + _AT_ONCE]


def _subjects(store: Store, iri: Iri) -> set[Iri]:
    triples = store.triples(drafts.graph_of(iri))
    return {triple.subject.value for triple in triples if isinstance(triple.subject, NamedNode)} - {iri}


def _described(store: Store, iri: Iri, head: Head, names: Iterable[Iri]) -> Iterator[Triple]:
    yield from head.triples
    for name in names:
        yield from store.describe(name, drafts.graph_of(iri))


def _things(value: RegisteredObject, day: date) -> Iterator[Thing]:
    yield _thing(value, value, day)
    for member in members_of(value):
        yield _thing(member.value, value, day, member.kind)


def _thing(value: Resource, owner: RegisteredObject, day: date, kind: MemberKind | None = None) -> Thing:
    names, former = _names(value)
    return Thing(entry(value, kind or kind_of(owner), owner, title_of(owner), day), names, former, _turns(value, day))


def _names(value: Resource) -> tuple[tuple[str, ...], tuple[str, ...]]:
    oid = getattr(value, "oid", None)
    names = [f"{_OID}{oid}", oid] if oid else []
    former: list[str] = []
    for alias in getattr(value, "aliases", ()):
        bare = alias.notation.removeprefix(_OID)
        (names if alias.current else former).extend(dict.fromkeys((alias.notation, bare)))
    return tuple(dict.fromkeys(names)), tuple(dict.fromkeys(former))


def _turns(value: Resource, day: date) -> date | None:
    """The first day after `day` on which its validity begins or has ended."""
    validity: Period = getattr(value, "validity", Period())
    after = validity.end + timedelta(days=1) if validity.end and validity.end < date.max else None
    return min((turn for turn in (validity.start, after) if turn and turn > day), default=None)
