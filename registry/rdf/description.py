"""The statements about one subject among many."""

from collections.abc import Iterable

from pyoxigraph import BlankNode, NamedNode, Triple


def description(triples: Iterable[Triple], subject: str) -> list[Triple]:
    """The statements whose subject it is, and those of the blank nodes that they lead to."""
    rows: dict[object, list[Triple]] = {}
    for triple in triples:
        rows.setdefault(triple.subject, []).append(triple)
    found: list[Triple] = []
    waiting: list[object] = [NamedNode(subject)]
    while waiting:
        mine = rows.pop(waiting.pop(), [])
        found.extend(mine)
        waiting.extend(triple.object for triple in mine if isinstance(triple.object, BlankNode))
    return found
