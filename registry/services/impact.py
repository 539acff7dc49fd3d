"""What of a release is affected by differences: who refers to what has changed, directly and through models."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final

from registry.domain import Iri, Kind, LangString, Value
from registry.domain.difference import Compatibility, Difference, DifferenceKind
from registry.domain.membership import MemberKind
from registry.errors import NotFound
from registry.namespaces import iri
from registry.services.sentences import Speaker
from registry.terminology.protocol import ReleaseReader, Use

#: How many of the changed things are named with each that is affected.
_MOST: Final = 10
_NAMED: Final = 3


class Reach(StrEnum):
    """The kinds of thing that can be affected; a name is an identifier or alias that systems look up."""

    LIST = "list"
    SCHEME = "scheme"
    CONCEPT = "concept"
    ELEMENT = "element"
    BINDING = "binding"
    MODEL = "model"
    EXCHANGE = "exchange"
    REQUIREMENT = "requirement"
    MAPPING = "mapping"
    ALIAS = "alias"
    OTHER = "other"


_REACH: Final[Mapping[Kind | MemberKind, Reach]] = {
    Kind.CODE_LIST: Reach.LIST,
    MemberKind.CODE: Reach.LIST,
    Kind.CONCEPT_SCHEME: Reach.SCHEME,
    MemberKind.CONCEPT: Reach.CONCEPT,
    MemberKind.ELEMENT: Reach.ELEMENT,
    MemberKind.TYPE: Reach.MODEL,
    Kind.INFORMATION_MODEL: Reach.MODEL,
    Kind.EXCHANGE: Reach.EXCHANGE,
    Kind.REQUIREMENT_SET: Reach.REQUIREMENT,
    MemberKind.REQUIREMENT: Reach.REQUIREMENT,
    MemberKind.MAPPING: Reach.MAPPING,
    Kind.MAPPING_SET: Reach.MAPPING,
}
_BINDS: Final = iri("omf:valueSet")
#: Members whose change is one of the whole that they are used as.
_PARTS: Final = (MemberKind.CODE, MemberKind.ELEMENT, MemberKind.TYPE, MemberKind.MAPPING)
_GONE: Final = (DifferenceKind.OBJECT_REMOVED, DifferenceKind.OBJECT_RETIRED)
_RENAMED: Final = (DifferenceKind.IDENTITY_CHANGED, DifferenceKind.ALIAS_REMOVED)


class Effect(Value):
    """One thing that is affected: `iri` of `object`, or for an alias the name itself.

    `compatibility` is the gravest class of the changes that reach it. `changed` names the first of the `many` things
    that it refers to and that change, `via` the models between; both are empty for what itself changes.
    """

    reach: Reach
    iri: str
    kind: Kind | MemberKind
    object: Iri
    title: str
    compatibility: Compatibility
    changed: tuple[Iri, ...] = ()
    many: int = 0
    via: tuple[Iri, ...] = ()
    sentence: str


class Impact(Value):
    """Everything in release `release` that differences affect, the gravest first, and how many of each kind."""

    release: str
    lang: str
    compatibility: Compatibility
    counts: dict[Reach, int]
    total: int
    summary: str
    effects: tuple[Effect, ...]


def impact(differences: Iterable[Difference], reader: ReleaseReader, say: Speaker) -> Impact:
    """What the differences affect in a release. Those without effect (class `none`) affect nothing."""
    rows = [row for row in differences if row.compatibility is not Compatibility.NONE]
    found = _Reached(reader)
    for change in _gravest(rows):
        found.changed(change)
    for row in rows:
        found.names(row)
    effects = sorted(
        (_effect(each, say) for each in found.all()),
        key=lambda row: (-row.compatibility.rank, tuple(Reach).index(row.reach), row.title, row.iri),
    )
    many = Counter(row.reach for row in effects)
    counts = {reach: many[reach] for reach in Reach if many[reach]}
    return Impact(
        release=reader.release.number,
        lang=say.lang,
        compatibility=max((row.compatibility for row in effects), key=_rank, default=Compatibility.NONE),
        counts=counts,
        total=len(effects),
        summary=_summary(reader.release.number, counts, say),
        effects=tuple(effects),
    )


@dataclass(frozen=True)
class _Change:
    """A thing that changes: a target, or the object that targets are part of; with its gravest class.

    `spreads` is the class for those who refer to it.
    """

    iri: Iri
    kind: Kind | MemberKind
    object: Iri
    title: tuple[LangString, ...]
    compatibility: Compatibility
    spreads: Compatibility


def _gravest(rows: Iterable[Difference]) -> Iterator[_Change]:
    """Each thing that changes once; an object as gravely as the parts that are used through it."""
    found: dict[Iri, _Change] = {}
    for row in rows:
        grave = row.compatibility
        _add(found, _Change(row.target, row.target_kind, row.object, row.label, grave, grave))
        if row.target != row.object:
            spreads = grave if row.target_kind in _PARTS else Compatibility.NONE
            _add(found, _Change(row.object, row.object_kind, row.object, (), grave, spreads))
    yield from found.values()


def _add(found: dict[Iri, _Change], change: _Change) -> None:
    known = found.setdefault(change.iri, change)
    found[change.iri] = replace(
        known,
        compatibility=max(known.compatibility, change.compatibility, key=_rank),
        spreads=max(known.spreads, change.spreads, key=_rank),
    )


@dataclass
class _Row:
    """A thing that is affected, while it is gathered."""

    reach: Reach
    iri: str
    kind: Kind | MemberKind
    object: Iri
    title: tuple[LangString, ...]
    compatibility: Compatibility
    via: tuple[Iri, ...] = ()
    changed: dict[Iri, None] = field(default_factory=dict)


class _Reached:
    """What is affected, each thing once."""

    def __init__(self, reader: ReleaseReader) -> None:
        self._reader = reader
        self._rows: dict[tuple[Reach, str], _Row] = {}

    def all(self) -> Iterable[_Row]:
        """What was found."""
        return self._rows.values()

    def changed(self, change: _Change) -> None:
        """A thing that changes, and whatever refers to it."""
        if change.iri == change.object:
            title = tuple(self._reader.title(change.iri) or change.title)
            reach = _REACH.get(change.kind, Reach.OTHER)
            self._put(_Row(reach, change.iri, change.kind, change.object, title, change.compatibility), None)
        if change.spreads is Compatibility.NONE:
            return
        spreads = change.kind is not MemberKind.CODE  # a code spreads by its list, which changes with it
        for use in self._reader.where_used(change.iri, indirect=spreads):
            self._put(_used(use, change.spreads), change.iri)

    def names(self, row: Difference) -> None:
        """The identifiers and aliases that lead elsewhere, or nowhere, after a difference."""
        for name in self._lost(row):
            own = _Row(Reach.ALIAS, name, row.target_kind, row.object, (), row.compatibility)
            self._put(own, row.target)

    def _lost(self, row: Difference) -> Iterator[str]:
        if row.kind in _RENAMED:
            yield from _texts(row.before)
        elif row.kind in _GONE:
            try:
                header = self._reader.header(row.object)
            except NotFound:
                return
            yield from (alias.notation for alias in header.aliases)

    def _put(self, row: _Row, because: Iri | None) -> None:
        known = self._rows.setdefault((row.reach, row.iri), row)
        if _rank(row.compatibility) > _rank(known.compatibility):
            known.compatibility = row.compatibility
        if len(row.via) < len(known.via):
            known.via = row.via
        if because is not None:
            known.changed[because] = None


def _used(use: Use, compatibility: Compatibility) -> _Row:
    reach = Reach.BINDING if use.predicate == _BINDS else _REACH.get(use.kind, Reach.OTHER)
    return _Row(reach, use.subject, use.kind, use.object, use.title, compatibility, use.via)


def _texts(value: Any) -> Iterator[str]:
    """The names in the value of an identifier or of aliases."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _texts(value.get("notation"))
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _effect(row: _Row, say: Speaker) -> Effect:
    title = row.iri if row.reach is Reach.ALIAS else say.name(row.title, None, row.iri)
    return Effect(
        reach=row.reach,
        iri=row.iri,
        kind=row.kind,
        object=row.object,
        title=title,
        compatibility=row.compatibility,
        changed=tuple(row.changed)[:_MOST],
        many=len(row.changed),
        via=row.via,
        sentence=_sentence(row, title, say),
    )


def _sentence(row: _Row, title: str, say: Speaker) -> str:
    thing = f"{say.word('kind', row.kind)} {title}"
    key = "alias" if row.reach is Reach.ALIAS else "bound" if row.reach is Reach.BINDING else "uses"
    key = "changed" if not row.changed else "through" if row.via else key
    return say.word(
        "impact",
        key,
        Thing=thing[:1].upper() + thing[1:],
        name=row.iri,
        because=_listed(tuple(row.changed), say),
        via=_listed(row.via, say),
    )


def _listed(names: tuple[Iri, ...], say: Speaker) -> str:
    told = [say.named(each) for each in names[:_NAMED]]
    rest = len(names) - len(told)
    return say.listed([*told, say.word("impact", "others", count=rest)] if rest else told) if told else ""


def _summary(release: str, counts: Mapping[Reach, int], say: Speaker) -> str:
    if not counts:
        return say.word("impact", "nothing")
    told = say.listed([f"{say.word('reach', reach)} ({many})" for reach, many in counts.items()])
    return say.word("impact", "summary", release=release, counts=told)


def _rank(compatibility: Compatibility) -> int:
    return compatibility.rank
