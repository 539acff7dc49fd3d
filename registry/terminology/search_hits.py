"""Turns the things that a search met into hits: which label met it, where, and the rest of their JSON."""

import json
from collections.abc import Iterable, Iterator, Sequence
from json.encoder import encode_basestring as _string
from typing import Any, Final, NamedTuple

from registry.domain import LANGUAGES, Kind, LangString
from registry.terminology.kinds import MemberKind
from registry.terminology.search_index import Met
from registry.terminology.search_layout import FIELD_LETTERS, GROUP_OF, GROUPS
from registry.terminology.search_query import Field, Hit, Successor, Tier
from registry.terminology.search_records import HitRecords
from registry.text.folding import fold
from registry.text.highlighting import Range, Sought, mark, score, sought
from registry.text.ranking import TIERS
from registry.text.words import Analysis

_KINDS: Final[dict[str, Kind | MemberKind]] = {str(kind): kind for kind in (*Kind, *MemberKind)}
_SNIPPET: Final = 160  # characters
_BEFORE: Final = 50  # characters of a snippet before what was found
_LAST_WHOLE: Final = TIERS.index(Tier.RELATED)


class _Line(NamedTuple):
    """A label or text as the file has it: how good it is to show (less is better), and its text as it was folded.

    `replaces` is the IRI of the replaced thing that it comes from.
    """

    group: int
    place: int
    letter: str
    lang: str
    text: str
    folded: str
    replaces: str = ""


class HitMaker:
    """Makes hits from the records of an index."""

    def __init__(self, records: HitRecords) -> None:
        self._records = records

    def hits(self, met: Iterable[Met], query: Analysis, lang: str) -> Iterator[bytes]:
        """Hits as JSON."""
        reader, words = _LineReader(lang), sought(query.words)
        for one in met:
            lines = reader.lines(self._records.labels(one.thing))
            named = _named(lines)
            if one.group == GROUPS:
                tail = _label_json(named, named, one, ()) + self._snippet(one.thing, words, reader)
            else:
                chosen = self._chosen(one, lines, words, reader) or named
                ranges = mark(chosen.text, chosen.folded, words)
                if not ranges and one.tier <= _LAST_WHOLE:
                    ranges = ((0, len(chosen.text)),)
                tail = _label_json(named, chosen, one, ranges)
            yield b"%b%b%b}" % (self._records.piece(one.thing), self._replaced(one.thing), tail.encode())

    def title(self, thing: int, lang: str) -> str:
        """What a thing is called."""
        return _named(_LineReader(lang).lines(self._records.labels(thing))).text

    def _chosen(self, met: Met, lines: list[_Line], words: Sequence[Sought], reader: "_LineReader") -> _Line | None:
        """The label of the group that met the search which has most of the words, in the language wanted first."""
        among = [line for line in lines if line.group <= met.group]
        if met.group == GROUPS - 1:
            among += self._former(met.thing, reader)
        if len(among) < 2:  # noqa: PLR2004
            return among[0] if among else None
        if met.tier <= _LAST_WHOLE:
            return min(among, key=lambda one: (-score(one.folded, words), len(one.text), one.group, one.place))
        return min(among, key=lambda one: (-score(one.folded, words), one.group, one.place))

    def _former(self, thing: int, reader: "_LineReader") -> Iterator[_Line]:
        iri = ""
        for row in self._records.former(thing).split("\n"):
            if "\t" in row:
                yield reader.line(row)._replace(replaces=iri)
            elif row:
                iri = row

    def _replaced(self, thing: int) -> bytes:
        successors = self._records.successors(thing)
        return b',"replaced_by":[%b]' % successors if successors else b""

    def _snippet(self, thing: int, words: Sequence[Sought], reader: "_LineReader") -> str:
        texts = reader.lines(self._records.texts(thing))
        if not texts:
            return ""
        best = min(texts, key=lambda line: (-score(line.folded, words), line.place))
        snippet, ranges = _cut(best.text, mark(best.text, best.folded, words))
        return f',"snippet":{_string(snippet)},"snippet_highlights":{_ranges(ranges)}'


class _LineReader:
    """Reads the lines of records for one language to show things in."""

    def __init__(self, lang: str) -> None:
        self._languages = (lang, *LANGUAGES)
        self._heads: dict[str, tuple[int, int, str, str]] = {}

    def lines(self, record: str) -> list[_Line]:
        """The lines of a record."""
        return [self.line(row) for row in record.split("\n")] if record else []

    def line(self, row: str) -> _Line:
        """One line; what it does not say of how its text is folded is said by the text."""
        head, text, *given = row.split("\t")
        group, place, letter, lang = self._heads.get(head) or self._about(head)
        folded = given[0] if given else fold(text) if group == GROUPS else text.lower()
        return _Line(group, place, letter, lang, text, folded)

    def _about(self, head: str) -> tuple[int, int, str, str]:
        """What the letters before a text say: group, place of the language, letter of the field, language."""
        letter, lang = head[0], head[1:]
        place = self._languages.index(lang) if lang in self._languages else len(self._languages)
        return self._heads.setdefault(head, (GROUP_OF.get(letter, GROUPS), place, letter, lang))


def hit_of(piece: bytes) -> Hit:
    """A hit from its JSON."""
    row: dict[str, Any] = json.loads(piece)
    return Hit(
        iri=row["iri"],
        kind=_KINDS[row["kind"]],
        object=row["object"],
        object_title=_strings(row.get("object_title", {})),
        notation=row.get("notation"),
        title=_strings(row.get("title", {})),
        display=row["display"],
        active=row["active"],
        status=row.get("status"),
        replaced_by=tuple(
            Successor(one["iri"], _strings(one.get("title", {})), one.get("notation"))
            for one in row.get("replaced_by", ())
        ),
        label=row["label"],
        lang=row["lang"],
        field=Field(row["field"]),
        match=Tier(row["match"]),
        highlights=_pairs(row["highlights"]),
        snippet=row.get("snippet", ""),
        snippet_highlights=_pairs(row.get("snippet_highlights", ())),
        replaces=row.get("replaces"),
    )


def _strings(texts: dict[str, str]) -> tuple[LangString, ...]:
    return tuple(LangString(text=text, lang=lang) for lang, text in texts.items())


def _pairs(rows: Sequence[Sequence[int]]) -> tuple[Range, ...]:
    return tuple((start, end) for start, end in rows)


def _named(lines: Sequence[_Line]) -> _Line:
    """The title in the first language that has one; else the first label there is."""
    best: _Line | None = None
    for line in lines:
        if line.letter == "p" and (best is None or line.place < best.place):
            best = line
    return best or (lines[0] if lines else _Line(0, 0, "p", "", "", ""))


def _label_json(named: _Line, chosen: _Line, met: Met, ranges: Sequence[Range]) -> str:
    display = _string(named.text)
    label = display if chosen is named else _string(chosen.text)
    field = FIELD_LETTERS[chosen.letter] if met.group < GROUPS else Field.TEXT
    replaces = f',"replaces":{_string(chosen.replaces)}' if chosen.replaces else ""
    shown = f',"display":{display}{replaces},"label":{label},"lang":"{chosen.lang}","field":"{field}"'
    return f'{shown},"match":"{TIERS[met.tier]}","highlights":{_ranges(ranges)}'


def _ranges(ranges: Sequence[Range]) -> str:
    return "[" + ",".join([f"[{start},{end}]" for start, end in ranges]) + "]"


def _cut(text: str, ranges: Sequence[Range]) -> tuple[str, tuple[Range, ...]]:
    """The piece of a text around the first range, at the borders of words, with ellipses where it is cut."""
    start = 0
    if len(text) > _SNIPPET and ranges and ranges[0][0] > _BEFORE:
        start = text.rfind(" ", 0, ranges[0][0] - _BEFORE + 1) + 1
    end = len(text) if len(text) - start <= _SNIPPET else max(text.rfind(" ", start, start + _SNIPPET), start + 1)
    before, after = "…" if start else "", "…" if end < len(text) else ""
    kept = tuple((low - start + len(before), min(high, end) - start + len(before)) for low, high in ranges if low < end)
    return before + text[start:end] + after, kept
