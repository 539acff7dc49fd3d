"""Which pages the catalogue has: one table of families of pages, from a release to addresses; no building, no HTML.

A new page is one line: in `GENERAL` where every release has it once, in `OBJECTS` where it is the page of a kind of
object. Static files need no line: all of `site/static` is copied, but for what belongs to the API's own pages.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from registry.catalogue.blocks import Page
from registry.catalogue.context import Context
from registry.catalogue.links import CURRENT_RELEASE, part_of, stem
from registry.catalogue.pages import (
    code_list_page,
    concept_page,
    conformance_page,
    coverage_page,
    definition_pages,
    exchange_page,
    home_page,
    level_page,
    mapping_set_page,
    matrix_page,
    model_page,
    overview_pages,
    pathway_page,
    register_page,
    release_page,
    requirement_overview,
    requirement_page,
    rule_pages,
    scheme_page,
    search_page,
    sources_page,
    sparql_page,
    verify_page,
)
from registry.catalogue.source import Source
from registry.domain import Kind, RegisteredObject
from registry.services.validation.rules import shipped_rules
from registry.terminology.protocol import MemberKind


@dataclass(frozen=True, slots=True)
class Planned:
    """A page to be made: its address below a language folder, the family that makes it, what it is about.

    Page `part` (from 1) of `parts` where what it tells is too much for one page, whose address is `first`.
    """

    place: str
    family: str
    subject: str = ""
    part: int = 1
    parts: int = 1
    first: str = ""


#: Makes the page of a context from the value that it is about, if any.
MakeGeneral = Callable[[Context], Page]
MakeObject = Callable[[Context, Any], Page]
#: How many pages a thing takes; 1 or more.
CountParts = Callable[[Source], int]

#: The pages that every release has, by address.
GENERAL: dict[str, MakeGeneral] = {
    "index.html": home_page.home,
    "concepts.html": overview_pages.concepts,
    "code-lists.html": overview_pages.code_lists,
    "exchanges.html": overview_pages.exchanges,
    "models.html": overview_pages.models,
    "requirements.html": requirement_overview.page,
    "conformance.html": conformance_page.page,
    rule_pages.RULES: rule_pages.rules,
    "matrix.html": matrix_page.overview,
    "sparql.html": sparql_page.page,
    "coverage.html": coverage_page.page,
    "accessibility.html": definition_pages.accessibility,
    "search.html": search_page.page,
    "sources.html": sources_page.page,
    "verify.html": verify_page.page,
    "def.html": lambda context: definition_pages.definitions(context, definition_pages.shipped_terms()),
}
#: Those of them that may take several pages.
GENERAL_PARTS: dict[str, CountParts] = {}

#: The page of each kind of object.
OBJECTS: dict[Kind, MakeObject] = {
    Kind.CONCEPT_SCHEME: scheme_page.page,
    Kind.CODE_LIST: code_list_page.page,
    Kind.EXCHANGE: exchange_page.page,
    Kind.INFORMATION_MODEL: model_page.page,
    Kind.PATHWAY: pathway_page.page,
    Kind.REGISTER: register_page.page,
    Kind.MAPPING_SET: mapping_set_page.page,
    Kind.REQUIREMENT_SET: requirement_page.page,
}


def planned(source: Source) -> Iterator[Planned]:
    """Every page of the catalogue of a release, in a fixed order."""
    for place in GENERAL:
        count = GENERAL_PARTS.get(place)
        yield from _parts(place, place, "", count(source) if count else 1)
    for version in source.versions():
        place = f"{stem(version.object, version.kind)}.html"
        yield from _parts(place, version.kind, version.object, source.parts(version.object))
    for iri in source.concept_iris():
        yield Planned(f"{stem(iri, MemberKind.CONCEPT)}.html", MemberKind.CONCEPT, iri)
    for rule in shipped_rules():
        yield Planned(rule_pages.place(rule), _RULE, rule)
    for level in source.structure.levels:
        yield Planned(matrix_page.level_place(level.iri), _LEVEL, level.iri)
    for row in matrix_page.pairs_told(source.matrix):
        pair = row.from_level, row.to_level
        yield Planned(matrix_page.pair_place(pair), _PAIR, " ".join(pair))
    for entry in source.releases:
        yield Planned(f"release/{entry.number}.html", _RELEASE, entry.number)
    yield Planned(CURRENT_RELEASE, _RELEASE, source.release.number)


_RELEASE, _RULE = "release", "rule"
_LEVEL, _PAIR = "level", "pair"


def _parts(place: str, family: str, subject: str, parts: int) -> Iterator[Planned]:
    for part in range(1, parts + 1):
        yield Planned(part_of(place, part), family, subject, part, parts, place)


def make(context: Context, page: Planned) -> Page:
    """The page, from what the context's source tells."""
    if page.family in GENERAL:
        return GENERAL[page.family](context)
    if page.family in SUBJECTS:
        return SUBJECTS[page.family](context, page.subject)
    return OBJECTS[Kind(page.family)](context, _object(context, page))


def _release(context: Context, number: str) -> Page:
    source = context.source
    entry = next(entry for entry in source.releases if entry.number == number)
    return release_page.page(context, entry, source.package if number == source.release.number else "")


#: The pages of what is no object of its own, from the subject that they were planned with.
SUBJECTS: dict[str, Callable[[Context, str], Page]] = {
    MemberKind.CONCEPT: lambda context, iri: concept_page.page(context, context.source.concept(iri)),
    _RULE: lambda context, rule: rule_pages.rule_page(context, shipped_rules()[rule]),
    _LEVEL: level_page.page,
    _PAIR: lambda context, pair: matrix_page.pair(context, *pair.split(" ")),
    _RELEASE: _release,
}


def _object(context: Context, page: Planned) -> RegisteredObject:
    """The object whole, or what one of its pages tells of it."""
    source = context.source
    return source.object(page.subject) if page.parts == 1 else source.portion(page.subject, page.part)
