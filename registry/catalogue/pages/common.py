"""What the pages of all objects share: facts, downloads, versions, where used."""

from collections.abc import Callable, Iterable

from registry.catalogue.alphabet import collation
from registry.catalogue.blocks import Block, Box, Fact, Facts, Fold, Listing, Paragraph, Row, Run, Runs, Section, Table
from registry.catalogue.context import Context, licence_name, time
from registry.catalogue.links import anchor, stem
from registry.domain import Collection, Iri, Kind, RegisteredObject, Resource
from registry.terminology.protocol import MemberKind, Use

#: Uses that say no more than the page does already.
_STRUCTURE = {"inScheme", "hasTopConcept", "topConceptOf", "publisher", "contactPoint", "hasProperty"}
#: In which order uses are told.
_ORDER: tuple[Kind | MemberKind, ...] = (*Kind, *MemberKind)


def section(context: Context, key: str, *blocks: Block | None, sections: tuple[Section, ...] = ()) -> Section | None:
    """A section whose heading is the message `section.{key}`; None where there is nothing to tell."""
    found = tuple(block for block in blocks if block is not None)
    heading = (Run(context.say("section." + key)),)
    return Section(key, heading, found, sections) if found or sections else None


def only(*sections: Section | None) -> tuple[Section, ...]:
    """The sections that are there."""
    return tuple(found for found in sections if found)


def paragraph(runs: Runs, style: str = "") -> Paragraph | None:
    """A paragraph, where there is text."""
    return Paragraph(runs, style) if runs else None


def facts(*rows: Fact) -> Facts | None:
    """The facts that have values."""
    found = tuple(row for row in rows if row.values)
    return Facts(found) if found else None


def listing(runs: Iterable[Run], style: str = "") -> Listing | None:
    """A list, where it has items."""
    found = tuple((run,) for run in runs)
    return Listing(found, style) if found else None


def title(context: Context, value: Resource) -> Run:
    """What the page is called."""
    return context.run(context.source.named(value)) or Run(value.iri)


def replaced(context: Context, iris: tuple[Iri, ...]) -> Box | None:
    """What to use instead: the first thing a reader should see."""
    return Box(context.say("box.replaced"), context.links(iris)) if iris else None


def lead(context: Context, value: RegisteredObject) -> tuple[Block, ...]:
    """What stands under the title of an object."""
    found = (replaced(context, value.is_replaced_by), paragraph(context.runs(value.description), "lead"))
    return tuple(block for block in found if block)


def notes(context: Context, value: RegisteredObject) -> Section | None:
    """What a reader should know."""
    return section(context, "notes", *(Paragraph((run,)) for run in context.runs(value.note)))


def about(context: Context, value: RegisteredObject, *rows: Fact) -> Section | None:
    """What the object says about itself, `rows` first."""
    version = context.source.version(value.iri)
    shown = facts(
        *rows,
        context.fact("status", context.status(value.status)),
        context.fact("version", Run(version.number), time(version.issued)),
        Fact(context.say("fact.validity"), context.period(value.validity)),
        Fact(context.say("fact.source"), context.cites(value.source)),
        Fact(context.say("fact.creator"), context.links(value.creator)),
        context.fact("publisher", context.link(value.publisher) if value.publisher else None),
        context.fact("contact", context.link(value.contact_point) if value.contact_point else None),
        context.fact("licence", Run(licence_name(value.license), href=value.license) if value.license else None),
        Fact(context.say("fact.rights"), context.runs(value.rights)),
        Fact(context.say("fact.replaces"), context.links(value.replaces)),
        Fact(context.say("fact.names"), tuple(_alias(context, value))),
        context.fact("created", time(value.created)),
        context.fact("modified", time(value.modified)),
        context.fact("iri", Run(value.iri, form="copy")),
        context.fact("digest", Run(version.digest, form="code")),
    )
    return section(context, "about", shown, _history(context, value.iri))


def _alias(context: Context, value: RegisteredObject) -> Iterable[Run]:
    for row in value.aliases:
        remark = ", ".join(filter(None, (row.agency, "" if row.current else context.say("alias.former"))))
        yield Run(row.notation, form="copy", after=remark)


def _history(context: Context, iri: Iri) -> Table | None:
    versions = context.source.history(iri)
    if len(versions) < 2:  # noqa: PLR2004 -- one version is told among the facts
        return None
    rows = (
        Row(((Run(row.number),), (_required(time(row.issued)),), _release(context, row.release))) for row in versions
    )
    columns = (context.say("fact.version"), context.say("fact.issued"), context.say("kind.release"))
    return context.table(context.say("section.versions"), columns, rows)


def _release(context: Context, number: str | None) -> Runs:
    return (Run(number, href=context.href(f"release/{number}.html")),) if number else ()


def _required(run: Run | None) -> Run:
    return run or Run("")


def downloads(context: Context, iri: Iri, kind: Kind | MemberKind, suffixes: Iterable[str]) -> Section | None:
    """The same as data."""
    return section(context, "downloads", listing(_files(context, iri, kind, suffixes), "row"))


def downloaded(context: Context, iri: Iri, kind: Kind | MemberKind, suffixes: Iterable[str]) -> Fact:
    """The same as a fact."""
    return Fact(context.say("section.downloads"), tuple(_files(context, iri, kind, suffixes)), inline=True)


def _files(context: Context, iri: Iri, kind: Kind | MemberKind, suffixes: Iterable[str]) -> Iterable[Run]:
    path = stem(iri, kind)
    return (Run(context.say.term("format", each), href=context.root(f"{path}.{each}")) for each in suffixes)


def uses(context: Context, found: Iterable[Use], carried: Iterable[Use] = ()) -> Section | None:
    """Where the release refers to the thing, by kind; and the exchanges that have it with them through their models."""
    groups: dict[Kind | MemberKind, list[Use]] = {}
    for use in found:
        if use.predicate.replace("#", "/").rpartition("/")[2] not in _STRUCTURE:
            groups.setdefault(use.kind, []).append(use)
    told = facts(*(_group(context, kind, groups[kind]) for kind in _ORDER if kind in groups))
    return section(context, "uses", told, _carriers(context, tuple(carried)))


def _carriers(context: Context, found: tuple[Use, ...]) -> Fold | None:
    """Exchanges, each with the message that has the thing in it; told when asked."""
    runs = [context.beside(context.link(use.subject), context.source.title(use.via[-1])) for use in found]
    if not runs:
        return None
    shown = listing(sorted(runs, key=lambda run: collation(run.text)), "columns")
    return Fold(context.say("uses.carried", count=context.say.count("exchanges", len(runs))), (shown,) if shown else ())


def _group(context: Context, kind: Kind | MemberKind, found: list[Use]) -> Fact:
    runs = sorted((_use(context, use) for use in found), key=lambda run: (run.text.casefold(), run.after))
    return Fact(context.say.term("plural", kind.value), tuple(runs))


def _use(context: Context, use: Use) -> Run:
    linked = context.link(use.subject)
    if use.object == use.subject:
        return linked
    told = context.beside(linked, context.source.title(use.object))
    if use.kind in (MemberKind.ELEMENT, MemberKind.TYPE):
        path = "/".join(use.subject.rsplit("/", 2 if use.kind is MemberKind.ELEMENT else 1)[1:])
        after = f"{linked.text} · {told.after}"
        return Run(path, href=linked.href, form="name", after=after, after_lang=linked.lang or told.after_lang)
    return told


def collections(
    context: Context, owner: Iri, rows: Iterable[Collection], member: Callable[[Iri], Run]
) -> Section | None:
    """What an object groups for a purpose: each group an anchor, its members as `member` says them."""
    return section(context, "collections", sections=tuple(_collection(context, owner, row, member) for row in rows))


def _collection(context: Context, owner: Iri, row: Collection, member: Callable[[Iri], Run]) -> Section:
    members = [member(iri) for iri in row.member]
    if not row.ordered:
        members.sort(key=lambda run: collation(run.text))
    shown = listing(members, "steps" if row.ordered else "columns")
    blocks = (paragraph(context.runs(row.description)), shown)
    found = tuple(block for block in blocks if block)
    return Section(anchor(row.iri, MemberKind.COLLECTION, owner), (title(context, row),), found)
