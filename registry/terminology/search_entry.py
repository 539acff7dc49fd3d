"""What is searched of a thing: its labels, texts, and what it refers to; taken from domain values."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final, NamedTuple

from registry.domain import Code, CodeList, Exchange, Iri, Kind, LangString, Period, RegisteredObject, Resource, text
from registry.domain.code_list import INACTIVE
from registry.domain.requirement import RequirementSet
from registry.terminology.kinds import MemberKind
from registry.terminology.members import kind_of, members_of, notations_of, title_of
from registry.terminology.search_query import Field
from registry.text.everyday import everyday

#: The static order of kinds: what a person most likely means by a name comes first.
KIND_ORDER: Final[tuple[Kind | MemberKind, ...]] = (
    MemberKind.CONCEPT,
    Kind.CODE_LIST,
    Kind.EXCHANGE,
    Kind.INFORMATION_MODEL,
    Kind.CONCEPT_SCHEME,
    Kind.PATHWAY,
    Kind.MAPPING_SET,
    Kind.REGISTER,
    Kind.REQUIREMENT_SET,
    MemberKind.CARE_LEVEL,
    MemberKind.PHASE,
    MemberKind.ACTOR_ROLE,
    MemberKind.STANDARD,
    MemberKind.REQUIREMENT,
    MemberKind.ORGANIZATION,
    MemberKind.CONTACT_POINT,
    MemberKind.COLLECTION,
    MemberKind.CODE,
    MemberKind.TYPE,
    MemberKind.ELEMENT,
    MemberKind.MAPPING,
)
#: What stands for itself, then codes, then the elements of models.
FAMILIES: Final = tuple(
    1 if kind is MemberKind.CODE else 2 * (kind in (MemberKind.TYPE, MemberKind.ELEMENT, MemberKind.MAPPING))
    for kind in KIND_ORDER
)
_OID: Final = "urn:oid:"


class Label(NamedTuple):
    """A label and the field that it stands in."""

    field: Field
    text: str
    lang: str


class Entry(NamedTuple):
    """A thing as it is searched.

    `context` are texts around it that may hold some of the words; `around` the things whose titles do the same.
    `of_classification` is set for a code whose list is another's and was imported: what clinicians mean by a term.
    `at` are IRIs of roles or levels of care at which it is, and `uses` what is therefore used there too.
    """

    iri: Iri
    kind: Kind | MemberKind
    object: Iri
    object_title: tuple[LangString, ...]
    notation: str
    title: tuple[LangString, ...]
    active: bool
    status: Iri | None
    labels: tuple[Label, ...]
    texts: tuple[LangString, ...]
    context: tuple[str, ...] = ()
    around: tuple[Iri, ...] = ()
    at: tuple[Iri, ...] = ()
    uses: tuple[Iri, ...] = ()
    replaces: tuple[Iri, ...] = ()
    is_replaced_by: tuple[Iri, ...] = ()
    of_classification: bool = False

    @property
    def length(self) -> int:
        """How long its title is: shorter ones come first."""
        return len(text(self.title))


def entries(value: RegisteredObject, day: date) -> Iterator[Entry]:
    """The object and its members, in the order of `registry.terminology.members`; what is active is so on `day`."""
    kind, title = kind_of(value), title_of(value)
    yield entry(value, kind, value, title, day)
    for member in members_of(value):
        yield entry(member.value, member.kind, value, title, day)


def entry(
    value: Resource, kind: Kind | MemberKind, owner: RegisteredObject, owner_title: tuple[LangString, ...], day: date
) -> Entry:
    """One thing; `owner` is the object that it belongs to or is."""
    status: Iri | None = getattr(value, "status", None)
    return Entry(
        iri=value.iri,
        kind=kind,
        object=owner.iri,
        object_title=owner_title,
        notation=next(iter(notations_of(value)), ""),
        title=title_of(value),
        active=_is_active(value, status if isinstance(status, str) else None, day),
        status=status,
        labels=tuple(_labels(value)),
        texts=tuple(_texts(value)),
        context=tuple(_context(value, kind, owner)),
        around=tuple(_around(value)),
        at=tuple(_at(value)),
        uses=tuple(_uses(value)),
        replaces=getattr(value, "replaces", ()),
        is_replaced_by=getattr(value, "is_replaced_by", ()),
        of_classification=kind is MemberKind.CODE and not getattr(owner, "bundled", True),
    )


def _is_active(value: Resource, status: Iri | None, day: date) -> bool:
    validity: Period = getattr(value, "validity", Period())
    retired = status is not None and status.rpartition("/")[2] in INACTIVE
    return validity.holds(day) and not (retired and validity.end is None)


def _labels(value: Resource) -> Iterator[Label]:
    yield from (Label(Field.PREFERRED, string.text, string.lang) for string in title_of(value))
    yield from (Label(Field.CODE, code, "") for code in dict.fromkeys(_codes(value)))
    for field, name in ((Field.PERMITTED, "alt_label"), (Field.DISCOURAGED, "hidden_label")):
        yield from (Label(field, string.text, string.lang) for string in getattr(value, name, ()))
    if isinstance(value, Code):
        for string in value.pref_label:
            yield from (Label(Field.EVERYDAY, said, string.lang) for said in everyday(string.text))
    former = (alias.notation for alias in getattr(value, "aliases", ()) if not alias.current)
    yield from (Label(Field.FORMER, name.removeprefix(_OID), "") for name in former)


def _codes(value: Resource) -> Iterator[str]:
    """Whatever identifies a thing; not of a set of requirements, whose identifier is what people call a concept."""
    if isinstance(value, RequirementSet):
        return
    yield from notations_of(value)
    for name in ("identifier", "oid", "namespace"):
        given = getattr(value, name, None)
        if given:
            yield given.removeprefix(_OID)
    current = (alias.notation for alias in getattr(value, "aliases", ()) if alias.current)
    yield from (name.removeprefix(_OID) for name in current)
    yield value.iri.rpartition("/")[2] if isinstance(value, RegisteredObject) else ""


def _texts(value: Resource) -> Iterator[LangString]:
    for row in getattr(value, "definition", ()):
        yield row if isinstance(row, LangString) else row.value
    for name in ("description", "text", "scope_note", "note", "example", "trigger"):
        yield from getattr(value, name, ())


def _context(value: Resource, kind: Kind | MemberKind, owner: RegisteredObject) -> Iterator[str]:
    if value is not owner:
        yield from (string.text for string in owner.title)
        yield owner.identifier or ""
        yield getattr(owner, "oid", None) or ""
    if kind is MemberKind.STANDARD:
        yield getattr(value, "publisher_name", None) or ""
    if isinstance(value, CodeList):
        yield "volven oid"


def _around(value: Resource) -> Iterator[Iri]:
    if isinstance(value, Exchange):
        yield from (*value.sender, *value.receiver, *value.phase, *value.conforms_to)


def _at(value: Resource) -> Iterator[Iri]:
    if isinstance(value, Exchange):
        yield from (*value.sender, *value.receiver)
    level = getattr(value, "at_level", None)
    if level:
        yield level


def _uses(value: Resource) -> Iterator[Iri]:
    """What is used where the thing is used: models, concepts, lists."""
    subject = getattr(value, "subject", None)
    yield from (row for row in _several(subject) if isinstance(row, str))
    for name in ("carries", "imports"):
        yield from getattr(value, name, ())
    yield from (binding.value_set for binding in getattr(value, "bindings", ()))
    if getattr(value, "has_value_from", None):
        yield getattr(value, "has_value_from", "")


def _several(value: object) -> Iterable[object]:
    if isinstance(value, tuple):
        return value
    return () if value is None else (value,)
