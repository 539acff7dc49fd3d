"""Everything that curation needs over one working store, assembled in one place; one of it in a process."""

from dataclasses import dataclass
from typing import Self

from registry.domain import Iri
from registry.services.auditing import LocalAudit
from registry.services.conformance.statements import Statements, statements_of
from registry.services.curation.change_sets import ChangeSets
from registry.services.curation.hearings import Hearings
from registry.services.curation.proposals import Proposals
from registry.services.ledger import Ledger
from registry.services.people import People
from registry.services.sign_in.tokens import SignIn
from registry.services.signing import Pen, operator_pen
from registry.settings import Settings
from registry.store.protocol import Store


@dataclass(frozen=True)
class Curation:
    """The services of curation. `organization` is that of this installation."""

    store: Store
    ledger: Ledger
    people: People
    sign_in: SignIn
    sets: ChangeSets
    hearings: Hearings
    proposals: Proposals
    audit: LocalAudit
    statements: Statements
    organization: Iri

    @classmethod
    def over(cls, store: Store, settings: Settings, ledger: Ledger | None = None) -> Self:
        """The services over a store that this process has open; `ledger` is the one that all its writes go through."""
        ledger = ledger or Ledger(store)
        people = People(settings.home)
        sets = ChangeSets(store, ledger)
        return cls(
            store=store,
            ledger=ledger,
            people=people,
            sign_in=SignIn(settings, people),
            sets=sets,
            hearings=Hearings(store, ledger, sets),
            proposals=Proposals(store, ledger, people, settings.publisher),
            audit=LocalAudit(store, settings.home, ledger, lambda: _pen(ledger, settings)),
            statements=statements_of(store, ledger, settings.home),
            organization=settings.publisher,
        )


def _pen(ledger: Ledger, settings: Settings) -> Pen:
    return operator_pen(ledger, settings.home, settings.publisher)
