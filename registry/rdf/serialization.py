"""RDF files in and out: Turtle, N-Triples, N-Quads, TriG, JSON-LD and RDF/XML, whole and always the same bytes."""

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePath
from typing import IO

from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
)
from pyoxigraph import parse as parse_text
from pyoxigraph import serialize as write_text

from registry.errors import CannotHold, InvalidInput, SyntaxFault
from registry.rdf import jsonld, rdfxml, turtle
from registry.rdf.labels import canonical


class Format(StrEnum):
    """The formats, by the names that the command line takes."""

    TURTLE = "turtle"
    N_TRIPLES = "n-triples"
    N_QUADS = "n-quads"
    TRIG = "trig"
    JSON_LD = "json-ld"
    RDF_XML = "rdf-xml"

    @property
    def label(self) -> str:
        """What its standard calls it."""
        return _LABELS[self]

    @property
    def holds_named_graphs(self) -> bool:
        """Whether the format has a place for the name of a graph."""
        return self in {Format.N_QUADS, Format.TRIG, Format.JSON_LD}


_LINES = {
    Format.TURTLE: RdfFormat.TURTLE,
    Format.TRIG: RdfFormat.TRIG,
    Format.N_TRIPLES: RdfFormat.N_TRIPLES,
    Format.N_QUADS: RdfFormat.N_QUADS,
}
_LABELS = {
    Format.TURTLE: "Turtle",
    Format.N_TRIPLES: "N-Triples",
    Format.N_QUADS: "N-Quads",
    Format.TRIG: "TriG",
    Format.JSON_LD: "JSON-LD",
    Format.RDF_XML: "RDF/XML",
}
#: File extensions, media types and other usual names.
_NAMES = {
    Format.TURTLE: "ttl turtle text/turtle application/x-turtle",
    Format.N_TRIPLES: "nt ntriples n-triples application/n-triples",
    Format.N_QUADS: "nq nquads n-quads application/n-quads",
    Format.TRIG: "trig application/trig",
    Format.JSON_LD: "jsonld json json-ld application/ld+json application/json",
    Format.RDF_XML: "rdf xml owl rdfxml rdf-xml rdf/xml application/rdf+xml application/xml text/xml",
}
_BY_NAME = {name: format_ for format_, names in _NAMES.items() for name in names.split()}


_TOKEN = re.compile(r"<[^>]*>?|[^\s,;]+")


@dataclass(frozen=True, slots=True)
class Document:
    """What an RDF file says: distinct statements in the order of the file, its prefixes, its base IRI.

    `notes` are sentences about what the format's own rules leave out (a JSON-LD key without meaning).
    """

    quads: tuple[Quad, ...]
    prefixes: Mapping[str, str] = field(default_factory=dict)
    base: str | None = None
    notes: tuple[str, ...] = ()


def format_named(name: str) -> Format:
    """The format of a name, extension or media type (parameters ignored). Raises InvalidInput.

    >>> format_named("text/turtle; charset=utf-8")
    <Format.TURTLE: 'turtle'>
    """
    found = _BY_NAME.get(name.partition(";")[0].strip().lower().removeprefix("."))
    if found is None:
        raise InvalidInput(
            f"{name!r} is no RDF format that is known here: {', '.join(Format)}.", field="format", value=name
        )
    return found


def format_of(path: str | PurePath) -> Format:
    """The format that a file's extension tells. Raises InvalidInput.

    >>> format_of("los.rdf")
    <Format.RDF_XML: 'rdf-xml'>
    """
    suffix = PurePath(path).suffix
    if suffix.removeprefix(".").lower() not in _BY_NAME:
        raise InvalidInput(
            f"The extension of {str(path)!r} does not tell its format; name it ({', '.join(Format)}).",
            field="format",
            value=str(path),
        )
    return format_named(suffix)


def parse(data: bytes, format: Format, *, path: str = "", base: str | None = None) -> Document:  # noqa: A002 -- the word that everybody looks for
    """Read a file whole.

    `path` is what messages call the file; `base` resolves relative IRIs where the file has no base of its own.
    Nothing is ever fetched. Raises SyntaxFault with line and column: syntax, encoding, IRIs (RFC 3987), language
    tags (BCP 47); InvalidInput for a base that is no IRI.
    """
    if base is not None:
        _check_base(base)
    if format is Format.RDF_XML:
        quads, prefixes, found = rdfxml.read(data, path, base)
        notes: tuple[str, ...] = ()
    elif format is Format.JSON_LD:
        quads, prefixes, found, notes = jsonld.read(_text(data, path), path, base)
    else:
        quads, prefixes, found, notes = *_read_lines(_text(data, path), format, path, base), ()
    distinct = tuple(dict.fromkeys(quads))
    _refuse_triple_terms(distinct, path)
    return Document(distinct, prefixes, found, notes)


def statements(data: bytes, format: Format, path: str = "") -> Iterator[Triple]:  # noqa: A002 -- as in parse
    """The statements of a Turtle or N-Triples file one by one, with those that it repeats; errors as for `parse`."""
    reader = parse_text(data.removeprefix(codecs.BOM_UTF8), _LINES[format])
    try:
        for quad in reader:
            if isinstance(quad.object, Triple):
                _refuse_triple_terms((quad,), path)
            yield quad.triple
    except SyntaxError as error:
        message = re.sub(r"^Parser error at .*?: ", "", str(error.msg))
        raise SyntaxFault(message, path=path, line=error.lineno or 0, column=error.offset or 0) from error


def write_lines(triples: Iterable[Triple], file: IO[bytes]) -> None:
    """Write statements as N-Triples as they come."""
    write_text(triples, file, format=RdfFormat.N_TRIPLES)


def serialize(quads: Iterable[Quad], format: Format, prefixes: Mapping[str, str] | None = None) -> bytes:  # noqa: A002 -- as in parse
    """The same statements, whatever their order and blank node labels, give the same bytes.

    `prefixes` go before Omforent's own; only those used are written. Raises CannotHold naming the term that the
    format has no place for, InvalidInput where blank nodes cannot be told apart in bounded work.
    """
    ordered = canonical(quads)
    if not format.holds_named_graphs:
        _refuse_named_graphs(ordered, format)
    if format in {Format.TURTLE, Format.TRIG}:
        return turtle.write(ordered, prefixes or {})
    if format is Format.RDF_XML:
        return rdfxml.write(ordered, prefixes or {})
    if format is Format.JSON_LD:
        return jsonld.write(sorted(ordered, key=lambda quad: str(quad.graph_name)))
    return "".join(f"{quad} .\n" for quad in ordered).encode()


def _check_base(base: str) -> None:
    try:
        NamedNode(base)
    except ValueError as error:
        raise InvalidInput(f"The base {base!r} is no absolute IRI: {error}.", field="base", value=base) from error


def _text(data: bytes, path: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        message = f"not UTF-8: byte 0x{data[error.start]:02X}"
        raise SyntaxFault(message, path=path, line=line, column=column) from error


def _read_lines(
    text: str, format_: Format, path: str, base: str | None
) -> tuple[list[Quad], dict[str, str], str | None]:
    reader = parse_text(text, _LINES[format_], base_iri=base)
    try:
        quads = list(reader)
    except SyntaxError as error:
        message = re.sub(r"^Parser error at .*?: ", "", str(error.msg)) + _token(error, text)
        if "No scheme found" in message:
            message += ": the IRI is relative and the file has no base (give a base IRI)"
        raise SyntaxFault(message, path=path, line=error.lineno or 0, column=error.offset or 0) from error
    return quads, dict(reader.prefixes), reader.base_iri


def _token(error: SyntaxError, text: str) -> str:
    """What stands at the place of the fault."""
    if not error.lineno or not error.offset:
        return ""
    line = text.split("\n", error.lineno)[error.lineno - 1]
    found = _TOKEN.match(line, error.offset - 1)
    return f": {found[0][:100]}" if found else ""


def _refuse_triple_terms(quads: Iterable[Quad], path: str) -> None:
    for quad in quads:
        if isinstance(quad.object, Triple):
            raise SyntaxFault("a triple as an object (RDF 1.2) is not supported", path=path, value=str(quad.object))


def _refuse_named_graphs(quads: Iterable[Quad], format_: Format) -> None:
    for quad in quads:
        if not isinstance(quad.graph_name, DefaultGraph):
            raise CannotHold(
                f"{format_.label} cannot hold the named graph {quad.graph_name}.",
                field="graph",
                value=str(quad.graph_name),
                rule="named graphs need N-Quads, TriG or JSON-LD",
            )
