"""The page of a concept scheme: its concepts as a tree, and its collections."""

from collections.abc import Iterable

from registry.catalogue.blocks import Branch, Fact, Page, Run, Tree
from registry.catalogue.context import Context, collation
from registry.catalogue.downloads import suffixes
from registry.catalogue.pages import common
from registry.domain import ConceptScheme, Iri, Kind


def page(context: Context, scheme: ConceptScheme) -> Page:
    """The page."""
    say = context.say
    count = Fact(say("fact.count"), (Run(say.count("concepts", context.source.count(scheme.iri))),))
    return Page(
        kind=say("kind.concept-scheme"),
        title=common.title(context, scheme),
        lead=common.lead(context, scheme),
        sections=common.only(
            common.section(context, "concepts", _tree(context, scheme)),
            common.collections(context, scheme.iri, scheme.collections, context.link),
            common.notes(context, scheme),
            common.about(context, scheme, count),
            common.downloads(context, scheme.iri, Kind.CONCEPT_SCHEME, suffixes(scheme)),
        ),
    )


def _tree(context: Context, scheme: ConceptScheme) -> Tree | None:
    """Each concept once below each of its nearest superordinates; what has none in this scheme stands at the top."""
    mine = {concept.iri for concept in scheme.concepts}
    children: dict[Iri, list[Iri]] = {}
    tops = []
    for concept in scheme.concepts:
        above = [step.concept for step in context.source.above(concept) if step.concept in mine]
        for iri in above:
            children.setdefault(iri, []).append(concept.iri)
        if not above:
            tops.append(concept.iri)
    reached: set[Iri] = set()
    branches = list(_branches(context, tops, children, (), reached))
    # what only a circle leads to is told all the same
    branches += _branches(context, [iri for iri in sorted(mine) if iri not in reached], children, (), reached)
    return Tree(tuple(branches)) if branches else None


def _branches(
    context: Context, iris: Iterable[Iri], children: dict[Iri, list[Iri]], path: tuple[Iri, ...], reached: set[Iri]
) -> Iterable[Branch]:
    for iri in sorted(iris, key=lambda each: collation(context.link(each).text)):
        if iri not in path:
            reached.add(iri)
            below = tuple(_branches(context, children.get(iri, ()), children, (*path, iri), reached))
            yield Branch((context.link(iri),), below)
