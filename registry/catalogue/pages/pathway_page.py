"""The page of a pathway: which exchanges each level of care takes part in, phase by phase, and the roles there."""

from collections.abc import Iterable
from dataclasses import replace

from registry.catalogue.blocks import Block, Fact, Page, Row, Run, Runs, Section, Table
from registry.catalogue.context import Context, collation
from registry.catalogue.downloads import suffixes
from registry.catalogue.links import anchor
from registry.catalogue.pages import common, gap_table
from registry.domain import ActorRole, CareLevel, Evidence, Exchange, Iri, Kind, Pathway, Phase
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
            common.section(context, "matrix", _everywhere(context, value), _matrix(context, value)),
            gap_table.section(context, value),
            common.section(context, "phases", sections=tuple(_phase(context, value, row) for row in value.phases)),
            common.section(context, "levels", sections=tuple(_level(context, value, row) for row in value.levels)),
            common.notes(context, value),
            common.about(context, value, subject),
            common.downloads(context, value.iri, Kind.PATHWAY, suffixes(value)),
        ),
    )


def is_everywhere(exchange: Exchange, value: Pathway) -> bool:
    """Whether an exchange belongs to every phase of a pathway."""
    return len(value.phases) > 1 and {phase.iri for phase in value.phases} <= set(exchange.phase)


def _everywhere(context: Context, value: Pathway) -> Block | None:
    """What belongs to every phase is told once, not in every cell."""
    links = context.links(row.iri for row in context.source.exchanges if is_everywhere(row, value))
    return common.facts(Fact(context.say("matrix.everywhere"), links))


def _matrix(context: Context, value: Pathway) -> Table | None:
    """Phases down, levels across; each cell tells what is sent and received there."""
    if not value.phases:
        return None
    shown = [row for row in context.source.exchanges if not is_everywhere(row, value)]
    shown.sort(key=lambda row: collation(context.text(row.title)))
    levels = {role.iri: role.at_level for role in value.roles}
    named = (_quiet(common.title(context, level)) for level in value.levels)
    columns = (Run(context.say("matrix.phase")), *named)
    rows = (
        Row(
            (
                (_titled(context, value, phase, MemberKind.PHASE),),
                *(_cell(context, _there(shown, phase, level, levels)) for level in value.levels),
            )
        )
        for phase in value.phases
    )
    return context.table(context.say("matrix.caption"), columns, rows, wide=True)


def _there(
    exchanges: list[Exchange], phase: Phase, level: CareLevel, levels: dict[Iri, Iri]
) -> Iterable[tuple[Exchange, str]]:
    for exchange in exchanges:
        side = _side(exchange, level.iri, levels) if phase.iri in exchange.phase else ""
        if side:
            yield exchange, side


def _cell(context: Context, found: Iterable[tuple[Exchange, str]]) -> Runs:
    return tuple(
        replace(context.link(exchange.iri, quiet=True), after=_remark(context, exchange, side))
        for exchange, side in found
    )


def _remark(context: Context, exchange: Exchange, side: str) -> str:
    """Sends or receives; and that it is a hypothesis, where no source says so."""
    told = context.say.term("matrix", side)
    if exchange.direction_evidence is not Evidence.INFERRED:
        return told
    doubt = context.say("matrix.hypothesis")
    return f"{told} ({doubt})"


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
    table = _roles(context, value, roles) if roles else None
    return _described(context, value, row, MemberKind.CARE_LEVEL, told, table)


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
