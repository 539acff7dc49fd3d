"""What to tell a person whose search found little: sentences in nb, nn and en, and what the registry does not hold."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from registry.domain import Iri, Kind, Value
from registry.errors import NotFound
from registry.namespaces import BASE
from registry.terminology.protocol import MemberKind, Resolution
from registry.terminology.search_query import Found, FoundJson, SearchQuery


class _Iri(Protocol):
    @property
    def iri(self) -> Iri: ...


class _Object(Protocol):
    @property
    def object(self) -> Iri: ...


class _Members(Protocol):
    def count(self) -> int: ...

    def members(self, *, kind: MemberKind) -> Iterable[_Iri]: ...


class Searchable(Protocol):
    """What is searched: a release, or the drafts."""

    def find_json(self, query: SearchQuery) -> FoundJson:
        """What a search finds."""
        ...

    def resolve(self, name: str) -> tuple[Resolution, ...]:
        """What a name means."""
        ...

    def versions(self, kind: Kind) -> Sequence[_Object]:
        """The objects of a kind."""
        ...

    def artefact(self, iri: Iri, /) -> _Members:
        """One object; NotFound."""
        ...


class Unheld(Value):
    """A classification whose codes are not here: its name, the list that is registered for it, and how to import it."""

    name: str
    list: Iri | None = None
    command: str


@dataclass(frozen=True)
class _Classification:
    """A classification that belongs to others: any name by which it would be here, and the command that imports it."""

    name: str
    known_as: str
    command: str = ""


#: What people look for here and the registry may not hold; the codes belong to those who publish them.
_CLASSIFICATIONS: Final = (
    _Classification("ICD-10", BASE + "code-list/7110", "omforent import icd10no PLACE"),
    _Classification("ICPC-2", BASE + "code-list/7170", "omforent import icpc2 PLACE"),
    _Classification("SNOMED CT", "http://snomed.info/sct", "omforent import fhir PLACE"),
    _Classification("ATC", BASE + "code-list/7180"),
    _Classification("NCSP", BASE + "code-list/7210"),
    _Classification("NCMP", BASE + "code-list/7220"),
    _Classification("NCRP", BASE + "code-list/7270"),
    _Classification("NLK", BASE + "code-list/7280"),
)
#: The sentences; a language that is not here reads the English one.
_SENTENCES: Final = {
    "read_as": {
        "nb": "Ingenting har «{typed}»; søkte etter «{used}».",
        "nn": "Ingenting har «{typed}»; søkte etter «{used}».",
        "en": "Nothing has “{typed}”; searched for “{used}”.",
    },
    "some": {
        "nb": "Ingenting har alle ordene; dette har de fleste av dem.",
        "nn": "Ingenting har alle orda; dette har dei fleste av dei.",
        "en": "Nothing has all the words; these have most of them.",
    },
    "nothing": {
        "nb": "Registeret har ingenting som svarer til «{q}».",
        "nn": "Registeret har ingenting som svarer til «{q}».",
        "en": "The registry has nothing that answers “{q}”.",
    },
    "filtered": {
        "nb": "Uten avgrensning gir søket {n} treff.",
        "nn": "Utan avgrensing gjev søket {n} treff.",
        "en": "Without the filters the search finds {n}.",
    },
    "nearest": {
        "nb": "Nærmeste termer: {terms}.",
        "nn": "Næraste termar: {terms}.",
        "en": "Nearest terms: {terms}.",
    },
    "not_held": {
        "nb": "Kodene i disse klassifikasjonene tilhører andre og er ikke lest inn her: {names}.",
        "nn": "Kodane i desse klassifikasjonane høyrer til andre og er ikkje lesne inn her: {names}.",
        "en": "The codes of these classifications belong to others and have not been imported here: {names}.",
    },
}


def hints(
    query: SearchQuery, found: Found | FoundJson, missing: Sequence[Unheld] = (), unfiltered: int = 0
) -> tuple[str, ...]:
    """The sentences about a search, in its language: how words were read, what is not there, what is near.

    `unfiltered` is how many hits there are without the filters; `missing` what the registry does not hold.
    """
    said = [_say(query.lang, "read_as", typed=row.typed, used=row.used) for row in found.corrections]
    if found.total:
        return (*said, *(() if found.complete else (_say(query.lang, "some"),)))
    said.append(_say(query.lang, "nothing", q=query.text))
    if unfiltered:
        return (*said, _say(query.lang, "filtered", n=str(unfiltered)))
    if found.nearest:
        said.append(_say(query.lang, "nearest", terms=", ".join(found.nearest)))
    if missing:
        said.append(_say(query.lang, "not_held", names=", ".join(row.name for row in missing)))
    return tuple(said)


def _say(lang: str, name: str, **values: str) -> str:
    sentences = _SENTENCES[name]
    return sentences.get(lang, sentences["en"]).format(**values)


def unheld(reader: Searchable) -> tuple[Unheld, ...]:
    """The classifications that a release has no codes of."""
    return tuple(found for row in _CLASSIFICATIONS if (found := _unheld(reader, row)))


def _unheld(reader: Searchable, row: _Classification) -> Unheld | None:
    iri = next((found.object for found in reader.resolve(row.known_as)), None)
    if iri is not None and _has_members(reader, iri):
        return None
    into = f"omforent import FILE --into {iri}" if iri else "omforent import FILE"
    return Unheld(name=row.name, list=iri, command=row.command or into)


def _has_members(reader: Searchable, iri: Iri) -> bool:
    try:
        return reader.artefact(iri).count() > 0
    except NotFound:
        return False
