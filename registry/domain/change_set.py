"""A change set: typed operations over many objects, on their way from a proposal to what is published."""

from enum import StrEnum

from pydantic import AwareDatetime

from registry.domain.operation import Operation
from registry.domain.party import Party
from registry.domain.value import Iri, Value


class State(StrEnum):
    """Where a change set is on its way; the last three are ends."""

    PROPOSED = "proposed"
    EDITING = "editing"
    REVIEW = "review"
    HEARING = "hearing"
    APPROVED = "approved"
    MERGED = "merged"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class SignedOperation(Value):
    """An operation of a change set: its number there (from 1, never used twice), who put it there, and when."""

    number: int
    operation: Operation
    author: Party
    at: AwareDatetime


class Decision(Value):
    """One transition of a change set: from one state to another, by whom, when and why."""

    before: State | None = None
    after: State
    by: Party
    at: AwareDatetime
    reason: str


class ChangeSet(Value):
    """A change set as it is now.

    `editorial` lists the targets whose changed definition or preferred term its authors declare to mean the same as
    before, each with the reason that the approver sees. `contributors` are all who have changed its operations.
    `hearing` is the one that it is, or was, put to as it stands; taken back to editing it leaves that among
    `past_hearings`. `generation` counts its changes: fit for an ETag.
    """

    iri: Iri
    title: str
    reason: str
    organization: Iri
    state: State
    created: AwareDatetime
    modified: AwareDatetime
    operations: tuple[SignedOperation, ...] = ()
    decisions: tuple[Decision, ...] = ()
    contributors: tuple[Party, ...] = ()
    editorial: tuple[tuple[Iri, str], ...] = ()
    proposal: Iri | None = None
    hearing: Iri | None = None
    past_hearings: tuple[Iri, ...] = ()
    generation: int = 0

    @property
    def objects(self) -> tuple[Iri, ...]:
        """The registered objects that it changes, sorted."""
        return tuple(sorted({each.operation.object for each in self.operations}))

    @property
    def everybody(self) -> tuple[Party, ...]:
        """Whoever has had a hand in it: who opened it, and authors of operations, there or taken away again."""
        opened = (each.by for each in self.decisions[:1])
        return tuple(dict.fromkeys((*opened, *self.authors, *self.contributors)))

    @property
    def authors(self) -> tuple[Party, ...]:
        """Everybody who has had a hand in its operations, each once."""
        return tuple(dict.fromkeys(each.author for each in self.operations))
