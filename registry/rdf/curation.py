"""What the store says of a change set, hearing, proposal or policy: its JSON, and in RDF what is asked for."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from registry.domain import Iri, Value
from registry.namespaces import BASE, iri

#: The graph with one line on every change set, hearing and proposal: the queue is a query on it alone.
QUEUE: Final = BASE + "graph/changes"
#: The graph with one line on every system and conformance statement.
CONFORMANCE: Final = BASE + "graph/conformance"
#: The graph with the policies of registered objects.
POLICIES: Final = BASE + "graph/policies"
_TYPE = NamedNode(iri("rdf:type"))
_JSON = NamedNode(iri("omf:json"))


def kept(name: Iri, type_name: str, value: Value) -> tuple[Triple, ...]:
    """A value whole, as JSON, under a name and a type (`omf:ChangeSet`)."""
    content = value.model_dump_json(exclude_none=True)
    return (
        Triple(NamedNode(name), _TYPE, NamedNode(iri(type_name))),
        Triple(NamedNode(name), _JSON, Literal(content)),
    )


def listed(name: Iri, type_name: str, state: str, summary: Value, objects: Sequence[Iri] = ()) -> tuple[Triple, ...]:
    """One line of the queue: what is shown, and in RDF what it is asked by."""
    return (
        *kept(name, type_name, summary),
        Triple(NamedNode(name), NamedNode(iri("omf:state")), Literal(state)),
        *(Triple(NamedNode(name), NamedNode(iri("omf:about")), NamedNode(each)) for each in objects),
    )


def contents(triples: Iterable[Triple], type_name: str) -> Iterator[tuple[Iri, str]]:
    """The name and JSON of everything of a type, in no order."""
    triples = list(triples)
    wanted = NamedNode(iri(type_name))
    names = {triple.subject for triple in triples if triple.predicate == _TYPE and triple.object == wanted}
    for triple in triples:
        if triple.predicate == _JSON and triple.subject in names:
            yield triple.subject.value, str(triple.object.value)  # type: ignore[union-attr]  # named, with a literal
