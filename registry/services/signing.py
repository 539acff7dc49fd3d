"""The pen that a write is signed with: who writes, and into which audit log."""

import getpass
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self

from pydantic import JsonValue

from registry.domain import Iri
from registry.domain.activity import Activity, ActivityKind, Entry
from registry.domain.party import Party, Role
from registry.namespaces import BASE
from registry.rdf.audit import canonical
from registry.services.ledger import Ledger
from registry.services.people import People
from registry.store.protocol import Operation, Store

#: Whoever uses the services from a program and says no other.
UNATTENDED: Final = Party(
    person=f"person/{'0' * 32}", organization=BASE + "organization/omforent", role=Role.ADMINISTRATOR
)


def now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Pen:
    """Whoever writes to the store, and the audit log that says so in the same atomic write."""

    ledger: Ledger
    by: Party = UNATTENDED
    clock: Callable[[], datetime] = now

    @classmethod
    def unattended(cls, store: Store) -> Self:
        """The pen of a program that uses the services without a person; its writes are in the log too."""
        return cls(Ledger(store))

    def acting(self, role: Role) -> Self:
        """The same person in another role."""
        return replace(self, by=self.by.model_copy(update={"role": role}))

    def write(
        self,
        kind: ActivityKind,
        objects: Sequence[Iri],
        *operations: Operation,
        reason: str = "",
        generated: Sequence[Iri] = (),
        detail: Mapping[str, JsonValue] | None = None,
        at: datetime | None = None,
    ) -> Entry:
        """Do the operations and enter them as one write, on disk when this returns; raises as `Store.apply` does."""
        activity = Activity(
            kind=kind,
            at=at or self.clock(),
            agent=self.by,
            objects=tuple(objects),
            reason=reason,
            generated=tuple(generated),
            detail=canonical(detail) if detail else "",
        )
        return self.ledger.write(activity, *operations)


def operator_pen(ledger: Ledger, home: Path, organization: Iri) -> Pen:
    """The pen of whoever runs this process: who can write the data folder administers the installation.

    In the register of people the operator has the name of the account, which can be erased as any other.
    """
    try:
        name = getpass.getuser()
    except (OSError, KeyError):  # an account without a name, as in containers
        name = None
    person = People(home).id_of("local", str(os.getuid()), name)
    return Pen(ledger, Party(person=person, organization=organization, role=Role.ADMINISTRATOR))
