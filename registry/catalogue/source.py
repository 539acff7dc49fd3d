"""A release as the catalogue reads it: objects once, titles and places by IRI, what is above and below a concept."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from registry.catalogue.links import page_of
from registry.domain import (
    Concept,
    ConceptRelation,
    ConceptScheme,
    Exchange,
    Iri,
    Kind,
    LangString,
    Pathway,
    RegisteredObject,
    Release,
    Resource,
    Version,
)
from registry.errors import NotFound
from registry.services.coverage import Coverage, coverage
from registry.terminology.members import title_of
from registry.terminology.protocol import ReleaseReader, Resolution, Use


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a hierarchy: the concept there, the criterion of division, and whether it is of parts."""

    concept: Iri
    criterion: tuple[LangString, ...] = ()
    partitive: bool = False


class Source:
    """What pages are made from. Reads each object of the release once and keeps it."""

    def __init__(self, reader: ReleaseReader) -> None:
        self.reader = reader
        self._pages: dict[Iri, str | None] = {}
        self._found: dict[Iri, Resolution | None] = {}
        self._objects: dict[Iri, RegisteredObject] = {}
        self._members: dict[Iri, Resource | None] = {}

    @property
    def release(self) -> Release:
        """The release."""
        return self.reader.release

    def versions(self, kind: Kind) -> tuple[Version, ...]:
        """The pinned versions of a kind."""
        return self.reader.versions(kind)

    def page(self, iri: Iri) -> str | None:
        """The address of a thing below a language folder; None where it has none."""
        if iri not in self._pages:
            self._pages[iri] = page_of(self.reader, iri)
        return self._pages[iri]

    def found(self, iri: Iri) -> Resolution | None:
        """What an IRI means in this release."""
        if iri not in self._found:
            rows = [row for row in self.reader.resolve(iri) if row.current]
            self._found[iri] = rows[0] if rows else None
        return self._found[iri]

    def title(self, iri: Iri) -> tuple[LangString, ...]:
        """What a thing is called; empty where it is not of this release."""
        found = self.found(iri)
        return found.title if found else ()

    def object(self, iri: Iri) -> RegisteredObject:
        """An object whole; NotFound."""
        if iri not in self._objects:
            self._objects[iri] = self.reader.object(iri)
        return self._objects[iri]

    def member(self, iri: Iri) -> Resource | None:
        """A member of any object; None where the release has none by this name."""
        if iri not in self._members:
            try:
                self._members[iri] = self.reader.member(iri)
            except NotFound:
                self._members[iri] = None
        return self._members[iri]

    def uses(self, iri: Iri) -> tuple[Use, ...]:
        """Where the release refers to a thing, each place once."""
        found: dict[Iri, Use] = {}
        for use in self.reader.where_used(iri):
            found.setdefault(use.subject, use)
        return tuple(found.values())

    @cached_property
    def schemes(self) -> tuple[ConceptScheme, ...]:
        """The concept schemes with their concepts."""
        found = (self.object(version.object) for version in self.versions(Kind.CONCEPT_SCHEME))
        return tuple(value for value in found if isinstance(value, ConceptScheme))

    @cached_property
    def concepts(self) -> dict[Iri, tuple[Concept, ConceptScheme]]:
        """Each concept, and the scheme that defines it."""
        return {concept.iri: (concept, scheme) for scheme in self.schemes for concept in scheme.concepts}

    @cached_property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The exchanges, by IRI."""
        found = (self.object(version.object) for version in self.versions(Kind.EXCHANGE))
        return tuple(value for value in found if isinstance(value, Exchange))

    @cached_property
    def pathways(self) -> tuple[Pathway, ...]:
        """The pathways, by IRI."""
        found = (self.object(version.object) for version in self.versions(Kind.PATHWAY))
        return tuple(value for value in found if isinstance(value, Pathway))

    @cached_property
    def coverage(self) -> Coverage:
        """What in the release rests on what."""
        return coverage(self.reader)

    def above(self, concept: Concept) -> tuple[Step, ...]:
        """What a concept says is one step up."""
        return _up(concept)

    def below(self, iri: Iri) -> tuple[Step, ...]:
        """What is one step down, whichever side says so."""
        return self._below.get(iri, ())

    @cached_property
    def _below(self) -> dict[Iri, tuple[Step, ...]]:
        found: dict[Iri, dict[Iri, Step]] = {}
        for concept, _ in self.concepts.values():
            for step in _up(concept):
                found.setdefault(step.concept, {})[concept.iri] = Step(concept.iri, step.criterion, step.partitive)
            for step in _down(concept):
                found.setdefault(concept.iri, {}).setdefault(step.concept, step)
        return {iri: tuple(steps.values()) for iri, steps in found.items()}

    def named(self, value: Resource) -> tuple[LangString, ...]:
        """What a value is called."""
        return title_of(value)


def _up(concept: Concept) -> tuple[Step, ...]:
    plain = {iri: Step(iri) for iri in (*concept.broader, *concept.specializes)}
    parts = {iri: Step(iri, partitive=True) for iri in concept.is_part_of}
    generic = _told(concept.generic_relation, "broader", partitive=False)
    whole = _told(concept.partitive_relation, "broader", partitive=True)
    return tuple({**plain, **parts, **generic, **whole}.values())


def _down(concept: Concept) -> tuple[Step, ...]:
    plain = {iri: Step(iri) for iri in (*concept.narrower, *concept.generalizes)}
    parts = {iri: Step(iri, partitive=True) for iri in concept.has_part}
    generic = _told(concept.generic_relation, "narrower", partitive=False)
    whole = _told(concept.partitive_relation, "narrower", partitive=True)
    return tuple({**plain, **parts, **generic, **whole}.values())


def _told(relations: Iterable[ConceptRelation], side: str, *, partitive: bool) -> dict[Iri, Step]:
    return {
        iri: Step(iri, relation.description, partitive) for relation in relations for iri in getattr(relation, side)
    }
