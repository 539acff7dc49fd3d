"""A proposal from anyone: what is wanted, where it stands, and the reason it ended with; held back until moderated."""

from enum import StrEnum

from pydantic import AwareDatetime

from registry.domain.value import Iri, Value


class ProposalState(StrEnum):
    """Where a proposal stands; the last three are ends, each with a reason."""

    RECEIVED = "received"
    PUBLIC = "public"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REMOVED = "removed"


class Proposal(Value):
    """A proposal. `text`, `about` and `term` are what the sender wrote; shown to editors alone until it is public.

    `sender` is an id in the register of people (None: sent without a name). `warnings` are what was found in it that
    ought not to be there, such as a national identity number; never the number itself. `receipt` is the secret part
    of the status address.
    """

    iri: Iri
    receipt: str
    state: ProposalState = ProposalState.RECEIVED
    received: AwareDatetime
    about: Iri | None = None
    term: str = ""
    text: str
    lang: str = "nb"
    organization: str = ""
    sender: str | None = None
    warnings: tuple[str, ...] = ()
    decided: AwareDatetime | None = None
    reason: str = ""
    change_set: Iri | None = None
    generation: int = 0
