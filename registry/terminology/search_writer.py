"""Makes the search index of a release or a version, a thing at a time (docs/search.md)."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from json.encoder import encode_basestring as _string
from typing import Final

from registry.domain import Iri, Kind, LangString
from registry.terminology.container import RecordSpool, Sections
from registry.terminology.kinds import MemberKind
from registry.terminology.postings import put_postings
from registry.terminology.search_entry import KIND_ORDER, Entry, Label
from registry.terminology.search_facets import FacetRows
from registry.terminology.search_keys import KeyTable
from registry.terminology.search_layout import (
    GROUP_OF,
    LETTERS,
)
from registry.terminology.search_query import Field
from registry.terminology.search_rows import Numbering, PostingRows
from registry.terminology.search_tokens import has_words, key_numbers, read_label
from registry.text.folding import fold

FORMAT: Final = 3
#: The letters of preferred and permitted terms.
_TERMS: Final = frozenset("pa")
#: Letters of a key of the static order that come before the size of the object, and more members than one can have.
_HEAD: Final = 8
_LARGEST: Final = 999_999_999
#: Kinds whose names help to find the exchanges that refer to them.
NAMED_AROUND: Final = frozenset(
    (MemberKind.ACTOR_ROLE, MemberKind.CARE_LEVEL, MemberKind.PHASE, MemberKind.STANDARD),
)


_encoded: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class SearchWriter:
    """Takes the things of a release or a version one by one; `put` writes the sections of the index."""

    def __init__(self) -> None:
        self._order: list[bytes] = []
        self._owners: list[Iri] = []
        self._hits = RecordSpool()
        self._labels = RecordSpool()
        self._texts = RecordSpool()
        self._keys = KeyTable()
        self._successors: dict[int, list[Iri]] = {}
        self._inactive: dict[Iri, tuple[Label, ...]] = {}
        self._replaces: list[tuple[Iri, Iri]] = []
        self._arrivals: dict[Iri, int] = {}
        self._names: dict[Iri, Entry] = {}
        self._around: dict[int, tuple[Iri, ...]] = {}
        self._bound: list[tuple[Iri, ...]] = []
        self._rows = PostingRows()
        self._facets = FacetRows()

    def add(self, entry: Entry) -> None:
        """Take one thing."""
        arrival = len(self._order)
        self._arrivals.setdefault(entry.iri, arrival)
        self._order.append(static_key(entry))
        self._owners.append(entry.object)
        self._hits.append(hit_piece(entry))
        self._texts.append(label_lines(Label(Field.TEXT, row.text, row.lang) for row in entry.texts))
        lines = [_line(label, self._take(arrival, label, entry.kind)) for label in entry.labels if label.text]
        self._labels.append("\n".join(lines).encode())
        for row in entry.texts:
            self._rows.text(arrival, row.text)
        self._rows.context(arrival, (entry.kind, *entry.context))
        self._facets.add(arrival, entry)
        self._note_others(arrival, entry)

    def _take(self, arrival: int, label: Label, kind: str) -> str:
        """Note what a label is found by; gives it folded."""
        group, read = GROUP_OF[LETTERS[label.field]], read_label(label)
        if has_words(label):
            self._rows.label(arrival, group, read.words, is_code=not label.lang)
        self._keys.add(key_numbers(label, kind, read), arrival << 2 | group)
        return read.folded

    def _note_others(self, arrival: int, entry: Entry) -> None:
        if not entry.active:
            self._inactive[entry.iri] = entry.labels
            self._replaces.extend((successor, entry.iri) for successor in entry.is_replaced_by)
        self._replaces.extend((entry.iri, replaced) for replaced in entry.replaces)
        if entry.around:
            self._around[arrival] = entry.around
        if entry.kind in NAMED_AROUND:
            self._names[entry.iri] = entry
        if entry.kind == MemberKind.ELEMENT and len(entry.uses) > 1:
            self._bound.append(entry.uses)

    def put(self, sections: Sections) -> None:
        """Write the index; nothing can be added after."""
        former = self._former()
        for arrival, names in self._around.items():
            self._rows.context(arrival, tuple(self._named(names)))
        self._say_what_lists_are_for()
        numbering = Numbering(self._static_order())
        first_inactive = sum(key[:1] == b"0" for key in self._order)
        sections.put("search.meta", json.dumps({"format": FORMAT, "active": first_inactive}).encode())
        sections.numbers("search.arrival", numbering.arrivals)
        sections.numbers("search.thing", numbering.things)
        sections.put("search.kind", bytes(int(self._order[arrival][1:3]) for arrival in numbering.arrivals))
        sections.records("search.hit", self._hits)
        sections.records("search.label", self._labels)
        sections.records("search.text", self._texts)
        self._put_former(sections, former)
        self._keys.put(sections)
        self._put_rows(sections, numbering)
        put_postings(sections, "search.facet", *self._facets.rows(numbering, self._arrivals))

    def _static_order(self) -> list[bytes]:
        """Where titles are equally long, members of larger objects come first: a classification before a short list."""
        sizes = Counter(self._owners)
        pairs = zip(self._order, self._owners, strict=True)
        return [sized(key, sizes[owner]) for key, owner in pairs]

    def _named(self, iris: Iterable[Iri]) -> Iterator[str]:
        """The names of things around a thing, and of the level of care of a role."""
        for iri in iris:
            found = self._names.get(iri.partition("#")[0])
            if found:
                yield from (label.text for label in found.labels)
                yield from self._named(found.at)

    def _say_what_lists_are_for(self) -> None:
        """A code list is found by the terms of what the elements are about that take their codes from it."""
        of_lists: dict[int, dict[bytes, None]] = defaultdict(dict)
        for uses in self._bound:
            arrivals = [self._arrivals[iri] for iri in uses if iri in self._arrivals]
            for one in arrivals:
                if self._kind(one) is Kind.CODE_LIST:
                    of_lists[one].update((self._labels[other], None) for other in arrivals if self._is_concept(other))
        for arrival, records in of_lists.items():
            lines = [line[1:] for record in records for line in record.decode().split("\n") if line[:1] in _TERMS]
            terms = ["\t".join(line.split("\t")[:2]) for line in lines]
            for term in terms:
                self._rows.text(arrival, term.partition("\t")[2])
            said = "\n".join(LETTERS[Field.TEXT] + term for term in terms).encode()
            self._texts.replace(arrival, b"\n".join(filter(None, (self._texts[arrival], said))))

    def _is_concept(self, arrival: int) -> bool:
        return self._kind(arrival) is MemberKind.CONCEPT

    def _kind(self, arrival: int) -> Kind | MemberKind:
        return KIND_ORDER[int(self._order[arrival][1:3])]

    def _former(self) -> dict[int, list[tuple[Iri, tuple[Label, ...]]]]:
        """The labels of the inactive things that a thing replaces, taken as labels of its own."""
        found: dict[int, list[tuple[Iri, tuple[Label, ...]]]] = defaultdict(list)
        for successor, replaced in dict.fromkeys(self._replaces):
            if replaced in self._inactive and successor in self._arrivals:
                arrival = self._arrivals[successor]
                self._successors.setdefault(self._arrivals[replaced], []).append(successor)
                labels = tuple(label._replace(field=Field.FORMER) for label in self._inactive[replaced])
                for label in labels:
                    self._take(arrival, label, self._kind(arrival))
                found[arrival].append((replaced, labels))
        return found

    def _put_former(self, sections: Sections, former: dict[int, list[tuple[Iri, tuple[Label, ...]]]]) -> None:
        rows = sorted(former.items())
        sections.numbers("search.former", (arrival for arrival, _ in rows))
        lines = ["".join(f"{iri}\n{label_lines(labels).decode()}\n" for iri, labels in found) for _, found in rows]
        sections.records("search.former.label", [line.encode() for line in lines])
        succeeded = sorted(self._successors.items())
        sections.numbers("search.successor", (arrival for arrival, _ in succeeded))
        pieces = (b",".join(self._successor(iri) for iri in iris) for _, iris in succeeded)
        sections.records("search.successor.hit", list(pieces))

    def _successor(self, iri: Iri) -> bytes:
        hit = json.loads(self._hits[self._arrivals[iri]] + b"}")
        return _json({key: hit[key] for key in ("iri", "title", "notation") if key in hit})

    def _put_rows(self, sections: Sections, numbering: Numbering) -> None:
        self._rows.number(numbering)
        put_postings(sections, "search.word", *self._rows.rows())
        put_postings(sections, "search.prefix", *self._rows.nodes())
        put_postings(sections, "search.around", *self._rows.around())
        spelt = self._rows.spelling()
        sections.keys("search.spelt", ((key, at) for at, key in enumerate(spelt)))
        sections.records("search.spelt.words", ["\n".join(words).encode() for words in spelt.values()])


def static_key(entry: Entry) -> bytes:
    """Where the thing stands in the static order; `sized` puts in how many things its object has."""
    kind = KIND_ORDER.index(entry.kind)
    head = f"{int(not entry.active)}{kind:02}{int(not entry.of_classification)}{min(entry.length, 9999):04}"
    return f"{head}{entry.notation}\0{entry.iri}".encode()


def sized(key: bytes, things: int) -> bytes:
    """A key of the static order with how many things the object has."""
    return key[:_HEAD] + b"%09d" % (_LARGEST - things) + key[_HEAD:]


def label_lines(labels: Iterable[Label]) -> bytes:
    """Labels one a line: the letter of the field, the language, a tab and the text.

    Of what is no text also a tab and the label as it is folded, where that is more than in lower case: each search
    that shows the thing would have to fold it again.
    """
    return "\n".join([_line(label, fold(label.text)) for label in labels if label.text]).encode()


def _line(label: Label, folded: str) -> str:
    text = " ".join(label.text.split())
    line = f"{LETTERS[label.field]}{label.lang}\t{text}"
    return line if label.field is Field.TEXT or folded == text.lower() else f"{line}\t{folded}"


def hit_piece(entry: Entry) -> bytes:
    """The JSON of a hit as far as it is the same for every search, without the closing brace."""
    parts = (
        ("iri", _string(entry.iri)),
        ("kind", _string(entry.kind)),
        ("object", _string(entry.object)),
        ("object_title", _texts(entry.object_title)),
        ("notation", entry.notation and _string(entry.notation)),
        ("title", _texts(entry.title)),
        ("active", "true" if entry.active else "false"),
        ("status", entry.status and _string(entry.status)),
    )
    return ("{" + ",".join([f'"{name}":{value}' for name, value in parts if value])).encode()


@lru_cache(maxsize=64)  # members of one object, one after another
def _texts(strings: tuple[LangString, ...]) -> str:
    return _encoded({string.lang: string.text for string in reversed(strings)}) if strings else ""


def _json(value: object) -> bytes:
    return _encoded(value).encode()
