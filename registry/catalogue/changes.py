"""In which versions of its object a member changed, and in which fields; no words for it and no pages."""

from dataclasses import dataclass

from registry.domain import Iri, Resource, Version
from registry.errors import NotFound
from registry.terminology.protocol import ReleaseReader


@dataclass(frozen=True, slots=True)
class Change:
    """A version in which a member differs from the version before, and the fields that do; none where it was new."""

    version: Version
    fields: tuple[str, ...] = ()


def changes(reader: ReleaseReader, owner: Iri, member: Iri) -> tuple[Change, ...]:
    """The versions of `owner` in which `member` was new or changed, newest first; NotFound without such an object."""
    found: list[Change] = []
    before: Resource | None = None
    for version in reversed(reader.history(owner)):
        now = _member(reader, version, member)
        fields = _differing(before, now) if before and now else ()
        if now and (fields or not before):
            found.append(Change(version, fields))
        before = now
    return tuple(reversed(found))


def _member(reader: ReleaseReader, version: Version, member: Iri) -> Resource | None:
    try:
        return reader.artefact(version.object, version.number).member(member)
    except NotFound:
        return None


def _differing(before: Resource, now: Resource) -> tuple[str, ...]:
    return tuple(name for name in type(now).model_fields if getattr(before, name, None) != getattr(now, name))
