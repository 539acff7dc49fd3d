"""What is exchanged, element by element: from whom, to whom, in which message, how often, about what, by which list."""

from collections.abc import Iterable, Iterator
from typing import Literal

from registry.domain import Evidence, Exchange, Iri, LangString, Value
from registry.services.structure.contents import Contents, Reached
from registry.services.structure.question import Question, exchanges
from registry.services.structure.structure import Structure


class ListOf(Value):
    """A code list that an element takes its codes from: its IRI, title, and how binding it is (None: by its type)."""

    iri: Iri
    title: tuple[LangString, ...]
    strength: str | None = None


class ExchangedElement(Value):
    """An element in an exchange. `path` is where it stands below the root of the message; `min_occurs` and
    `max_occurs` are its own; `required` tells whether every message has it (all that it stands in must be there too).
    """

    exchange: Iri
    model: Iri
    path: str
    element: Iri
    title: tuple[LangString, ...]
    min_occurs: int
    max_occurs: int | Literal["*"]
    required: bool
    concept: Iri | None
    concept_title: tuple[LangString, ...]
    value_type: Iri | None
    coded: bool
    code_lists: tuple[ListOf, ...]


class ExchangeSummary(Value):
    """An exchange with its sides: roles and levels by IRI, its phases, what it carries and the lists used in that."""

    exchange: Iri
    title: tuple[LangString, ...]
    senders: tuple[Iri, ...]
    from_levels: tuple[Iri, ...]
    receivers: tuple[Iri, ...]
    to_levels: tuple[Iri, ...]
    phases: tuple[Iri, ...]
    theme: tuple[str, ...]
    evidence: Evidence | None
    models: tuple[Iri, ...]
    model_known: bool
    elements: int
    required_elements: int
    code_lists: tuple[Iri, ...]


def elements_of(structure: Structure, question: Question) -> tuple[ExchangedElement, ...]:
    """The elements of the newest model of each exchange that fits, in the order of the message.

    With an element, concept or code list asked for, those elements alone.
    """
    return tuple(row for exchange in exchanges(structure, question) for row in _elements(structure, question, exchange))


def summaries(structure: Structure, question: Question) -> tuple[ExchangeSummary, ...]:
    """The exchanges that fit, each in a few facts."""
    return tuple(summary(structure, row) for row in exchanges(structure, question))


def summary(structure: Structure, row: Exchange) -> ExchangeSummary:
    """One exchange in a few facts."""
    found = structure.newest(row)
    order = [phase.iri for phase in structure.phases]
    return ExchangeSummary(
        exchange=row.iri,
        title=row.title,
        senders=row.sender,
        from_levels=structure.levels_of(row.sender),
        receivers=row.receiver,
        to_levels=structure.levels_of(row.receiver),
        phases=tuple(sorted(row.phase, key=lambda iri: order.index(iri) if iri in order else len(order))),
        theme=row.theme,
        evidence=row.direction_evidence,
        models=row.carries,
        model_known=found is not None,
        elements=len(found.elements) if found else 0,
        required_elements=sum(each.required for each in found.elements) if found else 0,
        code_lists=lists_in(found) if found else (),
    )


def lists_in(found: Contents) -> tuple[Iri, ...]:
    """The code lists that a message takes codes from, each once, in the order of the message."""
    return tuple(dict.fromkeys(one.code_list for row in found.elements for one in row.lists))


def _elements(structure: Structure, question: Question, exchange: Exchange) -> Iterator[ExchangedElement]:
    found = structure.newest(exchange)
    for row in _wanted(question, found.elements) if found else ():
        each = row.element
        yield ExchangedElement(
            exchange=exchange.iri,
            model=found.model if found else "",
            path="/".join(row.path),
            element=each.iri,
            title=each.title,
            min_occurs=each.min_occurs,
            max_occurs=each.max_occurs,
            required=row.required,
            concept=each.subject,
            concept_title=structure.title(each.subject) if each.subject else (),
            value_type=each.has_data_type or each.has_simple_type or next(iter(each.contains), None),
            coded=each.coded or bool(row.lists),
            code_lists=tuple(_list(structure, row)),
        )


def _list(structure: Structure, row: Reached) -> Iterator[ListOf]:
    for one in row.lists:
        strength = one.strength.value if one.strength else None
        yield ListOf(iri=one.code_list, title=structure.title(one.code_list), strength=strength)


def _wanted(question: Question, rows: Iterable[Reached]) -> Iterator[Reached]:
    for row in rows:
        if (
            (question.concept is None or row.element.subject == question.concept)
            and (question.code_list is None or any(one.code_list == question.code_list for one in row.lists))
            and (question.element is None or question.element in (row.iri, *row.element.contains))
        ):
            yield row
