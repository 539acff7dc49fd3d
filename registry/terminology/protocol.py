"""What can be read of released content, and the values it comes as; no files and no store.

`VersionReader` reads one version of one object, `ReleaseReader` one release; `registry.terminology.releases`
opens them. Nothing here changes once it is issued, so everything may be kept and shared between threads.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from pyroaring import FrozenBitMap

from registry.domain import Iri, Kind, LangString, RegisteredObject, Release, ReleaseEntry, Resource, Value, Version
from registry.rdf.canonical import Triple
from registry.terminology.facts import Designation
from registry.terminology.hierarchy import HierarchyReader
from registry.terminology.kinds import MemberKind as MemberKind  # noqa: PLC0414  # the protocol speaks of it
from registry.terminology.search_query import Found, FoundJson, SearchQuery, Suggestion
from registry.terminology.search_whole import WholeIndex
from registry.terminology.sets import Sets


class Resolution(Value):
    """What a name means: the thing `iri` of `kind`, which belongs to version `version` of `object`.

    `name` is what was asked for; `current` is false where it is a former name. For a registered object `object`
    is the object itself. `title` is its title or preferred label.
    """

    name: str
    iri: Iri
    kind: Kind | MemberKind
    object: Iri
    version: str
    current: bool = True
    title: tuple[LangString, ...] = ()


class Use(Value):
    """One place where a thing is referred to: `subject` says `predicate` of it, in version `version` of `object`.

    `target` is the IRI as it stands there, with its fragment (a section of a standard). `via` is empty for a
    direct use; else the things between, nearest to the target first (an element's model, for an exchange).
    """

    target: Iri
    subject: Iri
    kind: Kind | MemberKind
    predicate: Iri
    object: Iri
    version: str
    title: tuple[LangString, ...] = ()
    via: tuple[Iri, ...] = ()


class Page(Value):
    """Members `offset`, `offset + 1`, … of `total`, each as the JSON of its domain value (UTF-8)."""

    total: int
    offset: int
    items: tuple[bytes, ...]


class Searcher(Protocol):
    """What can be searched: a release, by docs/search.md."""

    def find(self, query: SearchQuery) -> Found:
        """What a search finds, best first, by the ranking of docs/search.md; an empty text finds nothing."""
        ...

    def find_json(self, query: SearchQuery) -> FoundJson:
        """The same with each hit as ready-made JSON; several times faster."""
        ...

    def suggest(self, prefix: str, lang: str = "nb", limit: int = 8) -> tuple[Suggestion, ...]:
        """Terms that begin with what has been typed, or have a word that does, best first; each text once."""
        ...


class Kept(NamedTuple):
    """A member as it is kept: its kind, the object that it belongs to, and its JSON."""

    kind: MemberKind
    object: Iri
    json: bytes


class VersionReader(Protocol):
    """One version of one object. Members are in the object's own order; the JSON leaves empty fields out."""

    @property
    def digest(self) -> str:
        """The version's digest (docs/digest.md): fit for an ETag."""
        ...

    @property
    def kind(self) -> Kind:
        """The kind of the object."""
        ...

    def header(self) -> RegisteredObject:
        """The object without its members: title, status, aliases and so on."""
        ...

    def header_json(self) -> bytes:
        """The same as JSON."""
        ...

    def object(self) -> RegisteredObject:
        """The object whole; takes time in proportion to its size."""
        ...

    def count(self, kind: MemberKind | None = None) -> int:
        """How many members there are, or how many of one kind."""
        ...

    def page(self, offset: int = 0, limit: int | None = None, kind: MemberKind | None = None) -> Page:
        """Members from `offset` (from 0) as JSON, at most `limit`."""
        ...

    def members(
        self, offset: int = 0, limit: int | None = None, kind: MemberKind | None = None
    ) -> tuple[Resource, ...]:
        """The same as domain values. The properties of a type are both in it and members of their own."""
        ...

    def member(self, iri: Iri) -> Resource:
        """The member (Concept, Code, ElementProperty …) with this IRI; NotFound."""
        ...

    def member_json(self, iri: Iri) -> bytes:
        """The same as JSON; NotFound."""
        ...

    def position(self, iri: Iri) -> int:
        """Which of the members of its kind a member is, from 0, in the order of `members`; NotFound."""
        ...

    def by_notation(self, notation: str) -> tuple[Resource, ...]:
        """The members with a notation, compared to the letter; empty where there is none."""
        ...

    def kept_by_notation(self, notation: str) -> tuple[Kept, ...]:
        """The same as they are kept."""
        ...

    def parents(self, iri: Iri) -> tuple[Iri, ...]:
        """The members one step up: broader, generic and whole concepts; an element's type. NotFound."""
        ...

    def children(self, iri: Iri) -> tuple[Iri, ...]:
        """The members one step down. NotFound."""
        ...

    def ordinal(self, iri: Iri) -> int:
        """The place of a member among all of the object's, from 0; sets are of these. NotFound."""
        ...

    def has(self, iri: Iri) -> bool:
        """Whether there is a member with this IRI."""
        ...

    def at(self, ordinal: int) -> Resource:
        """A member by its place."""
        ...

    def json_at(self, ordinal: int) -> bytes:
        """The same as JSON."""
        ...

    def iri_at(self, ordinal: int) -> Iri:
        """The IRI of the member at a place."""
        ...

    def ordinals(self, notation: str) -> tuple[int, ...]:
        """The places of the members with a notation, compared to the letter."""
        ...

    def designations(self, ordinal: int) -> tuple[Designation, ...]:
        """The terms of the member at a place, preferred ones first."""
        ...

    def descendants(self, iri: Iri) -> FrozenBitMap:
        """The places of the members below one, however far, without itself; NotFound."""
        ...

    def ancestors(self, iri: Iri) -> FrozenBitMap:
        """The places of the members above one, however far, without itself; NotFound."""
        ...

    def subsumes(self, above: Iri, below: Iri) -> bool:
        """Whether `above` is `below` itself or reached from it by steps up; NotFound."""
        ...

    def of_kind(self, kind: MemberKind) -> FrozenBitMap:
        """The places of the members of a kind."""
        ...

    def answering(self, text: str) -> FrozenBitMap | None:
        """The places of the codes and concepts of which every word of a text begins a word of a term or of the code.

        Discouraged terms do not count. None where the text has no word: all answer to it.
        """
        ...

    @property
    def hierarchy(self) -> HierarchyReader:
        """The steps and what they amount to, by place."""
        ...

    @property
    def sets(self) -> Sets:
        """Members by status, language, property and value, as sets of places."""
        ...

    def json(self) -> Iterator[bytes]:
        """The JSON of the object whole and a line feed, in parts."""
        ...

    def blocks(self) -> Iterator[bytes]:
        """What `text` gives, in blocks."""
        ...

    def text(self) -> bytes:
        """Canonical N-Triples: the bytes that docs/digest.md tells how to verify."""
        ...

    def triples(self) -> list[Triple]:
        """All statements of the version, for any other serialization."""
        ...


class ReleaseReader(Searcher, Protocol):
    """One release. `version=None` is the version that the release pins; any version issued until then may be named."""

    @property
    def release(self) -> Release:
        """Number, time, agent, digest, and the version of every object."""
        ...

    @property
    def releases(self) -> tuple[ReleaseEntry, ...]:
        """This release and those before it, newest first."""
        ...

    def versions(self, kind: Kind | None = None) -> tuple[Version, ...]:
        """The pinned versions, by the IRI of their object."""
        ...

    def version(self, object_iri: Iri, number: str | None = None) -> Version:
        """One version of an object; NotFound."""
        ...

    def history(self, object_iri: Iri) -> tuple[Version, ...]:
        """All versions of an object issued until this release, newest first; NotFound."""
        ...

    def artefact(self, object_iri: Iri, version: str | None = None) -> VersionReader:
        """The reader of one version; NotFound."""
        ...

    def object(self, object_iri: Iri, version: str | None = None) -> RegisteredObject:
        """The object with all its members; NotFound."""
        ...

    def header(self, object_iri: Iri, version: str | None = None) -> RegisteredObject:
        """The object without its members; NotFound."""
        ...

    def members(
        self, object_iri: Iri, offset: int = 0, limit: int | None = None, version: str | None = None
    ) -> tuple[Resource, ...]:
        """Members of an object in its order; NotFound."""
        ...

    def member(self, iri: Iri) -> Resource:
        """A member of any object of the release, by its IRI; NotFound."""
        ...

    def member_json(self, iri: Iri) -> bytes:
        """The same as JSON; NotFound."""
        ...

    def kept(self, iri: Iri) -> Kept | None:
        """The member with this IRI as it is kept; None where there is none, or where several objects have one."""
        ...

    def title(self, name: str) -> Sequence[LangString] | None:
        """The title of the first thing that `resolve` finds; None where it finds nothing."""
        ...

    def by_notation(self, object_iri: Iri, notation: str, version: str | None = None) -> tuple[Resource, ...]:
        """The members of an object with a notation; NotFound where there is no such object."""
        ...

    def resolve(self, name: str) -> tuple[Resolution, ...]:
        """Everything that a name means: an IRI, OID, `urn:oid:`, FHIR canonical or any alias, current or former.

        Current names first; empty where the name is unknown. A fragment that is no name itself is left off.
        """
        ...

    def where_used(self, iri: Iri, *, indirect: bool = False) -> tuple[Use, ...]:
        """Where the release refers to `iri` or to a section of it; empty where nowhere.

        `indirect` adds what uses the information models that the direct uses stand in, and the models that
        build on those (list ← element ← model ← exchange). A code is used where its list is, too; an element or a
        type by what builds on its model.
        """
        ...

    def whole_index(self) -> WholeIndex:
        """Everything in the search index, for the search of the static catalogue."""
        ...

    def text(self, object_iri: Iri, version: str | None = None) -> bytes:
        """Canonical N-Triples of a version; NotFound."""
        ...

    def triples(self, object_iri: Iri, version: str | None = None) -> list[Triple]:
        """All statements of a version; NotFound."""
        ...
