"""What stands around a concept: its relations told as facts, and the nearest of them drawn."""

from collections.abc import Iterable
from dataclasses import dataclass

from registry.catalogue.blocks import Around, Block, Fact, Run, Runs
from registry.catalogue.context import Context
from registry.catalogue.pages import common
from registry.catalogue.pages.neighbourhood import Group, Side, draw
from registry.catalogue.source import Step
from registry.domain import Concept, Iri, LangString

_MATCHES = ("exact_match", "close_match", "broad_match", "narrow_match", "related_match")
#: Which relations are drawn, what they are called in the drawing, and where they stand.
_DRAWN = (
    ("broader", Side.ABOVE, ("broader",)),
    ("whole", Side.ABOVE, ("whole",)),
    ("narrower", Side.BELOW, ("narrower",)),
    ("part", Side.BELOW, ("part",)),
    ("associated", Side.BESIDE, ("associated", "related")),
)


@dataclass(frozen=True, slots=True)
class _Relation:
    """Concepts that a concept is related to in one way; `remark` is the criterion of division, or the role."""

    key: str
    links: Runs
    remark: Run | None = None


def told_and_drawn(context: Context, concept: Concept, name: Run) -> tuple[Block, ...]:
    """The drawing, and all relations as facts."""
    found = [row for row in _relations(context, concept) if row.links]
    told = common.facts(*(Fact(context.say("fact." + row.key), row.links, row.remark) for row in found))
    return tuple(block for block in (_drawn(context, found, name), told) if block)


def _drawn(context: Context, found: list[_Relation], name: Run) -> Around | None:
    groups = []
    for caption, side, keys in _DRAWN:
        runs = {run.href or run.text: run for row in found if row.key in keys for run in row.links}
        groups.append(Group(context.say.term("around", caption), tuple(runs.values()), side))
    return draw(name, groups, context.say("around.more"))


def _relations(context: Context, concept: Concept) -> Iterable[_Relation]:
    above = context.source.above(concept)
    below = context.source.below(concept.iri)
    yield from _steps(context, "broader", [step for step in above if not step.partitive])
    yield from _steps(context, "whole", [step for step in above if step.partitive])
    yield from _steps(context, "narrower", [step for step in below if not step.partitive])
    yield from _steps(context, "part", [step for step in below if step.partitive])
    yield from _associations(context, concept)
    for name in (*_MATCHES, "see_also"):
        yield _Relation(name, context.links(getattr(concept, name)))


def _steps(context: Context, key: str, steps: list[Step]) -> Iterable[_Relation]:
    """One for each criterion of division."""
    groups: dict[tuple[LangString, ...], list[Step]] = {}
    for step in steps:
        groups.setdefault(step.criterion, []).append(step)
    for criterion, found in groups.items():
        yield _Relation(key, context.links(step.concept for step in found), context.run(criterion))


def _associations(context: Context, concept: Concept) -> Iterable[_Relation]:
    """One for each role, and then those without: said by this concept, or by the other."""
    told = [
        (relation.relation_role, iri) for relation in concept.associative_relation for iri in relation.has_to_concept
    ]
    for role in dict.fromkeys(role for role, _ in told):
        links = context.links(target for named, target in told if named == role)
        yield _Relation("associated", links, context.run(role))
    yield _Relation("related", context.links(_without_role(context, concept, {target for _, target in told})))


def _without_role(context: Context, concept: Concept, known: set[Iri]) -> tuple[Iri, ...]:
    reverse = [
        use.subject
        for use in context.source.uses(concept.iri)
        if use.predicate.endswith("hasToConcept") and use.subject not in known
    ]
    return (*(iri for iri in concept.related if iri not in known and iri not in reverse), *reverse)
