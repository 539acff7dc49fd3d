"""Collections of concepts as RDF: skos:Collection, and skos:OrderedCollection with its list of members."""

from collections.abc import Iterator

from pyoxigraph import BlankNode, NamedNode, Triple

from registry.domain import Collection
from registry.namespaces import iri
from registry.rdf.graph import RDF_TYPE, Graph, Term
from registry.rdf.mapping import IRI, LANG, Blanks, Field, Table, named

_PLAIN = NamedNode(iri("skos:Collection"))
_ORDERED = NamedNode(iri("skos:OrderedCollection"))
_MEMBER = NamedNode(iri("skos:member"))
_MEMBERS = NamedNode(iri("skos:memberList"))
_FIRST, _REST, _NIL = (NamedNode(iri(name)) for name in ("rdf:first", "rdf:rest", "rdf:nil"))


class CollectionTable(Table[Collection]):
    """A collection; one with a well-formed member list keeps its order."""

    def candidates(self, graph: Graph) -> list[NamedNode]:
        """Collections of either class."""
        return graph.of_type(_PLAIN, _ORDERED)

    def fits(self, graph: Graph, subject: Term) -> bool:
        """Whether `subject` is a collection of either class and unread."""
        types = graph.objects(subject, RDF_TYPE)
        return graph.is_free(subject) and (_PLAIN in types or _ORDERED in types)

    def read(self, graph: Graph, subject: Term) -> Collection:
        """The collection; a list that is shared, circular, or lacks a stated member stays in `extra`."""
        graph.claim(subject)
        in_order = _take_list(graph, subject) if _ORDERED in graph.objects(subject, RDF_TYPE) else None
        if in_order is None:
            return super().read(graph, subject)
        graph.take(subject, RDF_TYPE, _ORDERED)
        found = super().read(graph, subject)
        return found.model_copy(update={"ordered": True, "member": tuple(term.value for term in in_order)})

    def write_at(self, subject: NamedNode | BlankNode, value: Collection, blank: Blanks) -> Iterator[Triple]:
        """The triples of the collection, with its list where it is ordered."""
        yield from super().write_at(subject, value, blank)
        if value.ordered:
            yield Triple(subject, RDF_TYPE, _ORDERED)
            yield from _list_triples(subject, value.member, blank)


def _take_list(graph: Graph, subject: Term) -> list[NamedNode] | None:
    heads = graph.objects(subject, _MEMBERS)
    found = _walk(graph, heads[0]) if len(heads) == 1 else None
    if found is None or not set(graph.objects(subject, _MEMBER)) <= set(found[0]):
        return None
    members, nodes = found
    graph.take(subject, _MEMBERS, heads[0])
    for node in nodes:
        graph.rest(node)
    return members


def _walk(graph: Graph, node: Term) -> tuple[list[NamedNode], list[Term]] | None:
    members: list[NamedNode] = []
    nodes: list[Term] = []
    while node != _NIL:
        first, rest = graph.objects(node, _FIRST), graph.objects(node, _REST)
        whole = len(first) == len(rest) == 1 and graph.predicates(node) == {_FIRST, _REST} and graph.is_free(node)
        if not whole or not isinstance(node, BlankNode) or not isinstance(first[0], NamedNode):
            return None
        members.append(first[0])
        nodes.append(node)
        node = rest[0]
    return members, nodes


def _list_triples(subject: NamedNode | BlankNode, members: tuple[str, ...], blank: Blanks) -> Iterator[Triple]:
    nodes = [blank.fresh() for _ in members]
    yield Triple(subject, _MEMBERS, nodes[0] if nodes else _NIL)
    following: list[NamedNode | BlankNode] = [*nodes[1:], _NIL]
    for node, member, after in zip(nodes, members, following, strict=bool(nodes)):
        yield Triple(node, _FIRST, named(member))
        yield Triple(node, _REST, after)


COLLECTION = CollectionTable(
    Collection,
    ("skos:Collection",),
    (
        Field("pref_label", "skos:prefLabel", LANG),
        Field("description", "dct:description", LANG),
        Field("member", "skos:member", IRI),
    ),
    order=lambda value: value.iri,
)
