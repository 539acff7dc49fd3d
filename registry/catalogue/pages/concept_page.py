"""The page of a concept: definitions, terms, notes, what stands around it, where it is used, and since when."""

from collections.abc import Iterable
from dataclasses import replace

from registry.catalogue.blocks import Block, Box, Fact, Facts, Page, Paragraph, Row, Run, Runs, Section, Table
from registry.catalogue.context import Context, time
from registry.catalogue.downloads import CONCEPT_SUFFIXES
from registry.catalogue.pages import asides, common, relations
from registry.domain import Concept, Definition, Iri, LangString, pick
from registry.namespaces import PREFIXES
from registry.terminology.protocol import MemberKind

_PUBLIC = PREFIXES["audience"] + "public"


def page(context: Context, concept: Concept) -> Page:
    """The page."""
    say, name = context.say, common.title(context, concept)
    found = context.source.found(concept.iri)
    return Page(
        trail=_trail(context, found.object if found else None),
        kind=say("kind.concept"),
        title=name,
        lead=tuple(block for block in _lead(context, concept) if block),
        sections=common.only(
            common.section(context, "definition", *_definitions(context, concept)),
            common.section(context, "terms", _terms(context, concept)),
            _notes(context, concept),
            common.section(context, "relations", *relations.told_and_drawn(context, concept, name)),
            _uses(context, concept),
        ),
        side=common.only(
            _about(context, concept),
            common.downloads(context, concept.iri, MemberKind.CONCEPT, CONCEPT_SUFFIXES),
            asides.history(context, concept.iri),
            asides.problem(
                context, concept.iri, name.text, _contact(context, concept, found.object if found else None)
            ),
        ),
    )


def _uses(context: Context, concept: Concept) -> Section | None:
    found = (use for use in context.source.uses(concept.iri) if use.kind != "concept")
    return common.uses(context, found, context.source.carried(concept.iri))


def _trail(context: Context, scheme: Iri | None) -> Runs:
    everything = Run(context.say("plural.concept"), href=context.href("concepts.html"))
    return (everything, context.link(scheme)) if scheme else (everything,)


def _contact(context: Context, concept: Concept, scheme: Iri | None) -> Iri | None:
    """The concept's own, else the scheme's."""
    return concept.contact_point or (context.source.header(scheme).contact_point if scheme else None)


def _lead(context: Context, concept: Concept) -> Iterable[Block | None]:
    yield common.replaced(context, concept.is_replaced_by)
    public = _spoken(context, (row for row in concept.definition if row.audience == _PUBLIC))
    for definition in public:
        yield Box(context.say("box.public"), (context.said(definition.value),))


def _spoken(context: Context, definitions: Iterable[Definition]) -> tuple[Definition, ...]:
    """Those in the language of the page, else in the language that comes nearest."""
    among = tuple(definitions)
    chosen = pick((row.value for row in among), (context.lang,))
    return tuple(row for row in among if chosen and row.value.lang == chosen.lang)


def _definitions(context: Context, concept: Concept) -> Iterable[Block]:
    for row in _spoken(context, (row for row in concept.definition if row.audience != _PUBLIC)):
        yield Paragraph((context.said(row.value),), "definition")
        yield Paragraph(_origin(context, row), "source")


def _origin(context: Context, definition: Definition) -> Runs:
    relation = definition.relationship_with_source or ""
    said = context.say.term("relation", relation.rpartition("#")[2]) if relation else ""
    label = said or context.say("fact.source")
    cited = context.cites(definition.source)
    return (Run(label + (":" if cited else "")), *cited)


def _terms(context: Context, concept: Concept) -> Table:
    say = context.say
    langs = dict.fromkeys(row.lang for row in (*concept.pref_label, *concept.alt_label, *concept.hidden_label))
    order = ("nb", "nn", "se", "en")
    rows = []
    for lang in sorted(langs, key=lambda each: (order.index(each) if each in order else len(order), each)):
        labels = (concept.pref_label, concept.alt_label, concept.hidden_label)
        rows.append(Row(((Run(context.language(lang)),), *(_of(context, group, lang) for group in labels))))
    columns = (say("terms.language"), say("terms.preferred"), say("terms.permitted"), say("terms.discouraged"))
    # the first column tells the language of each row
    return replace(context.table(say("terms.caption"), columns, rows), note="", silent=True)


def _of(context: Context, labels: tuple[LangString, ...], lang: str) -> Runs:
    return tuple(context.said(row, quiet=True) for row in labels if row.lang == lang)


def _notes(context: Context, concept: Concept) -> Section | None:
    say = context.say
    rows = (
        Fact(say("fact.scope_note"), context.runs(concept.scope_note)),
        Fact(say("fact.note"), context.runs(concept.note)),
        Fact(say("fact.example"), context.runs(concept.example)),
    )
    return common.section(context, "notes", common.facts(*rows))


def _about(context: Context, concept: Concept) -> Section | None:
    say = context.say
    subjects = tuple(row for row in concept.subject if isinstance(row, LangString))
    linked = context.links(row for row in concept.subject if not isinstance(row, LangString))
    found = context.source.found(concept.iri)
    rows: list[Fact] = [
        context.fact("iri", Run(concept.iri, form="copy")),
        Fact(say("fact.notation"), tuple(Run(row, form="copy") for row in concept.notation)),
        Fact(say("fact.subject_field"), (*context.runs(subjects), *linked)),
        context.fact("status", context.status(concept.status)),
        context.fact("scheme", context.link(found.object) if found else None),
        Fact(say("fact.validity"), context.period(concept.validity)),
        context.fact("publisher", context.link(concept.publisher) if concept.publisher else None),
        Fact(say("fact.replaces"), context.links(concept.replaces)),
        context.fact("created", time(concept.created)),
        context.fact("modified", time(concept.modified)),
    ]
    shown: Facts | None = common.facts(*rows)
    return common.section(context, "about", shown)
