"""Drafts and change sets to be read and compared, here or in the process that has the data folder open."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from pydantic import JsonValue, TypeAdapter

from registry.domain import Iri
from registry.domain.change_set import ChangeSet
from registry.domain.difference import Difference
from registry.errors import NotFound
from registry.rdf.objects import in_default_graph, write_object
from registry.rdf.serialization import Format, serialize
from registry.services import drafts
from registry.services.curation.change_sets import ChangeSets
from registry.store import control
from registry.store.protocol import Store

_DIFFERENCES = TypeAdapter(tuple[Difference, ...])
_IRIS = TypeAdapter(tuple[Iri, ...])


class Drafted(Protocol):
    """What is drafted and proposed, to be read; objects come as N-Triples."""

    def objects(self) -> tuple[Iri, ...]:
        """The objects that have a draft."""
        ...

    def draft(self, iri: Iri) -> bytes | None:
        """An object's draft; None where it has none."""
        ...

    def change_set(self, iri: Iri) -> ChangeSet:
        """A change set; NotFound."""
        ...

    def working(self, change_set: Iri, iri: Iri) -> bytes | None:
        """An object as it would be with the set merged; None where it would not be."""
        ...

    def differences(self, change_set: Iri) -> tuple[Difference, ...]:
        """What a set changes in the drafts, graded as its authors declare it; NotFound."""
        ...


class LocalDrafted:
    """The same of a store that this process has open."""

    def __init__(self, store: Store, change_sets: ChangeSets) -> None:
        self._store = store
        self._change_sets = change_sets

    def objects(self) -> tuple[Iri, ...]:
        """The objects that have a draft."""
        return drafts.iris(self._store)

    def draft(self, iri: Iri) -> bytes | None:
        """An object's draft."""
        try:
            return serialize(drafts.quads_of(self._store, iri), Format.N_TRIPLES)
        except NotFound:
            return None

    def change_set(self, iri: Iri) -> ChangeSet:
        """A change set."""
        return self._change_sets.get(iri)

    def working(self, change_set: Iri, iri: Iri) -> bytes | None:
        """An object as it would be with the set merged."""
        try:
            value = self._change_sets.working(change_set, iri)
        except NotFound:
            return None
        return serialize(in_default_graph(write_object(value)), Format.N_TRIPLES)

    def differences(self, change_set: Iri) -> tuple[Difference, ...]:
        """What a set changes in the drafts."""
        return self._change_sets.differences(change_set)

    def handlers(self) -> Mapping[str, control.Handler]:
        """The calls by name, for other processes."""
        return {
            "drafted.objects": lambda _, __: list(self.objects()),
            "drafted.draft": lambda given, _: _text(self.draft(str(given["iri"]))),
            "drafted.change_set": lambda given, _: self.change_set(str(given["iri"])).model_dump(mode="json"),
            "drafted.working": lambda given, _: _text(self.working(str(given["change_set"]), str(given["iri"]))),
            "drafted.differences": lambda given, _: _DIFFERENCES.dump_python(
                self.differences(str(given["iri"])), mode="json"
            ),
        }


class RemoteDrafted:
    """The same of the process that has the data folder open."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def objects(self) -> tuple[Iri, ...]:
        """The objects that have a draft."""
        return _IRIS.validate_python(control.call(self._home, "drafted.objects", {}))

    def draft(self, iri: Iri) -> bytes | None:
        """An object's draft."""
        return _bytes(control.call(self._home, "drafted.draft", {"iri": iri}))

    def change_set(self, iri: Iri) -> ChangeSet:
        """A change set."""
        return ChangeSet.model_validate(control.call(self._home, "drafted.change_set", {"iri": iri}))

    def working(self, change_set: Iri, iri: Iri) -> bytes | None:
        """An object as it would be with the set merged."""
        return _bytes(control.call(self._home, "drafted.working", {"change_set": change_set, "iri": iri}))

    def differences(self, change_set: Iri) -> tuple[Difference, ...]:
        """What a set changes in the drafts."""
        return _DIFFERENCES.validate_python(control.call(self._home, "drafted.differences", {"iri": change_set}))


def _text(data: bytes | None) -> JsonValue:
    return None if data is None else data.decode()


def _bytes(sent: object) -> bytes | None:
    return None if sent is None else str(sent).encode()
