"""What the search needs of an index, whatever it lies in, and the same taken from a compiled file."""

import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Protocol

from pyroaring import BitMap

from registry.terminology.container import Container, OtherFormat
from registry.terminology.postings import BitmapCache, Postings, Row, place_of
from registry.terminology.search_layout import key_number
from registry.terminology.search_sets import WordIndex, WordSets
from registry.terminology.search_writer import FORMAT
from registry.text.words import Word


class Words(Protocol):
    """Which things have a word."""

    def sets(self, word: Word) -> WordSets:
        """What has a word of a query."""
        ...

    def has_word(self, word: str) -> bool:
        """Whether a label has the word whole."""
        ...

    def frequency(self, word: str) -> int:
        """How many things have the word whole in a label."""
        ...

    def begun(self, prefix: str) -> Row:
        """What has words, and parts, that begin so."""
        ...


class SearchSource(Protocol):
    """An index; things are numbers in the static order, so that the first `active` are the active ones."""

    @property
    def active(self) -> int:
        """How many things are active."""
        ...

    @property
    def kinds(self) -> Sequence[int]:
        """The place of the kind of each thing in `KIND_ORDER`."""
        ...

    @property
    def words(self) -> Words:
        """Its words."""
        ...

    def with_key(self, kind: int, key: str) -> Iterator[tuple[int, int]]:
        """The things with a label that has a key, and the group of the label; a thing may come twice."""
        ...

    def facet(self, key: str) -> BitMap | None:
        """The things that have a value of a facet, by `facet_key`."""
        ...

    def facets(self) -> Iterator[tuple[str, BitMap]]:
        """Every value of every facet with its things, sorted."""
        ...

    def spelt(self, key: str) -> Sequence[str]:
        """The words under one of the `spelling_keys`, sorted."""
        ...


class ContainerSource:
    """The index of a compiled file; opens at once and reads what is asked for, keeping `cached` bytes of bitmaps."""

    def __init__(self, container: Container, cached: int) -> None:
        meta = json.loads(bytes(container.bytes("search.meta")))
        if meta["format"] != FORMAT:
            raise OtherFormat("The search index is of another format.", field="format", value=str(meta["format"]))
        self.active: int = meta["active"]
        self.kinds: Sequence[int] = container.bytes("search.kind")
        self.words = WordIndex(container, cached)
        self._things = container.numbers("search.thing")
        self._keys = container.longs("search.key")
        self._places = container.numbers("search.key.place")
        self._facets = Postings(container, "search.facet", 1, BitmapCache(0))
        self._spelt_keys = container.keys("search.spelt")
        self._spelt = container.records("search.spelt.words")

    def with_key(self, kind: int, key: str) -> Iterator[tuple[int, int]]:
        """See `SearchSource.with_key`."""
        number = key_number(kind, key)
        at, end = place_of(self._keys, number), len(self._keys)
        while at < end and self._keys[at] == number:
            yield self._things[self._places[at] >> 2], self._places[at] & 3
            at += 1

    def facet(self, key: str) -> BitMap | None:
        """See `SearchSource.facet`."""
        return self._facets.row(key)[0]

    def facets(self) -> Iterator[tuple[str, BitMap]]:
        """See `SearchSource.facets`."""
        return iter(self._facet_sets)

    @cached_property
    def _facet_sets(self) -> list[tuple[str, BitMap]]:
        rows = ((key.decode(), self._facets.at(at)[0]) for at, key in enumerate(self._facets.keys))
        return [(key, things) for key, things in rows if things]

    def spelt(self, key: str) -> Sequence[str]:
        """See `SearchSource.spelt`."""
        return [word for at in self._spelt_keys.find(key) for word in self._spelt[at].decode().split("\n")]
