"""Answers of SPARQL queries as text: rows and truth values in the formats of SPARQL 1.1 (JSON, XML, CSV, TSV)."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import BlankNode, Literal, NamedNode

Cell = NamedNode | BlankNode | Literal | Any
Row = Sequence[Cell | None]

_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"
_NAMESPACE: Final = "http://www.w3.org/2005/sparql-results#"
#: What XML cannot say.
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def as_json(variables: Sequence[str], rows: Iterable[Row], *, cut: bool = False) -> bytes:
    """SPARQL 1.1 Query Results JSON Format. One that is `cut` says so in a member of our own, `omforent`."""
    told: dict[str, Any] = {
        "head": {"vars": list(variables)},
        "results": {"bindings": list(_bindings(variables, rows))},
    }
    if cut:
        told["omforent"] = {"truncated": True, "rows": len(told["results"]["bindings"])}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _bindings(variables: Sequence[str], rows: Iterable[Row]) -> Iterable[dict[str, Any]]:
    for row in rows:
        yield {name: _term(term) for name, term in zip(variables, row, strict=True) if term is not None}


def _term(term: Cell) -> dict[str, Any]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if not isinstance(term, Literal):
        return {"type": "literal", "value": str(term)}
    found = {"type": "literal", "value": term.value}
    if term.language:
        return {**found, "xml:lang": term.language}
    return found if term.datatype.value == _STRING else {**found, "datatype": term.datatype.value}


def as_xml(variables: Sequence[str], rows: Iterable[Row], *, cut: bool = False) -> bytes:
    """SPARQL Query Results XML Format; one that is `cut` says so in a comment."""
    head = "".join(f"<variable name={quoteattr(name)}/>" for name in variables)
    body = "".join(_xml_row(variables, row) for row in rows)
    note = "<!-- truncated -->" if cut else ""
    return _document(f"<head>{head}</head><results>{body}</results>{note}")


def _document(inner: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="{_NAMESPACE}">{inner}</sparql>\n'.encode()


def _xml_row(variables: Sequence[str], row: Row) -> str:
    cells = (
        f"<binding name={quoteattr(name)}>{_xml_term(term)}</binding>"
        for name, term in zip(variables, row, strict=True)
        if term is not None
    )
    return f"<result>{''.join(cells)}</result>"


def _xml_term(term: Cell) -> str:
    told = _term(term)
    text = escape(_CONTROL.sub("\ufffd", told["value"]))
    if told["type"] != "literal":
        return f"<{told['type']}>{text}</{told['type']}>"
    names = {"xml:lang": "xml:lang", "datatype": "datatype"}
    more = "".join(f" {names[key]}={quoteattr(told[key])}" for key in names if key in told)
    return f"<literal{more}>{text}</literal>"


def as_csv(variables: Sequence[str], rows: Iterable[Row], *, cut: bool = False) -> bytes:  # noqa: ARG001 -- CSV cannot say it
    """SPARQL 1.1 Query Results CSV: the plain values."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(variables)
    writer.writerows([_plain(term) for term in row] for row in rows)
    return out.getvalue().encode()


def _plain(term: Cell | None) -> str:
    if term is None:
        return ""
    return f"_:{term.value}" if isinstance(term, BlankNode) else str(getattr(term, "value", term))


def as_tsv(variables: Sequence[str], rows: Iterable[Row], *, cut: bool = False) -> bytes:  # noqa: ARG001 -- TSV cannot say it
    """SPARQL 1.1 Query Results TSV: the terms as Turtle writes them."""
    lines = ["\t".join(f"?{name}" for name in variables)]
    lines += ["\t".join("" if term is None else str(term).replace("\t", "\\t") for term in row) for row in rows]
    return "".join(f"{line}\n" for line in lines).encode()


def truth_as_json(*, value: bool) -> bytes:
    """A truth value in the JSON format."""
    return json.dumps({"head": {}, "boolean": value}, separators=(",", ":")).encode()


def truth_as_xml(*, value: bool) -> bytes:
    """A truth value in the XML format."""
    return _document(f"<head></head><boolean>{'true' if value else 'false'}</boolean>")


#: How rows are written, by media type.
ROWS: Final[dict[str, Callable[..., bytes]]] = {
    "application/sparql-results+json": as_json,
    "application/sparql-results+xml": as_xml,
    "text/csv": as_csv,
    "text/tab-separated-values": as_tsv,
}
#: How a truth value is written.
TRUTH: Final[dict[str, Callable[..., bytes]]] = {
    "application/sparql-results+json": truth_as_json,
    "application/sparql-results+xml": truth_as_xml,
}
