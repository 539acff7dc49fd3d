"""A release as the catalogue reads it, through caches of a bounded size; no pages, and no memory of who asked.

Everything that a page may ask of it can be asked again by its key, so that a later build knows by the `fingerprint`
of each key whether what a page was made from has changed (`registry.catalogue.reading`).
"""

import json
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import Final

from registry.catalogue.alphabet import alphabet
from registry.catalogue.changes import Change, changes
from registry.catalogue.comparison import Comparison, compare
from registry.catalogue.links import PART_SIZE, page_of
from registry.domain import (
    Concept,
    ConceptRelation,
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
from registry.services.conformance.matrix import Snapshot, rows_of
from registry.services.coverage import Coverage, coverage
from registry.services.fhir_conformance import Conformance, conformance
from registry.services.structure.matrix import Matrix, matrix
from registry.services.structure.question import Question
from registry.services.structure.structure import Structure
from registry.terminology.members import Member, title_of, whole
from registry.terminology.protocol import MemberKind, ReleaseReader, Resolution, Use

#: What was asked, and of what.
Key = tuple[str, str]
#: How many things of each sort are kept: names, members, whole objects, fingerprints.
_NAMES, _MEMBERS, _OBJECTS, _PRINTS = 20_000, 2_000, 4, 50_000
#: How many members are read at a time.
_BATCH = 500
#: The members of a kind of object that may be too many for one page.
PARTED: Final = {Kind.CODE_LIST: MemberKind.CODE, Kind.CONCEPT_SCHEME: MemberKind.CONCEPT}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a hierarchy: the concept there, the criterion of division, and whether it is of parts."""

    concept: Iri
    criterion: tuple[LangString, ...] = ()
    partitive: bool = False


class Source:
    """What pages are made from; `package` is the path in the catalogue of the release's ZIP, empty without one.

    `stated` is what vendors have stated when the catalogue is built.
    """

    def __init__(self, reader: ReleaseReader, package: str = "", stated: Snapshot | None = None) -> None:
        self.reader = reader
        self.package = package
        self.conformance = rows_of(stated or Snapshot(), reader)
        self.found = lru_cache(_NAMES)(self._found)
        self.page = lru_cache(_NAMES)(self._page)
        self.member = lru_cache(_MEMBERS)(self._member)
        self.uses = lru_cache(_MEMBERS)(self._uses)
        self.carried = lru_cache(_MEMBERS)(self._carried)
        self.changes = lru_cache(_MEMBERS)(self._changes)
        self.below = lru_cache(_MEMBERS)(self._below)
        self.object = lru_cache(_OBJECTS)(reader.object)
        self.portion = lru_cache(_OBJECTS)(self._portion)
        self.ends = lru_cache(_OBJECTS)(self._ends)
        self.alphabet = lru_cache(_OBJECTS)(self._alphabet)
        self.compared = lru_cache(_OBJECTS)(self._compared)
        self.fingerprint = lru_cache(_PRINTS)(self._fingerprint)

    # -- the release -----------------------------------------------------------------------------------------------

    @property
    def release(self) -> Release:
        """The release."""
        return self.reader.release

    @property
    def releases(self) -> tuple[ReleaseEntry, ...]:
        """This release and those before it, newest first."""
        return self.reader.releases

    def versions(self, kind: Kind | None = None) -> tuple[Version, ...]:
        """The pinned versions, or those of a kind."""
        return self.reader.versions(kind)

    def objects(self, kind: Kind) -> tuple[Iri, ...]:
        """The objects of a kind."""
        return tuple(version.object for version in self.reader.versions(kind))

    def day(self, dates: Iterable[date]) -> date:
        """A day that stands to each of `dates` as the day of the release does: before, the same, or after.

        What is shown as in force depends on the day of the release, but is the same for all days between two dates.
        """
        today = self.release.issued.date()
        past = [each for each in dates if each <= today]
        last = max(past, default=date.min)
        return today if last == today else last + timedelta(days=1)

    @cached_property
    def coverage(self) -> Coverage:
        """What in the release rests on what."""
        return coverage(self.reader)

    @cached_property
    def structure(self) -> Structure:
        """The exchanges, and what each carries."""
        return Structure(self.reader)

    @cached_property
    def matrix(self) -> Matrix:
        """What goes from which level of care to which."""
        return matrix(self.structure, Question())

    @cached_property
    def fhir_score(self) -> Conformance:
        """What HL7's tests say of the FHIR service."""
        return conformance()

    # -- things by their IRI ---------------------------------------------------------------------------------------

    def _page(self, iri: Iri) -> str | None:
        return page_of(self.reader, iri)

    def _found(self, iri: Iri) -> Resolution | None:
        rows = [row for row in self.reader.resolve(iri) if row.current]
        return rows[0].model_copy(update={"version": ""}) if rows else None

    def title(self, iri: Iri) -> tuple[LangString, ...]:
        """What a thing is called; empty where it is not of this release."""
        found = self.found(iri)
        return found.title if found else ()

    def _member(self, iri: Iri) -> Resource | None:
        try:
            return self.reader.member(iri)
        except NotFound:
            return None

    def _uses(self, iri: Iri) -> tuple[Use, ...]:
        found: dict[Iri, Use] = {}
        for use in self.reader.where_used(iri):
            found.setdefault(use.subject, use.model_copy(update={"version": ""}))
        return tuple(found.values())

    def _carried(self, iri: Iri) -> tuple[Use, ...]:
        """The exchanges that have a thing with them through their models, each once, by the shortest way."""
        found: dict[Iri, Use] = {}
        for use in self.reader.where_used(iri, indirect=True):
            if use.kind is Kind.EXCHANGE and use.via:
                found.setdefault(use.subject, use.model_copy(update={"version": ""}))
        return tuple(found.values())

    def _changes(self, iri: Iri) -> tuple[Change, ...]:
        found = self.found(iri)
        return changes(self.reader, found.object, iri) if found else ()

    def _compared(self, number: str) -> Comparison:
        return compare(self.reader, number)

    # -- objects with many members ---------------------------------------------------------------------------------

    def count(self, iri: Iri) -> int:
        """How many members an object has, of the kind that is told in parts, else of all kinds."""
        artefact = self.reader.artefact(iri)
        return artefact.count(PARTED.get(artefact.kind))

    def parts(self, iri: Iri) -> int:
        """How many pages an object takes."""
        kind = self.reader.version(iri).kind
        return max(1, -(-self.count(iri) // PART_SIZE)) if kind in PARTED else 1

    def _portion(self, iri: Iri, part: int, size: int = PART_SIZE) -> RegisteredObject:
        artefact = self.reader.artefact(iri)
        kind = PARTED[artefact.kind]
        others = [each for each in MemberKind if each is not kind] if part == 1 else []
        found = [Member(kind, value) for value in artefact.members((part - 1) * size, size, kind)]
        rest = [Member(each, value) for each in others for value in artefact.members(kind=each)]
        return whole(artefact.header(), (*found, *rest))

    def _ends(self, iri: Iri, size: int = PART_SIZE) -> tuple[tuple[Resource, Resource], ...]:
        artefact, count = self.reader.artefact(iri), self.count(iri)
        kind = PARTED[artefact.kind]
        spans = ((start, min(start + size, count) - 1) for start in range(0, count, size))
        return tuple((artefact.members(one, 1, kind)[0], artefact.members(two, 1, kind)[0]) for one, two in spans)

    def _alphabet(self, iri: Iri, lang: str) -> "array[int]":
        artefact = self.reader.artefact(iri)
        return alphabet(artefact, PARTED[artefact.kind], lang)

    def sorted_part(self, iri: Iri, lang: str, part: int, size: int = PART_SIZE) -> tuple[Resource, ...]:
        """The members of one part (from 1) of an object whose members are in the order of their terms."""
        places = self.alphabet(iri, lang)[(part - 1) * size : part * size]
        return self._at(iri, places)

    def sorted_ends(self, iri: Iri, lang: str, size: int = PART_SIZE) -> tuple[Resource, ...]:
        """The first member of each such part."""
        return self._at(iri, self.alphabet(iri, lang)[::size])

    def _at(self, iri: Iri, places: Iterable[int]) -> tuple[Resource, ...]:
        artefact = self.reader.artefact(iri)
        kind = PARTED[artefact.kind]
        return tuple(artefact.members(place, 1, kind)[0] for place in places)

    def concept_iris(self) -> Iterator[Iri]:
        """The concepts of the release, each once, read a batch at a time."""
        for scheme in self.objects(Kind.CONCEPT_SCHEME):
            artefact = self.reader.artefact(scheme)
            for offset in range(0, artefact.count(MemberKind.CONCEPT), _BATCH):
                found = artefact.page(offset, _BATCH, MemberKind.CONCEPT)
                names = (str(json.loads(item)["iri"]) for item in found.items)
                yield from (iri for iri in names if self._belongs(iri, scheme))

    def concepts(self) -> Iterator[tuple[Concept, Iri]]:
        """The same as values, each with the scheme that it belongs to."""
        for scheme in self.objects(Kind.CONCEPT_SCHEME):
            artefact = self.reader.artefact(scheme)
            for offset in range(0, artefact.count(MemberKind.CONCEPT), _BATCH):
                for value in artefact.members(offset, _BATCH, MemberKind.CONCEPT):
                    if isinstance(value, Concept) and self._belongs(value.iri, scheme):
                        yield value, scheme

    def _belongs(self, concept: Iri, scheme: Iri) -> bool:
        found = self.found(concept)
        return found is not None and found.object == scheme

    def concept_count(self) -> int:
        """How many concepts there are, a concept of two schemes counted in each."""
        return sum(self.count(iri) for iri in self.objects(Kind.CONCEPT_SCHEME))

    # -- what is read across objects ---------------------------------------------------------------------------------

    @cached_property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The exchanges, by IRI."""
        found = (self.reader.object(iri) for iri in self.objects(Kind.EXCHANGE))
        return tuple(value for value in found if isinstance(value, Exchange))

    @cached_property
    def pathways(self) -> tuple[Pathway, ...]:
        """The pathways, by IRI."""
        found = (self.reader.object(iri) for iri in self.objects(Kind.PATHWAY))
        return tuple(value for value in found if isinstance(value, Pathway))

    def _below(self, iri: Iri) -> tuple[Step, ...]:
        found: dict[Iri, Step] = {}
        for use in self.uses(iri):
            value = self.member(use.subject) if use.kind is MemberKind.CONCEPT else None
            for step in above(value) if isinstance(value, Concept) else ():
                if step.concept == iri:
                    found[use.subject] = Step(use.subject, step.criterion, step.partitive)
        own = self.member(iri)
        for step in _down(own) if isinstance(own, Concept) else ():
            found.setdefault(step.concept, step)
        return tuple(found.values())

    # -- fingerprints ------------------------------------------------------------------------------------------------

    def _fingerprint(self, key: Key) -> bytes:
        """16 bytes that change where the answer to the key does; the same for whatever the release does not have."""
        name, argument = key
        try:
            told = TOLD[name](self, argument)
        except NotFound:
            told = None
        return blake2b(repr(told).encode(), digest_size=16).digest()


def dates_of(argument: str) -> Iterator[date]:
    """The dates of a key, as `Reading.day` writes them."""
    return (date.fromisoformat(each) for each in argument.split())


#: What a page may ask, and what decides the answer.
TOLD: Final[dict[str, Callable[[Source, str], object]]] = {
    "release": lambda source, _: (source.release.number, source.release.issued, source.release.digest),
    "releases": lambda source, _: source.releases,
    "package": lambda source, _: source.package,
    "objects": lambda source, kind: source.objects(Kind(kind)),
    "versions": lambda source, kind: source.versions(Kind(kind) if kind else None),
    "version": lambda source, iri: source.reader.version(iri),
    "history": lambda source, iri: source.reader.history(iri),
    "day": lambda source, dates: source.day(dates_of(dates)),
    "coverage": lambda source, _: source.coverage,
    "conformance": lambda source, _: source.conformance,
    "fhir_score": lambda source, _: source.fhir_score,
    "found": lambda source, iri: (source.page(iri), source.found(iri)),
    "member": lambda source, iri: source.reader.member_json(iri),
    "uses": lambda source, iri: source.uses(iri),
    "carried": lambda source, iri: source.carried(iri),
    "changes": lambda source, iri: source.changes(iri),
    "compared": lambda source, number: (source.compared(number), source.versions()),
    "below": lambda source, iri: source.below(iri),
    "header": lambda source, iri: source.reader.artefact(iri).header_json(),
    "count": lambda source, iri: source.count(iri),
    "object": lambda source, iri: source.reader.version(iri).digest,
    "structure": lambda source, _: tuple(
        row.digest for kind in (Kind.EXCHANGE, Kind.PATHWAY, Kind.INFORMATION_MODEL) for row in source.versions(kind)
    ),
    "concepts": lambda source, _: tuple(row.digest for row in source.versions(Kind.CONCEPT_SCHEME)),
}


def named(value: Resource) -> tuple[LangString, ...]:
    """What a value is called."""
    return title_of(value)


def above(concept: Concept) -> tuple[Step, ...]:
    """What a concept says is one step up."""
    plain = {iri: Step(iri) for iri in (*concept.broader, *concept.specializes)}
    parts = {iri: Step(iri, partitive=True) for iri in concept.is_part_of}
    generic = _told(concept.generic_relation, "broader", partitive=False)
    of = _told(concept.partitive_relation, "broader", partitive=True)
    return tuple({**plain, **parts, **generic, **of}.values())


def _down(concept: Concept) -> tuple[Step, ...]:
    plain = {iri: Step(iri) for iri in (*concept.narrower, *concept.generalizes)}
    parts = {iri: Step(iri, partitive=True) for iri in concept.has_part}
    generic = _told(concept.generic_relation, "narrower", partitive=False)
    of = _told(concept.partitive_relation, "narrower", partitive=True)
    return tuple({**plain, **parts, **generic, **of}.values())


def _told(relations: Iterable[ConceptRelation], side: str, *, partitive: bool) -> dict[Iri, Step]:
    return {
        iri: Step(iri, relation.description, partitive) for relation in relations for iri in getattr(relation, side)
    }
