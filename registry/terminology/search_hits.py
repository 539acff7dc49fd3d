"""Turns the things that a search met into hits: which label met it, where, and the rest of their JSON."""

import json
from collections.abc import Iterator, Sequence
from json.encoder import encode_basestring
from typing import Any, Final, NamedTuple

from registry.domain import LANGUAGES, Kind, LangString
from registry.terminology.kinds import MemberKind
from registry.terminology.search_index import Met
from registry.terminology.search_layout import FIELD_LETTERS, GROUP_OF, GROUPS
from registry.terminology.search_query import Field, Hit, Successor, Tier
from registry.terminology.search_records import HitRecords
from registry.text.highlighting import Range, mark, score
from registry.text.ranking import TIERS
from registry.text.words import Analysis, Word

_KINDS: Final[dict[str, Kind | MemberKind]] = {str(kind): kind for kind in (*Kind, *MemberKind)}
_SNIPPET: Final = 160  # characters
_BEFORE: Final = 50  # characters of a snippet before what was found
_LAST_WHOLE: Final = TIERS.index(Tier.RELATED)


class _Line(NamedTuple):
    """A label or text as the file has it."""

    letter: str
    lang: str
    text: str


class _Chosen(NamedTuple):
    """A label or text that is shown, and the IRI of the replaced thing that it comes from."""

    line: _Line
    replaces: str = ""


class HitMaker:
    """Makes hits from the records of an index."""

    def __init__(self, records: HitRecords) -> None:
        self._records = records

    def json(self, met: Met, query: Analysis, lang: str) -> bytes:
        """A hit as JSON."""
        lines = _lines(self._records.labels(met.thing))
        languages = (lang, *LANGUAGES)
        named = _named(lines, languages)
        parts = [self._records.piece(met.thing), *self._replaced(met.thing), b',"display":', _string(named.text)]
        if met.group == GROUPS:
            parts += _label_parts(_Chosen(named), met, ())
            parts += self._snippet(met.thing, query.words, languages)
        else:
            chosen = self._chosen(met, lines, query.words, languages) or _Chosen(named)
            ranges = mark(chosen.line.text, query.words)
            if not ranges and met.tier <= _LAST_WHOLE:
                ranges = ((0, len(chosen.line.text)),)
            parts += _label_parts(chosen, met, ranges)
        parts.append(b"}")
        return b"".join(parts)

    def title(self, thing: int, lang: str) -> str:
        """What a thing is called."""
        return _named(_lines(self._records.labels(thing)), (lang, *LANGUAGES)).text

    def _chosen(self, met: Met, lines: list[_Line], words: Sequence[Word], languages: Sequence[str]) -> _Chosen | None:
        """The label of the group that met the search which has most of the words, in the language wanted first."""
        among = [_Chosen(line) for line in lines if GROUP_OF[line.letter] <= met.group]
        if met.group == GROUPS - 1:
            among += self._former_chosen(met.thing)
        if len(among) < 2:  # noqa: PLR2004
            return next(iter(among), None)
        return min(among, key=lambda one: _preference(one.line, words, languages, whole=met.tier <= _LAST_WHOLE))

    def _former_chosen(self, thing: int) -> Iterator[_Chosen]:
        iri = ""
        for row in self._records.former(thing).split("\n"):
            if "\t" in row:
                yield _Chosen(_lines(row)[0], iri)
            elif row:
                iri = row

    def _replaced(self, thing: int) -> Iterator[bytes]:
        successors = self._records.successors(thing)
        if successors:
            yield from (b',"replaced_by":[', successors, b"]")

    def _snippet(self, thing: int, words: Sequence[Word], languages: Sequence[str]) -> Iterator[bytes]:
        texts = _lines(self._records.texts(thing))
        if texts:
            best = min(texts, key=lambda line: _preference(line, words, languages))
            snippet, ranges = _cut(best.text, mark(best.text, words))
            yield from (b',"snippet":', _string(snippet), b',"snippet_highlights":', _ranges(ranges))


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


def _lines(record: str) -> list[_Line]:
    found = []
    for row in record.split("\n") if record else ():
        head, _, text = row.partition("\t")
        found.append(_Line(head[0], head[1:], text))
    return found


def _named(lines: Sequence[_Line], languages: Sequence[str]) -> _Line:
    """The title in the first language that has one; else the first label there is."""
    titles = [line for line in lines if line.letter == "p"]
    for lang in languages:
        for line in titles:
            if line.lang == lang:
                return line
    return next(iter(titles or lines), _Line("p", "", ""))


def _preference(
    line: _Line, words: Sequence[Word], languages: Sequence[str], *, whole: bool = False
) -> tuple[int, int, int, int]:
    place = languages.index(line.lang) if line.lang in languages else len(languages)
    length = len(line.text) if whole else 0
    return -score(line.text, words), length, GROUP_OF.get(line.letter, 0), place


def _label_parts(chosen: _Chosen, met: Met, ranges: Sequence[Range]) -> Iterator[bytes]:
    line, replaces = chosen
    field = FIELD_LETTERS[line.letter] if met.group < GROUPS else Field.TEXT
    if replaces:
        yield from (b',"replaces":', _string(replaces))
    yield from (b',"label":', _string(line.text), b',"lang":"', line.lang.encode(), b'","field":"', field.encode())
    yield from (b'","match":"', TIERS[met.tier].encode(), b'","highlights":', _ranges(ranges))


def _string(text: str) -> bytes:
    return encode_basestring(text).encode()


def _ranges(ranges: Sequence[Range]) -> bytes:
    if not ranges:
        return b"[]"
    return b"[" + b",".join(b"[%d,%d]" % one for one in ranges) + b"]"


def _cut(text: str, ranges: Sequence[Range]) -> tuple[str, tuple[Range, ...]]:
    """The piece of a text around the first range, at the borders of words, with ellipses where it is cut."""
    start = 0
    if len(text) > _SNIPPET and ranges and ranges[0][0] > _BEFORE:
        start = text.rfind(" ", 0, ranges[0][0] - _BEFORE + 1) + 1
    end = len(text) if len(text) - start <= _SNIPPET else max(text.rfind(" ", start, start + _SNIPPET), start + 1)
    before, after = "…" if start else "", "…" if end < len(text) else ""
    kept = tuple((low - start + len(before), min(high, end) - start + len(before)) for low, high in ranges if low < end)
    return before + text[start:end] + after, kept
