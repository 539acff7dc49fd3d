"""The page of a code list: its codes as a table, where it is bound, and what may be done with it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from registry.catalogue.blocks import Block, Box, Fact, Page, Row, Run, Runs, Section, Table
from registry.catalogue.context import Context
from registry.catalogue.downloads import suffixes
from registry.catalogue.links import anchor
from registry.catalogue.pages import asides, common, parts
from registry.domain import Code, CodeList, Iri, Kind, LangString, Resource
from registry.terminology.protocol import MemberKind

#: From how many codes on there are tools to find among them.
_MANY = 8


def page(context: Context, value: CodeList) -> Page:
    """The page; of a long list the first of several, or one of those after it, which have only codes."""
    say = context.say
    return Page(
        trail=_trail(context, value),
        kind=parts.titled(context, f"{say('kind.code-list')} {value.identifier or ''}".strip()),
        title=common.title(context, value),
        lead=_lead(context, value) if context.part == 1 else (),
        sections=common.only(_codes(context, value), *(_rest(context, value) if context.part == 1 else ())),
    )


def _trail(context: Context, value: CodeList) -> Runs:
    every = Run(context.say("plural.code-list"), href=context.href("code-lists.html"))
    name = value.identifier or common.title(context, value).text
    if context.part == 1:
        return (every, Run(name))
    return (every, Run(name, href=context.href(context.first)), Run(f"{context.part}/{context.parts}"))


def _lead(context: Context, value: CodeList) -> tuple[Block, ...]:
    """What it is; how vendors name it; the files."""
    say, reader = context.say, context.source
    count = reader.count(value.iri)
    told = common.facts(
        context.fact("oid", Run(value.oid, form="copy") if value.oid else None),
        context.fact("count", Run(say.count("codes", count)) if count else None),
        common.downloaded(context, value.iri, Kind.CODE_LIST, suffixes(value)),
    )
    return tuple(block for block in (*common.lead(context, value), *_unbundled(context, value), told) if block)


def _rest(context: Context, value: CodeList) -> Iterable[Section | None]:
    uses = (use for use in context.source.uses(value.iri) if use.kind is not MemberKind.CODE)
    yield common.collections(context, value.iri, value.collections, context.code)
    yield common.notes(context, value)
    yield common.uses(context, uses, context.source.carried(value.iri))
    yield common.about(context, value, Fact(context.say("fact.see_also"), context.links(value.see_also)))
    yield asides.fhir(context, value, Kind.CODE_LIST)
    yield asides.problem(context, value.iri, common.title(context, value).text, value.contact_point)


def _codes(context: Context, value: CodeList) -> Section | None:
    if not value.codes:
        return None
    ways = _ways(context, value) if context.parts > 1 else ()
    table = _table(context, value)
    if len(value.codes) >= _MANY:
        table = replace(table, tools=context.tools(context.say("table.part") if ways else ""))
    return common.section(context, "codes", *ways, replace(table, silent=True))


def _ways(context: Context, value: CodeList) -> tuple[Block, ...]:
    ends = [(_notation(first), _notation(last)) for first, last in context.source.ends(value.iri)]
    return parts.ways(context, value.iri, ends, parts.Words("parts.label", "parts.lead"))


def _notation(code: Resource) -> str:
    assert isinstance(code, Code)  # noqa: S101 -- the parts of a code list are of codes
    return code.notation


def _day(context: Context, value: CodeList) -> date:
    """The day that tells which codes are in force."""
    periods = (code.validity for code in value.codes)
    return context.source.day(each for period in periods for each in (period.start, period.end) if each)


def _unbundled(context: Context, value: CodeList) -> tuple[Block, ...]:
    if value.codes:
        return ()
    runs = context.runs(value.rights) or (Run(context.say("box.no_codes_reason")),)
    return (Box(context.say("box.no_codes"), runs),)


def _table(context: Context, value: CodeList) -> Table:
    """A column for each field that any of the codes has."""
    day = _day(context, value)
    columns: list[tuple[str | Run, Callable[[Code], Runs]]] = [
        (context.say("codes.code"), lambda code: (Run(code.notation, form="copy"),)),
        (context.say("codes.display"), lambda code: _all(context, code.pref_label)),
        (context.say("codes.alternative"), lambda code: _all(context, code.alt_label)),
        (context.say("codes.status"), lambda code: _status(context, code, day)),
        (context.say("codes.validity"), lambda code: context.period(code.validity)),
        (context.say("codes.replaced_by"), lambda code: _coded(context, code.is_replaced_by)),
        (context.say("codes.replaces"), lambda code: _coded(context, code.replaces)),
        (context.say("codes.broader"), lambda code: _coded(context, code.broader)),
        (context.say("codes.definition"), lambda code: _chosen(context, code.definition)),
        (context.say("codes.note"), lambda code: _chosen(context, code.note)),
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


def _chosen(context: Context, strings: Iterable[LangString]) -> Runs:
    """Those in the language of the page, or the one that comes nearest."""
    return tuple(replace(run, quiet=True) for run in context.runs(strings))


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
