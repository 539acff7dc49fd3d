"""What a search asks and what it answers: the values that docs/search.md explains; no index and no ranking."""

from enum import StrEnum
from typing import NamedTuple

from registry.domain import Iri, Kind, LangString, Value
from registry.terminology.kinds import MemberKind
from registry.text.ranking import Tier as Tier  # noqa: PLC0414  # hits speak of it


class Field(StrEnum):
    """Where a thing was met, best first: a preferred term, title or name; a code, OID or other identifier;
    a permitted term; a discouraged term; a term of what it replaces; what people say in the place of its term, which
    stands in no source; its definition, description or notes."""

    PREFERRED = "preferred"
    CODE = "code"
    PERMITTED = "permitted"
    DISCOURAGED = "discouraged"
    FORMER = "former"
    EVERYDAY = "everyday"
    TEXT = "text"


class SearchQuery(Value):
    """What is searched for, where, and which of the hits are wanted.

    `lang` is the language to show things in (nb, nn, se, en); it neither limits nor ranks, for a thing is found by
    its labels of any language. Filters narrow: within one filter any value will do, and all filters must hold.
    `kinds` are kinds of thing; `within` the objects (schemes, lists, models …) that things belong to or are;
    `active` keeps what may be used (True) or may not (False) today; `levels` are IRIs of care levels: exchanges sent
    or received there, what they carry, and the concepts and lists used in that; `label_lang` keeps things that have
    a label in that language. `facets` asks for counts, which cost time.
    """

    text: str
    lang: str = "nb"
    kinds: tuple[Kind | MemberKind, ...] = ()
    within: tuple[Iri, ...] = ()
    active: bool | None = None
    levels: tuple[Iri, ...] = ()
    label_lang: str | None = None
    offset: int = 0
    limit: int = 20
    facets: bool = False


class Successor(NamedTuple):
    """What takes the place of a thing that is no longer to be used."""

    iri: Iri
    title: tuple[LangString, ...]
    notation: str | None


class Hit(NamedTuple):
    """One thing found, and why.

    `label` is the label that met the search, in its own spelling and in language `lang` (empty for a code);
    `highlights` are the ranges of characters in it that met the words, half open, rising, not touching.
    `snippet` is a piece of the definition or description where that is what met the search, with ranges of its own.
    `object` is what it belongs to (itself for an object). `replaced_by` is filled for what is not `active`;
    `replaces` is the IRI of the thing by whose name this one was found, for field `former`.
    `display` is the title in the language asked for, or the nearest to it.
    """

    iri: Iri
    kind: Kind | MemberKind
    object: Iri
    object_title: tuple[LangString, ...]
    notation: str | None
    title: tuple[LangString, ...]
    display: str
    active: bool
    status: Iri | None
    replaced_by: tuple[Successor, ...]
    label: str
    lang: str
    field: Field
    match: Tier
    highlights: tuple[tuple[int, int], ...]
    snippet: str
    snippet_highlights: tuple[tuple[int, int], ...]
    replaces: Iri | None


class FacetCount(NamedTuple):
    """How many of all that was found have `value` in `facet`: kind, within, active, level or label_lang."""

    facet: str
    value: str
    things: int


class Correction(NamedTuple):
    """A word that nothing has, and what was searched for in its place (a respelling, or the words it is made of)."""

    typed: str
    used: str


class Found(NamedTuple):
    """Hits `offset` to `offset + limit` of `total`, best first.

    `corrections` are empty unless a word had to be read otherwise. `complete` is false where no thing has all the
    words: then the hits are those that have most of them. `nearest` are terms that resemble what was typed, filled
    only where there is no hit at all: then the registry does not hold it.
    """

    total: int
    hits: tuple[Hit, ...]
    facets: tuple[FacetCount, ...] = ()
    corrections: tuple[Correction, ...] = ()
    complete: bool = True
    nearest: tuple[str, ...] = ()


class FoundJson(NamedTuple):
    """The same answer with every hit as the bytes of its JSON (docs/search.md, Hits as JSON): the fast way."""

    total: int
    hits: tuple[bytes, ...]
    facets: tuple[FacetCount, ...] = ()
    corrections: tuple[Correction, ...] = ()
    complete: bool = True
    nearest: tuple[str, ...] = ()


class Suggestion(NamedTuple):
    """A term that completes what is being typed, and the thing it names."""

    text: str
    lang: str
    iri: Iri
    kind: Kind | MemberKind
    notation: str | None
