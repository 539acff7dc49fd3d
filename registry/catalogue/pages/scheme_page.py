"""The page of a concept scheme: its concepts as a tree and from A to Å, and its collections; a large one in parts."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from registry.catalogue.alphabet import collation
from registry.catalogue.blocks import Block, Branch, Page, Paragraph, Run, Runs, Section, Tree
from registry.catalogue.context import Context
from registry.catalogue.downloads import suffixes
from registry.catalogue.pages import asides, common, parts
from registry.catalogue.pages.term_index import index
from registry.domain import Concept, ConceptScheme, Iri, Kind, Resource

#: Up to how many concepts the first branches of the tree stand open.
_OPEN = 120
#: How many letters of a term tell where a part of the alphabet begins.
_BEGINNING = 5
#: How many of its top concepts a large scheme shows.
_TOPS = 200


def page(context: Context, scheme: ConceptScheme) -> Page:
    """The page; of a large scheme the first of several, or one of those after it, which have only concepts."""
    first = context.part == 1
    return Page(
        trail=_trail(context, scheme),
        kind=parts.titled(context, context.say("kind.concept-scheme")),
        title=common.title(context, scheme),
        lead=_lead(context, scheme) if first else (),
        sections=common.only(*_concepts(context, scheme), *(_rest(context, scheme) if first else ())),
    )


def _trail(context: Context, scheme: ConceptScheme) -> Runs:
    every = Run(context.say("plural.concept"), href=context.href("concepts.html"))
    if context.part == 1:
        return (every, Run(context.say("kind.concept-scheme")))
    title = common.title(context, scheme)
    return (
        every,
        Run(title.text, title.lang, context.href(context.first), quiet=True),
        Run(f"{context.part}/{context.parts}"),
    )


def _lead(context: Context, scheme: ConceptScheme) -> tuple[Block, ...]:
    count = context.source.count(scheme.iri)
    told = common.facts(
        context.fact("count", Run(context.say.count("concepts", count))),
        common.downloaded(context, scheme.iri, Kind.CONCEPT_SCHEME, suffixes(scheme)),
    )
    return tuple(block for block in (*common.lead(context, scheme), told) if block)


def _rest(context: Context, scheme: ConceptScheme) -> Iterable[Section | None]:
    yield common.collections(context, scheme.iri, scheme.collections, context.link)
    yield common.notes(context, scheme)
    yield common.about(context, scheme)
    yield asides.fhir(context, scheme, Kind.CONCEPT_SCHEME)
    yield asides.problem(context, scheme.iri, common.title(context, scheme).text, scheme.contact_point)


def _concepts(context: Context, scheme: ConceptScheme) -> Iterable[Section | None]:
    if context.parts > 1:
        yield from _part(context, scheme)
        return
    letters, sections = index(context, ((concept, None) for concept in scheme.concepts))
    yield common.section(context, "tree", *_tree(context, scheme))
    yield common.section(context, "index", letters if len(sections) > 1 else None, sections=sections)


def _part(context: Context, scheme: ConceptScheme) -> Iterable[Section | None]:
    """A large scheme: where to begin in the hierarchy, and the concepts of this part of the alphabet."""
    tops = scheme.has_top_concept[:_TOPS] if context.part == 1 else ()
    yield common.section(context, "tops", common.listing(context.links(tops), "columns"))
    here = context.source.sorted_part(scheme.iri, context.lang, context.part)
    links = (context.link(concept.iri) for concept in here)
    yield common.section(context, "index", *_ways(context, scheme), common.listing(links, "index"))


def _ways(context: Context, scheme: ConceptScheme) -> tuple[Block, ...]:
    """Each part by the beginning of its first term and that of the next part's; the last goes to the end."""
    firsts = [_beginning(context, value) for value in context.source.sorted_ends(scheme.iri, context.lang)]
    ends = list(zip(firsts, (*firsts[1:], "…"), strict=True))
    return parts.ways(context, scheme.iri, ends, parts.Words("parts.concepts", "parts.lead_concepts"))


def _beginning(context: Context, value: Resource) -> str:
    return context.text(context.source.named(value))[:_BEGINNING].strip()


@dataclass
class _Growth:
    """A tree in the making: what is under what, and what has been reached."""

    context: Context
    open: bool = False
    children: dict[Iri, list[Iri]] = field(default_factory=dict)
    reached: set[Iri] = field(default_factory=set)

    def add(self, concept: Concept, mine: set[Iri]) -> bool:
        """Note what the concept is under; false where it is under nothing of this scheme."""
        above = [step.concept for step in self.context.source.above(concept) if step.concept in mine]
        for iri in above:
            self.children.setdefault(iri, []).append(concept.iri)
        return bool(above)

    def branches(self, iris: Iterable[Iri], path: tuple[Iri, ...] = ()) -> Iterable[Branch]:
        """What stands below the end of the path, by name; what would close a circle is left out."""
        links = {iri: self.context.link(iri) for iri in iris if iri not in path}
        for iri in sorted(links, key=lambda each: collation(links[each].text)):
            self.reached.add(iri)
            yield self._branch(links[iri], tuple(self.branches(self.children.get(iri, ()), (*path, iri))), path)

    def _branch(self, linked: Run, below: tuple[Branch, ...], path: tuple[Iri, ...]) -> Branch:
        told = self.context.say("tree.below", count=len(below), name=linked.text) if below else ""
        return Branch((linked,), below, str(len(below)), told, open=self.open and not path)


def _tree(context: Context, scheme: ConceptScheme) -> tuple[Block, ...]:
    """Each concept once below each of its nearest superordinates; what has none in this scheme stands at the top.

    What is neither above nor below anything is only counted: the index tells it.
    """
    mine = {concept.iri for concept in scheme.concepts}
    growth = _Growth(context)
    tops = [concept.iri for concept in scheme.concepts if not growth.add(concept, mine)]
    alone = {iri for iri in tops if iri not in growth.children}
    growth.open = len(mine) - len(alone) <= _OPEN
    branches = list(growth.branches([iri for iri in tops if iri not in alone]))
    # what only a circle leads to is told all the same
    branches += growth.branches([iri for iri in sorted(mine - alone) if iri not in growth.reached])
    if not branches:
        return ()
    told = Paragraph((Run(context.say("tree.alone", count=context.say.count("concepts", len(alone)))),), "faded")
    return (Tree(tuple(branches)), *((told,) if alone else ()))
