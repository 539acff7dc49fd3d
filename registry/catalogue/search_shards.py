"""Writes the search of a release as scripts for a browser: the same postings and rows as the compiled index.

All files lie in `static/search/`. `root.js` tells how the others are cut and what the analysis needs; `words-nb.js`
and its like are the sentences of the box. The rest lie in a folder named by the release's digest, so that a browser
never mixes the files of two releases:

- `t/3.js` a run of the dictionary, and `n/3.js` a beginning that many words share (see `search_packing`):
  rows of a word and its slots, `A` to `C` the things that have the word in a label (by group), `D` to `F` its stem,
  `G` to `I` a part, `J` the context, `K` texts; the row `ab*` of a node stands for all words that begin with `ab`;
- `k/3.js` whole labels by the 64 bits of their key: `A` to `C` the things by group;
- `b/3.js` and `e/3.js` words by their first and last two letters, with the number of things that have them;
- `r/3.js` what is shown of things: their place, home, labels and successors; `h.js` the homes.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from pyroaring import BitMap

from registry.catalogue.messages import Messages
from registry.catalogue.search_coding import set_text
from registry.catalogue.search_packing import Packed, pack
from registry.domain import Iri, Kind, LangString
from registry.terminology.postings import Row, union
from registry.terminology.protocol import MemberKind
from registry.terminology.search_entry import FAMILIES, KIND_ORDER
from registry.terminology.search_layout import GROUPS, LETTERS, PART, SLOTS, WORD
from registry.terminology.search_query import Field
from registry.terminology.search_whole import Shown, WholeIndex
from registry.text.stemming import ENDINGS, VARIANTS
from registry.text.words import HINTS, STOP_WORDS

File = tuple[str, bytes]
#: The name of a file of the release's folder, without its suffix, and what stands in it, as JavaScript.
Shard = tuple[str, str]
_FOLDER: Final = "static/search"
#: Bytes that a file of rows of the dictionary and of whole labels has at most, where no single row is larger.
_DICTIONARY, _LABELS, _SPELLINGS = 8_000, 1_200, 6_000
#: Things a file of rows.
_ROWS: Final = 6
_SLOTS: Final = "ABCDEFGHIJK"
#: Letters of a key's number in a row, about.
_KEY_WIDTH: Final = 7
#: Shorter words are neither parts nor what a misspelt word was meant to be.
_SHORTEST_KNOWN: Final = 3
#: Bits of a key's number that are kept.
_KEY_BITS: Final = 40
_SENTENCES: Final = (
    "search.hits",
    "search.hits_one",
    "search.all",
    "search.none",
    "search.none_spoken",
    "search.nearest",
    "search.corrected",
    "search.some",
    "search.not_held",
    "search.failed",
    "search.inactive",
    "search.replaced",
    "search.why_permitted",
    "search.why_discouraged",
    "search.why_everyday",
    "search.why_former",
    "search.why_code",
    "search.why_text",
    "search.why_context",
    "search.why_other",
    "search.kinds",
    "search.all_kinds",
    "search.pages",
    "search.page",
    "search.previous",
    "search.next",
)


def write(
    index: WholeIndex, digest: str, page: Callable[[Iri], str | None], words: Mapping[str, Messages]
) -> Iterator[File]:
    """The files of the search, each with its path in the catalogue; the same bytes each time.

    `digest` is the release's, `page` gives the address of a thing below a language folder, `words` are the
    catalogue's sentences by language.
    """
    for lang, say in words.items():
        yield f"{_FOLDER}/words-{lang}.js", _script(f"words-{lang}", _json(_sentences(say)))
    shards = _Shards(index, page)
    folder = digest[:12]
    for name, data in shards.files():
        yield f"{_FOLDER}/{folder}/{name}.js", _script(name, data)
    yield f"{_FOLDER}/root.js", _script("root", _json({"folder": folder, **shards.root}))


def _sentences(say: Messages) -> dict[str, str]:
    kinds: tuple[Kind | MemberKind, ...] = (*Kind, *MemberKind)
    found = {key.partition(".")[2]: say(key) for key in _SENTENCES}
    found |= {f"kinds_{kind}": say.term("plural", kind) for kind in kinds}
    return found | {f"kind_{kind}": say.term("kind", kind) for kind in kinds}


def _script(name: str, data: str) -> bytes:
    return f'omforent.put("{name}",{data})\n'.encode()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _rows_text(rows: Iterable[str]) -> str:
    return f"`{';'.join(rows)}`"


class _Shards:
    """The files of one release; `root` is complete when all have been made."""

    def __init__(self, index: WholeIndex, page: Callable[[Iri], str | None]) -> None:
        self._index = index
        self._page = page
        self.root: dict[str, object] = {
            "things": index.things,
            "active": index.active,
            "rows": _ROWS,
            "stops": " ".join(sorted(STOP_WORDS)),
            "hints": dict(sorted(HINTS.items())),
            "endings": ENDINGS,
            "variants": VARIANTS,
        }

    def files(self) -> Iterator[Shard]:
        """Names, and what stands in each as JavaScript."""
        yield from self._dictionary()
        yield from self._keys()
        yield from self._shown()

    # -- words -------------------------------------------------------------------------------------------------------

    def _dictionary(self) -> Iterator[Shard]:
        rows = sorted(self._index.words().items(), key=lambda row: _units(row[0]))
        keys = [key for key, _ in rows]
        texts = [_row_text(key, slots) for key, slots in rows]
        packed = pack(keys, [len(text) + 1 for text in texts], _DICTIONARY)
        self.root |= {"leaves": packed.starts, "nodes": [node for node, _, _ in packed.nodes]}
        for at, (start, end) in enumerate(packed.runs):
            yield f"t/{at}", _rows_text(texts[start:end])
        for at, (node, start, end) in enumerate(packed.nodes):
            own = texts[start : start + (keys[start] == node)]
            yield f"n/{at}", _rows_text([*own, _row_text(f"{node}*", _together(rows[start:end]))])
        yield from self._spellings([(key, _last(slots[WORD : WORD + GROUPS])) for key, slots in rows])

    def _spellings(self, words: Iterable[tuple[str, BitMap | None]]) -> Iterator[Shard]:
        known = [(word, len(things)) for word, things in words if things and _is_known(word)]
        for side, letters in (("b", slice(None, 2)), ("e", slice(-2, None))):
            groups: dict[str, list[str]] = {}
            for word, many in known:
                groups.setdefault(word[letters], []).append(f"{word},{_base36(many)}")
            ordered = sorted(groups.items(), key=lambda row: _units(row[0]))
            sizes = [sum(len(row) + 1 for row in rows) for _, rows in ordered]
            packed = pack([key for key, _ in ordered], sizes, _SPELLINGS)
            self.root[side] = packed.starts
            yield from self._spelling_files(side, packed, ordered)

    def _spelling_files(self, side: str, packed: Packed, groups: list[tuple[str, list[str]]]) -> Iterator[Shard]:
        for at, (start, end) in enumerate(packed.runs):
            yield f"{side}/{at}", _rows_text(row for _, rows in groups[start:end] for row in rows)

    # -- whole labels ------------------------------------------------------------------------------------------------

    def _keys(self) -> Iterator[Shard]:
        """The keys of whole labels, cut by the remainder of their numbers."""
        found: dict[int, list[set[int]]] = {}
        for number, group, thing in self._index.label_keys():
            found.setdefault(number >> 64 - _KEY_BITS, [set() for _ in range(GROUPS)])[group].add(thing)
        rows = {number: _row_text("", [BitMap(one) for one in groups]) for number, groups in found.items()}
        many = sum(len(row) + _KEY_WIDTH for row in rows.values()) // _LABELS + 1
        self.root["keys"] = many
        files: list[list[str]] = [[] for _ in range(many)]
        for number, row in sorted(rows.items()):
            files[number % many].append(_base36(number // many) + row)
        yield from ((f"k/{at}", _rows_text(rows)) for at, rows in enumerate(files))

    # -- things ------------------------------------------------------------------------------------------------------

    def _shown(self) -> Iterator[Shard]:
        homes: dict[Iri, int] = {}
        kinds = {str(kind): [0, 0, 0, 0] for kind in KIND_ORDER}
        waiting: list[list[object]] = []
        titles: dict[Iri, tuple[LangString, ...]] = {}
        for thing, shown in enumerate(self._index.shown()):
            _widen(kinds[shown.kind], thing, active=shown.active)
            if shown.iri == shown.object:
                titles[shown.iri] = shown.title
            home = -1 if shown.iri == shown.object else homes.setdefault(shown.object, len(homes))
            waiting.append(_row(shown, self._page(shown.iri) or "", home))
            if len(waiting) == _ROWS or thing == self._index.things - 1:
                yield f"r/{thing // _ROWS}", _json(waiting)
                waiting = []
        families = dict(zip(map(str, KIND_ORDER), FAMILIES, strict=True))
        self.root["kinds"] = [[kind, families[kind], *spans] for kind, spans in kinds.items() if any(spans)]
        yield "h", _json([_pairs(titles.get(home, ())) for home in homes])


def _widen(spans: list[int], thing: int, *, active: bool) -> None:
    """Take a thing into the span of the active or of the inactive things of its kind."""
    at = 0 if active else 2
    spans[at : at + 2] = [spans[at] if spans[at + 1] else thing, thing + 1]


def _row(shown: Shown, place: str, home: int) -> list[object]:
    """Place, home, labels (the field's letter, `n` for the notation, with the language; then the text), successors."""
    labels = []
    for field, text, lang in dict.fromkeys(shown.labels):
        letter = "n" if field is Field.CODE and text == shown.notation else LETTERS[field]
        labels += [letter + lang, text]
    found: list[object] = [place, home, labels]
    return [*found, [_pairs(title) for title in shown.replaced_by]] if shown.replaced_by else found


def _pairs(strings: Iterable[LangString]) -> list[list[str]]:
    return [[string.text, string.lang] for string in strings]


def _row_text(key: str, slots: Iterable[BitMap | None]) -> str:
    """A row: of the slots of a group only what it adds to the group before it."""
    found, before = [key], BitMap()
    for at, (letter, things) in enumerate(zip(_SLOTS, slots, strict=False)):
        if at % GROUPS == 0 or at > SLOTS:  # context and texts have no groups
            before = BitMap()
        added = things - before if things else None
        if added:
            found.append(letter + set_text(added))
            before = before | added
    return "".join(found)


def _together(rows: Sequence[tuple[str, Row]]) -> Row:
    """The words and the parts of several rows, by group."""
    found: list[BitMap | None] = [None] * len(_SLOTS)
    for start in (WORD, PART):
        for group in range(GROUPS):
            found[start + group] = union(_last(slots[start : start + group + 1]) for _, slots in rows)
    return tuple(found)


def _last(groups: Iterable[BitMap | None]) -> BitMap | None:
    """Of groups that hold those before them, and are None where they add nothing, the things of the last."""
    return next((things for things in reversed(tuple(groups)) if things), None)


def _is_known(word: str) -> bool:
    return len(word) >= _SHORTEST_KNOWN and word.isalpha()


def _units(word: str) -> bytes:
    """What JavaScript compares strings by."""
    return word.encode("utf-16-be")


def _base36(number: int) -> str:
    digits = ""
    while number or not digits:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits
