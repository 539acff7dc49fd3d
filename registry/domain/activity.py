"""One entry of the audit log: what was done, by whom, when and why, chained to the entry before."""

from enum import StrEnum

from pydantic import AwareDatetime

from registry.domain.party import Party
from registry.domain.value import Iri, Value


class ActivityKind(StrEnum):
    """The kinds of entry."""

    CHANGE_SET_OPENED = "change-set-opened"
    OPERATIONS_CHANGED = "operations-changed"
    TRANSITION = "transition"
    MERGE = "merge"
    HEARING_OPENED = "hearing-opened"
    HEARING_ANSWER = "hearing-answer"
    HEARING_REPLY = "hearing-reply"
    HEARING_CLOSED = "hearing-closed"
    PROPOSAL_RECEIVED = "proposal-received"
    PROPOSAL_DECIDED = "proposal-decided"
    IMPORT = "import"
    DISCARD = "discard"
    RELEASE = "release"
    POLICY_DECIDED = "policy-decided"
    PERSON_ERASED = "person-erased"
    SYSTEM_REGISTERED = "system-registered"
    SYSTEM_CHANGED = "system-changed"
    STATEMENT_MADE = "statement-made"
    STATEMENT_CHANGED = "statement-changed"
    STATEMENT_TRANSITION = "statement-transition"


class Activity(Value):
    """What was done (prov:Activity): `used` and `generated` are IRIs, `detail` says the rest as canonical JSON text.

    `agent` has a random id for the person. Published provenance leaves `agent.person` out.
    """

    kind: ActivityKind
    at: AwareDatetime
    agent: Party
    objects: tuple[Iri, ...] = ()
    change_set: Iri | None = None
    reason: str = ""
    used: tuple[Iri, ...] = ()
    generated: tuple[Iri, ...] = ()
    detail: str = ""


class Entry(Value):
    """An activity in its place: `sequence` counts from 1 without a gap.

    `hash` is the SHA-256 (hexadecimal) over `previous`, a line feed, and the canonical JSON of sequence and activity;
    `previous` is the hash of the entry before, 64 zeros for the first.
    """

    sequence: int
    previous: str
    hash: str
    activity: Activity
