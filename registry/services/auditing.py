"""The audit log as a person meets it: proved, listed with names, and people forgotten; here or in another process."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from pydantic import JsonValue, TypeAdapter

from registry.domain import Value
from registry.domain.activity import ActivityKind, Entry
from registry.errors import NotFound
from registry.rdf import dcat
from registry.services.anchors import anchor_faults
from registry.services.ledger import Asked, Ledger, Verdict
from registry.services.people import People, Person
from registry.services.signing import Pen
from registry.store import Store, control
from registry.terminology.layout import Layout


class Listed(Value):
    """An entry with what is known of the person; nobody's name where it has been erased."""

    entry: Entry
    name: str | None = None
    email: str | None = None


class Listing(Value):
    """Some of the entries that were asked for, newest first; `before` is where the next page goes on, if any."""

    items: tuple[Listed, ...]
    total: int
    before: int | None = None


class Audit(Protocol):
    """What can be asked of the audit log, and of the register of people that belongs to it."""

    def verify(self) -> Verdict:
        """Look through the whole chain, and hold it against what the releases remember of it."""
        ...

    def find(self, asked: Asked, before: int | None = None, limit: int = 50) -> Listing:
        """The entries that were asked for, newest first, with names."""
        ...

    def erase(self, person: str) -> Person:
        """Forget a person's name and contact; what they have signed stays valid. The erasure is entered.

        `person` is an id, or the name or address of exactly one. NotFound where it is nobody, or not one alone.
        """
        ...


class LocalAudit:
    """The audit log of a store that this process has open; `pen` gives whom an erasure is signed by."""

    def __init__(self, store: Store, home: Path, ledger: Ledger, pen: Callable[[], Pen]) -> None:
        self._store = store
        self._layout = Layout(home)
        self._ledger = ledger
        self._people = People(home)
        self._pen = pen

    def verify(self) -> Verdict:
        """Look through the whole chain, and hold it against what the releases remember of it."""
        found = self._ledger.verify()
        entries = {entry.sequence: entry for entry in self._ledger.replay()}
        numbers = dcat.released_numbers(self._store.triples(dcat.GRAPH))
        ordered = sorted(numbers, key=lambda number: tuple(map(int, number.split("."))))
        faults = dict.fromkeys((*found.faults, *anchor_faults(self._layout, ordered, entries)))
        return Verdict(entries=found.entries, faults=tuple(faults))

    def find(self, asked: Asked, before: int | None = None, limit: int = 50) -> Listing:
        """The entries that were asked for, newest first, with names."""
        page = self._ledger.find(asked, before=before, limit=limit)
        people = {each: self._known(each) for each in {entry.activity.agent.person for entry in page.entries}}
        items = tuple(_listed(entry, people[entry.activity.agent.person]) for entry in page.entries)
        return Listing(items=items, total=page.total, before=page.before)

    def _known(self, person: str) -> Person:
        with suppress(NotFound):
            return self._people.get(person)
        return Person(id=person)

    def erase(self, person: str) -> Person:
        """Forget a person's name and contact, and enter that."""
        found = self._people.named(person)
        # in this order: killed in between, the person is forgotten, and the call can be made again
        self._people.erase(found.id)
        self._pen().write(ActivityKind.PERSON_ERASED, (), detail={"person": found.id})
        return Person(id=found.id)

    def handlers(self) -> Mapping[str, control.Handler]:
        """The calls by name, for other processes."""
        return {
            "audit_verify": lambda _, __: self.verify().model_dump(mode="json"),
            "audit_find": lambda given, _: self._find_sent(given).model_dump(mode="json"),
            "audit_erase": lambda given, _: self.erase(str(given["person"])).model_dump(mode="json"),
        }

    def _find_sent(self, given: Mapping[str, JsonValue]) -> Listing:
        return self.find(
            Asked.model_validate(given["asked"]),
            _NUMBER.validate_python(given["before"]),
            int(str(given["limit"])),
        )


_NUMBER: TypeAdapter[int | None] = TypeAdapter(int | None)


def _listed(entry: Entry, person: Person) -> Listed:
    return Listed(entry=entry, name=person.name, email=person.email)


class RemoteAudit:
    """The audit log of another process on the same data folder."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def verify(self) -> Verdict:
        """Look through the whole chain, and hold it against what the releases remember of it."""
        return Verdict.model_validate(control.call(self._home, "audit_verify", {}))

    def find(self, asked: Asked, before: int | None = None, limit: int = 50) -> Listing:
        """The entries that were asked for, newest first, with names."""
        arguments: dict[str, JsonValue] = {"asked": asked.model_dump(mode="json"), "before": before, "limit": limit}
        return Listing.model_validate(control.call(self._home, "audit_find", arguments))

    def erase(self, person: str) -> Person:
        """Forget a person's name and contact, and enter that."""
        return Person.model_validate(control.call(self._home, "audit_erase", {"person": person}))
