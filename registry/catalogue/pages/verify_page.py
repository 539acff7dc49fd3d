"""The page that tells how to check that content is what was released: commands that run as they stand."""

from collections.abc import Iterator

from registry import resources
from registry.catalogue.blocks import Block, Example, Fold, Listing, Page, Paragraph, Run
from registry.catalogue.context import Context
from registry.catalogue.links import CURRENT_RELEASE, stem
from registry.catalogue.pages import common
from registry.catalogue.pages.release_page import commands
from registry.domain import Version
from registry.namespaces import BASE

#: The program that recomputes the digest of a version, beside the style sheets.
PROGRAM = "digest.py"


def page(context: Context) -> Page:
    """The page."""
    say = context.say
    return Page(
        title=Run(say("verify.title")),
        lead=(Paragraph((Run(say("verify.lead")),), "lead"),),
        sections=common.only(
            common.section(context, "verify_package", *_package(context)),
            common.section(context, "verify_one", *_one(context)),
            common.section(context, "verify_how", *_how(context)),
            common.section(context, "verify_not", _text(context, "verify.not_signed")),
        ),
    )


def _text(context: Context, key: str) -> Paragraph:
    return Paragraph((Run(context.say(key)),))


def _package(context: Context) -> Iterator[Block]:
    """The whole release: files, and the digest over its versions."""
    release, say = context.source.release, context.say
    files, over_all = commands(release.number)
    linked = Run(f"{say('kind.release')} {release.number}", href=context.href(CURRENT_RELEASE))
    yield Paragraph((Run(say("verify.package")), linked))
    yield Example(files)
    yield _text(context, "verify.release")
    yield Example(over_all)
    yield Paragraph((Run(say("verify.answer")), Run(release.digest, form="code")))


def _one(context: Context) -> Iterator[Block]:
    """One version, from any RDF file of it, with a program that anyone can read."""
    found = _example(context)
    if found is None:
        return
    say, place = context.say, stem(found.object, found.kind)
    program = Run(PROGRAM, href=context.root(f"static/{PROGRAM}"), form="code")
    yield Paragraph((Run(say("verify.one")), program))
    yield Example(f"pip install pyoxigraph\npython {PROGRAM} {place}.ttl")
    yield Paragraph((Run(say("verify.example")), context.link(found.object), Run(found.digest, form="code")))
    told = (resources.folder("site") / "static" / PROGRAM).read_text("utf-8")
    yield Fold(say("verify.program"), (Example(told),))
    yield _text(context, "verify.manifest")
    chosen = f'select(.object == "{found.object}")'
    yield Example(f"jq -r '.versions[] | {chosen} | .digest' manifest.json")


def _example(context: Context) -> Version | None:
    """The smallest promise: the first version with an address of this registry's own."""
    own = (row for row in context.source.versions() if row.object == BASE + stem(row.object, row.kind))
    return next(own, None)


def _how(context: Context) -> Iterator[Block]:
    say = context.say
    yield _text(context, "verify.steps")
    steps = ("literals", "subjects", "canonical", "object")
    yield Listing(tuple((Run(say.term("step", each)),) for each in steps), "steps")
    yield _text(context, "verify.independent")
