"""The drafts' index as what the search asks for: sets of things by their words, numbered in the static order."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Final

from pyroaring import BitMap
from whoosh.reading import IndexReader, TermNotFound

from registry.domain import Iri
from registry.services.draft_document import LINKED, Links, links_of
from registry.services.draft_index import leaves, rows_of
from registry.services.draft_links import DraftLinks
from registry.services.draft_words import Vocabulary
from registry.terminology.kinds import MemberKind
from registry.terminology.postings import Row as Sets
from registry.terminology.postings import union
from registry.terminology.search_facets import facet_key
from registry.terminology.search_layout import CONTEXT, GROUPS, TEXT, key_number
from registry.terminology.search_sets import WordSets
from registry.terminology.search_writer import sized
from registry.text.words import Word

_SHORTEST_BEGUN_PART: Final = 3
_NONE: Final = (None,) * GROUPS


class Things:
    """The things of an index, numbered in the static order, and what is found of them by a term."""

    def __init__(self, reader: IndexReader) -> None:
        self._leaves = leaves(reader)
        rows = dict(rows_of(reader))
        sizes = Counter(row.object for row in rows.values())
        order = sorted((sized(row.order, sizes[row.object]), number) for number, row in rows.items())
        self.documents = array("I", (number for _, number in order))
        self._numbers = array("i", [-1]) * (reader.doc_count_all() or 1)
        for thing, number in enumerate(self.documents):
            self._numbers[number] = thing
        self.active = sum(key[:1] == b"0" for key, _ in order)
        self.kinds = bytes(int(key[1:3]) for key, _ in order)
        self._found: dict[tuple[str, str], BitMap | None] = {}

    def found(self, field: str, term: str) -> BitMap | None:
        """The things that have a term in a field; None where there are none."""
        key = field, term
        if key not in self._found:
            self._found[key] = BitMap(self._read(field, term)) or None
        return self._found[key]

    def _read(self, field: str, term: str) -> Iterator[int]:
        for leaf, offset in self._leaves:
            with suppress(TermNotFound):
                for document in leaf.postings(field, term).all_ids():
                    thing = self._numbers[offset + document]
                    if thing >= 0:
                        yield thing

    def terms(self, field: str) -> list[str]:
        """Every term of a field, sorted."""
        return sorted({bytes(term).decode() for leaf, _ in self._leaves for term in leaf.lexicon(field)})


class DraftWords:
    """Which things have a word: from the documents, and from what others lend them."""

    def __init__(self, things: Things, vocabulary: Vocabulary, links: DraftLinks) -> None:
        self._things = things
        self._vocabulary = vocabulary
        self._links = links
        self._stems: dict[str, Sets] = {}
        self._words: dict[str, Sets] = {}

    def sets(self, word: Word) -> WordSets:
        """What has a word of a query."""
        row, stem = self._row(word.word), self._row(word.stem)
        begun_parts = len(word.word) >= _SHORTEST_BEGUN_PART
        return WordSets(row, stem, self.begun(word.word), self._around(word.stem), begun_parts=begun_parts)

    def has_word(self, word: str) -> bool:
        """Whether a label has the word whole."""
        return any(self._word(word))

    def frequency(self, word: str) -> int:
        """How many things have the word whole in a label."""
        return len(self._word(word)[-1] or ())

    def begun(self, prefix: str) -> Sets:
        """What has words, and parts, that begin so."""
        words = _together(self._word(word) for word in self._vocabulary.beginning(prefix))
        parts = _together(self._part(part) for part in self._vocabulary.parts_beginning(prefix))
        return (*words, *parts)

    def _row(self, key: str) -> Sets:
        return (*self._word(key), *self._stem(key), *self._part(key))

    def _word(self, word: str) -> Sets:
        if word not in self._words:
            self._words[word] = self._groups("word", word)
        return self._words[word]

    def _stem(self, stem: str) -> Sets:
        if stem not in self._stems:
            self._stems[stem] = self._groups("stem", stem)
        return self._stems[stem]

    def _part(self, part: str) -> Sets:
        return _together(self._word(word) for word in self._vocabulary.with_part(part))

    def _groups(self, field: str, term: str) -> Sets:
        """The sets of a term by group of labels, each with those before it."""
        found: list[BitMap | None] = []
        for group in range(GROUPS):
            found.append(union((*found[-1:], self._things.found(f"{field}{group}", term))))
        found[-1] = union((found[-1], self._links.former.by(found[-1])))
        return tuple(found)

    def _around(self, stem: str) -> Sets:
        found = self._things.found
        near = union((found("context", stem), self._links.around.by(found("around", stem))))
        terms = union(found(f"stem{group}", stem) for group in range(GROUPS - 1))
        said = union((found("text", stem), self._links.terms.by(terms)))
        row: list[BitMap | None] = [None, None]
        row[CONTEXT], row[TEXT] = near, said
        return tuple(row)


def _together(rows: Iterable[Sets]) -> Sets:
    some = list(rows)
    return tuple(union(row[group] for row in some) for group in range(GROUPS)) if some else _NONE


class DraftSource:
    """A `SearchSource` on a reader of the drafts' index; like the reader it stays as it is."""

    def __init__(self, reader: IndexReader, vocabulary: Vocabulary) -> None:
        self.things = Things(reader)
        concepts = self.things.found("facet", facet_key("kind", MemberKind.CONCEPT)) or BitMap()
        inactive = BitMap(range(self.active, len(self.kinds)))
        self.links = DraftLinks(self._read_links(reader), self.numbers, concepts, inactive)
        self.words = DraftWords(self.things, vocabulary, self.links)
        self._vocabulary = vocabulary

    def _read_links(self, reader: IndexReader) -> dict[int, Links]:
        linked = self.things.found("flag", LINKED) or ()
        documents = self.things.documents
        return {thing: links_of(reader.stored_fields(documents[thing])["links"]) for thing in linked}

    @property
    def active(self) -> int:
        """See `SearchSource.active`."""
        return self.things.active

    @property
    def kinds(self) -> Sequence[int]:
        """See `SearchSource.kinds`."""
        return self.things.kinds

    def numbers(self, iri: Iri) -> BitMap:
        """The things with an IRI."""
        return self.things.found("iri", iri) or BitMap()

    def with_key(self, kind: int, key: str) -> Iterator[tuple[int, int]]:
        """See `SearchSource.with_key`."""
        term, found = f"{key_number(kind, key):016x}", self.things.found
        for group in range(GROUPS):
            yield from ((thing, group) for thing in found(f"key{group}", term) or ())
        codes = found("facet", facet_key("kind", MemberKind.CODE)) or BitMap()
        to_codes = self.links.former.by(found("lent_to_code", term)) or BitMap()
        to_others = self.links.former.by(found("lent_to_other", term)) or BitMap()
        yield from ((thing, GROUPS - 1) for thing in (to_codes & codes) | (to_others - codes))

    def facet(self, key: str) -> BitMap | None:
        """See `SearchSource.facet`."""
        facet, _, value = key.partition("\t")
        return self._levels.get(value) if facet == "level" else self.things.found("facet", key)

    def facets(self) -> Iterator[tuple[str, BitMap]]:
        """See `SearchSource.facets`."""
        for key in self.things.terms("facet"):
            things = self.things.found("facet", key)
            if things:
                yield key, things
        yield from ((facet_key("level", level), things) for level, things in self._levels.items())

    def spelt(self, key: str) -> Sequence[str]:
        """See `SearchSource.spelt`."""
        return self._vocabulary.spelt(key)

    @cached_property
    def _levels(self) -> dict[Iri, BitMap]:
        return self.links.levels(lambda iri: self.facet(facet_key("within", iri)))
