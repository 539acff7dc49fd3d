"""The page of an exchange: who sends what to whom, when, on what grounds, and how sure that is."""

from collections.abc import Iterable

from registry.catalogue.blocks import Block, Box, Drawing, Fact, Facts, Page, Paragraph, Row, Run, Runs, Section, Table
from registry.catalogue.context import Context
from registry.catalogue.downloads import suffixes
from registry.catalogue.flows import is_everywhere
from registry.catalogue.messages import Messages
from registry.catalogue.pages import common, developer_block
from registry.catalogue.pages.exchange_drawing import drawings
from registry.catalogue.pages.model_outline import bound_lists, outline
from registry.catalogue.pages.requirement_overview import sets
from registry.domain import (
    ActorRole,
    Evidence,
    Exchange,
    InformationModel,
    Iri,
    Kind,
    Obligation,
    RequirementSet,
)


def page(context: Context, value: Exchange) -> Page:
    """The page."""
    say = context.say
    rows = (
        context.fact("identifier", Run(value.identifier, form="code") if value.identifier else None),
        Fact(say("fact.theme"), tuple(_theme(say, theme) for theme in value.theme)),
    )
    return Page(
        kind=say("kind.exchange"),
        title=common.title(context, value),
        lead=(*common.lead(context, value), *_hypothesis(context, value)),
        sections=common.only(
            common.section(context, "parties", *drawn(context, value), _parties(context, value)),
            common.section(context, "message", _message(context, value)),
            *_contents(context, value),
            common.section(context, "terms_of_exchange", _terms(context, value)),
            common.section(context, "requirements", _requirements(context, value)),
            common.notes(context, value),
            _uses(context, value),
            common.about(context, value, *rows),
            developer_block.of_exchange(context, value),
            common.downloads(context, value.iri, Kind.EXCHANGE, suffixes(value)),
        ),
    )


def _hypothesis(context: Context, value: Exchange) -> tuple[Block, ...]:
    if value.direction_evidence is not Evidence.INFERRED:
        return ()
    return (Box(context.say("box.hypothesis"), (Run(context.say("box.hypothesis_direction")),), "doubtful"),)


def drawn(context: Context, value: Exchange) -> tuple[Drawing, ...]:
    """The drawings for a large screen and for a phone; none where nobody is known to send or receive."""
    found = phases(context, value)
    several = Run(context.say.count("phases", len(found)))
    when = None if not found else found[0] if len(found) == 1 else several
    return drawings(context, value, when)


def _contents(context: Context, value: Exchange) -> tuple[Section | None, ...]:
    """What the newest of its models holds: the elements, and the lists that they take codes from."""
    found = next(iter(value.carries), None)
    model = context.source.object(found) if found and context.source.found(found) else None
    if not isinstance(model, InformationModel):
        return ()
    lead = Paragraph((Run(context.say("outline.lead")), context.link(model.iri)))
    shown = outline(context, model, depth=4, unfolded=2)
    return (
        common.section(context, "outline", lead, shown) if shown else None,
        common.section(context, "bound", bound_lists(context, model)),
    )


def _parties(context: Context, value: Exchange) -> Facts | None:
    grade = value.direction_evidence
    return common.facts(
        Fact(context.say("fact.sender"), roles(context, value.sender)),
        Fact(context.say("fact.receiver"), roles(context, value.receiver)),
        context.fact("direction_evidence", context.evidence(grade) if grade else None),
        Fact(context.say("fact.phase"), phases(context, value)),
        Fact(context.say("fact.trigger"), context.runs(value.trigger)),
    )


def roles(context: Context, iris: tuple[Iri, ...]) -> Runs:
    """Roles, each with its level of care."""
    return tuple(_role(context, iri) for iri in iris)


def _role(context: Context, iri: Iri) -> Run:
    role, linked = context.source.member(iri), context.link(iri)
    return context.beside(linked, context.source.title(role.at_level)) if isinstance(role, ActorRole) else linked


def phases(context: Context, value: Exchange) -> Runs:
    """The phases in their order, or the pathway where it is all of them."""
    for pathway in context.source.pathways:
        if is_everywhere(value, pathway):
            linked = context.link(pathway.iri, quiet=True)
            return (Run(context.say("matrix.everywhere"), href=linked.href),)
    order = [phase.iri for pathway in context.source.pathways for phase in pathway.phases]
    known = sorted(value.phase, key=lambda iri: order.index(iri) if iri in order else len(order))
    return tuple(context.link(iri, quiet=True) for iri in known)


def _message(context: Context, value: Exchange) -> Facts | None:
    say = context.say
    expected = {True: say("receipt.yes"), False: say("receipt.no"), None: say("receipt.unknown")}
    return common.facts(
        context.fact("subject", context.link(value.subject) if value.subject else None),
        context.fact("function_code", context.code(value.function_code) if value.function_code else None),
        Fact(say("fact.carries"), tuple(context.link(iri) for iri in value.carries)),
        Fact(say("fact.conforms_to"), tuple(_standard(context, iri) for iri in value.conforms_to)),
        context.fact("receipt", Run(expected[value.receipt_expected])),
        context.fact("carrier", context.link(value.carrier) if value.carrier else None),
    )


def _standard(context: Context, iri: Iri) -> Run:
    return context.beside(context.cite(iri), context.source.title(iri))


def _terms(context: Context, value: Exchange) -> Facts | None:
    return common.facts(
        Fact(context.say("fact.legal_basis"), context.runs(value.legal_basis)),
        Fact(context.say("fact.security_requirement"), context.runs(value.security_requirement)),
    )


def _requirements(context: Context, value: Exchange) -> Table | None:
    """The sets of requirements that hold for the exchange, and how many requirements of each obligation."""
    say = context.say
    found = [each for each in sets(context) if not each.exchange or value.iri in each.exchange]
    columns = (say("requirement.set"), *(say.term("obligation", each.value) for each in Obligation))
    rows = (Row(((context.link(each.iri, quiet=True),), *_counts(each, value))) for each in found)
    return context.table(say("requirement.sets_caption"), columns, rows) if found else None


def _counts(found: RequirementSet, value: Exchange) -> Iterable[Runs]:
    holding = [row for row in found.requirements if not row.exchange or value.iri in row.exchange]
    for each in Obligation:
        yield (Run(str(sum(row.obligation is each for row in holding))),)


def _uses(context: Context, value: Exchange) -> Section | None:
    return common.uses(context, context.source.uses(value.iri))


def _theme(say: Messages, theme: str) -> Run:
    """A theme in the reader's language, or as it stands, in English, where the catalogue has no word for it."""
    key = theme.replace("'", "").replace(" ", "-")
    if say.knows("theme", key):
        return Run(say.term("theme", key))
    return Run(theme, "" if say.lang == "en" else "en")
