"""Answers to questions about the information structure: which exchanges, which elements, and the matrix."""

from typing import Literal

from pydantic import Field

from api.answers.basics import Answered, Displayed, Paged, Texts
from api.answers.structure import Exchange
from registry.domain import Evidence, Iri, Strength
from registry.services.structure.matrix import Reason, State


class AskedExchange(Exchange):
    """An exchange with the levels of care that it goes between, and what its newest model holds."""

    from_levels: list[Iri] = Field(description="The levels of the senders.")
    to_levels: list[Iri] = Field(description="The levels of the receivers.")
    model_known: bool = Field(description="Whether the release has a model of the message.")
    elements: int = Field(description="How many elements the message may have.")
    required_elements: int = Field(description="How many of them every message has.")
    code_lists: list[Iri] = Field(description="The code lists that elements take their codes from.")


class ExchangePage(Paged):
    """One page of exchanges."""

    items: list[AskedExchange]


class ElementList(Displayed):
    """A code list that an element takes its codes from; without a strength it is the element's type."""

    iri: Iri
    title: Texts
    strength: Strength | None = None


class ExchangedElement(Displayed):
    """An element of a message in an exchange."""

    exchange: Iri
    model: Iri
    path: str = Field(description="Where it stands below the root of the message.")
    element: Iri
    title: Texts
    min_occurs: int = Field(description="Its own least number, where what it stands in is there.")
    max_occurs: int | Literal["*"]
    required: bool = Field(description="Whether every message has it: all that it stands in is required too.")
    concept: Iri | None = None
    concept_title: Texts = {}
    value_type: Iri | None = None
    coded: bool
    code_lists: list[ElementList] = []


class ExchangedElementPage(Paged):
    """One page of elements; of each exchange in the order of its message."""

    items: list[ExchangedElement]


class Carrier(Answered):
    """An exchange by which something about a concept goes, in which elements, and what its direction rests on."""

    exchange: Iri
    state: State
    model: Iri
    elements: list[Iri]
    evidence: Evidence | None = None


class MatrixCell(Answered):
    """A place of the matrix where a concept is carried."""

    from_level: Iri
    to_level: Iri
    state: State
    carriers: list[Carrier]


class MatrixRow(Displayed):
    """A concept, and the places where it is carried; elsewhere the pair's `otherwise` holds."""

    concept: Iri
    title: Texts
    cells: list[MatrixCell]


class MatrixPair(Answered):
    """An ordered pair of levels; a level twice is what goes within it."""

    from_level: Iri
    to_level: Iri
    exchanges: list[Iri]
    without_model: list[Iri] = Field(description="Exchanges of which the release has no model.")
    gap_phases: list[Iri] = Field(description="Phases in which no exchange is known.")
    required: int = Field(description="How many concepts are required.")
    optional: int = Field(description="How many are optional.")
    otherwise: State = Field(description="The state of every concept that has no cell for the pair.")
    reason: Reason = Field(
        description="Why: an exchange whose model the release has not (`model-missing`), no exchange that is known "
        "(`gap`), none at all (`no-exchange`), or exchanges that are known not to carry it (`not-carried`)."
    )


class MatrixLevel(Displayed):
    """A level of care or a party beside them."""

    iri: Iri
    identifier: str
    title: Texts


class MatrixPage(Paged):
    """The matrix level × level × element: the levels, every ordered pair of them, and one page of concepts."""

    release: str
    levels: list[MatrixLevel]
    pairs: list[MatrixPair]
    items: list[MatrixRow]
