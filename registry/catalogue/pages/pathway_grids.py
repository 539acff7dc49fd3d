"""The tables of a pathway's page: levels by phases, and from level to level; each place tells what is there or not."""

from collections.abc import Iterable
from dataclasses import replace

from registry.catalogue.alphabet import collation
from registry.catalogue.blocks import Cell, Grid, Run, Runs
from registry.catalogue.context import Context
from registry.catalogue.flows import Flows, Pair
from registry.catalogue.links import anchor
from registry.catalogue.pages import common
from registry.domain import CareLevel, Evidence, Exchange, Pathway, Phase
from registry.terminology.protocol import MemberKind

#: From how many links on a place shows only their number until it is asked.
_MANY = 1


def by_phase(context: Context, flows: Flows) -> Grid:
    """Levels down, phases across: the exchanges that the level takes part in, or that none is known."""
    value = flows.pathway
    columns = (Run(context.say("matrix.level")), *(_place(context, value, row) for row in value.phases))
    rows = tuple(
        (_place(context, value, level), tuple(_taking_part(context, flows, level, phase) for phase in value.phases))
        for level in value.levels
    )
    return Grid(context.say("matrix.caption"), columns, rows, "phases")


def _taking_part(context: Context, flows: Flows, level: CareLevel, phase: Phase) -> Cell:
    rows = sorted(flows.at(level.iri, phase.iri), key=lambda row: collation(context.text(row.title)))
    if not rows:
        return Cell("gap", Run(context.say("matrix.gap")))
    links = tuple(_taken(context, row, flows.side(row, level.iri)) for row in rows)
    return Cell("there", Run(context.say.count("exchanges", len(rows))), links, folded=len(rows) > _MANY)


def _taken(context: Context, row: Exchange, side: str) -> Run:
    """An exchange; whether the level sends or receives it; and that it is a hypothesis, where no source says so."""
    told = context.say.term("matrix", side)
    doubt = context.say("matrix.hypothesis")
    after = f"{told} ({doubt})" if row.direction_evidence is Evidence.INFERRED else told
    return replace(context.link(row.iri, quiet=True), after=after)


def between(context: Context, flows: Flows) -> Grid:
    """From-levels down, to-levels across: in which phases how much goes; what stays within a level on the diagonal."""
    value = flows.pathway
    columns = (Run(context.say("gaps.from")), *(_place(context, value, row) for row in value.levels))
    rows = tuple(
        (_place(context, value, one), tuple(_going(context, flows, (one.iri, other.iri)) for other in value.levels))
        for one in value.levels
    )
    return Grid(context.say("gaps.caption"), columns, rows, "levels")


def _going(context: Context, flows: Flows, pair: Pair) -> Cell:
    own = " own" if pair[0] == pair[1] else ""
    numbers = [(phase, flows.count(phase.iri, pair)) for phase in flows.pathway.phases]
    known = [(phase, number) for phase, number in numbers if number]
    if not known and own and flows.is_alone(pair[0]):
        return Cell("beside own", Run(context.say("gaps.alone")))
    if not known:
        return Cell("gap" + own, Run(context.say("gaps.all")))
    said = context.say("gaps.known", known=len(known), all=len(numbers))
    return Cell("there" + own, Run(said), tuple(_phases(context, pair, known)), folded=True)


def _phases(context: Context, pair: Pair, known: Iterable[tuple[Phase, int]]) -> Iterable[Run]:
    for phase, number in known:
        shown = common.title(context, phase)
        href = f"#{flow_anchor(phase, pair)}"
        yield Run(shown.text, shown.lang, href, after=str(number), quiet=True)


def flow_anchor(phase: Phase, pair: Pair) -> str:
    """The id of the row that tells what goes from one level to another in a phase."""
    return "-".join(("flow", phase.identifier, *(level.rpartition("/")[2] for level in pair)))


def missing(context: Context, flows: Flows, phase: Phase) -> Runs:
    """The levels that no exchange of a phase is known for."""
    value = flows.pathway
    return tuple(_place(context, value, row) for row in value.levels if not flows.at(row.iri, phase.iri))


def _place(context: Context, value: Pathway, row: Phase | CareLevel) -> Run:
    kind = MemberKind.PHASE if isinstance(row, Phase) else MemberKind.CARE_LEVEL
    shown = common.title(context, row)
    return Run(shown.text, shown.lang, f"#{anchor(row.iri, kind, value.iri)}", quiet=True)
