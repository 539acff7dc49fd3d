"""The page of a release: what it changed, what it holds, how to fetch it whole, and how to verify it."""

from collections.abc import Iterable

from registry.catalogue.blocks import Block, Example, Fold, Listing, Page, Paragraph, Row, Run, Table
from registry.catalogue.comparison import Comparison
from registry.catalogue.context import Context, time
from registry.catalogue.pages import common, release_changes
from registry.domain import Kind, ReleaseEntry, Version

#: How much of a digest a table shows; all of it stands on the object's page and in the manifest.
_SHOWN = 16


def page(context: Context, entry: ReleaseEntry, package: str = "") -> Page:
    """The page; `package` is the path of the ZIP in the catalogue, empty where it is not there."""
    say = context.say
    compared = context.source.compared(entry.number)
    versions = context.source.pinned(entry)
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
            release_changes.section(context, compared),
            common.section(context, "downloads", _download(context, package)),
            common.section(context, "fhir", *_fhir(context, entry)),
            common.section(context, "verify", *_verify(context, entry)),
            common.section(context, "objects", *_objects(context, versions, compared)),
            common.section(context, "releases", _releases(context)),
        ),
    )


def _download(context: Context, package: str) -> Block:
    if not package:
        return Paragraph((Run(context.say("release.no_package")),))
    linked = Run(package.rpartition("/")[2], href=context.root(package), after=context.say("release.package"))
    return Listing(((linked,),))


def _fhir(context: Context, entry: ReleaseEntry) -> Iterable[Block]:
    """How the service that serves the current release fares in HL7's tests; of earlier ones nothing is known."""
    if entry.number != context.source.release.number:
        return
    say, found = context.say, context.source.fhir_score
    yield Paragraph((Run(say("release.fhir", suite=found.suite, tests=found.tests)),))
    rows = (
        Row(
            (
                (Run(f"FHIR {row.edition}"),),
                (Run(say("release.fhir_score", passed=row.passed, total=row.total)),),
                (Run(f"/fhir/{row.edition.lower()}", form="copy"),),
                (time(found.measured) or Run(""),),
            )
        )
        for row in found.scores
    )
    columns = (
        say("release.fhir_edition"),
        say("release.fhir_passed"),
        say("release.fhir_address"),
        say("release.fhir_measured"),
    )
    yield context.table(say("release.fhir_caption"), columns, rows)


def commands(number: str) -> tuple[str, str]:
    """What recomputes the digests of the files in the package of a release, and that of the release."""
    name = f"omforent-{number}"
    files = "jq -r '.files[] | .sha256 + \"  \" + .path' manifest.json | sha256sum --check"
    lines = 'jq -r \'.versions[] | .object + " " + .number + " " + .digest\' manifest.json'
    return f"unzip {name}.zip -d {name}\ncd {name}\n{files}", f"{lines} | LC_ALL=C sort | sha256sum"


def _verify(context: Context, entry: ReleaseEntry) -> tuple[Block, ...]:
    say = context.say
    files, release = commands(entry.number)
    return (
        Paragraph((Run(say("release.verify_files")),)),
        Example(files),
        Paragraph((Run(say("release.verify_release")),)),
        Example(release),
        Paragraph((Run(say("release.verify_version")), Run(say("verify.title"), href=context.href("verify.html")))),
    )


def _objects(context: Context, versions: tuple[Version, ...], compared: Comparison) -> Iterable[Block]:
    """The versions that the release pins, a table for each kind of object."""
    fresh = {row.after.object for row in compared.objects}
    for kind in Kind:
        rows = [row for row in versions if row.kind is kind]
        if rows:
            label = f"{context.say.term('plural', kind.value)} ({len(rows)})"
            yield Fold(label, (_pinned(context, rows, fresh),))


def _pinned(context: Context, versions: list[Version], fresh: set[str]) -> Table:
    say = context.say
    rows = (
        Row(
            (
                (context.link(row.object, quiet=True),),
                (Run(row.number),),
                (Run(say("objects.fresh"), form="mark"),) if row.object in fresh else (),
                (Run(row.digest[:_SHOWN] + "…", form="code"),),
            )
        )
        for row in versions
    )
    columns = (say("objects.title"), say("fact.version"), say("objects.news"), say("fact.digest"))
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
