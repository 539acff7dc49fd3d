"""The page of a code list: its codes as a table, where it is bound, and what may be done with it."""

from collections.abc import Callable, Iterable
from datetime import date

from registry.catalogue.blocks import Block, Box, Fact, Page, Row, Run, Runs, Table
from registry.catalogue.context import Context
from registry.catalogue.downloads import suffixes
from registry.catalogue.links import anchor
from registry.catalogue.pages import common
from registry.domain import Code, CodeList, Iri, Kind, LangString
from registry.terminology.protocol import MemberKind


def page(context: Context, value: CodeList) -> Page:
    """The page."""
    say = context.say
    rows = (
        context.fact("identifier", Run(value.identifier) if value.identifier else None),
        context.fact("oid", Run(value.oid, form="code") if value.oid else None),
        context.fact("count", Run(say.count("codes", context.source.count(value.iri))) if value.codes else None),
        Fact(say("fact.see_also"), context.links(value.see_also)),
    )
    uses = (use for use in context.source.uses(value.iri) if use.kind is not MemberKind.CODE)
    return Page(
        kind=f"{say('kind.code-list')} {value.identifier or ''}".strip(),
        title=common.title(context, value),
        lead=(*common.lead(context, value), *_unbundled(context, value)),
        sections=common.only(
            common.section(context, "codes", _codes(context, value) if value.codes else None),
            common.collections(context, value.iri, value.collections, context.code),
            common.notes(context, value),
            common.uses(context, uses),
            common.about(context, value, *rows),
            common.downloads(context, value.iri, Kind.CODE_LIST, suffixes(value)),
        ),
    )


def _day(context: Context, value: CodeList) -> date:
    """The day that tells which codes are in force."""
    periods = (code.validity for code in value.codes)
    return context.source.day(each for period in periods for each in (period.start, period.end) if each)


def _unbundled(context: Context, value: CodeList) -> tuple[Block, ...]:
    if value.codes:
        return ()
    runs = context.runs(value.rights) or (Run(context.say("box.no_codes_reason")),)
    return (Box(context.say("box.no_codes"), runs),)


def _codes(context: Context, value: CodeList) -> Table:
    """A column for each field that any of the codes has."""
    day = _day(context, value)
    columns: list[tuple[str | Run, Callable[[Code], Runs]]] = [
        (context.say("codes.code"), lambda code: (Run(code.notation, form="code"),)),
        (context.say("codes.display"), lambda code: _all(context, code.pref_label)),
        (context.say("codes.alternative"), lambda code: _all(context, code.alt_label)),
        (context.say("codes.status"), lambda code: _status(context, code, day)),
        (context.say("codes.validity"), lambda code: context.period(code.validity)),
        (context.say("codes.replaced_by"), lambda code: _coded(context, code.is_replaced_by)),
        (context.say("codes.replaces"), lambda code: _coded(context, code.replaces)),
        (context.say("codes.broader"), lambda code: _coded(context, code.broader)),
        (context.say("codes.definition"), lambda code: _all(context, code.definition)),
        (context.say("codes.note"), lambda code: _all(context, code.note)),
        (context.say("codes.source"), lambda code: context.cites(code.source)),
        (context.say("codes.exact_match"), lambda code: _coded(context, code.exact_match)),
        (context.say("codes.close_match"), lambda code: _coded(context, code.close_match)),
        *_declared(context, value),
    ]
    rows = (
        Row(
            tuple(cell(code) for _, cell in columns),
            id=anchor(code.iri, MemberKind.CODE, value.iri),
            faded=not code.is_active(day),
        )
        for code in value.codes
    )
    caption = context.say("codes.caption")
    return context.table(caption, (name for name, _ in columns), rows)


def _all(context: Context, strings: Iterable[LangString]) -> Runs:
    return tuple(context.said(row, quiet=True) for row in strings)


def _coded(context: Context, iris: Iterable[Iri]) -> Runs:
    return tuple(context.code(iri, quiet=True) for iri in iris)


def _status(context: Context, code: Code, day: date) -> Runs:
    """Only what is out of the ordinary: a code that is current says nothing."""
    if code.is_active(day):
        return ()
    ended = code.validity.end is not None and code.validity.end < day
    planned = code.validity.start is not None and code.validity.start > day
    stated = context.status(code.status) or Run("")
    if planned:
        return (Run(context.say("codes.planned"), form="mark"),)
    return (Run(context.say("codes.ended"), form="mark") if ended else stated,)


def _declared(context: Context, value: CodeList) -> Iterable[tuple[str | Run, Callable[[Code], Runs]]]:
    for declared in value.declared:
        label = context.run(declared.label, quiet=True) or Run(declared.iri)

        def cell(code: Code, predicate: str = declared.iri) -> Runs:
            found = (row.value for row in code.properties if row.predicate == predicate)
            return tuple(
                context.said(row, quiet=True)
                if isinstance(row, LangString)
                else context.code(row, quiet=True)
                if context.source.found(row)
                else Run(row)
                for row in found
            )

        yield label, cell
