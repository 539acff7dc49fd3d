"""What a search, a name, a use and a release are answered with."""

from pydantic import AwareDatetime, Field

from api.answers.basics import Answered, Displayed, Paged, Texts, Version
from registry.domain import Iri, Kind
from registry.terminology.protocol import MemberKind
from registry.terminology.search_query import Field as SearchField
from registry.terminology.search_query import Tier


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


class Successor(Answered):
    """What takes the place of a thing that is no longer to be used."""

    iri: Iri
    title: Texts = {}
    notation: str | None = None


#: Ranges of characters, half open.
Ranges = list[tuple[int, int]]


class Hit(Answered):
    """One thing found, and why: the label that met the search, in which field of the thing, and how well.

    Fields that are empty are left out.
    """

    iri: Iri
    kind: Kind | MemberKind
    object: Iri = Field(description="The scheme, list, model or other object that it belongs to, or itself.")
    object_title: Texts = {}
    notation: str | None = Field(None, description="The code, of what has one.")
    title: Texts = {}
    display: str = Field("", description="Name in the language asked for, else the nearest there is.")
    active: bool = Field(description="Whether it may be used today; what may not comes after what may.")
    status: Iri | None = None
    replaced_by: list[Successor] = []
    label: str = Field(description="The label that met the search, in its own spelling; may be other than `display`.")
    lang: str = Field(description="The language of that label; empty for a code.")
    match: Tier = Field(description="How the label met the search, best first; docs/search.md tells each.")
    field: SearchField = Field(description="Where it was met, best first.")
    highlights: Ranges = Field(description="What to mark in `label`: characters from and until.")
    snippet: str = Field("", description="A piece of the definition or description, where that met the search.")
    snippet_highlights: Ranges = []
    replaces: Iri | None = Field(None, description="The former thing by whose name this one was found.")


class FacetValue(Answered):
    """How many of all that was found have a value; it can be given back as a filter."""

    value: str
    display: str = Field("", description="Name of what the value is an IRI of.")
    things: int


class Correction(Answered):
    """A word that nothing has, and what was searched for in its place."""

    typed: str
    used: str


class NotHeld(Answered):
    """A classification whose codes belong to others and are not here, with the command that imports it."""

    name: str = Field(examples=["ICD-10"])
    list: Iri | None = Field(None, description="The code list that is registered for it.")
    command: str = Field(examples=["omforent import icd10no PLACE"])


class HitPage(Paged):
    """One page of hits, best first, and what there is to say about the search."""

    items: list[Hit]
    facets: dict[str, list[FacetValue]] | None = Field(
        description="By facet (kind, within, active, level, label_lang) the values that most things have; null where "
        "they were not asked for."
    )
    corrections: list[Correction] = Field(description="Words that were read otherwise, for nothing has them.")
    complete: bool = Field(description="False where nothing has all the words: the hits have most of them.")
    nearest: list[str] = Field(description="Terms that resemble what was typed, where nothing was found.")
    hints: list[str] = Field(description="Sentences for a person, in the language of `display`.")
    not_held: list[NotHeld] = Field(description="What the registry does not hold, where nothing was found.")


class Suggestion(Answered):
    """A term that completes what is being typed, and what it names."""

    text: str
    lang: str
    iri: Iri
    kind: Kind | MemberKind
    notation: str | None = None


class SuggestionList(Answered):
    """Terms that complete what is being typed, best first."""

    items: list[Suggestion]


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
