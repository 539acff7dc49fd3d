"""The pages of the validator's rules: the list of them, and for each what, why, an example and the repair."""

from collections.abc import Iterable

from registry.catalogue.blocks import Example, Page, Paragraph, Row, Run, Section
from registry.catalogue.context import Context
from registry.catalogue.pages import common
from registry.domain import LangString
from registry.namespaces import BASE
from registry.services.validation.rules import Area, Rule, shipped_rules

RULES = "rules.html"


def rules(context: Context) -> Page:
    """All rules, by what they are about."""
    say = context.say
    return Page(
        title=Run(say("rule.title")),
        lead=(Paragraph((Run(say("rule.lead")),), "lead"),),
        sections=tuple(_area(context, area) for area in Area),
    )


def _area(context: Context, area: Area) -> Section:
    say, name = context.say, context.say.term("rule-area", area)
    columns = (say("validation.rule"), say("rule.id"), say("validation.severity"))
    table = context.table(name, columns, _rows(context, area))
    return Section(area, (Run(name),), (table,))


def _rows(context: Context, area: Area) -> Iterable[Row]:
    for rule in shipped_rules().values():
        if rule.area is area:
            href = context.href(place(rule.id))
            severity = Run(context.say.term("severity", rule.severity))
            yield Row(((_said(context, rule.title, href),), (Run(rule.id, form="code"),), (severity,)), id=rule.id)


def rule_page(context: Context, rule: Rule) -> Page:
    """One rule."""
    say = context.say
    return Page(
        kind=say("validation.rule"),
        title=_said(context, rule.title),
        lead=(Paragraph((_said(context, rule.why),), "lead"),),
        sections=common.only(
            common.section(context, "repair", Paragraph((_said(context, rule.repair),))),
            common.section(context, "example", *_examples(context, rule)),
            common.section(
                context,
                "about",
                common.facts(
                    context.fact("rule_id", Run(rule.id, form="copy")),
                    context.fact("severity", Run(say.term("severity", rule.severity))),
                    context.fact("rule_area", Run(say.term("rule-area", rule.area))),
                    context.fact("iri", Run(f"{BASE}rule/{rule.id}", form="copy")),
                ),
                Paragraph((Run(say("rule.off")),)),
                Example(f'off = ["{rule.id}"]'),
            ),
        ),
        trail=(Run(say("rule.title"), href=context.href(RULES)),),
    )


def _examples(context: Context, rule: Rule) -> Iterable[Paragraph | Example]:
    if rule.wrong == rule.right:
        yield Example(rule.wrong)
        return
    for key, text in (("rule.wrong", rule.wrong), ("rule.right", rule.right)):
        yield Paragraph((Run(context.say(key)),))
        yield Example(text)


def place(rule: str) -> str:
    """The address of a rule below a language folder."""
    return f"rule/{rule}.html"


def _said(context: Context, texts: tuple[LangString, ...], href: str = "") -> Run:
    return context.run(texts, href) or Run("")
