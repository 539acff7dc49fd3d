"""Systems and statements in the working store: each whole in a graph of its own, and on a line of one common graph."""

from typing import Final, TypeVar

from registry.domain import Iri
from registry.domain.activity import Activity
from registry.domain.conformance import Statement, System
from registry.errors import NotFound, Stale
from registry.rdf import curation
from registry.services.ledger import Ledger
from registry.store import Store, Triple
from registry.store.protocol import Change

Kept = TypeVar("Kept", System, Statement)

_TYPES: Final[dict[type[System | Statement], tuple[str, str]]] = {
    System: ("omf:System", "system"),
    Statement: ("omf:ConformanceStatement", "statement"),
}


class Records:
    """Reads and writes them; every write is in the audit log in the same atomic update."""

    def __init__(self, store: Store, ledger: Ledger) -> None:
        self._store = store
        self._ledger = ledger

    def get(self, cls: type[Kept], iri: Iri, expected: int | None = None) -> Kept:
        """One of them by its IRI; NotFound. Stale where it is not at the generation expected."""
        type_name, noun = _TYPES[cls]
        generation = self._store.generation(iri)
        found = dict(curation.contents(self._store.triples(iri), type_name)) if generation else {}
        if iri not in found:
            raise NotFound(f"There is no {noun} {iri}.", field=noun, value=iri)
        if expected is not None and expected != generation:
            message = f"{iri} has changed since you read it: it is at {generation}, you build on {expected}."
            raise Stale(iri, "If-Match", expected, generation, message)
        return cls.model_validate_json(found[iri]).model_copy(update={"generation": generation})

    def all(self, cls: type[Kept]) -> tuple[Kept, ...]:
        """All of them, by IRI; without their generations."""
        rows = curation.contents(self._store.triples(curation.CONFORMANCE), _TYPES[cls][0])
        return tuple(sorted((cls.model_validate_json(content) for _, content in rows), key=lambda row: row.iri))

    def write(self, before: Kept | None, after: Kept, activity: Activity) -> Kept:
        """Put one in the place of what it was; gives it as it is then."""
        self.write_all([(before, after)], activity)
        return self.get(type(after), after.iri)

    def write_all(self, changes: list[tuple[Kept | None, Kept]], activity: Activity) -> None:
        """Several in one atomic write."""
        removed, added, own = list[Triple](), list[Triple](), list[Change]()
        for before, after in changes:
            old, new = _kept(before), _kept(after)
            own.append(Change(after.iri, tuple(old - new), tuple(new - old), before.generation if before else 0))
            was, now = _listed(before), _listed(after)
            removed += was - now
            added += now - was
        self._ledger.write(activity, *own, Change(curation.CONFORMANCE, tuple(removed), tuple(added)))


def _kept(value: System | Statement | None) -> set[Triple]:
    if value is None:
        return set()
    plain = value.model_copy(update={"generation": 0})
    return set(curation.kept(value.iri, _TYPES[type(value)][0], plain))


def _listed(value: System | Statement | None) -> set[Triple]:
    if value is None:
        return set()
    plain = value.model_copy(update={"generation": 0})
    state = value.state if isinstance(value, Statement) else "registered"
    about = (value.exchange, value.system) if isinstance(value, Statement) else (value.organization,)
    return set(curation.listed(value.iri, _TYPES[type(value)][0], state, plain, about))
