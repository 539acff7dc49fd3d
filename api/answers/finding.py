"""What a search, a name, a use and a release are answered with."""

from pydantic import AwareDatetime, Field

from api.answers.basics import Answered, Displayed, Paged, Texts, Version
from registry.domain import Iri, Kind
from registry.terminology.protocol import Match, MemberKind


class Resolution(Displayed):
    """What a name means."""

    name: str
    iri: Iri
    kind: Kind | MemberKind
    object: Iri
    version: str
    current: bool = Field(description="False where the name is a former one.")
    title: Texts = {}


class ResolutionPage(Paged):
    """Everything that a name means, current names first."""

    items: list[Resolution]


class Use(Displayed):
    """One place where a thing is referred to; `via` tells the things between for an indirect use."""

    target: Iri
    subject: Iri
    kind: Kind | MemberKind
    predicate: Iri
    object: Iri
    version: str
    title: Texts = {}
    via: list[Iri] = []


class UsePage(Paged):
    """One page of uses."""

    items: list[Use]


class Hit(Displayed):
    """One thing found: the label that met the search, and how."""

    iri: Iri
    kind: Kind | MemberKind
    object: Iri
    label: str
    lang: str
    match: Match
    notation: str | None = None
    title: Texts = {}


class HitPage(Paged):
    """One page of hits, best first."""

    items: list[Hit]


class VersionPage(Paged):
    """One page of versions."""

    items: list[Version]


class ReleaseEntry(Answered):
    """A release in the list of releases."""

    number: str = Field(examples=["2026.1"])
    issued: AwareDatetime
    agent: Iri
    role: Iri | None = None
    digest: str
    note: str | None = None
    package: str = Field("", description="Address of the ZIP of everything in it.")


class ReleasePage(Paged):
    """One page of releases, newest first."""

    items: list[ReleaseEntry]


class Release(ReleaseEntry):
    """The national set: one version of every object."""

    versions: list[Version]
