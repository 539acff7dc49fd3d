"""The page of a register: organisations, contact points, and standards with what cites them."""

from collections.abc import Iterable

from registry.catalogue.alphabet import collation
from registry.catalogue.blocks import Block, Fact, Facts, Fold, Page, Row, Run, Runs, Section, Table
from registry.catalogue.context import Context
from registry.catalogue.downloads import suffixes
from registry.catalogue.links import anchor
from registry.catalogue.pages import common
from registry.domain import ContactPoint, Iri, Kind, Organization, Register, Standard
from registry.terminology.protocol import MemberKind


def page(context: Context, value: Register) -> Page:
    """The page."""
    say = context.say
    standards = sorted(value.standards, key=lambda row: collation(row.identifier))
    organizations = sorted(value.organizations, key=lambda row: collation(context.text(row.name)))
    return Page(
        kind=say("kind.register"),
        title=common.title(context, value),
        lead=common.lead(context, value),
        sections=common.only(
            common.section(context, "register_standards", _overview(context, value, standards) if standards else None),
            common.section(context, "standards", sections=tuple(_standard(context, value, row) for row in standards)),
            common.section(
                context, "organizations", sections=tuple(_organization(context, value, row) for row in organizations)
            ),
            common.section(
                context, "contacts", sections=tuple(_contact(context, value, row) for row in value.contact_points)
            ),
            common.notes(context, value),
            common.about(context, value),
            common.downloads(context, value.iri, Kind.REGISTER, suffixes(value)),
        ),
    )


def _overview(context: Context, value: Register, standards: list[Standard]) -> Table:
    """All of them on a page to look through: number, title, year, status, and how much refers to each."""
    say = context.say
    rows = (
        Row(
            (
                (Run(row.identifier, href=f"#{anchor(row.iri, MemberKind.STANDARD, value.iri)}"),),
                _runs(context.run(row.title, quiet=True)),
                _runs(_source_text(context, row.issued)),
                _runs(_source_text(context, row.status)),
                _number(len([use for use in context.source.uses(row.iri) if use.kind is not MemberKind.STANDARD])),
            )
        )
        for row in standards
    )
    columns = (
        say("standards.number"),
        say("standards.title"),
        say("fact.issued"),
        say("fact.status"),
        say("standards.cited_by"),
    )
    return context.table(say("standards.caption"), columns, rows)


def _runs(run: Run | None) -> Runs:
    return (run,) if run else ()


def _number(number: int) -> Runs:
    return (Run(str(number)),) if number else ()


def _standard(context: Context, value: Register, row: Standard) -> Section:
    replaced_by = list(_replacing(context, row.iri))
    told = common.facts(
        context.fact("model_version", Run(row.version) if row.version else None),
        context.fact("issued", _source_text(context, row.issued)),
        context.fact("publisher", _source_text(context, row.publisher_name)),
        context.fact("status", _source_text(context, row.status)),
        Fact(context.say("fact.replaces"), context.links(row.replaces)),
        Fact(context.say("fact.replaced_by"), context.links(replaced_by)),
        context.fact("iri", Run(row.iri, form="code")),
    )
    named = context.run(row.title)
    heading = (Run(row.identifier), *((named,) if named else ()))
    blocks = [told, _followed(context, row.iri), _cited(context, row.iri)]
    there = tuple(block for block in blocks if block)
    return Section(anchor(row.iri, MemberKind.STANDARD, value.iri), heading, there)


def _source_text(context: Context, text: str | None) -> Run | None:
    """What the source says in its own words, which are Norwegian."""
    return Run(text, "" if context.lang == "nb" else "nb", quiet=True) if text else None


def _replacing(context: Context, iri: Iri) -> Iterable[Iri]:
    for use in context.source.uses(iri):
        if use.predicate.endswith("/replaces") and use.kind is MemberKind.STANDARD:
            yield use.subject


def _followed(context: Context, iri: Iri) -> Facts | None:
    """The exchanges and models that follow it."""
    found = (use.subject for use in context.source.uses(iri) if use.predicate.endswith("/conformsTo"))
    return common.facts(Fact(context.say("standards.followed"), context.links(found), inline=True))


def _cited(context: Context, iri: Iri) -> Fold | None:
    """What rests on it as a source, told when asked."""
    uses = [use for use in context.source.uses(iri) if not use.predicate.endswith("/conformsTo")]
    told = common.uses(context, (use for use in uses if use.kind is not MemberKind.STANDARD))
    if told is None:
        return None
    leaves = tuple(block for block in told.blocks if not isinstance(block, Fold))
    return Fold(context.say("standards.cited", count=context.say.count("places", len(uses))), leaves)


def _organization(context: Context, value: Register, row: Organization) -> Section:
    told = common.facts(
        context.fact("homepage", Run(row.homepage, href=row.homepage) if row.homepage else None),
        context.fact("iri", Run(row.iri, form="code")),
    )
    return _named(context, value, row, MemberKind.ORGANIZATION, told)


def _contact(context: Context, value: Register, row: ContactPoint) -> Section:
    told = common.facts(
        context.fact("email", Run(row.email.removeprefix("mailto:"), href=row.email) if row.email else None),
        context.fact("homepage", Run(row.url, href=row.url) if row.url else None),
        context.fact("iri", Run(row.iri, form="code")),
    )
    return _named(context, value, row, MemberKind.CONTACT_POINT, told)


def _named(
    context: Context, value: Register, row: Organization | ContactPoint, kind: MemberKind, told: Block | None
) -> Section:
    return Section(anchor(row.iri, kind, value.iri), (common.title(context, row),), (told,) if told else ())
