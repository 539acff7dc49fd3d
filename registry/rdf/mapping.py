"""The one engine between domain values and triples: a class's table of fields is read in both directions.

What a table has no row for, and what a row's codec refuses (a term with no language tag, a second value where
one is allowed), is kept as an extra statement of its subject and written out again.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, Generic, TypeVar

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple
from pyoxigraph import parse as parse_terms

from registry.domain.language import LangString
from registry.domain.value import Node, Resource, Statement
from registry.errors import InvalidInput
from registry.namespaces import iri
from registry.rdf.graph import RDF_TYPE, Graph, Term

N = TypeVar("N", bound=Node)

_XSD = iri("xsd:")


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
        except (ValueError, LookupError):
            return None

    return Codec(decode, lambda value: Literal(write(value), datatype=NamedNode(_XSD + datatype)))


def _matching(form: str, read: Callable[[str], Any]) -> Callable[[str], Any]:
    """`read` for what has exactly the form; Python's own readers accept more than XML Schema does."""
    compiled = re.compile(form, re.ASCII)
    return lambda written: read(written) if compiled.fullmatch(written) else None


def _lang(term: Term) -> LangString | None:
    if not isinstance(term, Literal) or not term.language or term.direction:
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
ANY_URI = _plain("anyURI", str)
DATE = _plain("date", _matching(r"\d{4}-\d\d-\d\d", date.fromisoformat))
BOOLEAN = _plain(
    "boolean", {"true": True, "1": True, "false": False, "0": False}.__getitem__, lambda value: str(value).lower()
)
INTEGER = _plain("integer", _matching(r"[+-]?\d+", int))
COUNT = _plain("nonNegativeInteger", _matching(r"\+?\d+|-0+", int))


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

    @cached_property
    def node(self) -> NamedNode:
        """The predicate as a term."""
        return NamedNode(iri(self.predicate))


@dataclass(frozen=True)
class Members:
    """Resources of a class that belong to the object whose graph they stand in; `link` points back at it.

    With a `link`, a resource that points only at other objects is not a member.
    """

    name: str
    table: "Table[Any]"
    link: str | None = None

    @cached_property
    def link_node(self) -> NamedNode | None:
        """The link as a term."""
        return NamedNode(iri(self.link)) if self.link else None


@dataclass(frozen=True)
class Table(Generic[N]):
    """How one class of the domain is written: its RDF types, and one row a field; `order` sorts its values."""

    cls: type[N]
    types: tuple[str, ...]
    fields: tuple[Field, ...]
    members: tuple[Members, ...] = ()
    order: Callable[[N], Any] = str

    @cached_property
    def type_nodes(self) -> tuple[NamedNode, ...]:
        """The types as terms."""
        return tuple(NamedNode(iri(name)) for name in self.types)

    @cached_property
    def _required(self) -> tuple[Field, ...]:
        known = self.cls.model_fields
        return tuple(row for row in self.fields if row.name in known and known[row.name].is_required())

    def candidates(self, graph: Graph) -> list[NamedNode]:
        """The named subjects that may be of the class: those of its first type."""
        return graph.of_type(*self.type_nodes[:1])

    def fits(self, graph: Graph, subject: Term) -> bool:
        """Whether `subject` is of the class, unread, and readable for every field that must have one value."""
        if not graph.is_free(subject):
            return False
        if self.types and not any(name in graph.objects(subject, RDF_TYPE) for name in self.type_nodes):
            return False
        return all(
            row.many or any(_readable(graph, row.codec, term) for term in graph.objects(subject, row.node))
            for row in self._required
        )

    def read(self, graph: Graph, subject: Term) -> N:
        """The value at `subject`; what the table does not know goes to its `extra`."""
        graph.claim(subject)
        found: dict[str, Any] = {row.name: () for row in self._required if row.many}
        if issubclass(self.cls, Resource):
            found["iri"] = subject.value
        for group in self.members:
            found[group.name] = tuple(_read_members(graph, subject, group))
        stated = graph.predicates(subject)
        for row in self.fields:
            if row.node in stated:
                _put(found, row.name, _read_field(graph, subject, row))
        has = graph.objects(subject, RDF_TYPE)
        graph.take(subject, RDF_TYPE, *(name for name in self.type_nodes if name in has))
        return self.cls(**{**found, "extra": graph.rest(subject)})

    def write_at(self, subject: NamedNode | BlankNode, value: N, blank: Blanks) -> Iterator[Triple]:
        """The triples of `value` with `subject` as its node; raises InvalidInput where RDF has no term for a value."""
        for name in self.type_nodes:
            yield Triple(subject, RDF_TYPE, name)
        for row in self.fields:
            for item in _items(_get(value, row.name)):
                yield from _write_item(subject, row, item, blank)
        for group in self.members:
            for member in _get(value, group.name):
                node = node_of(member, blank)
                if group.link_node:
                    yield Triple(node, group.link_node, subject)
                yield from group.table.write_at(node, member, blank)
        yield from restore(value.extra, subject, blank)


def _read_members(graph: Graph, subject: Term, group: Members) -> list[Any]:
    found = []
    for member in group.table.candidates(graph):
        if not group.table.fits(graph, member):
            continue
        if group.link_node:
            links = graph.objects(member, group.link_node)
            if links and subject not in links:
                continue
            graph.take(member, group.link_node, *(link for link in links if link == subject))
        found.append(group.table.read(graph, member))
    return sorted(found, key=group.table.order)


def _read_field(graph: Graph, subject: Term, row: Field) -> Any:
    values: list[Any] = []
    taken: list[Term] = []
    for term in graph.objects(subject, row.node):
        value = _decode(graph, row.codec, term)
        if value is None or (values and not row.many):
            continue
        values.append(value)
        taken.append(term)
    graph.take(subject, row.node, *taken)
    if isinstance(row.codec, Table):
        values.sort(key=row.codec.order)
    return tuple(values) if row.many else (values[0] if values else None)


def _readable(graph: Graph, codec: "Codec | Table[Any]", term: Term) -> bool:
    if isinstance(codec, Codec):
        return codec.decode(term) is not None
    named = isinstance(term, NamedNode)
    return not isinstance(term, Literal) and named == issubclass(codec.cls, Resource) and codec.fits(graph, term)


def _decode(graph: Graph, codec: "Codec | Table[Any]", term: Term) -> Any:
    if isinstance(codec, Codec):
        return codec.decode(term)
    return codec.read(graph, term) if _readable(graph, codec, term) else None


def _write_item(subject: NamedNode | BlankNode, row: Field, item: Any, blank: Blanks) -> Iterator[Triple]:
    if isinstance(row.codec, Table):
        node = node_of(item, blank)
        yield Triple(subject, row.node, node)
        yield from row.codec.write_at(node, item, blank)
        return
    term = _encode(row, row.codec, item)
    if term is not None:
        yield Triple(subject, row.node, term)


def _encode(row: Field, codec: Codec, item: Any) -> Term | None:
    try:
        return codec.encode(item)
    except ValueError as fault:
        raise InvalidInput(
            f"{row.name} has a value that RDF cannot hold: {item!r}. {fault}.",
            field=row.name,
            value=str(item),
            rule="an IRI is absolute; a language tag follows BCP 47",
        ) from fault


def node_of(value: Node, blank: Blanks) -> NamedNode | BlankNode:
    """The node that stands for a value: its IRI, or a fresh blank node."""
    return named(value.iri) if isinstance(value, Resource) else blank.fresh()


def named(name: str) -> NamedNode:
    """The term of an IRI; raises InvalidInput for what is none."""
    try:
        return NamedNode(name)
    except ValueError as fault:
        rule = "an identifier is an absolute IRI"
        raise InvalidInput(f"{name!r} is not an IRI. {fault}.", field="iri", value=name, rule=rule) from fault


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
    try:
        (quad,) = parse_terms(line, format=RdfFormat.N_TRIPLES)
    except (SyntaxError, ValueError) as fault:
        rule = "one term as in N-Triples"
        raise InvalidInput(f"{written!r} is not an RDF term.", field="extra", value=written, rule=rule) from fault
    term: Term = quad.object
    return term


def write_literal(text: str, lang: str | None = None, datatype: str | None = None) -> str:
    """A literal in its N-Triples form, fit for an extra statement. Raises InvalidInput for a bad language tag."""
    try:
        plain = Literal(text, datatype=NamedNode(datatype or _XSD + "string"))
        return str(Literal(text, language=lang) if lang else plain)
    except ValueError as fault:
        message, rule = f"{text!r} cannot be a literal. {fault}.", "a language tag follows BCP 47"
        raise InvalidInput(message, field="lang", value=lang or "", rule=rule) from fault


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
