"""Turtle and TriG (RDF 1.1) written for people and for git: one layout for one graph, one statement a line.

Terms come in the order of their IRIs, schemes and ontologies first; a blank node that is referred to once is
written where it is used, a well-formed list in parentheses. Every statement ends in `;` and the subject in a `.` of
its own, so that a changed statement changes its own line only.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from registry.namespaces import iri
from registry.rdf.names import Namespaces
from registry.rdf.nesting import Nesting

#: A subject or object; no triple terms get here.
Term = Any

_RDF_TYPE, _FIRST, _REST, _NIL = (NamedNode(iri(f"rdf:{name}")) for name in ("type", "first", "rest", "nil"))
_XSD_STRING = NamedNode(iri("xsd:string"))
#: Subjects of these classes come first.
HEADS = {NamedNode(iri(name)) for name in ("owl:Ontology", "skos:ConceptScheme", "dcat:Catalog")}
#: Predicates that open a subject, in this order; the others follow by IRI.
_OPENING = (
    *("rdf:type", "dct:identifier", "skos:inScheme", "skos:topConceptOf", "skos:notation", "rdf:value"),
    *("rdfs:label", "dct:title", "skos:prefLabel", "skos:altLabel", "skos:hiddenLabel", "skos:definition"),
)
_ORDER = {iri(name): place for place, name in enumerate(_OPENING)}
#: Numbers and truth values that Turtle reads from the bare word, to the letter (Turtle 2.5.3 and 2.5.4).
_BARE = {
    iri("xsd:integer"): re.compile(r"-?[1-9][0-9]*|0"),
    iri("xsd:decimal"): re.compile(r"-?(?:[1-9][0-9]*|0)\.[0-9]+"),
    iri("xsd:boolean"): re.compile(r"true|false"),
}
#: A region is two letters, a script four.
_REGION = 2
_SCRIPT = re.compile("[a-z]{4}")
_WIDTH = 100
_STEP = "    "

# Characters that a reader of the file would not see or that are no text: controls, separators, direction marks.
UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff0-\uffff]")
_SHORT_ESCAPES = {"\t": "\\t", "\b": "\\b", "\r": "\\r", "\f": "\\f"}


def write(quads: Iterable[Quad], prefixes: Mapping[str, str]) -> bytes:
    """Turtle; TriG where a quad has a graph name. Blank node labels must be canonical already."""
    quads = list(quads)
    names = Namespaces(prefixes)
    nested = Nesting(quads)
    body = []
    ordered = sorted(quads, key=_graph_key)
    for graph, members in groupby(ordered, key=lambda quad: quad.graph_name):
        text = _Graph(members, names, nested).text()
        body.append(text if isinstance(graph, DefaultGraph) else _block(_plain(graph, names), text))
    return "\n".join([*names.header(), *body]).encode()


def subjects(quads: Iterable[Quad], names: Namespaces) -> Iterator[tuple[tuple[bool, bool, str], str]]:
    """The text of each subject of the default graph that is not written inside another, after where it stands."""
    quads = list(quads)
    return _Graph(quads, names, Nesting(quads)).subjects()


def place_of(predicate: str) -> int:
    """Where a predicate stands among those that open a subject; all others come after these, by IRI."""
    return _ORDER.get(predicate, len(_ORDER))


def _graph_key(quad: Quad) -> tuple[bool, str]:
    return not isinstance(quad.graph_name, DefaultGraph), str(quad.graph_name)


def _block(name: str, text: str) -> str:
    return f"{name} {{\n\n{text}\n}}\n"


def _plain(term: Term, names: Namespaces) -> str:
    if isinstance(term, NamedNode):
        return names.short(term.value)
    return str(term) if isinstance(term, BlankNode) else _literal(term, names)


def _literal(literal: Literal, names: Namespaces) -> str:
    text, datatype = literal.value, literal.datatype
    if literal.language:
        direction = f"--{literal.direction}" if literal.direction else ""
        return f"{quoted(text)}@{cased(literal.language)}{direction}"
    return quoted(text) if datatype == _XSD_STRING else typed(text, datatype.value, names)


def typed(text: str, datatype: str, names: Namespaces) -> str:
    """A literal of a datatype other than a string."""
    if datatype in _BARE and _BARE[datatype].fullmatch(text):
        return text
    return f"{quoted(text)}^^{names.short(datatype)}"


def cased(tag: str) -> str:
    """A language tag in the letter case that RFC 5646 2.1.1 recommends: `nb-NO`, `zh-Hant`."""
    first, *rest = tag.split("-")
    for place, part in enumerate(rest):
        if len(part) == 1 or first in {"x", "i"}:
            break  # an extension or private use: lower case to the end
        rest[place] = part.upper() if len(part) == _REGION else part.title() if _SCRIPT.fullmatch(part) else part
    return "-".join([first, *rest])


def quoted(text: str) -> str:
    """A text in quotes: three on each side where it has more than one line."""
    escaped = UNSEEN.sub(lambda match: _escape(match[0]), text.replace("\\", "\\\\"))
    if "\n" not in escaped:
        return '"' + escaped.replace('"', '\\"') + '"'
    return '"""' + re.sub(r'"(?="|\Z)', r'\\"', escaped) + '"""'


def _escape(character: str) -> str:
    return _SHORT_ESCAPES.get(character, f"\\u{ord(character):04X}")


class _Graph:
    """The statements of one graph, written subject by subject."""

    def __init__(self, quads: Iterable[Quad], names: Namespaces, nested: Nesting) -> None:
        self._names = names
        self._nested = nested
        self._rows: defaultdict[Term, defaultdict[NamedNode, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for quad in quads:
            self._rows[quad.subject][quad.predicate].append(quad.object)

    def text(self) -> str:
        """All subjects that are not written inside another, with an empty line between them."""
        return "\n".join(text for _, text in sorted(self.subjects()))

    def subjects(self) -> Iterator[tuple[tuple[bool, bool, str], str]]:
        """Each of them after its rank, in no order."""
        nodes = [node for node in self._rows if node not in self._nested.inline]  # being looked up makes rows
        return ((self._rank(node), self._subject(node)) for node in nodes)

    def _rank(self, node: Term) -> tuple[bool, bool, str]:
        head = not HEADS.isdisjoint(self._rows[node].get(_RDF_TYPE, ()))
        return isinstance(node, BlankNode), not head, node.value

    def _subject(self, node: Term) -> str:
        lone = isinstance(node, BlankNode) and node not in self._nested.referred
        name = "[]" if lone else _plain(node, self._names)
        return f"{name}\n{self._statements(node, _STEP)}{_STEP}.\n"

    def _statements(self, node: Term, indent: str) -> str:
        rows = self._rows[node]
        ordered = sorted(rows, key=lambda predicate: (place_of(predicate.value), predicate.value))
        return "".join(self._statement(predicate, rows[predicate], indent) for predicate in ordered)

    def _statement(self, predicate: NamedNode, objects: list[Term], indent: str) -> str:
        verb = "a" if predicate == _RDF_TYPE else self._names.short(predicate.value)
        if len(objects) == 1:
            return f"{indent}{verb} {self._object(objects[0], indent)} ;\n"
        inner = indent + _STEP
        written = [text for _, text in sorted((_kind(term), self._object(term, inner)) for term in objects)]
        return f"{indent}{verb}\n" + " ,\n".join(inner + text for text in written) + " ;\n"

    def _object(self, term: Term, indent: str) -> str:
        if term == _NIL:
            return "()"
        if not isinstance(term, BlankNode) or term not in self._nested.inline:
            return _plain(term, self._names)
        if term in self._nested.cells:
            return self._list(term, indent)
        inside = self._statements(term, indent + _STEP)
        return f"[\n{inside}{indent}]" if inside else "[]"

    def _list(self, cell: Term, indent: str) -> str:
        inner = indent + _STEP
        items = []
        while cell != _NIL:
            items.append(self._object(self._rows[cell][_FIRST][0], inner))
            cell = self._rows[cell][_REST][0]
        line = f"( {' '.join(items)} )"
        if len(line) <= _WIDTH and "\n" not in line:
            return line
        return "(\n" + "".join(f"{inner}{item}\n" for item in items) + f"{indent})"


def _kind(term: Term) -> tuple[int, str, str]:
    """Where an object stands among its peers: IRIs, then literals by language and text, then blank nodes."""
    if isinstance(term, Literal):
        return 1, term.language or "", term.value
    return (0, "", term.value) if isinstance(term, NamedNode) else (2, "", "")
