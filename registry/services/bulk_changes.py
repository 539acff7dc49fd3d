"""Bulk changes as a person meets them: a file shown and put into a change set; here, or in another process."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Protocol

from pydantic import JsonValue

from registry.domain import Iri, Value
from registry.domain.derivation import Missing
from registry.domain.party import Caller
from registry.services import bulk
from registry.services.bulk_preview import Preview
from registry.services.curation.change_sets import ChangeSets
from registry.store import control
from registry.store.protocol import Store

Progress = Callable[[str], None]


def _silent(_: str) -> None:
    """Tell nobody."""


class Wish(Value):
    """What is wanted of a file, beside the file: see `bulk.Asked` and `bulk.confirm`.

    `change_set` is one to be filled; else a new one is made with `title` and `reason`. Without `confirm` nothing is
    changed. `token` is that of whoever asks, else it is the operator.
    """

    name: str
    into: Iri | None = None
    missing: Missing = Missing.KEEP
    day: date | None = None
    change_set: Iri | None = None
    title: str = ""
    reason: str = ""
    confirm: bool = False
    token: str | None = None


class Answer(Value):
    """The preview, and the change set that the operations are in, where they were put into one."""

    preview: Preview
    change_set: Iri | None = None


class Bulk(Protocol):
    """Bulk changes over one working store."""

    def take(self, data: bytes, wish: Wish, progress: Progress = _silent) -> Answer:
        """Hold a file against its object, and put the operations into a change set if that is wanted.

        Where a row is refused nothing is changed, as the preview tells; nor where this raises what `bulk.plan` and
        `bulk.confirm` raise.
        """
        ...


class LocalBulk:
    """The same of a store that this process has open; `caller` tells who a token, or the lack of one, is."""

    def __init__(self, store: Store, sets: ChangeSets, caller: Callable[[str | None], Caller]) -> None:
        self._store = store
        self._sets = sets
        self._caller = caller

    def take(self, data: bytes, wish: Wish, progress: Progress = _silent) -> Answer:
        """Hold a file against its object, and put the operations into a change set if that is wanted."""
        asked = bulk.Asked(data, wish.name, wish.into, wish.missing, wish.day)
        objects, lookup = (
            bulk.working_in(self._store, self._sets, wish.change_set)
            if wish.change_set
            else bulk.drafts_in(self._store)
        )
        planned = bulk.plan(asked, objects, lookup, progress)
        wanted = wish.confirm and not planned.preview.refused
        made = self._confirmed(planned, wish, progress) if wanted else None
        return Answer(preview=planned.preview, change_set=made)

    def _confirmed(self, planned: bulk.Plan, wish: Wish, progress: Progress) -> Iri | None:
        progress(f"putting {len(planned.operations)} operations into a change set")
        made = bulk.confirm(
            self._sets,
            planned,
            self._caller(wish.token),
            title=wish.title,
            reason=wish.reason,
            change_set=wish.change_set,
        )
        return made.iri if made else None

    def handlers(self) -> Mapping[str, control.Handler]:
        """The call by name, for other processes."""
        return {"bulk.take": self._sent}

    def _sent(self, given: Mapping[str, JsonValue], progress: Progress) -> JsonValue:
        wish = Wish.model_validate(given["wish"])
        answer: JsonValue = self.take(b64decode(str(given["data"])), wish, progress).model_dump(mode="json")
        return answer


class RemoteBulk:
    """The same of the process that has the data folder open."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def take(self, data: bytes, wish: Wish, progress: Progress = _silent) -> Answer:
        """Hold a file against its object, and put the operations into a change set if that is wanted."""
        arguments: dict[str, JsonValue] = {"data": b64encode(data).decode(), "wish": wish.model_dump(mode="json")}
        return Answer.model_validate(control.call(self._home, "bulk.take", arguments, progress))
