"""Which release, version, day and languages a request is about, and which thing a name in an address means."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Annotated, Protocol

from litestar.di import NamedDependency
from litestar.params import HeaderParameter, QueryParameter, SkipValidation

from api.negotiation import FORMS, Form, languages
from registry.domain import Iri, Kind, ReleaseEntry, SemanticVersion, Version
from registry.errors import InvalidInput, NotFound
from registry.namespaces import BASE
from registry.services.structure.structure import Structures
from registry.services.validation.validators import Validators
from registry.settings import Settings
from registry.terminology.protocol import MemberKind, ReleaseReader, Resolution, VersionReader

_RELEASE = re.compile(r"\d{4}\.[1-9]\d{0,8}", re.ASCII)


class Opened(Protocol):
    """The releases of a data folder (`registry.terminology.releases.Releases`)."""

    def current(self) -> ReleaseReader:
        """The current release; NotFound where there is none."""
        ...

    def get(self, number: str) -> ReleaseReader:
        """A release by its number; NotFound."""
        ...

    def at(self, day: date) -> ReleaseReader:
        """The release in force at the end of a day; NotFound."""
        ...

    def all(self) -> tuple[ReleaseEntry, ...]:
        """All releases, newest first."""
        ...

    def package(self, number: str) -> Path:
        """The ZIP of a release; NotFound."""
        ...


@dataclass(frozen=True)
class Library:
    """What the application serves from: releases, settings, the day that it is (UTC), and what is asked of releases."""

    releases: Opened
    settings: Settings
    today: Callable[[], date]
    structures: Structures = field(default_factory=Structures)
    validators: Validators = field(default_factory=Validators)


@dataclass(frozen=True)
class Reading:
    """What one request reads: a release, perhaps one version of an object, a day, and languages, best first.

    `pinned` says that the answer can never change; `has_day` that it depends on the day.
    """

    library: Library
    reader: ReleaseReader
    day: date
    languages: tuple[str, ...]
    version: str | None = None
    pinned: bool = False

    @property
    def number(self) -> str:
        """The number of the release."""
        return self.reader.release.number

    def modified(self, *, by_day: bool = False) -> datetime:
        """When the answer last changed: with the release, or where it depends on the day, when that day began."""
        issued = self.reader.release.issued
        if by_day and not self.pinned:
            return max(issued, datetime.combine(min(self.day, self.library.today()), time(), UTC))
        return issued


Lib = NamedDependency[SkipValidation[Library]]
Here = NamedDependency[SkipValidation[Reading]]

ReleaseNumber = Annotated[
    str | None,
    QueryParameter(description="Number of the release to read; the answer never changes then.", examples=[]),
]
VersionNumber = Annotated[
    str | None,
    QueryParameter(description="Version of the object to read, such as 1.0.0; the answer never changes then."),
]
Day = Annotated[
    date | None,
    QueryParameter(
        description="Read the release that was in force at the end of this day (UTC), such as 2026-11-22. "
        "A day before the first release gives 404."
    ),
]
DayOfCodes = Annotated[
    date | None,
    QueryParameter(
        description="As of this day, such as 2012-01-01: `active` tells which codes were valid then. Where a release "
        "was in force on that day it is the one that is read. A day before the first release is judged by the periods "
        "of validity that the current release states; with `release` or `version` it is judged by those. Without "
        "`date`, the day is today (UTC), or the day of issue where `release` or `version` is given."
    ),
]
Lang = Annotated[
    str | None,
    QueryParameter(
        description="Language of `display`: nb, nn, se, en or another tag (BCP 47); goes before Accept-Language. "
        "All languages are in the language maps whatever this says."
    ),
]
AcceptLanguage = Annotated[str | None, HeaderParameter(name="Accept-Language", description="Languages with weights.")]


def reading(
    library: Lib,
    release: ReleaseNumber = None,
    date: Day = None,
    lang: Lang = None,
    accept_language: AcceptLanguage = None,
) -> Reading:
    """What a request for anything but codes reads."""
    preferred = languages(lang, accept_language)
    if release is not None:
        return _of_release(library, release, date, preferred)
    if date is not None:
        return _of_day(library, date, preferred)
    return Reading(library, library.releases.current(), library.today(), preferred)


def reading_codes(
    library: Lib,
    release: ReleaseNumber = None,
    date: DayOfCodes = None,
    lang: Lang = None,
    accept_language: AcceptLanguage = None,
) -> Reading:
    """What a request for codes reads: its day may lie before the first release."""
    if release is None and date is not None and date < _first_day(library):
        return Reading(library, library.releases.current(), date, languages(lang, accept_language))
    return reading(library, release, date, lang, accept_language)


def _of_release(library: Library, number: str, day: date | None, preferred: tuple[str, ...]) -> Reading:
    reader = release_named(library, number)
    return Reading(library, reader, day or reader.release.issued.astimezone(UTC).date(), preferred, pinned=True)


def _of_day(library: Library, day: date, preferred: tuple[str, ...]) -> Reading:
    first = _first_day(library)
    if day < first:
        rule = f"the first release is of {first}"
        raise NotFound(f"Nothing was released by {day}: {rule}.", field="date", value=str(day), rule=rule)
    return Reading(library, library.releases.at(day), day, preferred, pinned=day < library.today())


def _first_day(library: Library) -> date:
    entries = library.releases.all()
    if not entries:
        library.releases.current()
    return min(entry.issued.astimezone(UTC).date() for entry in entries)


def release_named(library: Library, number: str) -> ReleaseReader:
    """A release by its number; InvalidInput for what is no number, NotFound for one that is not there."""
    if not _RELEASE.fullmatch(number):
        rule = "a year and a running number, such as 2026.1"
        message = f"{number!r} is no release number: {rule}."
        raise InvalidInput(message, field="release", value=number, rule=rule)
    return library.releases.get(number)


def of_version(here: Reading, found: Resolution, number: str | None) -> Reading:
    """The same reading for one version of an object, from the release that issued it unless a release was named."""
    if number is None:
        return here
    version = _version(here.reader, found.object, number)
    if not here.pinned and version.release:
        reader = here.library.releases.get(version.release)
        here = replace(here, reader=reader, day=_day_of(here, reader))
    return replace(here, version=number, pinned=True)


def _day_of(here: Reading, reader: ReleaseReader) -> date:
    """The day asked for; else that of issue."""
    asked = here.day != here.library.today()
    return here.day if asked else reader.release.issued.astimezone(UTC).date()


def _version(reader: ReleaseReader, iri: Iri, number: str) -> Version:
    try:
        SemanticVersion.parse(number)
    except ValueError:
        rule = "three numbers, such as 1.0.0"
        message = f"{number!r} is no version number: {rule}."
        raise InvalidInput(message, field="version", value=number, rule=rule) from None
    return reader.version(iri, number)


@dataclass(frozen=True)
class Located:
    """The thing that an address means, what it was read from, and the form that the address asks for."""

    here: Reading
    thing: Resolution
    form: Form | None

    @property
    def artefact(self) -> VersionReader:
        """The reader of the version that the thing belongs to."""
        return self.here.reader.artefact(self.thing.object, self.here.version)

    @property
    def version(self) -> Version:
        """That version."""
        return self.here.reader.version(self.thing.object, self.here.version)


def locate(here: Reading, name: str, kind: Kind | MemberKind, version: str | None, suffixes: Sequence[str]) -> Located:
    """The thing of a kind that a name means: its identifier, OID, IRI or alias, perhaps with a suffix for its form.

    A name that means something as it stands has no suffix. NotFound where it means nothing, or another kind of thing.
    """
    found = _matching(here.reader, name, kind)
    bare, form = split(name, suffixes)
    if found is None and form:
        found = _matching(here.reader, bare, kind)
    if found is None:
        raise _unknown(here.reader, name, kind)
    return Located(of_version(here, found, version), found, None if found.name == name else form)


def split(name: str, suffixes: Sequence[str]) -> tuple[str, Form | None]:
    """A name without its suffix, and the form that the suffix tells."""
    bare, _, suffix = name.rpartition(".")
    return (bare, FORMS[suffix]) if bare and suffix in suffixes else (name, None)


def _matching(reader: ReleaseReader, name: str, kind: Kind | MemberKind) -> Resolution | None:
    for candidate in (name, f"{BASE}{kind}/{name}"):
        for found in reader.resolve(candidate):
            if found.kind == kind:
                return found.model_copy(update={"name": name})
    return None


def _unknown(reader: ReleaseReader, name: str, kind: Kind | MemberKind) -> NotFound:
    others = reader.resolve(name)
    what = f"; it names {others[0].iri}, of kind {others[0].kind}" if others else ""
    message = f"Release {reader.release.number} has no {kind} named {name!r}{what}."
    return NotFound(message, field="id", value=name, rule=f"the name of a {kind}")
