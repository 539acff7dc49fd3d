"""Named graphs of triples: one interface, a store in memory, one on disk, the release store, and the way to them."""

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolution, Triple

from registry.store.protocol import Change, Operation, Remove, Replace, Store, Subject, Term
from registry.store.queries import Query, load

__all__ = [
    "BlankNode",
    "Change",
    "Literal",
    "NamedNode",
    "Operation",
    "Quad",
    "Query",
    "QuerySolution",
    "Remove",
    "Replace",
    "Store",
    "Subject",
    "Term",
    "Triple",
    "load",
]
