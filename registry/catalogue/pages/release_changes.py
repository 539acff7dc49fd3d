"""The part of a release's page that tells what changed since the release before: numbers first, then names."""

from collections.abc import Iterable, Iterator

from registry.catalogue.alphabet import collation
from registry.catalogue.blocks import Block, Fact, Facts, Paragraph, Row, Run, Runs, Section, Table
from registry.catalogue.comparison import WORDS, Comparison, MemberChange, ObjectChange
from registry.catalogue.context import Context
from registry.catalogue.pages import common
from registry.domain import Kind, LangString
from registry.terminology.protocol import MemberKind

#: How many names are told before the rest is only counted.
_NAMES = 60
_HOW = ("added", "removed", "inactivated", "reactivated", *WORDS, "other")


def section(context: Context, compared: Comparison) -> Section | None:
    """The section."""
    say = context.say
    if compared.before is None:
        said = say("changes.first", count=say.count("objects", len(compared.objects)))
        return common.section(context, "changes", Paragraph((Run(said),)))
    earlier = Run(compared.before.number, href=context.href(f"release/{compared.before.number}.html"))
    lead = Paragraph((Run(say("changes.lead")), earlier))
    members = tuple(_members(context, row) for row in _sorted(context, compared.changed) if row.members or row.how)
    return common.section(
        context, "changes", lead, _numbers(context, compared), *_told(context, compared), sections=members
    )


def _numbers(context: Context, compared: Comparison) -> Facts:
    say = context.say
    rows = (
        ("new", len(compared.new)),
        ("changed", len(compared.changed)),
        ("retired", len(compared.retired)),
        ("unchanged", compared.unchanged),
    )
    return Facts(tuple(Fact(say.term("changes", key), (Run(say.count("objects", number)),)) for key, number in rows))


def _sorted(context: Context, rows: Iterable[ObjectChange]) -> list[ObjectChange]:
    order = tuple(Kind)
    return sorted(rows, key=lambda row: (order.index(row.after.kind), collation(context.text(row.after.title))))


def _told(context: Context, compared: Comparison) -> Iterator[Block]:
    """New and retired objects with their size, and the changed with what changed."""
    say = context.say
    for key, rows in (("new", compared.new), ("retired", compared.retired), ("changed", compared.changed)):
        if rows:
            caption = say.term("changes", key)
            yield _table(context, caption, [_row(context, row) for row in _sorted(context, rows)])


def _table(context: Context, caption: str, rows: list[Row]) -> Table:
    say = context.say
    columns = (say("objects.title"), say("objects.kind"), say("fact.version"), say("changes.what"))
    return context.table(caption, columns, rows)


def _row(context: Context, row: ObjectChange) -> Row:
    number = f"{row.before.number} → {row.after.number}" if row.before else row.after.number
    return Row(
        (
            (context.link(row.after.object, quiet=True),),
            (Run(context.say.term("kind", row.after.kind.value)),),
            (Run(number),),
            tuple(_what(context, row)),
        )
    )


def _what(context: Context, row: ObjectChange) -> Iterator[Run]:
    """How many members of each kind fared how; of a new object, how many it has."""
    say = context.say
    if row.before is None:
        if row.count:
            yield Run(say.count("members", row.count))
        return
    for kind, how, among in _groups(row.members):
        yield Run(f"{say.term('plural', kind.value)}: {len(among)} {say.term('how', how)}")
    if row.how:
        yield Run(say("changes.own", words=", ".join(say.term("changed", word) for word in row.how)))


def _groups(members: Iterable[MemberChange]) -> Iterator[tuple[MemberKind, str, list[MemberChange]]]:
    """The members by kind and by what happened; one that several things happened to is in several groups."""
    among = tuple(members)
    for kind in MemberKind:
        for how in _HOW:
            found = [row for row in among if row.kind is kind and how in row.how]
            if found:
                yield kind, how, found


def _members(context: Context, row: ObjectChange) -> Section:
    """The names of what changed in one object."""
    shown = context.run(row.after.title)
    heading = (shown or Run(row.after.object),)
    rows = tuple(
        Fact(f"{context.say.term('plural', kind.value)}: {context.say.term('how', how)}", _names(context, among))
        for kind, how, among in _groups(row.members)
    )
    own = Fact(context.say("changes.itself"), tuple(Run(context.say.term("changed", word)) for word in row.how))
    told = common.facts(own, *rows)
    return Section(f"changed-{row.after.kind}-{row.after.object.rpartition('/')[2]}", heading, (told,) if told else ())


def _names(context: Context, among: list[MemberChange]) -> Runs:
    found = sorted((_name(context, row) for row in among), key=lambda run: collation(run.text))
    more = len(found) - _NAMES
    rest = (Run(context.say("changes.more", count=more), form="faded"),) if more > 0 else ()
    return (*found[:_NAMES], *rest)


def _name(context: Context, row: MemberChange) -> Run:
    """A member by notation and title, linked where the newest release has it."""
    place = context.source.page(row.iri)
    named: tuple[LangString, ...] = row.title
    shown = context.run(named, context.href(place) if place else "")
    text = f"{row.notation} {shown.text if shown else ''}".strip() or row.iri.rpartition("/")[2]
    return Run(text, shown.lang if shown else "", shown.href if shown else "", quiet=True)
