"""Questions to the structure: which exchanges fit, by any name of a level, role, phase, element, concept or list."""

from collections.abc import Callable, Iterable

from registry.domain import Exchange, Iri, Kind, Value
from registry.errors import InvalidInput
from registry.services.reading import meant
from registry.services.structure.structure import Pair, Structure
from registry.terminology.protocol import MemberKind


class Asked(Value):
    """A question as it is put: each field any name of a thing of its kind, or None where it does not matter."""

    from_: str | None = None
    to: str | None = None
    level: str | None = None
    phase: str | None = None
    element: str | None = None
    concept: str | None = None
    code_list: str | None = None
    theme: str | None = None
    exchange: str | None = None


class Question(Value):
    """A question in IRIs: `from_` and `to` are the roles that will do, None where any will.

    All conditions hold at once. `level` is on either side. `element`, `concept` and `code_list` are met by an
    exchange one of whose models reaches such an element; `concept` by one that is itself about the concept too.
    """

    from_: frozenset[Iri] | None = None
    to: frozenset[Iri] | None = None
    level: Iri | None = None
    phase: Iri | None = None
    element: Iri | None = None
    concept: Iri | None = None
    code_list: Iri | None = None
    theme: str | None = None
    exchange: Iri | None = None


_SIDES = (MemberKind.CARE_LEVEL, MemberKind.ACTOR_ROLE)


def understood(structure: Structure, asked: Asked) -> Question:
    """The question that is meant. Raises InvalidInput with field, value and what is allowed for an unknown name."""
    return Question(
        from_=_side(structure, "from", asked.from_),
        to=_side(structure, "to", asked.to),
        level=_one(structure, "level", asked.level, (MemberKind.CARE_LEVEL,)),
        phase=_one(structure, "phase", asked.phase, (MemberKind.PHASE,)),
        element=_one(structure, "element", asked.element, (MemberKind.ELEMENT, MemberKind.TYPE)),
        concept=_one(structure, "concept", asked.concept, (MemberKind.CONCEPT,)),
        code_list=_one(structure, "code-list", asked.code_list, (Kind.CODE_LIST,)),
        theme=_theme(structure, asked.theme),
        exchange=_one(structure, "exchange", asked.exchange, (Kind.EXCHANGE,)),
    )


def exchanges(structure: Structure, question: Question) -> tuple[Exchange, ...]:
    """The exchanges that fit, by IRI."""
    return tuple(row for row in structure.exchanges if _fits(structure, question, row))


def pairs(structure: Structure, question: Question, exchange: Exchange) -> tuple[Pair, ...]:
    """The pairs of levels of an exchange that a question is about."""
    senders = structure.levels_of(_within(exchange.sender, question.from_))
    receivers = structure.levels_of(_within(exchange.receiver, question.to))
    found = ((one, other) for one in senders for other in receivers)
    return tuple(pair for pair in found if question.level is None or question.level in pair)


def _within(roles: Iterable[Iri], wanted: frozenset[Iri] | None) -> tuple[Iri, ...]:
    return tuple(role for role in roles if wanted is None or role in wanted)


def _fits(structure: Structure, question: Question, row: Exchange) -> bool:
    plain = (
        (question.exchange is None or row.iri == question.exchange)
        and (question.phase is None or question.phase in row.phase)
        and (question.theme is None or question.theme in row.theme)
        and bool(_within(row.sender, question.from_) or question.from_ is None)
        and bool(_within(row.receiver, question.to) or question.to is None)
        and (question.level is None or question.level in structure.levels_of((*row.sender, *row.receiver)))
    )
    return plain and _carries(structure, question, row)


def _carries(structure: Structure, question: Question, row: Exchange) -> bool:
    """Whether an exchange reaches the element, the concept and the list, each in one of its models."""
    found = structure.carried(row) if question.element or question.concept or question.code_list else ()
    return (
        (question.element is None or any(question.element in each.names for each in found))
        and (
            question.concept is None
            or row.subject == question.concept
            or any(question.concept in each.concepts for each in found)
        )
        and (question.code_list is None or any(question.code_list in each.lists for each in found))
    )


def _side(structure: Structure, field: str, name: str | None) -> frozenset[Iri] | None:
    """The roles that are meant by a role or a level."""
    found = _one(structure, field, name, _SIDES)
    if found is None:
        return None
    return frozenset(role.iri for role in structure.roles.values() if found in (role.iri, role.at_level))


def _one(structure: Structure, field: str, name: str | None, kinds: tuple[Kind | MemberKind, ...]) -> Iri | None:
    if name is None:
        return None
    found = meant(structure.reader, name, kinds)
    if found is None:
        rule = _ALLOWED[field](structure)
        message = f"{field}: release {structure.reader.release.number} has no {name!r}; it takes {rule}."
        raise InvalidInput(message, field=field, value=name, rule=rule)
    return found


def _theme(structure: Structure, name: str | None) -> str | None:
    if name is None or name in structure.themes:
        return name
    rule = f"one of {', '.join(structure.themes)}"
    message = f"{name!r} is no theme of release {structure.reader.release.number}: {rule}."
    raise InvalidInput(message, field="theme", value=name, rule=rule)


def _levels(structure: Structure) -> str:
    return "one of " + ", ".join(row.identifier for row in structure.levels)


def _sides(structure: Structure) -> str:
    return f"a level ({', '.join(row.identifier for row in structure.levels)}) or a role at one"


def _phases(structure: Structure) -> str:
    return "one of " + ", ".join(row.identifier for row in structure.phases)


_ALLOWED: dict[str, Callable[[Structure], str]] = {
    "from": _sides,
    "to": _sides,
    "level": _levels,
    "phase": _phases,
    "element": lambda _: "the IRI of an element or a type, or what follows /element/ or /type/ in it",
    "concept": lambda _: "an identifier or IRI of a concept, such as epikrise",
    "code-list": lambda _: "an identifier, OID or IRI of a code list, such as 8279",
    "exchange": lambda _: "an identifier, alias or IRI of an exchange, such as epikrise",
}
