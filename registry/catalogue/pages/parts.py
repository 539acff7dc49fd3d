"""The ways between the pages of what takes several: each by where it begins and ends."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from registry.catalogue.blocks import Block, Jump, Paragraph, Run
from registry.catalogue.context import Context
from registry.catalogue.links import part_of
from registry.domain import Iri

#: The first page leads to all others; with more than this, those after it only to the first, the last and the nearest.
_MOST = 40


@dataclass(frozen=True, slots=True)
class Words:
    """The keys of the words: of the row of links, and of the sentence that says which part this is."""

    label: str
    lead: str


def ways(context: Context, iri: Iri, ends: Sequence[tuple[str, str]], words: Words) -> tuple[Block, ...]:
    """What part this is, and links to the others, each by its `ends`; nothing where there is one page only."""
    first, last = ends[context.part - 1]
    count = context.say.number(context.source.count(iri))
    told = context.say(words.lead, count=count, part=context.part, parts=context.parts, first=first, last=last)
    runs = tuple(_way(context, part, *ends[part - 1]) for part in _shown(context.part, context.parts))
    return (Paragraph((Run(told),)), Jump(context.say(words.label), runs))


def titled(context: Context, kind: str) -> str:
    """The kind of a page and, after the first of several, which of them it is: so that no two have one title."""
    return kind if context.part == 1 else f"{kind}, {context.part}/{context.parts}"


def _shown(here: int, parts: int) -> Iterable[int]:
    if here == 1 or parts <= _MOST:
        return range(1, parts + 1)
    near = range(here - 2, here + 3)
    return sorted({1, parts, *(part for part in near if 1 <= part <= parts)})


def _way(context: Context, part: int, first: str, last: str) -> Run:
    form = "here" if part == context.part else ""
    return Run(f"{first} – {last}", href=context.href(part_of(context.first, part)), form=form)
