"""The page of a mapping set: each correspondence with its reason."""

from registry.catalogue.blocks import Fact, Page, Row, Run, Table
from registry.catalogue.context import Context
from registry.catalogue.downloads import suffixes
from registry.catalogue.links import anchor
from registry.catalogue.pages import common
from registry.domain import Kind, Mapping, MappingSet
from registry.terminology.protocol import MemberKind


def page(context: Context, value: MappingSet) -> Page:
    """The page."""
    say = context.say
    rows = (
        context.fact("subject_source", context.link(value.subject_source) if value.subject_source else None),
        context.fact("object_source", context.link(value.object_source) if value.object_source else None),
        Fact(say("fact.count"), (Run(say.count("mappings", len(value.mappings))),)),
    )
    return Page(
        kind=say("kind.mapping-set"),
        title=common.title(context, value),
        lead=common.lead(context, value),
        sections=common.only(
            common.section(context, "mappings", _mappings(context, value) if value.mappings else None),
            common.notes(context, value),
            common.about(context, value, *rows),
            common.downloads(context, value.iri, Kind.MAPPING_SET, suffixes(value)),
        ),
    )


def _mappings(context: Context, value: MappingSet) -> Table:
    say = context.say
    columns = (
        say("mapping.subject"),
        say("mapping.predicate"),
        say("mapping.object"),
        say("mapping.justification"),
        say("fact.source"),
    )
    return context.table(say("mapping.caption"), columns, (_row(context, value, row) for row in value.mappings))


def _row(context: Context, value: MappingSet, row: Mapping) -> Row:
    predicate = row.predicate.rpartition("#")[2]
    return Row(
        (
            (context.code(row.subject, quiet=True),),
            (Run(context.say.term("predicate", predicate)),),
            (context.code(row.object, quiet=True),),
            context.runs(row.justification),
            context.cites(row.source),
        ),
        id=anchor(row.iri, MemberKind.MAPPING, value.iri),
    )
