"""The audit log done over again in another store: the drafts that its entries lead to, and the very same chain.

Entries of change sets hold their operations, so everything that came to the drafts through change sets can be done
over again from the log alone. Of an import the log has the SHA-256 of the file; the file itself is for the caller to
give.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from registry.domain import Iri
from registry.domain.activity import Activity, ActivityKind, Entry
from registry.domain.change_set import SignedOperation
from registry.errors import NotFound
from registry.services import drafts
from registry.services.curation.merging import change_of, worked
from registry.services.ledger import Ledger
from registry.store.protocol import Operation, Remove, Store

#: What an import wrote to the drafts.
Imports = Callable[[Entry], Sequence[Operation]]


def not_kept(entry: Entry) -> Sequence[Operation]:
    """Raise NotFound: the log has not kept what was imported."""
    message = f"Entry {entry.sequence} is an import; the log has the digest of the file, not the file."
    raise NotFound(message, field="sequence", value=str(entry.sequence), rule="the file is given again")


def replay(entries: Iterable[Entry], store: Store, imports: Imports = not_kept) -> None:
    """Do what the entries tell, oldest first, to the drafts of `store`, which has the drafts and log from before them.

    Each is entered in the log of `store` as it was. Raises NotFound where `imports` has not what was imported, and
    what merging raises where the drafts are others than they were.
    """
    ledger, open_sets = Ledger(store), dict[Iri, dict[int, SignedOperation]]()
    for entry in entries:
        activity = entry.activity
        if activity.change_set and activity.detail:
            _take_note(activity, open_sets.setdefault(activity.change_set, {}))
        ledger.write(activity, *_writes(store, entry, open_sets, imports))


def _take_note(activity: Activity, operations: dict[int, SignedOperation]) -> None:
    """What an entry adds to, and takes from, the operations of its change set."""
    said = json.loads(activity.detail)
    for row in said.get("added", ()):
        signed = SignedOperation.model_validate(row)
        operations[signed.number] = signed
    for number in said.get("dropped", ()):
        del operations[number]


def _writes(
    store: Store, entry: Entry, open_sets: dict[Iri, dict[int, SignedOperation]], imports: Imports
) -> Sequence[Operation]:
    activity = entry.activity
    match activity.kind:
        case ActivityKind.MERGE:
            operations = tuple(open_sets.pop(activity.change_set or "", {}).values())
            return _merged(store, activity.objects, operations, activity.at.date())
        case ActivityKind.DISCARD:
            return tuple(Remove(drafts.graph_of(each)) for each in activity.objects)
        case ActivityKind.IMPORT:
            return imports(entry)
    return ()


def _merged(
    store: Store, objects: Sequence[Iri], operations: Sequence[SignedOperation], day: date
) -> Sequence[Operation]:
    done = [worked(store, each, operations) for each in objects]
    for each in done:
        for refused in each.refused:
            raise refused.fault
    return tuple(change_of(each, day) for each in done)
