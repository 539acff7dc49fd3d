"""The page of a concept: definitions, terms, notes, what is above and below it, where it is used."""

from collections.abc import Iterable
from dataclasses import replace

from registry.catalogue.blocks import Block, Box, Fact, Facts, Page, Paragraph, Row, Run, Runs, Section, Table
from registry.catalogue.context import Context, time
from registry.catalogue.downloads import CONCEPT_SUFFIXES
from registry.catalogue.pages import common
from registry.catalogue.source import Step
from registry.domain import Concept, Definition, LangString, pick
from registry.namespaces import PREFIXES
from registry.terminology.protocol import MemberKind

_PUBLIC = PREFIXES["audience"] + "public"
_MATCHES = ("exact_match", "close_match", "broad_match", "narrow_match", "related_match")


def page(context: Context, concept: Concept) -> Page:
    """The page."""
    return Page(
        kind=context.say("kind.concept"),
        title=common.title(context, concept),
        lead=tuple(block for block in _lead(context, concept) if block),
        sections=common.only(
            common.section(context, "definition", *_definitions(context, concept)),
            common.section(context, "terms", _terms(context, concept)),
            _notes(context, concept),
            common.section(context, "relations", *_relations(context, concept)),
            common.uses(context, (use for use in context.source.uses(concept.iri) if use.kind != "concept")),
            _about(context, concept),
            common.downloads(context, concept.iri, MemberKind.CONCEPT, CONCEPT_SUFFIXES),
        ),
    )


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
    return replace(context.table(say("terms.caption"), columns, rows), note="")


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


def _relations(context: Context, concept: Concept) -> Iterable[Block]:
    above = context.source.above(concept)
    below = context.source.below(concept.iri)
    rows = [
        *_steps(context, "broader", [step for step in above if not step.partitive]),
        *_steps(context, "whole", [step for step in above if step.partitive]),
        *_steps(context, "narrower", [step for step in below if not step.partitive]),
        *_steps(context, "part", [step for step in below if step.partitive]),
        *_associations(context, concept),
        *(Fact(context.say("fact." + name), context.links(getattr(concept, name))) for name in _MATCHES),
        Fact(context.say("fact.see_also"), context.links(concept.see_also)),
    ]
    shown = common.facts(*rows)
    return (shown,) if shown else ()


def _steps(context: Context, key: str, steps: list[Step]) -> Iterable[Fact]:
    """One row for each criterion of division."""
    groups: dict[tuple[LangString, ...], list[Step]] = {}
    for step in steps:
        groups.setdefault(step.criterion, []).append(step)
    for criterion, found in groups.items():
        links = context.links(step.concept for step in found)
        yield Fact(context.say("fact." + key), links, context.run(criterion))


def _associations(context: Context, concept: Concept) -> Iterable[Fact]:
    told = [
        (relation.relation_role, iri) for relation in concept.associative_relation for iri in relation.has_to_concept
    ]
    for role in dict.fromkeys(role for role, _ in told):
        links = context.links(target for named, target in told if named == role)
        yield Fact(context.say("fact.associated"), links, context.run(role))
    known = {target for _, target in told}
    reverse = [
        use.subject
        for use in context.source.uses(concept.iri)
        if use.predicate.endswith("hasToConcept") and use.subject not in known
    ]
    plain = [iri for iri in concept.related if iri not in known and iri not in reverse]
    yield Fact(context.say("fact.related"), context.links((*plain, *reverse)))


def _about(context: Context, concept: Concept) -> Section | None:
    say = context.say
    subjects = tuple(row for row in concept.subject if isinstance(row, LangString))
    linked = context.links(row for row in concept.subject if not isinstance(row, LangString))
    found = context.source.found(concept.iri)
    rows: list[Fact] = [
        Fact(say("fact.subject_field"), (*context.runs(subjects), *linked)),
        context.fact("status", context.status(concept.status)),
        context.fact("scheme", context.link(found.object) if found else None),
        Fact(say("fact.notation"), tuple(Run(row, form="code") for row in concept.notation)),
        Fact(say("fact.validity"), context.period(concept.validity)),
        context.fact("publisher", context.link(concept.publisher) if concept.publisher else None),
        context.fact("contact", context.link(concept.contact_point) if concept.contact_point else None),
        Fact(say("fact.replaces"), context.links(concept.replaces)),
        context.fact("created", time(concept.created)),
        context.fact("modified", time(concept.modified)),
        context.fact("iri", Run(concept.iri, form="code")),
    ]
    shown: Facts | None = common.facts(*rows)
    return common.section(context, "about", shown)
