"""The pages that lead to the others: home, and all concepts, code lists, exchanges and models."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from registry.catalogue.blocks import Block, Listing, Page, Paragraph, Row, Run, Runs, Section, Table
from registry.catalogue.context import Context, collation
from registry.catalogue.pages import common
from registry.catalogue.pages.exchange_page import phases
from registry.domain import CodeList, Exchange, InformationModel, Kind, Version

#: Between two sentences; an abbreviation or a number before a small letter ends none.
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÆØÅ«])")


def home(context: Context) -> Page:
    """What there is, and where to begin."""
    say = context.say
    return Page(
        kind=say("home.kind"),
        title=Run(say("home.title")),
        lead=(Paragraph((Run(say("home.lead")),), "lead"), _doors(context)),
        sections=common.only(
            common.section(context, "pathways", _cards(context, Kind.PATHWAY)),
            common.section(context, "exchanges", _phases(context), _all_exchanges(context)),
            common.section(context, "schemes", _cards(context, Kind.CONCEPT_SCHEME)),
            common.section(context, "mapping_sets", _cards(context, Kind.MAPPING_SET)),
            common.section(context, "registers", _cards(context, Kind.REGISTER)),
            common.section(context, "use", *_use(context)),
        ),
    )


def _doors(context: Context) -> Listing:
    """The numbers, each a way in."""
    say, source = context.say, context.source
    doors = (
        ("concepts", source.concept_count(), "concepts.html"),
        ("code-lists", len(source.versions(Kind.CODE_LIST)), "code-lists.html"),
        ("exchanges", len(source.exchanges), "exchanges.html"),
        ("models", len(source.versions(Kind.INFORMATION_MODEL)), "models.html"),
    )
    return Listing(
        tuple(
            (Run(str(number), form="figure"), Run(say.term("count", noun), href=context.href(place)))
            for noun, number, place in doors
        ),
        "doors",
    )


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


def _phases(context: Context) -> Listing | None:
    """The phases of the pathways, each with the number of its exchanges."""
    counts = Counter(phase for exchange in context.source.exchanges for phase in exchange.phase)
    ordered = (phase.iri for pathway in context.source.pathways for phase in pathway.phases)
    runs = [
        replace(context.link(iri), after=context.say.count("exchanges", counts[iri])) for iri in ordered if counts[iri]
    ]
    return common.listing(runs, "columns")


def _all_exchanges(context: Context) -> Paragraph | None:
    """The way to the exchanges, which are too many to stand here one by one."""
    if not context.source.exchanges:
        return None
    return Paragraph((Run(context.say("home.exchanges"), href=context.href("exchanges.html")),))


def _use(context: Context) -> tuple[Block, ...]:
    say, number = context.say, context.source.release.number
    release = Run(say("home.release", number=number), href=context.href(f"release/{number}.html"))
    terms = Run(say("home.def"), href=context.href("def.html"))
    return (Paragraph((Run(say("home.use")),)), Listing(((release,), (terms,))))


def concepts(context: Context) -> Page:
    """All concepts by their terms, a letter at a time; permitted terms lead to the preferred one."""
    entries: dict[str, list[tuple[str, Runs]]] = {}
    for concept, scheme in context.source.concepts():
        linked = context.link(concept.iri)
        entry = context.beside(linked, context.source.title(scheme))
        entries.setdefault(_letter(linked.text), []).append((collation(linked.text), (entry,)))
        for label in concept.alt_label:
            if label.speaks(context.lang):
                see = (Run(label.text, form="faded"), Run(linked.text, linked.lang, linked.href))
                entries.setdefault(_letter(label.text), []).append((collation(label.text), see))
    sections = tuple(_letter_section(letter, entries[letter]) for letter in sorted(entries, key=collation))
    letters = Listing(tuple((Run(row.heading[0].text, href=f"#{row.id}"),) for row in sections), "row")
    count = context.say.count("concepts", context.source.concept_count())
    lead = Paragraph((Run(context.say("concepts.lead", count=count)),), "lead")
    return Page(Run(context.say("plural.concept")), lead=(lead, letters), sections=sections)


def _letter(text: str) -> str:
    first = text[:1].upper()
    return first if first.isalpha() else "#"


def _letter_section(letter: str, entries: Iterable[tuple[str, Runs]]) -> Section:
    rows = sorted(entries, key=lambda row: (row[0], row[1][-1].after))
    place = "letter-" + ("other" if letter == "#" else letter)
    return Section(place, (Run(letter),), (Listing(tuple(runs for _, runs in rows), "index"),))


def code_lists(context: Context) -> Page:
    """All code lists by number."""
    say = context.say
    values = [context.source.object(row.object) for row in context.source.versions(Kind.CODE_LIST)]
    rows = (_list_row(context, row) for row in values if isinstance(row, CodeList))
    columns = (say("lists.title"), say("lists.number"), say("lists.codes"), say("lists.owner"), say("fact.status"))
    ordered = sorted(rows, key=lambda row: row[0])
    table = context.table(say("lists.caption"), columns, (row for _, row in ordered))
    lead = Paragraph((Run(say("lists.lead")),), "lead")
    return Page(Run(say("plural.code-list")), lead=(lead, table))


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
