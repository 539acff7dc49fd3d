"""The page of a level of care: everything it receives and sends, phase by phase, by which message and which lists."""

from collections.abc import Iterable, Iterator
from functools import partial

from registry.catalogue.alphabet import collation
from registry.catalogue.blocks import Block, Drawing, Fold, Page, Paragraph, Row, Run, Runs, Section, Table
from registry.catalogue.context import Context
from registry.catalogue.pages import common
from registry.catalogue.pages.level_drawing import drawing_of
from registry.catalogue.pages.matrix_page import data, level_place
from registry.catalogue.pages.model_outline import list_link
from registry.domain import Evidence, Exchange, Iri, Phase
from registry.services.structure.elements import ExchangeSummary, summary
from registry.services.structure.sheets import last
from registry.services.structure.structure import Structure

#: What is said of the two sides.
_CAPTIONS = {"receives": "level.receives_caption", "sends": "level.sends_caption"}


def page(context: Context, level: Iri) -> Page:
    """The page."""
    structure, say = context.source.structure, context.say
    title = context.link(level)
    return Page(
        kind=say("level.kind"),
        title=Run(title.text, title.lang),
        trail=(Run(say("between.title"), href=context.href("matrix.html")),),
        lead=(Paragraph((Run(say("level.lead")),), "lead"),),
        sections=common.only(
            _side(context, structure, level, "receives"),
            _side(context, structure, level, "sends"),
            common.section(context, "as_data", *data(context, f"?to={last(level)}")),
        ),
    )


def _side(context: Context, structure: Structure, level: Iri, side: str) -> Section | None:
    """What a level receives, or sends: drawn, and phase by phase."""
    taken = partial(_takes_part, structure, level, side)
    rows = [row for row in structure.exchanges if taken(row)]
    often = [row for row in rows if structure.is_everywhere(row)]
    phases = [
        _phase(context, structure, phase, side, [row for row in rows if phase.iri in row.phase and row not in often])
        for phase in structure.phases
    ]
    every = _every(context, structure, side, often)
    return common.section(
        context, side, _drawn(context, structure, level, side, rows), *every, sections=common.only(*phases)
    )


def _takes_part(structure: Structure, level: Iri, side: str, row: Exchange) -> bool:
    return level in structure.levels_of(row.receiver if side == "receives" else row.sender)


def _drawn(context: Context, structure: Structure, level: Iri, side: str, rows: list[Exchange]) -> Drawing | None:
    """How many exchanges come from, or go to, each level."""
    counts = {row.iri: 0 for row in structure.levels}
    for row in rows:
        for other in structure.levels_of(row.sender if side == "receives" else row.receiver):
            counts[other] += 1
    return drawing_of(context, level, side, {iri: count for iri, count in counts.items() if count})


def _every(context: Context, structure: Structure, side: str, rows: list[Exchange]) -> Iterator[Block]:
    if rows:
        table = _table(context, context.say("level.every"), structure, side, rows)
        lists = _lists(context, [summary(structure, row) for row in rows])
        yield Fold(context.say("level.every"), (table, *lists))


def _phase(context: Context, structure: Structure, phase: Phase, side: str, rows: list[Exchange]) -> Section | None:
    if not rows:
        return None
    title = common.title(context, phase)
    caption = context.say(_CAPTIONS[side], phase=title.text)
    lists = _lists(context, [summary(structure, row) for row in rows])
    folded = (Fold(context.say("level.lists", count=len(table.rows)), (table,)) for table in lists)
    blocks: tuple[Block, ...] = (_table(context, caption, structure, side, rows), *folded)
    return Section(f"{side}-{phase.identifier}", (title,), blocks)


def _table(context: Context, caption: str, structure: Structure, side: str, rows: list[Exchange]) -> Table:
    """Who is at the other end, the exchange, and how much its message holds."""
    say = context.say
    columns = (say("kind.exchange"), say("level.from" if side == "receives" else "level.to"), say("level.message"))
    ordered = sorted(rows, key=lambda row: collation(context.text(row.title)))
    return context.table(caption, columns, (_row(context, structure, side, row) for row in ordered))


def _row(context: Context, structure: Structure, side: str, row: Exchange) -> Row:
    linked = context.link(row.iri, quiet=True)
    doubt = context.say("matrix.hypothesis") if row.direction_evidence is Evidence.INFERRED else ""
    named = Run(linked.text, linked.lang, linked.href, after=doubt, quiet=True)
    return Row(((named,), _others(context, structure, side, row), _message(context, summary(structure, row))))


def _others(context: Context, structure: Structure, side: str, row: Exchange) -> Runs:
    """The roles at the other end, each with its level."""
    roles = row.sender if side == "receives" else row.receiver
    found = []
    for iri in roles:
        linked, role = context.link(iri, quiet=True), structure.roles.get(iri)
        level = context.link(role.at_level).text if role else ""
        found.append(Run(linked.text, linked.lang, linked.href, after=level, quiet=True))
    return tuple(found)


def _message(context: Context, about: ExchangeSummary) -> Runs:
    if not about.model_known:
        return (Run(context.say("level.no_model"), form="faded"),)
    said = context.say("level.elements", all=about.elements, required=about.required_elements)
    return (*(context.link(iri, quiet=True) for iri in about.models[:1]), Run(said))


def _lists(context: Context, rows: Iterable[ExchangeSummary]) -> Iterator[Table]:
    """The code lists of the messages of a phase, and in which of them each is used."""
    found: dict[Iri, list[Iri]] = {}
    for row in rows:
        for iri in row.code_lists:
            found.setdefault(iri, []).append(row.exchange)
    if not found:
        return
    columns = (context.say("lists.title"), context.say("between.by"))
    named = sorted(((list_link(context, iri), iris) for iri, iris in found.items()), key=lambda row: row[0].text)
    yield context.table(
        context.say("level.lists_caption"),
        columns,
        (
            Row(((Run(one.text, one.lang, one.href, quiet=True),), context.links(iris, quiet=True)))
            for one, iris in named
        ),
    )


def page_link(context: Context, level: Iri) -> Run:
    """The link to the page of a level, from where the level itself is told of."""
    return Run(context.say("level.link"), href=context.href(level_place(level)))
