"""Conformance: the systems that vendors register, and their statements of which exchange they conform to, and how."""

from enum import StrEnum

from pydantic import AwareDatetime, Field

from registry.domain.party import Party, Role
from registry.domain.value import Iri, Value


class StatementState(StrEnum):
    """Where a statement stands: claimed by the vendor, verified by somebody else, out of date, or taken back."""

    CLAIMED = "claimed"
    VERIFIED = "verified"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class AnswerKind(StrEnum):
    """What a vendor answers to a requirement."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    NOT_APPLICABLE = "not-applicable"


class Answer(Value):
    """The answer to one requirement (its IRI); whatever is not a plain yes is explained in the comment."""

    requirement: Iri
    answer: AnswerKind
    comment: str = ""


class TestedMessage(Value):
    """A message of a validator's report: the SHA-256 of its bytes and how much was found; never what it says."""

    digest: str
    errors: int = 0
    warnings: int = 0


class Rerun(StrEnum):
    """What came of validating the messages anew: not done, the same result, or another."""

    NOT_DONE = "not-done"
    SAME = "same"
    DIFFERS = "differs"


class Evidence(Value):
    """A validator's report that a statement rests on: made with a release, for an exchange, over messages by digest."""

    release: str
    exchange: Iri
    messages: tuple[TestedMessage, ...]
    received: AwareDatetime
    rerun: Rerun = Rerun.NOT_DONE

    @property
    def errors(self) -> int:
        """How many errors were found in all."""
        return sum(each.errors for each in self.messages)


class Region(StrEnum):
    """The regions that a vendor says its system is in use in; the health regions."""

    NORTH = "north"
    CENTRAL = "central"
    WEST = "west"
    SOUTH_EAST = "south-east"


class System(Value):
    """A system that a vendor has registered: a product, and the organisation that answers for it.

    `vendor` is the name of the company. `by` is who registered it; published answers leave it out.
    """

    iri: Iri
    product: str
    vendor: str
    organization: Iri
    description: str = ""
    homepage: str = ""
    regions: tuple[Region, ...] = ()
    registered: AwareDatetime
    by: Party
    generation: int = 0


class StatementDecision(Value):
    """One transition of a statement: from one state to another, by whom, when and why."""

    before: StatementState | None = None
    after: StatementState
    by: Party
    at: AwareDatetime
    reason: str


class Statement(Value):
    """A statement that a version of a system conforms to an exchange in a role, as a release has them.

    `exchange_version` and `model_version` are the numbers that the release pins; `role` is an actor role that sends
    or receives. `requirement_sets` are the versions of the sets that `answers` are about. `generation` counts its
    changes: fit for an ETag.
    """

    iri: Iri
    system: Iri
    system_version: str
    exchange: Iri
    exchange_version: str
    model: Iri | None = None
    model_version: str | None = None
    role: Iri
    release: str
    requirement_sets: dict[Iri, str] = Field(default_factory=dict)
    answers: tuple[Answer, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    state: StatementState = StatementState.CLAIMED
    organization: Iri
    created: AwareDatetime
    modified: AwareDatetime
    authors: tuple[Party, ...]
    decisions: tuple[StatementDecision, ...] = ()
    generation: int = 0


class StatementCondition(StrEnum):
    """What must hold for a transition of a statement, beside the role."""

    OWN_ORGANIZATION = "own-organization"
    OTHER_ORGANIZATION = "other-organization"
    NOT_AN_AUTHOR = "not-an-author"
    ALL_SHALL_ANSWERED = "all-shall-answered"
    EVIDENCE_WITHOUT_ERRORS = "evidence-without-errors"
    SUPERSEDED = "superseded"


class StatementTransition(Value):
    """One row of the table: from one state to another, by these roles, if these hold; `before` None is the making."""

    before: StatementState | None = None
    after: StatementState
    roles: tuple[Role, ...]
    conditions: tuple[StatementCondition, ...] = ()
