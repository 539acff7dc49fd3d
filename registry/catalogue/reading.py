"""What one page reads of a release: the questions that it may ask, each noted; the answers come from `Source`.

A page is a function of its own address and language, the templates and words, and the answers noted here. So where
the fingerprint of every noted key is as it was, the page is as it was. That is why a page gets no other way to the
release than this.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from registry.catalogue.changes import Change
from registry.catalogue.comparison import Comparison, pinned
from registry.catalogue.source import Key, Source, Step, above, named
from registry.domain import (
    Concept,
    Exchange,
    Iri,
    Kind,
    LangString,
    Pathway,
    RegisteredObject,
    Release,
    ReleaseEntry,
    Resource,
    Version,
)
from registry.errors import NotFound
from registry.services.conformance.matrix import Row
from registry.services.coverage import Coverage
from registry.services.fhir_conformance import Conformance
from registry.services.structure.matrix import Matrix
from registry.services.structure.structure import Structure
from registry.terminology.protocol import Resolution, Use


class Reading:
    """A source that notes what is asked of it, in `keys`."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._keys: dict[Key, None] = {}

    @property
    def keys(self) -> tuple[Key, ...]:
        """What has been asked so far, each question once."""
        return tuple(self._keys)

    def _noting(self, name: str, argument: str = "") -> Source:
        self._keys[name, argument] = None
        return self._source

    # -- the release; a page that reads it is made anew for each release -----------------------------------------------

    @property
    def release(self) -> Release:
        """The release; number and date belong on few pages, since those change with every release."""
        return self._noting("release").release

    @property
    def releases(self) -> tuple[ReleaseEntry, ...]:
        """This release and those before it, newest first."""
        return self._noting("releases").releases

    @property
    def package(self) -> str:
        """The path in the catalogue of the release's ZIP; empty where it is not there."""
        return self._noting("package").package

    @property
    def coverage(self) -> Coverage:
        """What in the release rests on what."""
        return self._noting("coverage").coverage

    @property
    def structure(self) -> Structure:
        """The exchanges, and what each carries; what things are called is asked of `title`."""
        return self._noting("structure").structure

    @property
    def matrix(self) -> Matrix:
        """What goes from which level of care to which; the same."""
        return self._noting("structure").matrix

    @property
    def conformance(self) -> tuple[Row, ...]:
        """What vendors have stated, as it stands in the release."""
        return self._noting("conformance").conformance

    @property
    def fhir_score(self) -> Conformance:
        """What HL7's tests say of the FHIR service."""
        return self._noting("fhir_score").fhir_score

    def day(self, dates: Iterable[date]) -> date:
        """A day that stands to each of `dates` as the day of the release does: before, the same, or after."""
        among = sorted(set(dates))
        return self._noting("day", " ".join(map(str, among))).day(among)

    # -- versions ------------------------------------------------------------------------------------------------------

    def objects(self, kind: Kind) -> tuple[Iri, ...]:
        """The objects of a kind, by IRI."""
        return self._noting("objects", kind).objects(kind)

    def versions(self, kind: Kind | None = None) -> tuple[Version, ...]:
        """The pinned versions, or those of a kind."""
        return self._noting("versions", kind or "").versions(kind)

    def version(self, iri: Iri) -> Version:
        """The pinned version of an object; NotFound."""
        return self._noting("version", iri).reader.version(iri)

    def history(self, iri: Iri) -> tuple[Version, ...]:
        """All versions of an object issued until this release, newest first; NotFound."""
        return self._noting("history", iri).reader.history(iri)

    def compared(self, number: str) -> Comparison:
        """What a release changed since the one before it."""
        return self._noting("compared", number).compared(number)

    def pinned(self, entry: ReleaseEntry) -> tuple[Version, ...]:
        """The version of each object that was the newest in a release."""
        return pinned(self._noting("compared", entry.number).reader, entry)

    # -- things by their IRI -------------------------------------------------------------------------------------------

    def page(self, iri: Iri) -> str | None:
        """The address of a thing below a language folder; None where it has none."""
        return self._noting("found", iri).page(iri)

    def found(self, iri: Iri) -> Resolution | None:
        """What an IRI means in this release; the version of it is left out."""
        return self._noting("found", iri).found(iri)

    def title(self, iri: Iri) -> tuple[LangString, ...]:
        """What a thing is called; empty where it is not of this release."""
        return self._noting("found", iri).title(iri)

    def named(self, value: Resource) -> tuple[LangString, ...]:
        """What a value is called."""
        return named(value)

    def object(self, iri: Iri) -> RegisteredObject:
        """An object whole; NotFound. A large one is better read by `header`, `count` and `portion`."""
        return self._noting("object", iri).object(iri)

    def header(self, iri: Iri) -> RegisteredObject:
        """An object without its members; NotFound."""
        return self._noting("header", iri).reader.header(iri)

    def count(self, iri: Iri) -> int:
        """How many codes a list has, concepts a scheme, members another object; NotFound."""
        return self._noting("count", iri).count(iri)

    def portion(self, iri: Iri, part: int) -> RegisteredObject:
        """An object with the codes or concepts of one part of it (from 1), and what else it has on the first."""
        return self._noting("object", iri).portion(iri, part)

    def ends(self, iri: Iri) -> tuple[tuple[Resource, Resource], ...]:
        """The first and the last code or concept of each part of an object."""
        return self._noting("object", iri).ends(iri)

    def sorted_part(self, iri: Iri, lang: str, part: int) -> tuple[Resource, ...]:
        """The members of one part (from 1) of an object whose members are in the order of their terms."""
        return self._noting("object", iri).sorted_part(iri, lang, part)

    def sorted_ends(self, iri: Iri, lang: str) -> tuple[Resource, ...]:
        """The first member of each such part."""
        return self._noting("object", iri).sorted_ends(iri, lang)

    def member(self, iri: Iri) -> Resource | None:
        """A member of any object; None where the release has none by this name."""
        return self._noting("member", iri).member(iri)

    def concept(self, iri: Iri) -> Concept:
        """A concept; NotFound."""
        value = self.member(iri)
        if not isinstance(value, Concept):
            raise NotFound(f"There is no concept {iri}.", field="iri", value=iri)
        return value

    def uses(self, iri: Iri) -> tuple[Use, ...]:
        """Where the release refers to a thing, each place once; the versions of the places are left out."""
        return self._noting("uses", iri).uses(iri)

    def carried(self, iri: Iri) -> tuple[Use, ...]:
        """The exchanges that have a thing with them through their models, each once."""
        return self._noting("carried", iri).carried(iri)

    def changes(self, iri: Iri) -> tuple[Change, ...]:
        """The versions of its object in which a member was new or changed, newest first."""
        return self._noting("changes", iri).changes(iri)

    # -- concepts ------------------------------------------------------------------------------------------------------

    def concepts(self) -> Iterator[tuple[Concept, Iri]]:
        """All concepts, each with its scheme, read a few at a time: never keep them all."""
        return self._noting("concepts").concepts()

    def concept_count(self) -> int:
        """How many concepts there are."""
        return self._noting("concepts").concept_count()

    def above(self, concept: Concept) -> tuple[Step, ...]:
        """What a concept says is one step up."""
        return above(concept)

    def below(self, iri: Iri) -> tuple[Step, ...]:
        """What is one step down, whichever side says so."""
        return self._noting("below", iri).below(iri)

    # -- across objects ------------------------------------------------------------------------------------------------

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The exchanges, by IRI."""
        return self._noting("versions", Kind.EXCHANGE).exchanges

    @property
    def pathways(self) -> tuple[Pathway, ...]:
        """The pathways, by IRI."""
        return self._noting("versions", Kind.PATHWAY).pathways
