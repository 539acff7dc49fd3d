"""The page of a set of requirements: each requirement with its text, grounds, basis and test, by what it is about."""

from collections.abc import Iterable

from registry.catalogue.blocks import Fact, Facts, Page, Paragraph, Row, Run, Runs, Section, Table
from registry.catalogue.context import Context
from registry.catalogue.downloads import suffixes
from registry.catalogue.links import anchor
from registry.catalogue.pages import common
from registry.domain import Area, Iri, Kind, Obligation, Requirement, RequirementSet
from registry.terminology.protocol import MemberKind


def page(context: Context, value: RequirementSet) -> Page:
    """The page."""
    return Page(
        kind=context.say("kind.requirement-set"),
        title=common.title(context, value),
        lead=common.lead(context, value),
        sections=common.only(
            common.section(context, "requirements_overview", _overview(context, value)),
            *(_area(context, value, area) for area in Area),
            common.notes(context, value),
            common.uses(context, (use for use in context.source.uses(value.iri) if use.object != use.subject)),
            common.about(context, value, Fact(context.say("fact.holds_for"), _scope(context, value.exchange))),
            common.downloads(context, value.iri, Kind.REQUIREMENT_SET, suffixes(value)),
        ),
    )


def _scope(context: Context, exchanges: tuple[Iri, ...]) -> Runs:
    return context.links(exchanges) or (Run(context.say("requirement.every_exchange")),)


def _overview(context: Context, value: RequirementSet) -> Table | None:
    """All of them to look through: number, what is demanded, of whom, and how strictly."""
    say = context.say
    rows = (
        Row(
            (
                (Run(row.identifier, href=f"#{anchor(row.iri, MemberKind.REQUIREMENT, value.iri)}"),),
                _runs(context.run(row.title, quiet=True)),
                (obligation(context, row.obligation),),
                (Run(say.term("area", row.area.value)),),
                _party(context, row),
            )
        )
        for row in value.requirements
    )
    columns = (say("requirement.number"), say("requirement.title"), say("requirement.obligation"))
    more = (say("requirement.area"), say("requirement.party"))
    return context.table(say("requirement.caption"), (*columns, *more), rows) if value.requirements else None


def obligation(context: Context, value: Obligation) -> Run:
    """Shall, should or may, as a word."""
    return Run(context.say.term("obligation", value.value), form="mark")


def _party(context: Context, row: Requirement) -> Runs:
    parties = tuple(Run(context.say.term("party", each.value)) for each in row.party)
    return parties or (Run(context.say("requirement.both_parties")),)


def _runs(run: Run | None) -> Runs:
    return (run,) if run else ()


def _area(context: Context, value: RequirementSet, area: Area) -> Section | None:
    found = [row for row in value.requirements if row.area is area]
    heading = (Run(context.say.term("area", area.value)),)
    return Section(area.value, heading, (), tuple(_sections(context, value, found))) if found else None


def _sections(context: Context, value: RequirementSet, rows: Iterable[Requirement]) -> Iterable[Section]:
    for row in rows:
        named = context.run(row.title)
        heading = (Run(row.identifier), *((named,) if named else ()))
        told = (Paragraph(context.runs(row.text)), _told(context, value, row))
        place = anchor(row.iri, MemberKind.REQUIREMENT, value.iri)
        yield Section(place, heading, tuple(block for block in told if block))


def _told(context: Context, value: RequirementSet, row: Requirement) -> Facts | None:
    say = context.say
    return common.facts(
        context.fact("obligation", obligation(context, row.obligation)),
        Fact(say("fact.demanded_of"), _party(context, row)),
        Fact(say("fact.demanded_of_role"), context.links(row.role)),
        Fact(say("fact.holds_for"), _scope(context, row.exchange or value.exchange)),
        Fact(say("fact.concerns_element"), tuple(_element(context, iri) for iri in row.element)),
        Fact(say("fact.rationale"), context.runs(row.rationale)),
        Fact(say("fact.basis"), context.cites(row.source)),
        Fact(say("fact.verification"), context.runs(row.verification)),
        context.fact("iri", Run(row.iri, form="code")),
    )


def _element(context: Context, iri: Iri) -> Run:
    """An element by its path in the message, which tells more than its title alone."""
    linked = context.link(iri)
    path = "/".join(iri.rsplit("/", 2)[1:])
    return Run(path, href=linked.href, form="name", after=linked.text, after_lang=linked.lang)
