"""Turtle straight from the canonical lines of an object: the bytes that `serialize` gives, a subject at a time.

A subject stands in a canonical file together with the blank nodes that hang on it, so its text depends on those lines
and the prefixes alone. What is not wholly ordinary (lists, shared or very deep blank nodes, and those that hang on no
subject) is written by `registry.rdf.turtle`. A test compares the bytes of both ways.
"""

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from pyoxigraph import RdfFormat
from pyoxigraph import parse as parse_text

from registry.namespaces import iri
from registry.rdf import turtle
from registry.rdf.labels import canonical
from registry.rdf.names import Namespaces

#: Predicate to objects, all as they stand in N-Triples; lines here have no line feed.
Rows = dict[str, list[str]]
#: Where a subject stands among all: `registry.rdf.turtle` puts heads first and blank nodes last.
Rank = tuple[bool, bool, str]
_TYPE: Final = f"<{iri('rdf:type')}>"
_HEADS: Final = {f"<{node.value}>" for node in turtle.HEADS}
_LIST: Final = {f"<{iri(name)}>" for name in ("rdf:first", "rdf:rest")}
_NIL: Final = f"<{iri('rdf:nil')}>"
_DEEP: Final = 8
_STEP: Final = "    "
#: Text that stands in Turtle as it does in N-Triples has nothing of this.
_ODD: Final = re.compile(r"\\|" + turtle.UNSEEN.pattern)
_ESCAPE: Final = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_SHORT: Final = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
_SPOOLED: Final = 64_000_000  # bytes of text that stay in memory


class _Odd(Exception):
    """The subject has to be written in the common way."""


class _Verb(NamedTuple):
    """How a predicate is written, after where it stands."""

    place: int
    iri: str
    text: str
    term: str


def write(
    blocks: Iterable[bytes], prefixes: Mapping[str, str], added: Mapping[str, list[str]] | None = None
) -> Iterator[bytes]:
    """The Turtle of the text in `blocks` (`registry.rdf.canonical.blocks_of`), in parts, with `added` statements.

    `added` has lines by their subject, of IRIs and literals; none of them may stand in the text as well. Memory does
    not grow with the text but for what `added` holds and some hundred bytes a subject.
    """
    names = Namespaces(prefixes)
    places = list[tuple[Rank, int, int]]()
    with tempfile.SpooledTemporaryFile(max_size=_SPOOLED) as spool:
        for rank, text in _Subjects(names, added or {}).each(blocks):
            written = text.encode()
            places.append((rank, spool.tell(), len(written)))
            spool.write(written)
        yield "".join(line + "\n" for line in names.header()).encode()
        for number, (_, start, length) in enumerate(sorted(places)):
            spool.seek(start)
            yield b"\n" * bool(number) + spool.read(length)


def groups_of(blocks: Iterable[bytes]) -> Iterator[list[str]]:
    """The lines of each named subject with the blank nodes that hang on it; last, all that hang on none, if any."""
    nameless = list[str]()
    for block in blocks:
        held, key = list[str](), "\0"
        for line in block.decode().split("\n"):
            if line.startswith("_:x"):
                nameless.append(line)
            elif line.startswith((key, "_:")):
                held.append(line)
            elif line:
                if held:
                    yield held
                key, held = line[: line.index(" ") + 1], [line]
        if held:
            yield held
    if nameless:
        yield nameless


class _Subjects:
    """Writes subject by subject."""

    def __init__(self, names: Namespaces, added: Mapping[str, list[str]]) -> None:
        self._names = names
        self._added = dict(added)
        self._verbs: dict[str, _Verb] = {}
        self._suffixes: dict[str, str] = {}

    def each(self, blocks: Iterable[bytes]) -> Iterator[tuple[Rank, str]]:
        """Each subject's rank and text; the text has no empty line after it."""
        for group in groups_of(blocks):
            name = group[0][: group[0].index(" ")]
            lines = group + self._added.pop(name, [])
            try:
                yield self._ordinary(name, lines)
            except _Odd:
                quads = parse_text("\n".join(lines), format=RdfFormat.N_TRIPLES)
                yield from turtle.subjects(canonical(quads), self._names)
        for name, lines in self._added.items():
            yield self._ordinary(name, lines)

    def _ordinary(self, name: str, lines: list[str]) -> tuple[Rank, str]:
        if name.startswith("_:"):
            raise _Odd
        about = _about(lines, name)
        rows = about.pop(name)
        odd = _ODD.search("".join(lines)) is not None
        text = _Group(self, about, odd=odd).whole(rows)
        head = not _HEADS.isdisjoint(rows.get(_TYPE, ()))
        return (False, not head, name[1:-1]), f"{self._names.short(name[1:-1])}\n{text}{_STEP}.\n"

    def verb(self, predicate: str) -> _Verb:
        """How a predicate is written."""
        found = self._verbs.get(predicate)
        if found is None:
            if predicate in _LIST:
                raise _Odd
            bare = predicate[1:-1]
            text = "a" if predicate == _TYPE else self._names.short(bare)
            found = self._verbs[predicate] = _Verb(turtle.place_of(bare), bare, text, predicate)
        return found

    def iri(self, term: str) -> str:
        """How an IRI is written as an object."""
        if term == _NIL:
            return "()"
        return self._names.short(term[1:-1])

    def literal(self, term: str, odd: bool) -> str:
        """How a literal is written; `odd` where it may have escapes or what a reader does not see."""
        end = term.rindex('"')
        suffix = term[end + 1 :]
        if not suffix.startswith("^^"):
            text = turtle.quoted(unescaped(term[1:end])) if odd else term[: end + 1]
            return text + self._language(suffix) if suffix else text
        text = unescaped(term[1:end])
        return turtle.typed(text, suffix[3:-1], self._names)

    def _language(self, suffix: str) -> str:
        found = self._suffixes.get(suffix)
        if found is None:
            language, mark, direction = suffix[1:].partition("--")
            found = self._suffixes[suffix] = f"@{turtle.cased(language)}{mark}{direction}"
        return found


class _Group:
    """The statements of one subject, with its blank nodes inside."""

    def __init__(self, subjects: _Subjects, hanging: dict[str, Rows], *, odd: bool) -> None:
        self._subjects = subjects
        self._hanging = hanging
        self._odd = odd

    def whole(self, rows: Rows) -> str:
        """The statements of the subject; each blank node must be met once."""
        text = self._statements(rows, _STEP)
        if self._hanging:
            raise _Odd  # a circle, or one that nothing leads to
        return text

    def _statements(self, rows: Rows, indent: str) -> str:
        return "".join(
            self._statement(verb, rows[verb.term], indent) for verb in sorted(map(self._subjects.verb, rows))
        )

    def _statement(self, verb: _Verb, terms: list[str], indent: str) -> str:
        if len(terms) == 1:
            return f"{indent}{verb.text} {self._object(terms[0], indent)} ;\n"
        inner = indent + _STEP
        written = [text for _, text in sorted((self._rank(term), self._object(term, inner)) for term in terms)]
        return f"{indent}{verb.text}\n" + " ,\n".join(inner + text for text in written) + " ;\n"

    def _rank(self, term: str) -> tuple[int, str, str]:
        if term[0] == "<":
            return 0, "", term[1:-1]
        if term[0] == "_":
            return 2, "", ""
        end = term.rindex('"')
        language = term[end + 2 :].partition("--")[0] if term.startswith("@", end + 1) else ""
        return 1, language, unescaped(term[1:end])

    def _object(self, term: str, indent: str) -> str:
        if term[0] == "<":
            return self._subjects.iri(term)
        if term[0] == '"':
            return self._subjects.literal(term, self._odd)
        rows = self._hanging.pop(term, None)
        if rows is None or len(indent) > _DEEP * len(_STEP):
            raise _Odd  # shared, empty or very deep
        return f"[\n{self._statements(rows, indent + _STEP)}{indent}]"


def _about(lines: list[str], name: str) -> dict[str, Rows]:
    """What the subject and each blank node of its group say."""
    found: dict[str, Rows] = {name: {}}
    for line in lines:
        subject, predicate, term = line.split(" ", 2)
        found.setdefault(subject, {}).setdefault(predicate, []).append(term[:-2])
    return found


def unescaped(text: str) -> str:
    """The text of a literal without the escapes of N-Triples."""
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _SHORT.get(match[3], match[3])
