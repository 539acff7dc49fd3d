"""The statements about a release, or one thing of it: a whole object, or a member with the blank nodes on it."""

from registry.domain import ElementProperty, Kind, ModelElement, RegisteredObject, Resource
from registry.rdf.canonical import Triple
from registry.rdf.dcat import catalogue
from registry.rdf.description import description
from registry.rdf.objects import write_object
from registry.terminology.members import Member, whole
from registry.terminology.protocol import MemberKind, ReleaseReader, Resolution, VersionReader


def describe(artefact: VersionReader, thing: Resolution) -> list[Triple]:
    """The statements of a version about `thing`: all of them for the object itself, else those of the member."""
    if isinstance(thing.kind, Kind):
        return artefact.triples()
    alone = _alone(artefact, thing.kind, artefact.member(thing.iri))
    return description(write_object(alone), thing.iri)


def _alone(artefact: VersionReader, kind: MemberKind, member: Resource) -> RegisteredObject:
    """The object with one member only: so the member is written as it is among the others."""
    if isinstance(member, ElementProperty):
        parent = artefact.member(artefact.parents(member.iri)[0])
        assert isinstance(parent, ModelElement)  # noqa: S101 -- what is above an element is its type
        kind, member = MemberKind.TYPE, parent.model_copy(update={"has_property": (member,)})
    return whole(artefact.header(), [Member(kind, member)])


def describe_release(reader: ReleaseReader) -> list[Triple]:
    """A release as a DCAT-AP-NO catalogue of the versions that it pins."""
    read = {Kind.REGISTER: reader.object}
    return catalogue(reader.release, [read.get(row.kind, reader.header)(row.object) for row in reader.versions()])
