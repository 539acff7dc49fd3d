"""The matrix of levels of care and what goes between them, and a page for each pair: concept by concept, how surely."""

from collections.abc import Iterable, Iterator

from registry.catalogue.alphabet import collation
from registry.catalogue.blocks import Block, Cell, Example, Fact, Fold, Grid, Page, Paragraph, Row, Run
from registry.catalogue.context import Context
from registry.catalogue.pages import common
from registry.domain import Iri
from registry.services.structure.matrix import CellOf, ConceptRow, Matrix, PairOf, Reason, State
from registry.services.structure.sheets import last
from registry.services.structure.structure import Pair

#: Below which each level and pair has its page.
LEVELS, PAIRS = "level", "matrix"


def level_place(level: Iri) -> str:
    """The address of the page of a level."""
    return f"{LEVELS}/{last(level)}.html"


def pair_place(pair: Pair) -> str:
    """The address of the page of a pair."""
    return f"{PAIRS}/{last(pair[0])}--{last(pair[1])}.html"


def pairs_told(found: Matrix) -> Iterator[PairOf]:
    """The pairs that have a page: those between which something goes."""
    return (row for row in found.pairs if row.exchanges)


def overview(context: Context) -> Page:
    """Level by level: how many concepts always go, how many may, and where it is not known."""
    found, say = context.source.matrix, context.say
    return Page(
        title=Run(say("between.title")),
        lead=(Paragraph((Run(say("between.lead", concepts=len(found.rows))),), "lead"),),
        sections=common.only(
            common.section(context, "between", _grid(context, found) if found.levels else None, _key(context)),
            common.section(context, "by_level", common.listing(_levels(context, found), "columns")),
            common.section(context, "gap_list", Paragraph((Run(say("gaps.lead")),)), *_gaps(context, found)),
            common.section(context, "as_data", *data(context, "")),
        ),
    )


def _levels(context: Context, found: Matrix) -> Iterator[Run]:
    for row in found.levels:
        shown = context.run(row.title) or Run(row.identifier)
        yield Run(shown.text, shown.lang, context.href(level_place(row.iri)))


def _key(context: Context) -> Block | None:
    rows = (
        Fact(context.say.term("state", state.value), (Run(context.say.term("state_is", state.value)),))
        for state in State
    )
    return common.facts(*rows)


def _grid(context: Context, found: Matrix) -> Grid:
    pairs = {(row.from_level, row.to_level): row for row in found.pairs}
    columns = (Run(context.say("gaps.from")), *(_level(context, row.iri) for row in found.levels))
    rows = tuple(
        (_level(context, one.iri), tuple(_place(context, pairs[one.iri, other.iri]) for other in found.levels))
        for one in found.levels
    )
    return Grid(context.say("between.caption"), columns, rows, "levels")


def _level(context: Context, iri: Iri) -> Run:
    linked = context.link(iri, quiet=True)
    return Run(linked.text, linked.lang, context.href(level_place(iri)), quiet=True)


def _place(context: Context, row: PairOf) -> Cell:
    own = " own" if row.from_level == row.to_level else ""
    if not row.exchanges:
        state = "beside" if row.otherwise is State.NOT_EXCHANGED else "gap"
        return Cell(state + own, Run(context.say.term("reason", row.reason.value)))
    href = context.href(pair_place((row.from_level, row.to_level)))
    said = context.say.term("state", row.otherwise.value)
    if row.required or row.optional:
        said = context.say("between.carried", required=row.required, optional=row.optional)
    missing = (
        (Run(context.say("between.unknown", count=len(row.without_model)), form="faded"),) if row.without_model else ()
    )
    return Cell("there" + own, Run(said, href=href), missing)


def _gaps(context: Context, found: Matrix) -> Iterator[Block]:
    """Every pair of levels with the phases in which no exchange is known."""
    with_gaps = [row for row in found.pairs if row.gap_phases]
    columns = (context.say("gaps.from"), context.say("phase.to"), context.say("between.gap_phases"))
    rows = (
        Row(
            (
                (_level(context, row.from_level),),
                (_level(context, row.to_level),),
                (Run(", ".join(context.link(phase).text for phase in row.gap_phases)),),
            )
        )
        for row in with_gaps
    )
    table = context.table(context.say("between.gap_caption"), columns, rows)
    yield Fold(context.say("between.gap_fold", count=len(with_gaps)), (table,))


def pair(context: Context, one: Iri, other: Iri) -> Page:
    """What goes from one level to another, or within one: concept by concept."""
    found, say = context.source.matrix, context.say
    about = next(row for row in found.pairs if (row.from_level, row.to_level) == (one, other))
    names = {"one": context.link(one).text, "other": context.link(other).text}
    title = say("between.within", **names) if one == other else say("between.from_to", **names)
    cells = [
        (row, cell) for row in found.rows for cell in row.cells if (cell.from_level, cell.to_level) == (one, other)
    ]
    lead = say("between.pair_lead", required=about.required, optional=about.optional, exchanges=len(about.exchanges))
    table = context.table(say("between.pair_caption"), _columns(context), _concepts(context, cells))
    return Page(
        kind=say("between.title"),
        title=Run(title),
        trail=(Run(say("between.title"), href=context.href("matrix.html")),),
        lead=(Paragraph((Run(lead),), "lead"),),
        sections=common.only(
            common.section(context, "concept_by_concept", table if cells else None),
            common.section(context, "otherwise", *_otherwise(context, about)),
            common.section(context, "as_data", *data(context, f"?from={last(one)}&to={last(other)}")),
        ),
    )


def _columns(context: Context) -> tuple[str, ...]:
    say = context.say
    return (say("kind.concept"), say("between.state"), say("between.by"))


def _concepts(context: Context, cells: Iterable[tuple[ConceptRow, CellOf]]) -> Iterator[Row]:
    """Those that always go first, then by name."""
    ordered = sorted(cells, key=lambda row: (row[1].state is State.OPTIONAL, collation(context.text(row[0].title))))
    for row, cell in ordered:
        by = context.links((one.exchange for one in cell.carriers), quiet=True)
        yield Row(((context.link(row.concept, quiet=True),), (Run(context.say.term("state", cell.state.value)),), by))


def _otherwise(context: Context, row: PairOf) -> Iterator[Block]:
    """What holds for every concept that is not in the table, and why."""
    key = "between.else_model" if row.reason is Reason.MODEL_MISSING else "between.else_known"
    if row.reason is Reason.GAP:
        key = "between.else_gap"
    yield Paragraph((Run(context.say(key)),))
    found = common.facts(
        Fact(context.say("between.without_model"), context.links(row.without_model)),
        Fact(context.say("between.gap_phases"), tuple(context.link(phase, quiet=True) for phase in row.gap_phases)),
    )
    if found:
        yield found


def data(context: Context, question: str) -> Iterator[Block]:
    """Where the same is had as data."""
    yield Paragraph((Run(context.say("between.data")),))
    lines = [f"/api/v1/matrix{suffix}{question}" for suffix in ("", ".csv", ".xlsx")]
    lines += [f"/api/v1/exchanged-elements.xlsx{question}"]
    yield Example("\n".join(f"GET {line}" for line in lines))
