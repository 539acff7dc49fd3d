"""What an index keeps of a thing for the hits to show, and the same taken from a compiled file."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Protocol

from registry.terminology.container import Container


class HitRecords(Protocol):
    """What is kept of things, by their number in the static order."""

    def piece(self, thing: int) -> bytes:
        """The JSON of a hit as far as every search has it, without the closing brace."""
        ...

    def labels(self, thing: int) -> str:
        """Its labels as lines: letter of the field, language, tab, text."""
        ...

    def texts(self, thing: int) -> str:
        """Its definitions, descriptions and notes as such lines."""
        ...

    def former(self, thing: int) -> str:
        """The IRI of each inactive thing that it replaces, each followed by the labels of that as lines."""
        ...

    def successors(self, thing: int) -> bytes:
        """What replaces it as the items of a JSON array; empty where nothing does."""
        ...


class ContainerRecords:
    """The records of a compiled file."""

    def __init__(self, container: Container) -> None:
        self._arrivals = container.numbers("search.arrival")
        self._pieces = container.records("search.hit")
        self._labels = container.records("search.label")
        self._texts = container.records("search.text")
        self._former = container.numbers("search.former")
        self._former_labels = container.records("search.former.label")
        self._succeeded = container.numbers("search.successor")
        self._successors = container.records("search.successor.hit")

    def piece(self, thing: int) -> bytes:
        """See `HitRecords.piece`."""
        return self._pieces[self._arrivals[thing]]

    def labels(self, thing: int) -> str:
        """See `HitRecords.labels`."""
        return self._labels[self._arrivals[thing]].decode()

    def texts(self, thing: int) -> str:
        """See `HitRecords.texts`."""
        return self._texts[self._arrivals[thing]].decode()

    def former(self, thing: int) -> str:
        """See `HitRecords.former`."""
        at = _place(self._former, self._arrivals[thing])
        return "" if at is None else self._former_labels[at].decode()

    def successors(self, thing: int) -> bytes:
        """See `HitRecords.successors`."""
        at = _place(self._succeeded, self._arrivals[thing])
        return b"" if at is None else self._successors[at]


def _place(numbers: Sequence[int], number: int) -> int | None:
    at = bisect_left(numbers, number)
    return at if at < len(numbers) and numbers[at] == number else None
