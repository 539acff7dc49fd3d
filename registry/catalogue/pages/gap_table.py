"""The part of a pathway's page that tells in which phases no exchange is known from one level of care to another."""

from collections.abc import Iterable

from registry.catalogue.blocks import Paragraph, Row, Run, Runs, Section
from registry.catalogue.context import Context
from registry.catalogue.links import anchor
from registry.catalogue.pages import common
from registry.domain import CareLevel, Iri, Pathway, Phase
from registry.terminology.protocol import MemberKind

#: The phases without a known exchange, by level from and level to.
Gaps = dict[tuple[Iri | None, Iri | None], frozenset[Iri]]


def section(context: Context, value: Pathway) -> Section | None:
    """From-levels down, to-levels across; None where the pathway states no gaps."""
    if not value.gaps:
        return None
    say = context.say
    gaps: Gaps = {(row.from_level, row.to_level): frozenset(row.phase) for row in value.gaps}
    columns = (Run(say("gaps.from")), *(_level(context, row) for row in value.levels))
    rows = (_row(context, value, level, gaps) for level in value.levels)
    table = context.table(say("gaps.caption"), columns, rows, wide=True)
    return common.section(context, "gaps", Paragraph((Run(say("gaps.lead")),)), table)


def _row(context: Context, value: Pathway, level: CareLevel, gaps: Gaps) -> Row:
    cells = (_cell(context, value, gaps.get((level.iri, other.iri), frozenset())) for other in value.levels)
    return Row(((_level(context, level),), *cells))


def _level(context: Context, level: CareLevel) -> Run:
    shown = common.title(context, level)
    return Run(shown.text, shown.lang, quiet=True)


def _cell(context: Context, value: Pathway, missing: frozenset[Iri]) -> Runs:
    """All phases in one word; where most are missing, those that are not; else those that are."""
    known = [phase for phase in value.phases if phase.iri not in missing]
    if not known:
        return (Run(context.say("gaps.all"), form="faded"),)
    if not missing:
        return (Run(context.say("gaps.none")),)
    if len(known) <= len(missing):
        return (Run(context.say("gaps.except"), form="faded"), *_phases(context, value, known))
    return tuple(_phases(context, value, (phase for phase in value.phases if phase.iri in missing)))


def _phases(context: Context, value: Pathway, phases: Iterable[Phase]) -> Iterable[Run]:
    for phase in phases:
        shown = common.title(context, phase)
        yield Run(shown.text, shown.lang, f"#{anchor(phase.iri, MemberKind.PHASE, value.iri)}", quiet=True)
