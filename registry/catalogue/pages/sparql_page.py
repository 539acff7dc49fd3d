"""The page of worked queries: each in a form that sends it as it stands, or as the reader has changed it."""

from registry.catalogue.blocks import Asking, Page, Paragraph, Run, Section
from registry.catalogue.context import Context
from registry.catalogue.pages import common
from registry.services.querying.examples import QueryExample, examples

#: The forms that may be chosen for rows and for graphs.
_FORMS = ("json", "csv", "tsv", "xml", "ttl", "nt", "rdf", "jsonld")


def page(context: Context) -> Page:
    """The page."""
    say = context.say
    return Page(
        title=Run(say("sparql.title")),
        lead=(Paragraph((Run(say("sparql.lead")),), "lead"), Paragraph((Run(say("sparql.limits")),))),
        sections=common.only(
            *(_example(context, row) for row in examples()),
        ),
    )


def _example(context: Context, row: QueryExample) -> Section:
    say = context.say
    about = common.paragraph(context.runs(row.about))
    chosen = (
        "ttl" if row.query.split("{")[0].rstrip().rpartition("\n")[2].startswith(("CONSTRUCT", "DESCRIBE")) else "json"
    )
    asked = Asking(
        name=row.name,
        label=say("sparql.query"),
        text=row.query,
        action=context.root("sparql"),
        format_label=say("sparql.format"),
        formats=tuple((form, form == chosen) for form in _FORMS),
        button=say("sparql.run"),
    )
    heading = context.run(row.title) or Run(row.name)
    return Section(row.name, (heading,), (*((about,) if about else ()), asked))
