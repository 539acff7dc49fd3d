"""JSON-LD 1.1 in and out by pyoxigraph, with the checks that its reader leaves out: it drops bad terms in silence."""

import json
import re
from collections.abc import Iterable
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse, serialize

from registry.errors import SyntaxFault

#: Strings are matched so that brackets inside them are passed over.
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*+"|[][{}]')
_DEEPEST = 200
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def read(text: str, path: str, base: str | None) -> tuple[list[Quad], dict[str, str], str | None, tuple[str, ...]]:
    """Statements, prefixes, base IRI, and a note for each key left out because its context gives it no meaning.

    Contexts are read from the file alone, never from the network. Raises SyntaxFault.
    """
    _refuse_deep(text, path)
    reader = parse(text.encode(), RdfFormat.JSON_LD, base_iri=base, lenient=True)
    terms = _Terms(text, path)
    try:
        quads = [fresh for quad in reader if (fresh := terms.quad(quad))]
    except SyntaxError as error:
        raise _fault(error, text, path) from error
    return quads, dict(reader.prefixes), reader.base_iri, tuple(terms.notes)


def write(quads: Iterable[Quad]) -> bytes:
    """Expanded JSON-LD, in which every literal keeps its text and datatype; indented, one key a line."""
    flat = serialize(quads, format=RdfFormat.JSON_LD) or b"[]"
    return (json.dumps(json.loads(flat), ensure_ascii=False, indent=1) + "\n").encode()


def _refuse_deep(text: str, path: str) -> None:
    """The reader recurses, and a file nested without bound would end the process."""
    depth = 0
    for token in _BRACKETS.finditer(text):
        depth += {"{": 1, "[": 1, "}": -1, "]": -1}.get(token[0], 0)
        if depth > _DEEPEST:
            line, column = _position(text, token.start())
            raise SyntaxFault(f"nested more than {_DEEPEST} levels deep", path=path, line=line, column=column)


def _fault(error: SyntaxError, text: str, path: str) -> SyntaxFault:
    message = re.sub(r"^Parser error at .*?: ", "", str(error.msg))
    line, column = error.lineno or 0, error.offset or 0
    if "LoadDocumentCallback" in message:
        message = "the @context (or @import) lies outside the file; nothing is fetched: put the context into the file"
        line, column = _place_of_key(text)
    elif not line:
        quoted = re.search(r"'([^']+)'", message)
        line, column = locate(text, quoted[1]) if quoted else (0, 0)
    return SyntaxFault(message, path=path, line=line, column=column)


def _place_of_key(text: str) -> tuple[int, int]:
    found = re.search(r'"@(?:context|import)"\s*:\s*\[?\s*"', text)
    return _position(text, found.start()) if found else (0, 0)


def _position(text: str, index: int) -> tuple[int, int]:
    return text.count("\n", 0, index) + 1, index - text.rfind("\n", 0, index)


def locate(text: str, value: str) -> tuple[int, int]:
    """Line and column of a JSON string, or of the longest end of it (a compact IRI's); (0, 0) if none."""
    for start in (0, *(match.end() for match in re.finditer("[/#:]", value))):
        for written in (json.dumps(value[start:], ensure_ascii=False), json.dumps(value[start:])):
            ending = written if not start else written[1:]
            if len(ending) > 1 and (index := text.find(ending)) >= 0:
                return _position(text, text.rfind('"', 0, index + 1) if start else index)
    return 0, 0


class _Terms:
    """Makes each term anew, strictly; what the strict maker refuses is a fault with its place in the text."""

    def __init__(self, text: str, path: str) -> None:
        self._text = text
        self._path = path
        self._known: dict[Any, Any] = {}
        self.notes: dict[str, None] = {}

    def quad(self, quad: Quad) -> Quad | None:
        """The statement with checked terms; None where its key has no meaning in the context."""
        if not _SCHEME.match(quad.predicate.value):
            self.notes.setdefault(self._note(quad.predicate.value))
            return None
        return Quad(*(self._checked(part) for part in quad))

    def _note(self, key: str) -> str:
        line, _ = locate(self._text, key)
        return f"{self._path}:{line}: the key {key!r} has no meaning in its @context and is left out"

    def _checked(self, term: Any) -> Any:
        if isinstance(term, NamedNode):
            if term not in self._known:
                self._known[term] = self._strict(term.value, lambda: NamedNode(term.value), "IRI")
            return self._known[term]
        if isinstance(term, Literal):
            return self._literal(term)
        return BlankNode(term.value) if isinstance(term, BlankNode) else term

    def _literal(self, term: Literal) -> Any:
        if term.language is None:
            return Literal(term.value, datatype=self._checked(term.datatype))
        tag, direction = term.language, term.direction
        return self._strict(tag, lambda: Literal(term.value, language=tag, direction=direction), "language tag")

    def _strict(self, value: str, make: Any, what: str) -> Any:
        try:
            return make()
        except ValueError as error:
            line, column = locate(self._text, value)
            relative = what == "IRI" and not _SCHEME.match(value)
            reason = "it is relative and the file has no base IRI (give one)" if relative else str(error)
            message = f"not a valid {what}: {value!r}: {reason}"
            raise SyntaxFault(message, path=self._path, line=line, column=column) from error
