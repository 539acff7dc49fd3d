"""A working store with drafts, and releases of it, for the tests of publication."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from registry.domain import RegisteredObject, Release
from registry.rdf.objects import write_object
from registry.services import publication
from registry.services.drafts import graph_of
from registry.store.memory import MemoryStore
from registry.store.protocol import Replace, Store
from tests.terminology import content

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def put(store: Store, values: Iterable[RegisteredObject]) -> None:
    store.apply(*(Replace(graph_of(value.iri), write_object(value)) for value in values))


def store_with(values: Iterable[RegisteredObject]) -> MemoryStore:
    store = MemoryStore()
    put(store, values)
    return store


def publish(store: Store, home: Path, **more) -> Release | None:
    given = {"issued": NOON, "agent": content.AGENT, "check": lambda graphs: ()}
    return publication.release(store, home, **{**given, **more})


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
