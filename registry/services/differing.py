"""The change paper of two editions that are named: what people and programs ask for."""

import json
from collections.abc import Iterable

from registry.domain import Iri, LangString
from registry.domain.difference import Difference
from registry.errors import NotFound
from registry.services.change_paper import Paper, Subject, paper
from registry.services.compatibility import Rulings
from registry.services.editions import Edition, Editions, differences
from registry.services.field_comparison import Part
from registry.services.impact import Impact, impact
from registry.services.sentences import Called, Namer, Speaker, spoken
from registry.terminology.protocol import ReleaseReader


def change_paper(
    editions: Editions,
    before: str | None,
    after: str,
    rulings: Rulings,
    lang: str = "nb",
    *,
    names: Namer,
    limit: int | None = None,
) -> Paper:
    """What differs between two editions, told in a language; without `before` from what `after` came from.

    `names` tells what things are called; `limit` is the most lines told of an object. InvalidInput, NotFound.
    """
    spoken(lang)
    new = editions.named(after)
    old = editions.before(new) if before is None else editions.named(before)
    found = differences(old, new, rulings)
    say = Speaker(lang, rulings, with_own(found, names))
    subjects = {iri: _subject(old, new, iri, names) for iri in dict.fromkeys(row.object for row in found)}
    return paper((old.name, new.name), found, say, subjects, limit)


def impact_of(
    editions: Editions,
    before: str | None,
    after: str,
    rulings: Rulings,
    lang: str = "nb",
    *,
    reader: ReleaseReader | None,
) -> Impact:
    """What the differences between two editions affect in a release; NotFound where there is none."""
    spoken(lang)
    if reader is None:
        raise NotFound("Nothing has been released yet.", field="release")
    new = editions.named(after)
    old = editions.before(new) if before is None else editions.named(before)
    found = differences(old, new, rulings)
    return impact(found, reader, Speaker(lang, rulings, with_own(found, names_in(reader))))


def _subject(before: Edition, after: Edition, iri: Iri, names: Namer) -> Subject:
    numbers = (found.number if (found := each.objects.get(iri)) else None for each in (before, after))
    called = names(iri)
    return Subject(title=called.label if called else (), **dict(zip(("before", "after"), numbers, strict=True)))


def with_own(found: Iterable[Difference], names: Namer) -> Namer:
    """What things are called by the differences themselves, new things among them, else by `names`."""
    own = {row.target: Called(label=row.label, notation=row.notation) for row in found if row.label}
    return lambda iri: own.get(iri) or names(iri)


def names_in(reader: ReleaseReader | None) -> Namer:
    """What things are called in a release."""

    def called(iri: Iri) -> Called | None:
        if reader is None:
            return None
        kept = reader.kept(iri)
        if kept:
            part = Part(kept.kind, json.loads(kept.json))
            return Called(label=part.label, notation=part.notation)
        title: tuple[LangString, ...] = tuple(reader.title(iri) or ())
        return Called(label=title) if title else None

    return called
