"""What the hits of a search of drafts show, from what the index stores of each thing."""

import json
from functools import lru_cache
from typing import Any

from whoosh.reading import IndexReader

from registry.services.draft_sets import DraftSource
from registry.terminology.search_layout import LETTERS
from registry.terminology.search_query import Field

#: Things whose stored fields are kept.
_KEPT = 4_096
#: The letters of preferred and permitted terms.
_TERMS = frozenset("pa")


class DraftRecords:
    """`HitRecords` on a reader of the drafts' index."""

    def __init__(self, reader: IndexReader, source: DraftSource) -> None:
        self._reader = reader
        self._source = source
        self._stored = lru_cache(_KEPT)(self._read)

    def _read(self, thing: int) -> dict[str, Any]:
        return dict(self._reader.stored_fields(self._source.things.documents[thing]))

    def piece(self, thing: int) -> bytes:
        """See `HitRecords.piece`."""
        return str(self._stored(thing)["hit"]).encode()

    def labels(self, thing: int) -> str:
        """See `HitRecords.labels`."""
        return str(self._stored(thing).get("labels", ""))

    def texts(self, thing: int) -> str:
        """See `HitRecords.texts`; those of a list end with the terms of what it is for, without how they are folded."""
        lines = [line for each in self._source.links.meant.of(thing) for line in self.labels(each).split("\n")]
        said = [LETTERS[Field.TEXT] + "\t".join(line[1:].split("\t")[:2]) for line in lines if line[:1] in _TERMS]
        return "\n".join(filter(None, (str(self._stored(thing).get("texts", "")), *said)))

    def former(self, thing: int) -> str:
        """See `HitRecords.former`."""
        return "".join(self._as_former(old) for old in self._source.links.replaced.of(thing))

    def _as_former(self, thing: int) -> str:
        lines = [LETTERS[Field.FORMER] + line[1:] for line in self.labels(thing).split("\n") if line]
        return "\n".join((self.hit(thing)["iri"], *lines, ""))

    def successors(self, thing: int) -> bytes:
        """See `HitRecords.successors`."""
        hits = [self.hit(new) for new in self._source.links.former.of(thing)]
        rows = [{key: hit[key] for key in ("iri", "title", "notation") if key in hit} for hit in hits]
        return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()[1:-1]

    def hit(self, thing: int) -> dict[str, Any]:
        """What every hit of a thing shows."""
        found: dict[str, Any] = json.loads(self.piece(thing) + b"}")
        return found
