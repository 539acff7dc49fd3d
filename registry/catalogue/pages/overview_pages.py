"""The pages that lead to the others: all concepts, code lists, exchanges and models."""

import re
from dataclasses import replace

from registry.catalogue.alphabet import collation
from registry.catalogue.blocks import Listing, Page, Paragraph, Row, Run, Runs, Table
from registry.catalogue.context import Context
from registry.catalogue.pages import common
from registry.catalogue.pages.exchange_page import phases
from registry.catalogue.pages.term_index import index
from registry.domain import CodeList, Exchange, InformationModel, Kind, Version

#: How many concepts one page is an index of, at most.
_INDEXED = 1500
#: Between two sentences; an abbreviation or a number before a small letter ends none.
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÆØÅ«])")


def _cards(context: Context, kind: Kind) -> Listing | None:
    versions = sorted(context.source.versions(kind), key=lambda row: collation(context.text(row.title)))
    return Listing(tuple(_card(context, row) for row in versions), "cards") if versions else None


def _card(context: Context, version: Version) -> Runs:
    """The title, and the first sentence of the description."""
    told = context.run(context.source.header(version.object).description)
    linked = context.link(version.object)
    return (linked, replace(told, text=first_sentence(told.text))) if told else (linked,)


def first_sentence(text: str) -> str:
    """The text up to the first full stop that a capital follows.

    >>> first_sentence("Koder for f.eks. svar. Brukes i meldinger.")
    'Koder for f.eks. svar.'
    """
    return _SENTENCE_END.split(text.strip(), maxsplit=1)[0]


def concepts(context: Context) -> Page:
    """The schemes, and all concepts by their terms; where these are too many for a page, the schemes lead to them."""
    say = context.say
    total = context.source.concept_count()
    count = say.count("concepts", total)
    schemes = common.section(context, "schemes", _cards(context, Kind.CONCEPT_SCHEME))
    if total > _INDEXED:
        lead = Paragraph((Run(say("concepts.many", count=count)),), "lead")
        return Page(Run(say("plural.concept")), lead=(lead,), sections=common.only(schemes))
    letters, sections = index(context, context.source.concepts())
    lead = Paragraph((Run(say("concepts.lead", count=count)),), "lead")
    alphabet = common.section(context, "index", sections=sections)
    return Page(Run(say("plural.concept")), lead=(lead, letters), sections=common.only(schemes, alphabet))


def code_lists(context: Context) -> Page:
    """All code lists by number."""
    say = context.say
    values = [context.source.object(row.object) for row in context.source.versions(Kind.CODE_LIST)]
    rows = (_list_row(context, row) for row in values if isinstance(row, CodeList))
    columns = (say("lists.title"), say("lists.number"), say("lists.codes"), say("lists.owner"), say("fact.status"))
    ordered = sorted(rows, key=lambda row: row[0])
    table = context.table(say("lists.caption"), columns, (row for _, row in ordered))
    lead = Paragraph((Run(say("lists.lead")),), "lead")
    return Page(Run(say("plural.code-list")), lead=(lead, replace(table, tools=context.tools(), silent=True)))


def _list_row(context: Context, value: CodeList) -> tuple[tuple[int, str], Row]:
    number = value.identifier or ""
    codes = Run(str(len(value.codes))) if value.codes else Run(context.say("lists.elsewhere"), form="faded")
    status = context.status(value.status)
    cells = (
        (context.link(value.iri, quiet=True),),
        (Run(number),),
        (codes,),
        context.links(value.creator, quiet=True),
        (status,) if status and not (value.status or "").endswith("/CURRENT") else (),
    )
    return (int(number) if number.isdigit() else 10**9, number), Row(cells)


def exchanges(context: Context) -> Page:
    """All exchanges: from whom to whom, carrying what."""
    say = context.say
    columns = (
        say("exchange.title"),
        say("fact.sender"),
        say("fact.receiver"),
        say("fact.phase"),
        say("exchange.basis"),
    )
    values = sorted(context.source.exchanges, key=lambda row: collation(context.text(row.title)))
    table = context.table(say("exchange.caption"), columns, (_exchange_row(context, row) for row in values))
    lead = Paragraph((Run(say("exchange.lead")),), "lead")
    return Page(Run(say("plural.exchange")), lead=(lead, table))


def _exchange_row(context: Context, value: Exchange) -> Row:
    grade = value.direction_evidence
    return Row(
        (
            (context.link(value.iri, quiet=True),),
            tuple(context.link(iri, quiet=True) for iri in value.sender),
            tuple(context.link(iri, quiet=True) for iri in value.receiver),
            phases(context, value),
            (context.evidence(grade),) if grade else (),
        )
    )


def models(context: Context) -> Page:
    """All information models, and which exchanges carry them."""
    say = context.say
    columns = (say("models.title"), say("fact.model_version"), say("models.elements"), say("fact.conforms_to"))
    values = [context.source.object(row.object) for row in context.source.versions(Kind.INFORMATION_MODEL)]
    rows = (_model_row(context, row) for row in values if isinstance(row, InformationModel))
    table: Table = context.table(say("models.caption"), columns, rows)
    lead = Paragraph((Run(say("models.lead")),), "lead")
    return Page(Run(say("plural.model")), lead=(lead, table))


def _model_row(context: Context, value: InformationModel) -> Row:
    elements = sum(len(row.has_property) for row in value.elements)
    return Row(
        (
            (context.link(value.iri, quiet=True),),
            (Run(value.version),) if value.version else (),
            (Run(str(elements)),),
            tuple(context.cite(iri) for iri in value.conforms_to),
        )
    )
