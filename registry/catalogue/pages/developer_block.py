"""The block for developers: schemas, shapes, diagrams and example messages of models, at their addresses in the API."""

from typing import Final

from registry.catalogue.blocks import Block, Fact, Paragraph, Run, Runs, Section
from registry.catalogue.context import Context
from registry.catalogue.pages import common
from registry.domain import ElementKind, Exchange, InformationModel, Iri, Pathway
from registry.namespaces import BASE
from registry.services.artefacts import Form, address, file_name

#: The example messages that every message has: what they are called, and the end of their name.
_EXAMPLES: Final = (("good-json", "good.json"), ("good-xml", "good.xml"), ("examples", "examples.json"))


def of_model(context: Context, model: InformationModel) -> Section | None:
    """What is generated of a model."""
    return _section(context, (_files(context, model.iri, model),), model.iri)


def of_exchange(context: Context, value: Exchange) -> Section | None:
    """What is generated of each model that an exchange carries; none where it carries none of this release."""
    found = [context.source.object(iri) for iri in value.carries if context.source.found(iri)]
    facts = tuple(_files(context, value.iri, model) for model in found if isinstance(model, InformationModel))
    drawn = _drawing(context, value.iri) if value.sender and value.receiver else None
    return _section(context, (*facts, *((drawn,) if facts and drawn else ())), value.iri)


def of_pathway(context: Context, value: Pathway) -> Section | None:
    """The drawing of a pathway as a file."""
    drawn = _drawing(context, value.iri) if value.phases and value.levels else None
    return common.section(context, "developers", common.facts(drawn)) if drawn else None


def _section(context: Context, facts: tuple[Fact, ...], of: Iri) -> Section | None:
    if not facts:
        return None
    listed = Run(context.say("developers.list"), href=_link(context, of, ""))
    lead: Block = Paragraph((Run(context.say("developers.lead")), listed))
    return common.section(context, "developers", lead, common.facts(*facts))


def _files(context: Context, of: Iri, model: InformationModel) -> Fact:
    """The files of one model, under its title; examples where it has a root."""
    stem = model.identifier or model.iri.rpartition("/")[2]
    runs = [
        _run(context, of, form.value, file_name(stem, form)) for form in Form if form not in (Form.SVG, Form.EXAMPLES)
    ]
    if any(row.kind is ElementKind.ROOT_OBJECT_TYPE for row in model.elements):
        runs += [_run(context, of, word, f"{stem}.{rest}") for word, rest in _EXAMPLES]
    return Fact(context.text(model.title), tuple(runs), inline=True)


def _drawing(context: Context, of: Iri) -> Fact:
    name = f"{of.rpartition('/')[2]}.svg"
    runs: Runs = (_run(context, of, Form.SVG.value, name),)
    return Fact(context.say("developers.drawing"), runs, inline=True)


def _run(context: Context, of: Iri, word: str, name: str) -> Run:
    return Run(context.say.term("artefact", word), href=_link(context, of, f"/{name}"))


def _link(context: Context, of: Iri, rest: str) -> str:
    return context.root(f"{address(of).removeprefix(BASE)}/artefacts{rest}")
