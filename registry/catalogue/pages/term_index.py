"""An index of concepts by their terms, a letter at a time: preferred ones, and permitted ones that lead to them."""

from collections.abc import Iterable, Iterator

from registry.catalogue.alphabet import collation
from registry.catalogue.blocks import Jump, Listing, Run, Runs, Section
from registry.catalogue.context import Context
from registry.domain import Concept, Iri

#: What a term is sorted by, and what stands in the index for it.
Entry = tuple[str, Runs]


def index(context: Context, concepts: Iterable[tuple[Concept, Iri | None]]) -> tuple[Jump, tuple[Section, ...]]:
    """A row of letters and a section for each; each concept with the scheme that it is told with, if any."""
    letters: dict[str, list[Entry]] = {}
    for concept, scheme in concepts:
        for text, runs in _entries(context, concept, scheme):
            letters.setdefault(_letter(text), []).append((collation(text), runs))
    sections = tuple(_section(letter, letters[letter]) for letter in sorted(letters, key=collation))
    runs = tuple(Run(row.heading[0].text, href=f"#{row.id}") for row in sections)
    return Jump(context.say("index.letters"), runs), sections


def _entries(context: Context, concept: Concept, scheme: Iri | None) -> Iterator[Entry]:
    linked = context.link(concept.iri)
    told = context.beside(linked, context.source.title(scheme)) if scheme else linked
    yield linked.text, (told,)
    for label in concept.alt_label:
        if label.speaks(context.lang):
            yield label.text, (Run(label.text, form="faded"), Run(linked.text, linked.lang, linked.href))


def _letter(text: str) -> str:
    first = text[:1].upper()
    return first if first.isalpha() else "#"


def _section(letter: str, entries: Iterable[Entry]) -> Section:
    rows = sorted(entries, key=lambda row: (row[0], row[1][-1].after))
    place = "letter-" + ("other" if letter == "#" else letter)
    return Section(place, (Run(letter),), (Listing(tuple(runs for _, runs in rows), "index"),))
