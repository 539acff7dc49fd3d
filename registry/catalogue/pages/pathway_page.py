"""The page of a pathway: which exchanges each level of care takes part in, phase by phase, and the roles there."""

from registry.catalogue.blocks import Block, Fact, Page, Row, Run, Runs, Section, Table
from registry.catalogue.context import Context, collation
from registry.catalogue.downloads import suffixes
from registry.catalogue.links import anchor
from registry.catalogue.pages import common
from registry.domain import ActorRole, CareLevel, Exchange, Iri, Kind, Pathway, Phase
from registry.terminology.protocol import MemberKind


def page(context: Context, value: Pathway) -> Page:
    """The page."""
    say = context.say
    subject = context.fact("subject", context.link(value.subject) if value.subject else None)
    return Page(
        kind=say("kind.pathway"),
        title=common.title(context, value),
        lead=common.lead(context, value),
        sections=common.only(
            common.section(context, "matrix", _matrix(context, value) if value.phases else None),
            common.section(context, "phases", sections=tuple(_phase(context, value, row) for row in value.phases)),
            common.section(context, "levels", sections=tuple(_level(context, value, row) for row in value.levels)),
            common.notes(context, value),
            common.about(context, value, subject),
            common.downloads(context, value.iri, Kind.PATHWAY, suffixes(value)),
        ),
    )


def _matrix(context: Context, value: Pathway) -> Table:
    """Levels down, phases across; each cell tells what is sent and received there."""
    levels = {role.iri: role.at_level for role in value.roles}
    columns = (context.say("matrix.level"), *(context.text(phase.title) for phase in value.phases))
    rows = (
        Row(
            (
                (_titled(context, value, level, MemberKind.CARE_LEVEL),),
                *(_cell(context, level.iri, phase.iri, levels) for phase in value.phases),
            )
        )
        for level in value.levels
    )
    return context.table(context.say("matrix.caption"), columns, rows, wide=True)


def _cell(context: Context, level: Iri, phase: Iri, levels: dict[Iri, Iri]) -> Runs:
    found = []
    for exchange in sorted(context.source.exchanges, key=lambda row: collation(context.text(row.title))):
        side = _side(exchange, level, levels) if phase in exchange.phase else ""
        if side:
            linked = context.link(exchange.iri, quiet=True)
            found.append(Run(linked.text, linked.lang, linked.href, after=context.say("matrix." + side), quiet=True))
    return tuple(found)


def _side(exchange: Exchange, level: Iri, levels: dict[Iri, Iri]) -> str:
    sends = any(levels.get(role) == level for role in exchange.sender)
    receives = any(levels.get(role) == level for role in exchange.receiver)
    return {(True, True): "both", (True, False): "sends", (False, True): "receives"}.get((sends, receives), "")


def _titled(context: Context, value: Pathway, row: Phase | CareLevel, kind: MemberKind) -> Run:
    shown = common.title(context, row)
    return Run(shown.text, shown.lang, f"#{anchor(row.iri, kind, value.iri)}", quiet=True)


def _phase(context: Context, value: Pathway, row: Phase) -> Section:
    there = sorted(each.iri for each in context.source.exchanges if row.iri in each.phase)
    told = common.facts(
        context.fact("subject", context.link(row.subject) if row.subject else None),
        Fact(context.say("plural.exchange"), context.links(there)),
    )
    return _described(context, value, row, MemberKind.PHASE, told)


def _level(context: Context, value: Pathway, row: CareLevel) -> Section:
    told = common.facts(context.fact("subject", context.link(row.subject) if row.subject else None))
    roles = [role for role in value.roles if role.at_level == row.iri]
    table = _roles(context, value, row, roles) if roles else None
    return _described(context, value, row, MemberKind.CARE_LEVEL, told, table)


def _roles(context: Context, value: Pathway, level: CareLevel, roles: list[ActorRole]) -> Table:
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
    return context.table(say("roles.caption", level=context.text(level.title)), columns, rows)


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
