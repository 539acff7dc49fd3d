"""The page that leads to the requirements of record systems: the sets, and what each holds for."""

from registry.catalogue.alphabet import collation
from registry.catalogue.blocks import Page, Paragraph, Row, Run, Runs, Table
from registry.catalogue.context import Context
from registry.domain import Kind, Obligation, RequirementSet


def page(context: Context) -> Page:
    """The page."""
    say = context.say
    lead = Paragraph((Run(say("requirement.lead")),), "lead")
    return Page(Run(say("plural.requirement-set")), lead=(lead, _table(context)))


def sets(context: Context) -> list[RequirementSet]:
    """The sets, by title."""
    found = (context.source.object(iri) for iri in context.source.objects(Kind.REQUIREMENT_SET))
    among = [value for value in found if isinstance(value, RequirementSet)]
    return sorted(among, key=lambda value: collation(context.text(value.title)))


def _table(context: Context) -> Table:
    say = context.say
    columns = (
        say("requirement.set"),
        say("fact.holds_for"),
        *(say.term("obligation", each.value) for each in Obligation),
    )
    return context.table(say("requirement.sets_caption"), columns, (_row(context, value) for value in sets(context)))


def _row(context: Context, value: RequirementSet) -> Row:
    scope = context.links(value.exchange, quiet=True) or (Run(context.say("requirement.every_exchange")),)
    return Row(((context.link(value.iri, quiet=True),), scope, *(_count(value, each) for each in Obligation)))


def _count(value: RequirementSet, obligation: Obligation) -> Runs:
    return (Run(str(sum(row.obligation is obligation for row in value.requirements))),)
