"""The one engine between domain values and triples: a class's table of fields is read in both directions.

What a table has no row for, and what a row's codec refuses (a term with no language tag, a second value where
one is allowed), is kept as an extra statement of its subject and written out again.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Generic, TypeVar

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple
from pyoxigraph import parse as parse_terms

from registry.domain.language import LangString
from registry.domain.value import Node, Resource, Statement
from registry.namespaces import iri

Term = NamedNode | BlankNode | Literal
N = TypeVar("N", bound=Node)

RDF_TYPE = NamedNode(iri("rdf:type"))
_XSD = iri("xsd:")


class Graph:
    """Triples by subject, each taken at most once, so that what nobody took is known at the end."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._by_subject: dict[Any, dict[NamedNode, list[Term]]] = {}
        for triple in sorted(set(triples), key=str):
            self._by_subject.setdefault(triple.subject, {}).setdefault(triple.predicate, []).append(triple.object)  # type: ignore[arg-type]

    def objects(self, subject: Term, predicate: str) -> list[Term]:
        """The objects not yet taken, in the order of their N-Triples form."""
        return list(self._by_subject.get(subject, {}).get(NamedNode(predicate), ()))

    def take(self, subject: Term, predicate: str, term: Term) -> None:
        """Mark a triple as understood."""
        self._by_subject[subject][NamedNode(predicate)].remove(term)

    def of_type(self, type_iri: str) -> list[NamedNode]:
        """The named subjects of a class."""
        wanted = NamedNode(type_iri)
        return [
            subject
            for subject, rows in self._by_subject.items()
            if isinstance(subject, NamedNode) and wanted in rows.get(RDF_TYPE, ())
        ]

    def rest(self, subject: Term) -> tuple[Statement, ...]:
        """What is left about `subject`, with the blank nodes that hang on it; taken thereby."""
        return tuple(_statements(self._drain(subject), subject))

    def foreign(self) -> tuple[Statement, ...]:
        """Everything not taken at all, under its full subject."""
        left = [triple for subject in list(self._by_subject) for triple in self._drain(subject)]
        return tuple(_statements(left, None))

    def _drain(self, subject: Term) -> Iterator[Triple]:
        for predicate, terms in self._by_subject.pop(subject, {}).items():
            for term in terms:
                yield Triple(subject, predicate, term)  # type: ignore[arg-type]
                if isinstance(term, BlankNode):
                    yield from self._drain(term)


def _statements(triples: Iterable[Triple], this: Term | None) -> Iterator[Statement]:
    for triple in triples:
        subject = "" if triple.subject == this else str(triple.subject)
        yield Statement(subject, str(triple.predicate), str(triple.object))


class Blanks:
    """Blank nodes of one writing: running labels, and one new label for each label kept in extra statements."""

    def __init__(self, prefix: str = "n") -> None:
        self._prefix = prefix
        self._given = 0
        self._renamed: dict[str, BlankNode] = {}

    def fresh(self) -> BlankNode:
        """A blank node that nothing else has."""
        self._given += 1
        return BlankNode(f"{self._prefix}{self._given}")

    def renamed(self, label: str) -> BlankNode:
        """The blank node that stands for a label of the source, the same each time."""
        if label not in self._renamed:
            self._renamed[label] = self.fresh()
        return self._renamed[label]


@dataclass(frozen=True)
class Codec:
    """One kind of term: `decode` gives None for a term that it refuses; `encode` gives the term."""

    decode: Callable[[Term], Any]
    encode: Callable[[Any], Term | None]


def _plain(datatype: str, read: Callable[[str], Any], write: Callable[[Any], str] = str) -> Codec:
    def decode(term: Term) -> Any:
        if not isinstance(term, Literal) or term.language or term.datatype.value != _XSD + datatype:
            return None
        try:
            return read(term.value)
        except ValueError:
            return None

    return Codec(decode, lambda value: Literal(write(value), datatype=NamedNode(_XSD + datatype)))


def _lang(term: Term) -> LangString | None:
    if not isinstance(term, Literal) or not term.language:
        return None
    return LangString(text=term.value, lang=term.language)


def _iri(term: Term) -> str | None:
    return term.value if isinstance(term, NamedNode) else None


def _write_either(value: str | LangString) -> Term:
    return NamedNode(value) if isinstance(value, str) else Literal(value.text, language=value.lang)


IRI = Codec(_iri, NamedNode)
LANG = Codec(_lang, _write_either)
IRI_OR_LANG = Codec(lambda term: _iri(term) or _lang(term), _write_either)
STRING = _plain("string", str)
DATE = _plain("date", date.fromisoformat)
BOOLEAN = _plain("boolean", {"true": True, "false": False}.__getitem__, lambda value: str(value).lower())
INTEGER = _plain("integer", int)
COUNT = _plain("nonNegativeInteger", int)


def term_of(enumeration: type[StrEnum], namespace: str) -> Codec:
    """A member of a closed list of IRIs: `namespace` + the member's value."""
    members = {namespace + member.value: member for member in enumeration}
    return Codec(lambda term: members.get(_iri(term) or ""), lambda value: NamedNode(namespace + value.value))


@dataclass(frozen=True)
class Field:
    """One row: the field's name (`a.b` for a field of a nested value), its predicate, and how it is written.

    `many`: the field is a tuple, else it has at most one value.
    """

    name: str
    predicate: str
    codec: "Codec | Table[Any]"
    many: bool = True


@dataclass(frozen=True)
class Members:
    """Resources of a class that belong to the object whose graph they stand in; `link` points back at it."""

    name: str
    type: str
    table: "Table[Any]"
    link: str | None = None


@dataclass(frozen=True)
class Table(Generic[N]):
    """How one class of the domain is written: its RDF types, and one row a field; `order` sorts its values."""

    cls: type[N]
    types: tuple[str, ...]
    fields: tuple[Field, ...]
    members: tuple[Members, ...] = ()
    order: Callable[[N], Any] = str

    def fits(self, graph: Graph, subject: Term) -> bool:
        """Whether `subject` is of the class and has a readable value for every field that must have one."""
        has = graph.objects(subject, RDF_TYPE.value)
        if self.types and not any(NamedNode(iri(name)) in has for name in self.types):
            return False
        return all(
            any(_readable(graph, row.codec, term) for term in graph.objects(subject, iri(row.predicate)))
            for row in self.fields
            if not row.many and row.name in self.cls.model_fields and self.cls.model_fields[row.name].is_required()
        )

    def read(self, graph: Graph, subject: Term) -> N:
        """The value at `subject`; what the table does not know goes to its `extra`."""
        found: dict[str, Any] = {}
        if issubclass(self.cls, Resource):
            found["iri"] = subject.value
        for group in self.members:
            found[group.name] = tuple(self._read_members(graph, subject, group))
        for row in self.fields:
            _put(found, row.name, self._read_field(graph, subject, row))
        for type_iri in self.types:
            if NamedNode(iri(type_iri)) in graph.objects(subject, RDF_TYPE.value):
                graph.take(subject, RDF_TYPE.value, NamedNode(iri(type_iri)))
        return self.cls(**{**found, "extra": graph.rest(subject)})

    def _read_members(self, graph: Graph, subject: Term, group: Members) -> list[Any]:
        found = []
        for member in graph.of_type(iri(group.type)):
            if member == subject or not group.table.fits(graph, member):
                continue
            if group.link and subject in graph.objects(member, iri(group.link)):
                graph.take(member, iri(group.link), subject)
            found.append(group.table.read(graph, member))
        return sorted(found, key=group.table.order)

    def _read_field(self, graph: Graph, subject: Term, row: Field) -> Any:
        values: list[Any] = []
        for term in graph.objects(subject, iri(row.predicate)):
            value = _decode(graph, row.codec, term)
            if value is None or (values and not row.many):
                continue
            graph.take(subject, iri(row.predicate), term)
            values.append(value)
        if isinstance(row.codec, Table):
            values.sort(key=row.codec.order)
        return tuple(values) if row.many else (values[0] if values else None)

    def write_at(self, subject: NamedNode | BlankNode, value: N, blank: Blanks) -> Iterator[Triple]:
        """The triples of `value` with `subject` as its node."""
        for type_iri in self.types:
            yield Triple(subject, RDF_TYPE, NamedNode(iri(type_iri)))
        for row in self.fields:
            for item in _items(_get(value, row.name)):
                yield from _write_item(subject, NamedNode(iri(row.predicate)), row.codec, item, blank)
        for group in self.members:
            for member in _get(value, group.name):
                if group.link:
                    yield Triple(NamedNode(member.iri), NamedNode(iri(group.link)), subject)
                yield from group.table.write_at(NamedNode(member.iri), member, blank)
        yield from restore(value.extra, subject, blank)


def _readable(graph: Graph, codec: "Codec | Table[Any]", term: Term) -> bool:
    if isinstance(codec, Codec):
        return codec.decode(term) is not None
    named = isinstance(term, NamedNode)
    return not isinstance(term, Literal) and named == issubclass(codec.cls, Resource) and codec.fits(graph, term)


def _decode(graph: Graph, codec: "Codec | Table[Any]", term: Term) -> Any:
    if not _readable(graph, codec, term):
        return None
    return codec.decode(term) if isinstance(codec, Codec) else codec.read(graph, term)


def _write_item(
    subject: NamedNode | BlankNode,
    predicate: NamedNode,
    codec: "Codec | Table[Any]",
    item: Any,
    blank: Blanks,
) -> Iterator[Triple]:
    if isinstance(codec, Codec):
        term = codec.encode(item)
        if term is not None:
            yield Triple(subject, predicate, term)
        return
    node = node_of(item, blank)
    yield Triple(subject, predicate, node)
    yield from codec.write_at(node, item, blank)


def node_of(value: Node, blank: Blanks) -> NamedNode | BlankNode:
    """The node that stands for a value: its IRI, or a fresh blank node."""
    return NamedNode(value.iri) if isinstance(value, Resource) else blank.fresh()


def restore(extra: Iterable[Statement], this: Term | None, blank: Blanks) -> Iterator[Triple]:
    """Extra statements as triples again."""

    def term(written: str) -> Any:
        if written == "":
            return this
        return blank.renamed(written) if written.startswith("_:") else read_term(written)

    for statement in extra:
        yield Triple(term(statement.subject), term(statement.predicate), term(statement.object))


def read_term(written: str) -> Term:
    """A term from its N-Triples form."""
    line = f"<x:s> <x:p> {written} .".encode()
    (quad,) = parse_terms(line, format=RdfFormat.N_TRIPLES)
    term: Term = quad.object
    return term


def _items(value: Any) -> tuple[Any, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def _get(value: Any, name: str) -> Any:
    for part in name.split("."):
        value = getattr(value, part)
    return value


def _put(found: dict[str, Any], name: str, value: Any) -> None:
    outer, _, inner = name.partition(".")
    if inner:
        found.setdefault(outer, {})[inner] = value
    elif value is not None:
        found[name] = value
