"""The matrix level × level × element: what is exchanged from whom to whom, and how surely; no tables, no words.

docs/structure-questions.md defines the states.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from registry.domain import Evidence, Exchange, Iri, LangString, Value
from registry.services.structure.contents import Contents
from registry.services.structure.question import Question, exchanges, pairs
from registry.services.structure.structure import Pair, Structure


class State(StrEnum):
    """Whether something about a concept goes from one level to another, by the exchanges in view."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    NOT_EXCHANGED = "not-exchanged"
    NOT_KNOWN = "not-known"


class Reason(StrEnum):
    """Why nothing is carried from one level to another, or why that is not known."""

    MODEL_MISSING = "model-missing"
    GAP = "gap"
    NO_EXCHANGE = "no-exchange"
    ELSEWHERE = "not-carried"


class Carrier(Value):
    """An exchange by which something about a concept goes: whether each message has it, in which elements.

    `evidence` is what the direction of the exchange rests on.
    """

    exchange: Iri
    state: State
    model: Iri
    elements: tuple[Iri, ...]
    evidence: Evidence | None = None


class CellOf(Value):
    """A place of the matrix where the concept is carried."""

    from_level: Iri
    to_level: Iri
    state: State
    carriers: tuple[Carrier, ...]


class PairOf(Value):
    """An ordered pair of levels; the same level twice is what goes within it.

    `exchanges` are those in view, `without_model` those of them of which the release has no model. `otherwise` is the
    state of every concept that has no cell for the pair, for the `reason`; `gap_phases` are the phases in view for
    which the gap list says that no exchange is known.
    """

    from_level: Iri
    to_level: Iri
    exchanges: tuple[Iri, ...]
    without_model: tuple[Iri, ...]
    gap_phases: tuple[Iri, ...]
    required: int
    optional: int
    otherwise: State
    reason: Reason


class ConceptRow(Value):
    """A concept, and the places where something about it is exchanged."""

    concept: Iri
    title: tuple[LangString, ...]
    cells: tuple[CellOf, ...]


class LevelOf(Value):
    """A level of care or a party beside them."""

    iri: Iri
    identifier: str
    title: tuple[LangString, ...]


class Matrix(Value):
    """The whole: levels in their order, every ordered pair of them, and every concept that is carried in view."""

    release: str
    levels: tuple[LevelOf, ...]
    pairs: tuple[PairOf, ...]
    rows: tuple[ConceptRow, ...]


@dataclass
class _Place:
    """A pair of levels under way: what goes there, what of it has no model, what is carried, and what always is."""

    exchanges: list[Exchange] = field(default_factory=list)
    without_model: list[Iri] = field(default_factory=list)
    carriers: dict[Iri, list[Carrier]] = field(default_factory=dict)
    always: set[Iri] = field(default_factory=set)

    def state(self, concept: Iri) -> State:
        """The state of a concept that is carried: required where one exchange always carries it."""
        return State.REQUIRED if concept in self.always else State.OPTIONAL


def matrix(structure: Structure, question: Question) -> Matrix:
    """The matrix of the exchanges that fit a question, kept with the structure for the last questions."""
    return structure.kept(question.model_dump_json(), lambda: made(structure, question), Matrix)


def made(structure: Structure, question: Question) -> Matrix:
    """The matrix made anew; with a concept asked for, its row alone."""
    order = [level.iri for level in structure.levels]
    places = {(one, other): _Place() for one in order for other in order}
    for row in exchanges(structure, question):
        found = structure.newest(row)
        carried = _carriers(row, found, question) if found else {}
        for pair in pairs(structure, question, row):
            _put(places[pair], row, found, carried)
    wanted = [pair for pair in places if question.level is None or question.level in pair]
    wanted = [pair for pair in wanted if _asked(structure, question, pair)]
    return Matrix(
        release=structure.reader.release.number,
        levels=tuple(LevelOf(iri=row.iri, identifier=row.identifier, title=row.title) for row in structure.levels),
        pairs=tuple(_pair(structure, question, pair, places[pair]) for pair in wanted),
        rows=tuple(_rows(structure, question, {pair: places[pair] for pair in wanted})),
    )


def _asked(structure: Structure, question: Question, pair: Pair) -> bool:
    """Whether a question is about a pair: the sides that it names have a role there."""
    sides = zip(pair, (question.from_, question.to), strict=True)
    return all(wanted is None or level in structure.levels_of(wanted) for level, wanted in sides)


def _put(place: _Place, row: Exchange, found: Contents | None, carried: dict[Iri, Carrier]) -> None:
    place.exchanges.append(row)
    if found is None:
        place.without_model.append(row.iri)
    for concept, carrier in carried.items():
        place.carriers.setdefault(concept, []).append(carrier)
        if carrier.state is State.REQUIRED:
            place.always.add(concept)


def _carriers(row: Exchange, found: Contents, question: Question) -> dict[Iri, Carrier]:
    """By concept, how an exchange carries it."""
    elements: dict[Iri, list[Iri]] = {}
    for each in found.elements:
        subject = each.element.subject
        if subject and question.concept in (None, subject):
            elements.setdefault(subject, []).append(each.iri)
    return {
        concept: Carrier(
            exchange=row.iri,
            state=State.REQUIRED if found.concepts[concept] else State.OPTIONAL,
            model=found.model,
            elements=tuple(iris),
            evidence=row.direction_evidence,
        )
        for concept, iris in elements.items()
    }


def _pair(structure: Structure, question: Question, pair: Pair, place: _Place) -> PairOf:
    gaps = _gap_phases(structure, question, pair)
    otherwise, reason = _otherwise(structure, place, gaps)
    return PairOf(
        from_level=pair[0],
        to_level=pair[1],
        exchanges=tuple(row.iri for row in place.exchanges),
        without_model=tuple(place.without_model),
        gap_phases=gaps,
        required=len(place.always),
        optional=len(place.carriers) - len(place.always),
        otherwise=otherwise,
        reason=reason,
    )


def _otherwise(structure: Structure, place: _Place, gaps: tuple[Iri, ...]) -> tuple[State, Reason]:
    """What holds for a concept that no exchange of a pair is known to carry."""
    if place.without_model:
        return State.NOT_KNOWN, Reason.MODEL_MISSING
    if all(structure.is_everywhere(row) for row in place.exchanges) and gaps:
        return State.NOT_KNOWN, Reason.GAP
    return State.NOT_EXCHANGED, Reason.ELSEWHERE if place.exchanges else Reason.NO_EXCHANGE


def _gap_phases(structure: Structure, question: Question, pair: Pair) -> tuple[Iri, ...]:
    found = {phase for gap in structure.gaps if (gap.from_level, gap.to_level) == pair for phase in gap.phase}
    return tuple(row.iri for row in structure.phases if row.iri in found and question.phase in (None, row.iri))


def _rows(structure: Structure, question: Question, places: dict[Pair, _Place]) -> Iterable[ConceptRow]:
    concepts = {concept for place in places.values() for concept in place.carriers}
    concepts |= {question.concept} if question.concept else set()
    for concept in sorted(concepts):
        cells = tuple(
            CellOf(
                from_level=pair[0],
                to_level=pair[1],
                state=place.state(concept),
                carriers=tuple(place.carriers[concept]),
            )
            for pair, place in places.items()
            if concept in place.carriers
        )
        yield ConceptRow(concept=concept, title=structure.title(concept), cells=cells)
