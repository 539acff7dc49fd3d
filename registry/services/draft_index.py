"""The Whoosh index of drafts on disk: made, checked when it is opened, written to; derived data, never the truth.

Whoosh's files are written once and have no checksums, so a manifest beside them has their digests and our format.
What does not agree with it is thrown away, and whoever keeps the index writes it anew.
"""

import json
import shutil
import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final, NamedTuple

from whoosh import index
from whoosh.reading import IndexReader, TermNotFound

from registry.domain import Iri
from registry.errors import Unavailable
from registry.services.draft_document import DRAFT, Row, document, row_of, schema, shape
from registry.services.draft_reading import Thing
from registry.terminology.search_facets import facet_key
from registry.terminology.search_writer import FORMAT as WORDS

#: Of the documents, and of what words are in them; another, and the index is made anew.
FORMAT: Final = f"1.{WORDS}"
_MANIFEST: Final = "manifest.json"
#: Megabytes that Whoosh sorts in before it writes.
_MEMORY: Final = 64
#: More documents deleted than this share, and those left are written anew together.
_MOST_DELETED: Final = 0.5
_FEWEST_DELETED: Final = 1_000
#: What Whoosh raises for files that are not as it left them.
FAULTS: Final = (
    *(OSError, ValueError, LookupError, AttributeError, TypeError, EOFError, AssertionError),
    *(index.IndexError, struct.error),
)


class Note(NamedTuple):
    """What was indexed of a draft: its generation, what its members show of it, when one of them may turn."""

    iri: Iri
    generation: int
    lent: str
    turns: date | None


class DraftIndex:
    """The index in a folder; one process has it, and calls it from one thread at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._digests: dict[str, list[int | str]] = {}
        self._index = self._opened() or self._made()
        self.reader: IndexReader = self._index.reader()

    def _opened(self) -> Any:
        """The index that is there, or None where it is not as it was left."""
        try:
            manifest = json.loads((self._folder / _MANIFEST).read_bytes())
            self._digests = manifest["files"]
            whole = manifest["format"] == FORMAT and self._digests == dict(_digests(self._folder, {}))
            return index.open_dir(str(self._folder)) if whole else None
        except FAULTS:
            return None

    def _made(self) -> Any:
        """An empty index in the place of what is there."""
        try:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder.mkdir(parents=True, exist_ok=True)
            made = index.create_in(str(self._folder), schema())
            self._digests = {}
            self._seal()
        except OSError as fault:
            raise self._unavailable(fault) from fault
        return made

    def _unavailable(self, fault: Exception) -> Unavailable:
        message = f"The search of drafts cannot write its index in {self._folder}: {fault}."
        return Unavailable(message, field="home", value=str(self._folder), rule="the folder can be written")

    def _seal(self) -> None:
        self._digests = dict(_digests(self._folder, self._digests))
        part = self._folder / f"{_MANIFEST}.part"
        part.write_text(json.dumps({"format": FORMAT, "files": self._digests}), encoding="utf-8")
        part.replace(self._folder / _MANIFEST)

    def clear(self) -> None:
        """Throw away what is there and begin with nothing."""
        self.close()
        self._index = self._made()
        self.reader = self._index.reader()

    def close(self) -> None:
        """Let go of the files."""
        with suppress(*FAULTS):
            self.reader.close()
            self._index.close()

    def notes(self) -> dict[Iri, Note]:
        """What is indexed of each draft."""
        found = (self._note(number) for number in self.documents("flag", DRAFT))
        return {note.iri: note for note in found}

    def _note(self, number: int) -> Note:
        iri, generation, lent, turns = json.loads(self.reader.stored_fields(number)["draft"])
        return Note(iri, generation, lent, date.fromisoformat(turns) if turns else None)

    def documents(self, field: str, term: str) -> list[int]:
        """The numbers of the documents that have a term."""
        found: list[int] = []
        for leaf, offset in leaves(self.reader):
            with suppress(TermNotFound):
                found.extend(offset + number for number in leaf.postings(field, term).all_ids())
        return found

    @contextmanager
    def writing(self) -> Iterator["DraftWriter"]:
        """Write to it: all of it is there when the block is left, or nothing of it."""
        try:
            writer = self._index.writer(limitmb=_MEMORY)
        except OSError as fault:
            raise self._unavailable(fault) from fault
        try:
            yield DraftWriter(self, writer)
        except BaseException:
            writer.cancel()
            raise
        self._commit(writer)

    def _commit(self, writer: Any) -> None:
        deleted = self.reader.doc_count_all() - self.reader.doc_count()
        many = deleted > max(_FEWEST_DELETED, _MOST_DELETED * self.reader.doc_count_all())
        try:
            writer.commit(optimize=many)
            self._seal()
        except OSError as fault:
            raise self._unavailable(fault) from fault
        self.reader.close()
        self.reader = self._index.reader()


class DraftWriter:
    """Puts drafts into the index, and takes them out."""

    def __init__(self, kept: DraftIndex, writer: Any) -> None:
        self._kept = kept
        self._writer = writer

    def drop(self, iri: Iri) -> None:
        """Take a draft out."""
        for number in self._kept.documents("facet", facet_key("within", iri)):
            self._writer.delete_document(number)
        self._forget(iri)

    def put(self, note: Note, things: Iterable[Thing], only: frozenset[Iri] | None = None) -> date | None:
        """Have the index say of a draft what it says now, or of those of `only`; gives the first day that one turns.

        Things that are there as they are stay untouched.
        """
        there, turns, done = self._there(note.iri, only), set[date](), set[tuple[Iri, str]]()
        for thing in things:
            turns |= {thing.turns} if thing.turns else set()
            seen = shape(thing)
            key = thing.entry.iri, seen.signature
            if key not in there and key not in done:
                self._writer.add_document(**document(thing, seen))
            done.add(key)
        for key in there.keys() - done:
            self._writer.delete_document(there[key])
        first = min(turns | ({note.turns} if note.turns else set()), default=None)
        self._forget(note.iri)
        row = [note.iri, note.generation, note.lent, first.isoformat() if first else None]
        self._writer.add_document(flag=[DRAFT], name=[_noted(note.iri)], draft=json.dumps(row))
        return first

    def _there(self, iri: Iri, only: frozenset[Iri] | None) -> dict[tuple[Iri, str], int]:
        """The things of a draft that are indexed, by IRI and signature."""
        if only is None:
            numbers = self._kept.documents("facet", facet_key("within", iri))
        else:
            numbers = [number for name in {*only, iri} for number in self._kept.documents("iri", name)]
        rows = dict(rows_of(self._kept.reader, numbers))
        return {(_iri(row.order), row.signature): number for number, row in rows.items() if row.object == iri}

    def _forget(self, iri: Iri) -> None:
        for number in self._kept.documents("name", _noted(iri)):
            self._writer.delete_document(number)


def leaves(reader: IndexReader) -> list[tuple[IndexReader, int]]:
    """The readers of the segments of an index, and the number of the first document of each."""
    return [(leaf, offset) for leaf, offset in reader.leaf_readers() if leaf.segment() is not None]


def rows_of(reader: IndexReader, numbers: Iterable[int] | None = None) -> Iterator[tuple[int, Row]]:
    """The row of each document that is a thing, of all or of some, by its number."""
    wanted = None if numbers is None else set(numbers)
    for leaf, offset in leaves(reader):
        column = leaf.column_reader("row")
        for number in leaf.all_doc_ids() if wanted is None else wanted:
            inside = number if wanted is None else number - offset
            row = row_of(column[inside]) if 0 <= inside < leaf.doc_count_all() else None
            if row:
                yield offset + inside, row


def _noted(iri: Iri) -> str:
    return f"draft {iri}"


def _iri(order: bytes) -> Iri:
    return order.rpartition(b"\0")[2].decode()


def _digests(folder: Path, known: dict[str, list[int | str]]) -> Iterator[tuple[str, list[int | str]]]:
    """Size and digest of each file; a file that is known by its name and size is not read again."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith(_MANIFEST) or path.name.endswith("LOCK"):
            continue
        size, given = path.stat().st_size, known.get(path.name)
        same = given is not None and given[0] == size
        yield path.name, given if same and given else [size, _digest(path)]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        found = blake2b(digest_size=16)
        while some := file.read(1 << 20):
            found.update(some)
    return found.hexdigest()
