"""The timeline of a thing: each version in which it changed, and what changed in it, as sentences."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pydantic import AwareDatetime

from registry.domain import Iri, Kind, Value, Version
from registry.domain.difference import Compatibility, Difference
from registry.domain.membership import MemberKind
from registry.services.change_paper import CLASSES, Line, counts, line
from registry.services.comparison import compare, grade, side_read
from registry.services.compatibility import Rulings
from registry.services.differing import with_own
from registry.services.sentences import Namer, Speaker, nameless
from registry.terminology.protocol import ReleaseReader, Resolution


class Moment(Value):
    """A version in which the thing was new or changed. Of `total` changes `lines` has the gravest.

    `replaces` is the number of the version before; without it the object was new, and nothing is compared.
    """

    version: str
    release: str | None
    issued: AwareDatetime
    digest: str
    replaces: str | None = None
    compatibility: Compatibility
    counts: dict[Compatibility, int]
    total: int
    lines: tuple[Line, ...] = ()


class Timeline(Value):
    """The moments of a thing, newest first. For a member those in which it was new, changed or gone."""

    iri: Iri
    object: Iri
    kind: Kind | MemberKind
    title: str
    lang: str
    moments: tuple[Moment, ...]


def timeline(
    reader: ReleaseReader,
    thing: Resolution,
    rulings: Rulings,
    lang: str = "nb",
    *,
    names: Namer = nameless,
    limit: int | None = None,
) -> Timeline:
    """The timeline of an object or a member until the release; at most `limit` lines a version. InvalidInput."""
    say = Speaker(lang, rulings, names)
    whole = thing.iri == thing.object
    moments = (
        _moment(version, rows, Speaker(lang, rulings, with_own(rows, names)), limit)
        for version, rows in _changes(reader, thing.object, rulings, None if whole else thing.iri)
    )
    return Timeline(
        iri=thing.iri,
        object=thing.object,
        kind=thing.kind,
        title=say.name(thing.title, None, thing.iri),
        lang=lang,
        moments=tuple(moments),
    )


def _changes(
    reader: ReleaseReader, name: Iri, rulings: Rulings, member: Iri | None
) -> Iterator[tuple[Version, Sequence[Difference]]]:
    history = reader.history(name)
    for new, old in pairwise((*history, None)):
        assert new is not None  # noqa: S101  (only what is last has nothing before it)
        rows: Sequence[Difference] = ()
        if old is not None and old.digest != new.digest:
            before, after = (side_read(reader.artefact(name, each.number)) for each in (old, new))
            rows = tuple(row for row in compare(before, after, rulings) if member in (None, row.target))
        if member is None or rows or (old is None and _has(reader, new, member)):
            yield new, rows


def _has(reader: ReleaseReader, version: Version, member: Iri) -> bool:
    return member in side_read(reader.artefact(version.object, version.number)).members


def _moment(version: Version, rows: Sequence[Difference], say: Speaker, limit: int | None) -> Moment:
    gravest = sorted(rows, key=lambda row: CLASSES.index(row.compatibility))
    return Moment(
        version=version.number,
        release=version.release,
        issued=version.issued,
        digest=version.digest,
        replaces=version.replaces,
        compatibility=grade(rows),
        counts=counts(rows),
        total=len(rows),
        lines=tuple(line(row, say) for row in gravest[:limit]),
    )
