"""The page that tells what in a release rests on what: sources, evidence, completeness, and what is missing."""

from collections.abc import Iterable
from functools import partial

from registry.catalogue.alphabet import collation
from registry.catalogue.blocks import Block, Fact, Facts, Fold, Page, Paragraph, Row, Run, Table
from registry.catalogue.context import Context
from registry.catalogue.pages import common
from registry.domain import Iri
from registry.services.coverage import NOT_STATED, Count, Coverage, ModelCoverage


def page(context: Context) -> Page:
    """The report of `registry.services.coverage` on the release, in words."""
    found, say = context.source.coverage, context.say
    return Page(
        title=Run(say("site.coverage")),
        lead=(Paragraph((Run(say("coverage.lead")),), "lead"),),
        sections=common.only(
            common.section(context, "concepts", *_concepts(context, found)),
            common.section(context, "lists", *_lists(context, found)),
            common.section(context, "exchanges", *_exchanges(context, found)),
            common.section(context, "models", *_models(context, found)),
        ),
    )


def _concepts(context: Context, found: Coverage) -> Iterable[Block]:
    rows, say = found.concepts, context.say
    facts = (_figure(context, key, getattr(rows, key)) for key in ("total", "from_standard", "public_definitions"))
    yield Facts(tuple(facts))
    yield _counts(context, say("coverage.by_scheme"), rows.by_scheme)
    yield _counts(context, say("coverage.by_basis"), rows.by_basis, "relation")
    yield _counts(context, say("coverage.terms_by_language"), rows.terms_by_language, "language")
    yield _counts(context, say("coverage.definitions_by_language"), rows.definitions_by_language, "language")
    standards = _counts(context, say("coverage.by_standard"), rows.by_standard)
    yield Fold(say("coverage.by_standard"), (standards,))


def _lists(context: Context, found: Coverage) -> Iterable[Block]:
    rows = found.code_lists
    figure = partial(_figure, context)
    yield Facts(
        (
            figure("total", rows.total),
            figure("with_codes", rows.with_codes),
            figure("third_party", rows.third_party),
            figure("without_codes", len(rows.without_codes)),
            figure("lists_with_source", rows.lists_with_source),
            figure("lists_with_rights", rows.lists_with_rights),
            figure("codes", rows.codes),
            figure("codes_with_validity", rows.codes_with_validity),
            figure("codes_with_status", rows.codes_with_status),
        )
    )
    yield from _named(context, "without_codes", rows.without_codes)


def _exchanges(context: Context, found: Coverage) -> Iterable[Block]:
    rows = found.exchanges
    keys = ("total", "with_standard", "with_model", "with_security")
    yield Facts(tuple(_figure(context, key, getattr(rows, key)) for key in keys))
    yield _counts(context, context.say("coverage.by_evidence"), rows.by_evidence, "evidence")
    yield from _named(context, "hypotheses", rows.hypotheses)
    if found.gaps:
        with_gaps = (row for row in context.source.pathways if row.gaps)
        links = ((context.source.page(row.iri) or "index.html") + "#gaps" for row in with_gaps)
        yield Paragraph(tuple(Run(context.say("coverage.gaps"), href=context.href(place)) for place in links))


def _models(context: Context, found: Coverage) -> Iterable[Block]:
    say, bindings = context.say, found.bindings
    keys = ("elements", "with_concept", "with_description", "coded", "bound", "with_reason", "open")
    yield Facts(
        (
            _figure(context, "elements", found.elements),
            _figure(context, "concepts_used", found.element_concepts),
        )
    )
    rows = sorted(found.models, key=lambda row: (not row.message, collation(context.text(row.title))))
    columns = (say("models.title"), *(say.term("coverage", key) for key in keys))
    yield context.table(say("coverage.models"), columns, (_model(context, row, keys) for row in rows))
    yield _counts(context, say("coverage.by_strength"), bindings.by_strength, "strength")
    yield _counts(context, say("coverage.bindings_by_evidence"), bindings.by_evidence, "evidence")


def _model(context: Context, row: ModelCoverage, keys: Iterable[str]) -> Row:
    return Row(((context.link(row.iri, quiet=True),), *((Run(str(getattr(row, key))),) for key in keys)))


def _figure(context: Context, key: str, number: int) -> Fact:
    return Fact(context.say.term("coverage", key), (Run(str(number)),))


def _counts(context: Context, caption: str, counts: Iterable[Count], group: str = "") -> Table:
    """A name and a number each; the name of a value is a word of `group`, that of a thing its title."""
    rows = (Row(((_name(context, row, group),), (Run(str(row.count)),))) for row in counts)
    return context.table(caption, (context.say("coverage.name"), context.say("coverage.number")), rows)


def _name(context: Context, row: Count, group: str) -> Run:
    if row.name == NOT_STATED:
        return Run(context.say("coverage.not-stated"))
    if group:
        return Run(context.say.term(group, row.name))
    linked = context.link(row.name, quiet=True)
    shown = context.run(row.title, linked.href, quiet=True)
    return shown or linked


def _named(context: Context, key: str, iris: tuple[Iri, ...]) -> Iterable[Block]:
    """The things themselves, shown when asked for."""
    listed = common.listing(context.links(iris), "columns")
    if listed:
        yield Fold(f"{context.say.term('coverage', key)} ({len(iris)})", (listed,))
