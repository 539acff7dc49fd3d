"""The search of drafts: brought up to date with the working store before each answer, ranked as a release's is."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import RLock
from typing import Final

from registry.domain import Iri, Kind, LangString
from registry.errors import OmforentError
from registry.services import drafts
from registry.services.draft_index import FAULTS, DraftIndex, DraftWriter, Note
from registry.services.draft_reading import Head, head_of, things
from registry.services.draft_records import DraftRecords
from registry.services.draft_sets import DraftSource
from registry.services.draft_words import Lexicon
from registry.store import Store
from registry.terminology.kinds import MemberKind
from registry.terminology.protocol import Resolution
from registry.terminology.search import Finder
from registry.terminology.search_facets import facet_key
from registry.terminology.search_query import Found, FoundJson, SearchQuery

#: Things touched by writes, beyond which a draft is read whole.
_MANY: Final = 2_000


@dataclass(frozen=True)
class Draft:
    """A draft as the search's filters and hints ask of it."""

    object: Iri
    search: "DraftSearch"

    def count(self) -> int:
        """How many members it has."""
        return len(self.search.iris(facet_key("within", self.object))) - 1

    def members(self, kind: MemberKind) -> Iterator[Resolution]:
        """Its members of a kind."""
        within = set(self.search.iris(facet_key("within", self.object)))
        for iri in self.search.iris(facet_key("kind", kind)):
            if iri in within:
                yield from self.search.resolve(iri)


@dataclass(frozen=True)
class View:
    """The index as it was after the last write that was indexed."""

    source: DraftSource
    records: DraftRecords
    finder: Finder


class DraftSearch:
    """The search over all drafts of a store; may be asked from several threads, which wait for each other.

    The index lies in a folder of its own and is made anew where it is missing, damaged or of an older format.
    """

    def __init__(self, store: Store, folder: Path, today: Callable[[], date] = date.today) -> None:
        self._store = store
        self._folder = folder
        self._today = today
        self._lock = RLock()
        self._index: DraftIndex | None = None
        self._lexicon = Lexicon()
        self._notes: dict[Iri, Note] = {}
        self._view: View | None = None

    def find_json(self, query: SearchQuery) -> FoundJson:
        """What a search finds, each hit as JSON; every write before the call is in it."""
        with self.viewed() as view:
            return view.finder.find_json(query)

    def find(self, query: SearchQuery) -> Found:
        """What a search finds, as values."""
        with self.viewed() as view:
            return view.finder.find(query)

    def resolve(self, name: str) -> tuple[Resolution, ...]:
        """Everything in drafts that a name means, current names first; versions are empty."""
        with self.viewed() as view:
            found = {field: view.source.things.found(field, name) or () for field in ("iri", "name", "former")}
            rows = [_resolution(name, view, thing, field) for field, some in found.items() for thing in some]
        return tuple(sorted(rows, key=lambda row: (not row.current, row.iri, row.object)))

    def versions(self, kind: Kind) -> tuple[Draft, ...]:
        """The drafts of a kind."""
        return tuple(Draft(iri, self) for iri in self.iris(facet_key("kind", kind)))

    def artefact(self, iri: Iri) -> Draft:
        """One draft."""
        return Draft(iri, self)

    def iris(self, facet: str) -> tuple[Iri, ...]:
        """The things with a value of a facet, by `facet_key`, in the static order."""
        with self.viewed() as view:
            return tuple(view.records.hit(thing)["iri"] for thing in view.source.facet(facet) or ())

    def close(self) -> None:
        """Let go of the files of the index; a search after that opens them again."""
        with self._lock:
            self._view = None
            if self._index is not None:
                self._index.close()
            self._index = None

    # -- keeping up ----------------------------------------------------------------------------------------------

    @contextmanager
    def viewed(self) -> Iterator[View]:
        """The index brought up to date, while nobody else changes it."""
        with self._lock:
            try:
                view = self._current()
            except OmforentError:
                raise
            except FAULTS:
                view = self._anew()
            yield view

    def _anew(self) -> View:
        """The index made anew, whatever is in its folder."""
        if self._index is not None:
            self._index.clear()
        self._view, self._notes, self._lexicon = None, {}, Lexicon()
        return self._current()

    def _current(self) -> View:
        if self._index is None:
            self._index = DraftIndex(self._folder)
            self._notes = self._index.notes()
        now = {iri: self._store.generation(drafts.graph_of(iri)) for iri in drafts.iris(self._store)}
        changed = {iri: generation for iri, generation in now.items() if self._is_stale(iri, generation)}
        if changed or self._notes.keys() - now.keys():
            self._view = None
            with self._index.writing() as writer:
                self._write(writer, changed, self._notes.keys() - now.keys())
            self._notes = self._index.notes()
        self._view = self._view or self._made(self._index)
        return self._view

    def _is_stale(self, iri: Iri, generation: int) -> bool:
        note = self._notes.get(iri)
        return note is None or note.generation != generation or self._has_turned(note)

    def _has_turned(self, note: Note) -> bool:
        return note.turns is not None and note.turns <= self._today()

    def _write(self, writer: DraftWriter, changed: Mapping[Iri, int], gone: set[Iri]) -> None:
        for iri in gone:
            writer.drop(iri)
        for iri, generation in changed.items():
            head = head_of(self._store, iri)
            only = self._touched(iri, head)
            turns = self._notes[iri].turns if only is not None else None
            note = Note(iri, generation, head.lent, turns)
            writer.put(note, things(self._store, iri, head, self._today(), only), only)

    def _touched(self, iri: Iri, head: Head) -> frozenset[Iri] | None:
        """The things of a draft that may have changed since it was indexed; None for all of them."""
        note = self._notes.get(iri)
        if note is None or note.lent != head.lent or not head.in_parts or self._has_turned(note):
            return None
        touched = self._store.changed(drafts.graph_of(iri), note.generation)
        return touched if touched is not None and len(touched) <= _MANY else None

    def _made(self, index: DraftIndex) -> View:
        source = DraftSource(index.reader, self._lexicon.words(index.reader))
        records = DraftRecords(index.reader, source)
        return View(source, records, Finder(source, records))


def _resolution(name: str, view: View, thing: int, field: str) -> Resolution:
    hit = view.records.hit(thing)
    title = tuple(LangString(text=text, lang=lang) for lang, text in hit.get("title", {}).items())
    kind = _KINDS[hit["kind"]]
    current = field != "former"
    return Resolution(
        name=name, iri=hit["iri"], kind=kind, object=hit["object"], version="", current=current, title=title
    )


_KINDS: Final[Mapping[str, Kind | MemberKind]] = {str(kind): kind for kind in (*Kind, *MemberKind)}
