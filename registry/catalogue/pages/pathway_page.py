"""The page of a pathway: drawn, as tables and as text, which levels of care exchange what, phase by phase."""

from registry.catalogue.blocks import Block, Fact, Page, Paragraph, Row, Run, Runs, Section, Table
from registry.catalogue.context import Context
from registry.catalogue.downloads import suffixes
from registry.catalogue.flows import Flows, Pair
from registry.catalogue.links import anchor
from registry.catalogue.pages import common, developer_block, pathway_grids
from registry.catalogue.pages.level_page import page_link
from registry.catalogue.pages.pathway_drawing import key, poster
from registry.domain import ActorRole, CareLevel, Exchange, Iri, Kind, Pathway, Phase
from registry.terminology.protocol import MemberKind


def page(context: Context, value: Pathway) -> Page:
    """The page."""
    say, flows = context.say, Flows(value, context.source.exchanges)
    subject = context.fact("subject", context.link(value.subject) if value.subject else None)
    return Page(
        kind=say("kind.pathway"),
        title=common.title(context, value),
        lead=common.lead(context, value),
        sections=common.only(
            *_drawn(context, flows),
            common.section(context, "phases", sections=tuple(_phase(context, flows, row) for row in value.phases)),
            common.section(context, "levels", sections=tuple(_level(context, value, row) for row in value.levels)),
            common.notes(context, value),
            common.about(context, value, subject),
            developer_block.of_pathway(context, value),
            common.downloads(context, value.iri, Kind.PATHWAY, suffixes(value)),
        ),
    )


def _drawn(context: Context, flows: Flows) -> tuple[Section | None, ...]:
    """The drawing and the two tables; nothing of a pathway without phases or levels."""
    value, say = flows.pathway, context.say
    if not (value.phases and value.levels):
        return ()
    more = Paragraph((Run(say("between.title"), href=context.href("matrix.html")),))
    gaps = (Paragraph((Run(say("gaps.lead")),)), pathway_grids.between(context, flows), more)
    return (
        common.section(context, "poster", poster(context, flows), key(context, flows), *_apart(context, flows)),
        common.section(
            context, "matrix", Paragraph((Run(say("matrix.lead")),)), pathway_grids.by_phase(context, flows)
        ),
        common.section(context, "gaps", *gaps),
    )


def _apart(context: Context, flows: Flows) -> tuple[Block, ...]:
    """What the drawing tells once: what belongs to every phase, and what recurs in most of them."""
    rows = (
        Fact(context.say("matrix.everywhere"), _links(context, flows.everywhere)),
        Fact(context.say("matrix.recurring"), _links(context, flows.recurring())),
    )
    told = common.facts(*rows)
    return (told,) if told else ()


def _links(context: Context, exchanges: tuple[Exchange, ...]) -> Runs:
    return context.links(row.iri for row in exchanges)


def _phase(context: Context, flows: Flows, row: Phase) -> Section:
    told = common.facts(
        context.fact("subject", context.link(row.subject) if row.subject else None),
        Fact(context.say("gaps.levels"), pathway_grids.missing(context, flows, row)),
    )
    between = tuple(flows.between(row.iri))
    table = _going(context, row, between) if between else None
    return _described(context, flows.pathway, row, MemberKind.PHASE, told, table)


def _going(context: Context, phase: Phase, between: tuple[tuple[Pair, tuple[Exchange, ...]], ...]) -> Table:
    """What goes from which level to which in a phase."""
    say = context.say
    rows = (
        Row(
            (
                (_title(context, pair[0]),),
                (_title(context, pair[1]),),
                context.links((row.iri for row in exchanges), quiet=True),
            ),
            id=pathway_grids.flow_anchor(phase, pair),
        )
        for pair, exchanges in between
    )
    columns = (say("gaps.from"), say("phase.to"), say("plural.exchange"))
    return context.table(say("phase.caption", phase=context.text(phase.title)), columns, rows)


def _title(context: Context, level: Iri) -> Run:
    linked = context.link(level, quiet=True)
    return Run(linked.text, linked.lang, quiet=True)


def _level(context: Context, value: Pathway, row: CareLevel) -> Section:
    told = common.facts(context.fact("subject", context.link(row.subject) if row.subject else None))
    roles = [role for role in value.roles if role.at_level == row.iri]
    table = _roles(context, value, roles) if roles else None
    whole = Paragraph((page_link(context, row.iri),))
    return _described(context, value, row, MemberKind.CARE_LEVEL, told, whole, table)


def _roles(context: Context, value: Pathway, roles: list[ActorRole]) -> Table:
    say = context.say
    rows = (
        Row(
            (
                (_quiet(common.title(context, role)),),
                context.runs(role.description),
                _where(context, role.iri, "sender"),
                _where(context, role.iri, "receiver"),
            ),
            id=anchor(role.iri, MemberKind.ACTOR_ROLE, value.iri),
        )
        for role in roles
    )
    columns = (say("roles.role"), say("roles.description"), say("roles.sends"), say("roles.receives"))
    return context.table(say("roles.caption"), columns, rows)


def _quiet(run: Run) -> Run:
    return Run(run.text, run.lang, run.href, quiet=True)


def _where(context: Context, role: Iri, side: str) -> Runs:
    return context.links(each.iri for each in context.source.exchanges if role in getattr(each, side))


def _described(
    context: Context, value: Pathway, row: Phase | CareLevel, kind: MemberKind, *blocks: Block | None
) -> Section:
    found = (common.paragraph(context.runs(row.description)), *blocks)
    there = tuple(block for block in found if block)
    return Section(anchor(row.iri, kind, value.iri), (common.title(context, row),), there)
