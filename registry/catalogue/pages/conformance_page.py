"""The page of who conforms to what: systems by exchange and version, and how each statement stands."""

from dataclasses import replace

from registry.catalogue.blocks import Block, Page, Paragraph, Row, Run, Runs, Table
from registry.catalogue.context import Context
from registry.domain import Iri
from registry.domain.conformance import AnswerKind, StatementState
from registry.services.conformance import matrix


def page(context: Context) -> Page:
    """The page: the statements that have been made when the catalogue was built, withdrawn ones left out."""
    say = context.say
    rows = [row for row in context.source.conformance if row.state is not StatementState.WITHDRAWN]
    lead = Paragraph((Run(say("conformance.lead")),), "lead")
    shown: Block = _table(context, rows) if rows else Paragraph((Run(say("conformance.none")),))
    told = Paragraph((Run(say("conformance.data")), Run("/api/v1/conformance", form="code")), "faded")
    return Page(Run(say("conformance.title")), lead=(lead, shown, told))


def _table(context: Context, rows: list[matrix.Row]) -> Table:
    say = context.say
    columns = (
        *(say("conformance.system"), say("conformance.vendor"), say("kind.exchange"), say("kind.actor-role")),
        *(say("fact.status"), say("conformance.verified"), say("conformance.answers"), say("conformance.messages")),
    )
    table = context.table(say("conformance.caption"), columns, (_row(context, row) for row in rows))
    return replace(table, tools=context.tools(), silent=True)


def _row(context: Context, row: matrix.Row) -> Row:
    say = context.say
    tested = say("conformance.tested", count=row.messages, errors=row.errors) if row.messages else ""
    cells: tuple[Runs, ...] = (
        (Run(f"{row.product} {row.system_version}"),),
        (Run(row.vendor),),
        (_versioned(context, row.exchange, row.exchange_version),),
        (context.link(row.role, quiet=True),),
        (Run(say.term("conformance_state", row.state.value), form="mark"),),
        (Run(row.verified, form="time"),) if row.verified else (),
        (Run(_answers(context, row)),),
        (Run(tested),) if tested else (),
    )
    return Row(cells, faded=row.state is StatementState.EXPIRED)


def _versioned(context: Context, iri: Iri, number: str) -> Run:
    return replace(context.link(iri, quiet=True), after=number)


def _answers(context: Context, row: matrix.Row) -> str:
    """The answers by kind, those that there are."""
    kinds = ((kind, row.answers.get(kind, 0)) for kind in AnswerKind)
    return ", ".join(f"{context.say.term('conformance_answer', kind.value)} {count}" for kind, count in kinds if count)
