"""The page about the sources: where the facts come from, how sure they are, and what belongs to others."""

from collections.abc import Iterator

from registry.catalogue.alphabet import collation
from registry.catalogue.blocks import Block, Fold, Page, Paragraph, Row, Run, Table
from registry.catalogue.context import Context
from registry.catalogue.pages import common
from registry.domain import CodeList, Evidence, Kind
from registry.services.coverage import Count


def page(context: Context) -> Page:
    """The page."""
    say = context.say
    return Page(
        title=Run(say("site.sources")),
        lead=(Paragraph((Run(say("sources.lead")),), "lead"),),
        sections=common.only(
            common.section(context, "sources_kinds", *_kinds(context)),
            common.section(context, "sources_grades", _text(context, "sources.grades"), _grades(context)),
            common.section(context, "sources_rights", *_rights(context)),
            common.section(context, "sources_limits", *_limits(context)),
        ),
    )


def _text(context: Context, key: str) -> Paragraph:
    return Paragraph((Run(context.say(key)),))


def _kinds(context: Context) -> Iterator[Block]:
    """Definitions, codes and messages, each by what it is made from."""
    for key in ("sources.definitions", "sources.codes", "sources.messages", "sources.pathway"):
        yield _text(context, key)
    for iri in context.source.objects(Kind.REGISTER):
        yield Paragraph((context.link(iri),))


def _grades(context: Context) -> Table:
    """Each grade of evidence, what it means, and how much rests on it."""
    found, say = context.source.coverage, context.say
    directions, bindings = _numbers(found.exchanges.by_evidence), _numbers(found.bindings.by_evidence)
    rows = (
        Row(
            (
                (context.evidence(grade),),
                (Run(say.term("grade", grade.value)),),
                (Run(str(directions.get(grade.value, 0))),),
                (Run(str(bindings.get(grade.value, 0))),),
            )
        )
        for grade in Evidence
    )
    columns = (say("sources.grade"), say("sources.meaning"), say("sources.directions"), say("sources.bindings"))
    return context.table(say("sources.caption"), columns, rows)


def _numbers(counts: tuple[Count, ...]) -> dict[str, int]:
    return {row.name: row.count for row in counts}


def _rights(context: Context) -> Iterator[Block]:
    """What is ours, what is not, and the lists whose codes are therefore not here."""
    yield _text(context, "sources.own")
    yield _text(context, "sources.others")
    lists = [context.source.header(iri) for iri in context.source.objects(Kind.CODE_LIST)]
    kept = [row for row in lists if isinstance(row, CodeList) and not row.bundled]
    if kept:
        rows = sorted((_kept(context, row) for row in kept), key=lambda row: collation(row.cells[0][0].text))
        columns = (context.say("lists.title"), context.say("fact.rights"))
        table = context.table(context.say("sources.kept_caption"), columns, rows)
        yield Fold(context.say("sources.kept", count=len(kept)), (table,), open=True)


def _kept(context: Context, value: CodeList) -> Row:
    linked = context.link(value.iri, quiet=True)
    text = f"{value.identifier} {linked.text}" if value.identifier else linked.text
    rights = context.run(value.rights, quiet=True)
    return Row(((Run(text, linked.lang, linked.href, quiet=True),), (rights,) if rights else ()))


def _limits(context: Context) -> Iterator[Block]:
    yield _text(context, "sources.age")
    yield _text(context, "sources.hypotheses")
    coverage = Run(context.say("site.coverage"), href=context.href("coverage.html"))
    yield Paragraph((Run(context.say("sources.more")), coverage))
