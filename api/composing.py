"""Values of the domain as answers: names in the language asked for, codes with what took their place."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar
from urllib.parse import quote

from pydantic import BaseModel
from pyroaring import FrozenBitMap

from api import answers
from api.paging import Pager
from api.selection import Located, Reading
from registry.domain import Code, CodeList, Iri, Kind, RegisteredObject, Resource, text
from registry.errors import NotFound
from registry.namespaces import BASE
from registry.services.reading import successors
from registry.terminology.protocol import MemberKind, Resolution, VersionReader

A = TypeVar("A", bound=BaseModel)

#: Where each kind of object is found under the API.
SEGMENTS = {
    Kind.CONCEPT_SCHEME: "schemes",
    Kind.CODE_LIST: "code-lists",
    Kind.MAPPING_SET: "mappings",
    Kind.INFORMATION_MODEL: "models",
    Kind.EXCHANGE: "exchanges",
    Kind.PATHWAY: "pathways",
    Kind.REGISTER: "registers",
    Kind.REQUIREMENT_SET: "requirement-sets",
}
ANSWERS: dict[Kind, type[answers.Registered]] = {
    Kind.CONCEPT_SCHEME: answers.ConceptScheme,
    Kind.CODE_LIST: answers.CodeList,
    Kind.MAPPING_SET: answers.MappingSet,
    Kind.INFORMATION_MODEL: answers.InformationModel,
    Kind.EXCHANGE: answers.Exchange,
    Kind.PATHWAY: answers.Pathway,
    Kind.REGISTER: answers.Register,
    Kind.REQUIREMENT_SET: answers.RequirementSet,
}
_MEMBERS: dict[MemberKind, type[answers.Named]] = {
    MemberKind.CONCEPT: answers.Concept,
    MemberKind.COLLECTION: answers.Collection,
    MemberKind.MAPPING: answers.Mapping,
    MemberKind.TYPE: answers.ModelElement,
    MemberKind.ELEMENT: answers.ElementProperty,
    MemberKind.PHASE: answers.Part,
    MemberKind.CARE_LEVEL: answers.Part,
    MemberKind.ACTOR_ROLE: answers.Part,
    MemberKind.ORGANIZATION: answers.Organization,
    MemberKind.CONTACT_POINT: answers.ContactPoint,
    MemberKind.STANDARD: answers.Standard,
    MemberKind.REQUIREMENT: answers.Requirement,
}


def compose(cls: type[A], value: Any, here: Reading, **more: Any) -> A:
    """A value as an answer: the fields that both have, and `more`."""
    given = {name: getattr(value, name) for name in cls.model_fields if hasattr(value, name)}
    return cls.model_validate({**given, **more}, context={"languages": here.languages})


def member(located: Located) -> answers.Named:
    """One member, with the names of what it refers to."""
    here, thing = located.here, located.thing
    value = located.artefact.member(thing.iri)
    if isinstance(value, Code):
        return code(value, here, thing.object)
    more = {"labels": _labels(here, value)} if thing.kind is MemberKind.CONCEPT else {}
    return compose(_MEMBERS[MemberKind(thing.kind)], value, here, **more)


def registered(located: Located, cls: type[A], **more: Any) -> A:
    """An object; its members are in `more`."""
    here, header = located.here, located.artefact.header()
    if thing_kind(located) is Kind.INFORMATION_MODEL:
        more["model_version"] = getattr(header, "version", None)
    return compose(
        cls,
        header,
        here,
        kind=thing_kind(located),
        **{
            "version": compose(answers.Version, located.version, here),
            "release": here.number,
            "members": located.artefact.count(),
            "labels": _labels(here, header),
            **more,
        },
    )


def thing_kind(located: Located) -> Kind:
    """The kind of the object."""
    return located.artefact.kind


def code(value: Code, here: Reading, owner: Iri) -> answers.Code:
    """A code with whether it is active on the day, and what took its place."""
    followers = _followers(here, value) if value.is_replaced_by else ()
    references = {iri: _reference(here, iri) for iri in (*value.is_replaced_by, *followers)}
    return compose(
        answers.Code,
        value,
        here,
        code=value.notation,
        list=owner,
        active=value.is_active(here.day),
        as_of=here.day,
        replaced_by=tuple(references[iri] for iri in value.is_replaced_by),
        successors=tuple(references[iri] for iri in followers),
    )


def _followers(here: Reading, value: Code) -> tuple[Iri, ...]:
    try:
        return successors(here.reader, value.iri)
    except NotFound:  # a chain that leaves the registry, or a version that is not this release's
        return value.is_replaced_by


def _reference(here: Reading, iri: Iri) -> answers.CodeReference:
    found = [row for row in here.reader.resolve(iri) if row.kind is MemberKind.CODE]
    value = here.reader.member(iri) if found else None
    if not isinstance(value, Code):
        return answers.CodeReference(iri=iri)
    return answers.CodeReference(
        iri=iri,
        code=value.notation,
        display=text(value.pref_label, here.languages),
        list=found[0].object,
        list_display=text(here.reader.header(found[0].object).title, here.languages),
        active=value.is_active(here.day),
    )


def codes(located: Located, pager: Pager, active: bool | None) -> answers.CodePage:
    """One page of the codes of a list."""
    here, artefact, owner = located.here, located.artefact, located.thing.object
    if active is None:
        values: Iterable[Resource] = artefact.members(pager.offset, pager.limit, MemberKind.CODE)
        total = artefact.count(MemberKind.CODE)
    else:
        fitting = _fitting(artefact, active, here.day)
        values, total = map(artefact.at, fitting[pager.offset : pager.offset + pager.limit]), len(fitting)
    items = [code(value, here, owner) for value in values if isinstance(value, Code)]
    following = replace(pager, here=here).next(total, address(located.thing, "codes"))
    return answers.CodePage(items=items, total=total, next=following)


def _fitting(artefact: VersionReader, active: bool, day: date) -> FrozenBitMap:
    """The places of the codes that are active on a day, or of the others."""
    inactive = artefact.sets.inactive(day.isoformat())
    every = artefact.of_kind(MemberKind.CODE)
    return every - inactive if active else every & inactive


def only(value: RegisteredObject, active: bool | None, day: date) -> RegisteredObject:
    """A code list with only its active codes of a day, or only the others."""
    if active is None or not isinstance(value, CodeList):
        return value
    return value.model_copy(update={"codes": tuple(row for row in value.codes if row.is_active(day) is active)})


def members(located: Located, pager: Pager, kind: MemberKind, cls: type[A], segment: str) -> A:
    """One page of the members of an object."""
    artefact, total = located.artefact, located.artefact.count(kind)
    values = artefact.members(pager.offset, pager.limit, kind)
    items = [compose(_MEMBERS[kind], value, located.here) for value in values]
    following = replace(pager, here=located.here).next(total, address(located.thing, segment))
    return cls(items=items, total=total, next=following)


def all_members(located: Located, kind: MemberKind) -> list[answers.Named]:
    """The members of one kind, where there are never many."""
    return [compose(_MEMBERS[kind], value, located.here) for value in located.artefact.members(kind=kind)]


def address(thing: Resolution, segment: str) -> str:
    """Where the members of an object are under the API."""
    kind = Kind(thing.kind)
    own = f"{BASE}{kind}/"
    name = thing.iri.removeprefix(own)
    return f"/api/v1/{SEGMENTS[kind]}/{quote(name, safe='%' if name != thing.iri else '')}/{segment}"


def _labels(here: Reading, value: Resource) -> dict[str, str]:
    """The names of what a value refers to, so far as the release knows it."""
    found = {}
    for iri in dict.fromkeys(_iris(value.model_dump(exclude={"extra", "iri"}))):
        for row in here.reader.resolve(iri)[:1]:
            found[iri] = text(row.title, here.languages)
    return found


def _iris(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        if value.startswith(BASE):
            yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _iris(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _iris(item)
