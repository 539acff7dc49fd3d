"""What every value of the domain shares: frozen, strict, compared by content, and able to carry unknown statements."""

from datetime import date
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

#: An absolute IRI, kept to the letter.
Iri = str


class Value(BaseModel):
    """A frozen value; a change returns a new one (`model_copy(update=…)`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Statement(NamedTuple):
    """One triple that the model has no field for, each term written as in N-Triples.

    `subject` is empty for the value that carries the statement, `_:label` for a blank node that hangs on it
    (so that nested structures come out again whole), and `<iri>` for a subject that no field leads to.
    """

    subject: str
    predicate: str
    object: str


class Node(Value):
    """A value that is a node of the graph. `extra` keeps what the model does not know about it."""

    extra: tuple[Statement, ...] = ()


class Resource(Node):
    """A node with an IRI."""

    iri: Iri


class Period(Value):
    """From and to, both inclusive, either open (euvoc:startDate, euvoc:endDate; SKOS-AP-NO 2.0.9)."""

    start: date | None = None
    end: date | None = None

    def holds(self, day: date) -> bool:
        """Whether `day` lies within the period.

        >>> Period(start=date(2020, 1, 1)).holds(date(2019, 12, 31))
        False
        """
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)
