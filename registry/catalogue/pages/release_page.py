"""The page of a release: what it holds, how to fetch it whole, and how to verify it."""

from registry.catalogue.blocks import Block, Example, Listing, Page, Paragraph, Row, Run, Table
from registry.catalogue.context import Context, time
from registry.catalogue.pages import common
from registry.domain import Kind, ReleaseEntry, SemanticVersion, Version


def page(context: Context, entry: ReleaseEntry, package: str = "") -> Page:
    """The page; `package` is the path of the ZIP in the catalogue, empty where it is not there."""
    say = context.say
    versions = pinned(context, entry)
    told = common.facts(
        context.fact("issued", time(entry.issued)),
        context.fact("agent", context.link(entry.agent)),
        context.fact("role", context.link(entry.role) if entry.role else None),
        context.fact("note", Run(entry.note) if entry.note else None),
        context.fact("count", Run(say.count("objects", len(versions)))),
        context.fact("digest", Run(entry.digest, form="code")),
    )
    return Page(
        kind=say("kind.release"),
        title=Run(entry.number),
        lead=(Paragraph((Run(say("release.lead")),), "lead"),),
        sections=common.only(
            common.section(context, "about", told),
            common.section(context, "downloads", _download(context, package)),
            common.section(context, "verify", *_verify(context, entry)),
            common.section(context, "objects", _objects(context, versions)),
            common.section(context, "releases", _releases(context)),
        ),
    )


def pinned(context: Context, entry: ReleaseEntry) -> tuple[Version, ...]:
    """One version of each object: the newest that was issued in this release or one before it."""
    reader = context.source
    orders = {known.number: known.order for known in reader.releases}
    found = []
    for current in reader.versions():
        until = [
            row
            for row in reader.history(current.object)
            if row.release is None or orders.get(row.release, entry.order) <= entry.order
        ]
        if until:
            found.append(max(until, key=lambda row: SemanticVersion.parse(row.number)))
    return tuple(found)


def _download(context: Context, package: str) -> Block:
    if not package:
        return Paragraph((Run(context.say("release.no_package")),))
    linked = Run(package.rpartition("/")[2], href=context.root(package), after=context.say("release.package"))
    return Listing(((linked,),))


def _verify(context: Context, entry: ReleaseEntry) -> tuple[Block, ...]:
    say = context.say
    name = f"omforent-{entry.number}"
    files = "jq -r '.files[] | .sha256 + \"  \" + .path' manifest.json | sha256sum --check"
    lines = 'jq -r \'.versions[] | .object + " " + .number + " " + .digest\' manifest.json'
    command = f"unzip {name}.zip -d {name}\ncd {name}\n{files}"
    digest = f"{lines} | LC_ALL=C sort | sha256sum"
    return (
        Paragraph((Run(say("release.verify_files")),)),
        Example(command),
        Paragraph((Run(say("release.verify_release")),)),
        Example(digest),
        Paragraph((Run(say("release.verify_version")),)),
    )


def _objects(context: Context, versions: tuple[Version, ...]) -> Table:
    say = context.say
    rows = (
        Row(
            (
                (context.link(row.object, quiet=True),),
                (Run(say.term("kind", row.kind.value)),),
                (Run(row.number),),
                (Run(row.digest, form="code"),),
            )
        )
        for row in sorted(versions, key=lambda row: (tuple(Kind).index(row.kind), row.object))
    )
    columns = (say("objects.title"), say("objects.kind"), say("fact.version"), say("fact.digest"))
    return context.table(say("objects.caption"), columns, rows)


def _releases(context: Context) -> Table:
    say = context.say
    rows = (
        Row(
            (
                (Run(row.number, href=context.href(f"release/{row.number}.html")),),
                (time(row.issued) or Run(""),),
                (Run(row.note),) if row.note else (),
            )
        )
        for row in context.source.releases
    )
    columns = (say("kind.release"), say("fact.issued"), say("fact.note"))
    return context.table(say("releases.caption"), columns, rows)
