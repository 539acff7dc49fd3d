"""The page of an information model: types, and their elements with cardinality, type, concept and binding."""

from collections.abc import Iterable

from registry.catalogue.blocks import Block, Fact, Facts, Fold, Page, Row, Run, Runs, Section, Table
from registry.catalogue.context import Context
from registry.catalogue.downloads import suffixes
from registry.catalogue.links import anchor
from registry.catalogue.pages import common, developer_block
from registry.catalogue.pages.model_outline import bound_lists, list_link, outline
from registry.domain import Binding, ElementProperty, Evidence, InformationModel, Kind, ModelElement
from registry.namespaces import curie
from registry.terminology.protocol import MemberKind


def page(context: Context, model: InformationModel) -> Page:
    """The page."""
    say = context.say
    rows = (
        context.fact("model_version", Run(model.version) if model.version else None),
        context.fact("namespace", Run(model.namespace, form="code") if model.namespace else None),
        Fact(say("fact.conforms_to"), tuple(context.cite(iri) for iri in model.conforms_to)),
        Fact(say("fact.subject"), context.links(model.subject)),
        Fact(say("fact.imports"), context.links(model.imports)),
        context.fact("count", Run(say.count("elements", sum(len(row.has_property) for row in model.elements)))),
    )
    sections = tuple(_type(context, model, row) for row in model.elements)
    return Page(
        kind=say("kind.model"),
        title=common.title(context, model),
        lead=common.lead(context, model),
        sections=common.only(
            common.section(context, "built", outline(context, model, unfolded=2), _contents(context, model)),
            common.section(context, "bound", bound_lists(context, model)),
            common.section(context, "types", sections=sections),
            common.notes(context, model),
            _uses(context, model),
            common.about(context, model, *rows),
            developer_block.of_model(context, model),
            common.downloads(context, model.iri, Kind.INFORMATION_MODEL, suffixes(model)),
        ),
    )


def _uses(context: Context, model: InformationModel) -> Section | None:
    found = (use for use in context.source.uses(model.iri) if use.object != model.iri)
    return common.uses(context, found, context.source.carried(model.iri))


def _contents(context: Context, model: InformationModel) -> Block | None:
    """All types by name, also those that no root leads to."""
    found = (
        Run(row.identifier, form="name", href=f"#{anchor(row.iri, MemberKind.TYPE, model.iri)}")
        for row in model.elements
    )
    listed = common.listing(found, "columns")
    label = context.say("section.contents")
    return Fold(f"{label} ({len(model.elements)})", (listed,)) if listed else None


def _type(context: Context, model: InformationModel, row: ModelElement) -> Section:
    name, shown = Run(row.identifier, form="name"), context.run(row.title)
    blocks: tuple[Block | None, ...] = (
        common.paragraph(context.runs(row.description)),
        _type_facts(context, row),
        _folded(context, model, row) if row.has_property else None,
    )
    heading = (name, shown) if shown else (name,)
    return Section(anchor(row.iri, MemberKind.TYPE, model.iri), heading, tuple(block for block in blocks if block))


def _folded(context: Context, model: InformationModel, row: ModelElement) -> Fold:
    """The elements of a type, shown until they are put away: a link to one of them finds it on the page."""
    label = context.say.count("elements", len(row.has_property))
    return Fold(label, (_elements(context, model, row),), open=True)


def _type_facts(context: Context, row: ModelElement) -> Facts | None:
    return common.facts(
        context.fact("kind_of_type", Run(context.say.term("element_kind", row.kind.value))),
        context.fact("subject", context.link(row.subject) if row.subject else None),
        context.fact("restricts", _xsd(row.type_definition_reference) if row.type_definition_reference else None),
        context.fact("pattern", Run(row.pattern, form="code") if row.pattern else None),
        context.fact("one_of", *(Run(value, form="code") for value in row.enumeration)),
        context.fact("content_model", Run(row.content_model, form="code") if row.content_model else None),
    )


def _xsd(address: str) -> Run:
    return Run(curie(address), form="code")


def _elements(context: Context, model: InformationModel, row: ModelElement) -> Table:
    say = context.say
    columns = (say("element.name"), say("element.cardinality"), say("element.type"), say("element.meaning"))
    rows = (
        Row(
            (
                tuple(_name(context, each)),
                (Run(f"{each.min_occurs}..{each.max_occurs}", form="cardinality"),),
                tuple(_value(context, each)),
                tuple(_meaning(context, each)),
            ),
            id=anchor(each.iri, MemberKind.ELEMENT, model.iri),
        )
        for each in row.has_property
    )
    return context.table(say("element.caption", type=row.identifier), columns, rows)


def _name(context: Context, row: ElementProperty) -> Iterable[Run]:
    yield Run(row.identifier, form="name")
    shown = context.run(row.title)
    if shown:
        yield shown


def _value(context: Context, row: ElementProperty) -> Iterable[Run]:
    for iri in (row.has_data_type, row.has_simple_type, row.coded_as):
        if iri:
            yield _type_link(context, iri)
    yield from _targets(context, row)
    for binding in row.bindings:
        yield _binding(context, binding)
        yield from context.cites(binding.source)
    if row.has_value_from and row.has_value_from not in {binding.value_set for binding in row.bindings}:
        yield list_link(context, row.has_value_from)
    if row.unbound_reason:
        yield Run(context.say("element.unbound"), form="mark")
        yield from context.runs(row.unbound_reason)


def _targets(context: Context, row: ElementProperty) -> Iterable[Run]:
    groups = (
        (row.contains, ""),
        (row.refers_to, context.say("element.refers_to")),
        (row.has_general_concept, context.say("element.specializes")),
        (row.has_some, context.say("element.one_of")),
    )
    for iris, label in groups:
        if iris and label:
            yield Run(label, form="faded")
        yield from (_type_link(context, iri) for iri in iris)


def _type_link(context: Context, iri: str) -> Run:
    linked = context.link(iri)
    name = iri.rpartition("/")[2] if linked.href and not linked.href.startswith("http") else linked.text
    return Run(name, href=linked.href, form="name")


def _binding(context: Context, binding: Binding) -> Run:
    grades = ", ".join(context.say.term("evidence", grade.value) for grade in binding.evidence)
    strength = context.say.term("strength", binding.strength.value)
    shown = list_link(context, binding.value_set)
    doubt = Evidence.INFERRED in binding.evidence
    after = f"{strength}; {grades}" if grades else strength
    return Run(shown.text, shown.lang, shown.href, form="strong" if doubt else "", after=after)


def _meaning(context: Context, row: ElementProperty) -> Runs:
    found = (
        (Run(linked.text, linked.lang, linked.href),) if row.subject and (linked := context.link(row.subject)) else ()
    )
    return (*found, *context.runs(row.description))
