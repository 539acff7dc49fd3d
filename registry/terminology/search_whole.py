"""Reads a compiled search index whole, in order: for those who write it in another form; answers no searches."""

import json
from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

from registry.domain import Iri, LangString
from registry.terminology.container import Container
from registry.terminology.postings import BitmapCache, Postings, Row
from registry.terminology.search_entry import Label
from registry.terminology.search_layout import FIELD_LETTERS, SLOTS, TEXT_SLOTS


class Shown(NamedTuple):
    """What is shown of a thing, and all labels that it may be found by; `replaced_by` where it is not `active`."""

    iri: Iri
    kind: str
    object: Iri
    notation: str
    title: tuple[LangString, ...]
    active: bool
    labels: tuple[Label, ...]
    replaced_by: tuple[tuple[LangString, ...], ...]


class WholeIndex:
    """Everything in the search index of a release; things are told by their number in the static order."""

    def __init__(self, container: Container) -> None:
        self._container = container
        self._arrivals = container.numbers("search.arrival")
        self._hits = container.records("search.hit")
        self._labels = container.records("search.label")
        self.active: int = json.loads(bytes(container.bytes("search.meta")))["active"]

    @property
    def things(self) -> int:
        """How many things there are; the first `active` of them are active."""
        return len(self._arrivals)

    def words(self) -> dict[str, Row]:
        """Every word, stem and part with its row: the slots of a word, then those of what is around and in texts."""
        words, around = self._rows("search.word", SLOTS), self._rows("search.around", TEXT_SLOTS)
        no_words, nothing = (None,) * SLOTS, (None,) * TEXT_SLOTS
        return {key: (*words.get(key, no_words), *around.get(key, nothing)) for key in (*words, *around)}

    def _rows(self, name: str, slots: int) -> dict[str, Row]:
        postings = Postings(self._container, name, slots, BitmapCache(0))
        return {key.decode(): postings.at(at) for at, key in enumerate(postings.keys)}

    def label_keys(self) -> Iterator[tuple[int, int, int]]:
        """The number of each key of a whole label, the group of the label and the thing, in the order of numbers."""
        things = self._container.numbers("search.thing")
        places = self._container.numbers("search.key.place")
        for number, place in zip(self._container.longs("search.key"), places, strict=True):
            yield number, place & 3, things[place >> 2]

    def shown(self) -> Iterator[Shown]:
        """Every thing, in the static order."""
        for arrival in self._arrivals:
            yield self._shown(arrival)

    def _shown(self, arrival: int) -> Shown:
        hit: dict[str, Any] = json.loads(self._hits[arrival] + b"}")
        former = self._former.get(arrival, "").split("\n")
        lines = (*self._labels[arrival].decode().split("\n"), *former)
        return Shown(
            iri=hit["iri"],
            kind=hit["kind"],
            object=hit["object"],
            notation=hit.get("notation", ""),
            title=_strings(hit.get("title", {})),
            active=hit["active"],
            labels=tuple(_label(line) for line in lines if "\t" in line),
            replaced_by=tuple(_strings(each["title"]) for each in self._successors.get(arrival, ())),
        )

    @cached_property
    def _former(self) -> dict[int, str]:
        records = self._container.records("search.former.label")
        arrivals = self._container.numbers("search.former")
        return {arrival: records[at].decode() for at, arrival in enumerate(arrivals)}

    @cached_property
    def _successors(self) -> dict[int, list[dict[str, Any]]]:
        records = self._container.records("search.successor.hit")
        arrivals = self._container.numbers("search.successor")
        return {arrival: json.loads(b"[" + records[at] + b"]") for at, arrival in enumerate(arrivals)}


def _strings(texts: dict[str, str]) -> tuple[LangString, ...]:
    return tuple(LangString(text=text, lang=lang) for lang, text in texts.items())


def _label(line: str) -> Label:
    head, text, *_ = line.split("\t")
    return Label(FIELD_LETTERS[head[0]], text, head[1:])
