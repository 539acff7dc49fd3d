"""Whether blank nodes can be told apart in bounded time; asked before RDFC-1.0, which is exponential where not."""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable

from pyoxigraph import BlankNode, Triple

from registry.errors import InvalidInput

#: Orders that may have to be tried, and blank nodes that may look alike and hang together.
MOST_ORDERS = 2_000
MOST_ALIKE = 200


def refuse_symmetry(triples: list[Triple], what: str) -> None:
    """Raises InvalidInput where the blank nodes of `what` are too much alike.

    Nodes are alike where their first-degree hashes are equal (RDFC-1.0, 4.6). RDFC-1.0 tries every order of the
    alike nodes that a node is tied to in the same way, at each step of every path through them: at most the
    product of those numbers over the nodes that hang together.
    """
    alike = _alike(triples)
    for cluster in _clusters(triples, alike):
        orders = math.prod(_orders(triples, cluster).values())
        if len(cluster) > MOST_ALIKE or orders > MOST_ORDERS:
            rule = f"at most {MOST_ALIKE} blank nodes that look alike hang together, in at most {MOST_ORDERS} orders"
            message = f"The blank nodes of {what} look too much alike to be told apart: give them IRIs."
            raise InvalidInput(message, field="subject", value=what, rule=rule)


def _alike(triples: list[Triple]) -> dict[BlankNode, bytes]:
    """The blank nodes that share their first-degree hash, and that hash."""
    rows: dict[BlankNode, list[str]] = {}
    for triple in triples:
        for node in {triple.subject, triple.object}:
            if isinstance(node, BlankNode):
                rows.setdefault(node, []).append(_seen_from(node, triple))
    hashes = {node: hashlib.sha256("\n".join(sorted(lines)).encode()).digest() for node, lines in rows.items()}
    count = Counter(hashes.values())
    return {node: value for node, value in hashes.items() if count[value] > 1}


def _seen_from(node: BlankNode, triple: Triple) -> str:
    def term(value: object) -> str:
        return ("_:a" if value == node else "_:z") if isinstance(value, BlankNode) else str(value)

    return f"{term(triple.subject)} {triple.predicate} {term(triple.object)}"


def _ties(triples: list[Triple], nodes: Iterable[BlankNode]) -> list[Triple]:
    among = set(nodes)
    return [row for row in triples if row.subject in among and row.object in among and row.subject != row.object]


def _clusters(triples: list[Triple], alike: dict[BlankNode, bytes]) -> list[dict[BlankNode, bytes]]:
    ties: dict[BlankNode, list[BlankNode]] = {}
    for row in _ties(triples, alike):
        ties.setdefault(row.subject, []).append(row.object)  # type: ignore[arg-type]
        ties.setdefault(row.object, []).append(row.subject)  # type: ignore[arg-type]
    left, clusters = dict.fromkeys(ties), []
    while left:
        found, heap = set(), [next(iter(left))]
        while heap:
            node = heap.pop()
            if node not in found:
                found.add(node)
                left.pop(node)
                heap.extend(ties[node])
        clusters.append({node: alike[node] for node in found})
    return clusters


def _orders(triples: list[Triple], cluster: dict[BlankNode, bytes]) -> dict[BlankNode, int]:
    tied: dict[BlankNode, Counter[tuple[str, bool, bytes]]] = {node: Counter() for node in cluster}
    for row in _ties(triples, cluster):
        subject, value = row.subject, row.object
        tied[subject][(str(row.predicate), True, cluster[value])] += 1  # type: ignore[index]
        tied[value][(str(row.predicate), False, cluster[subject])] += 1  # type: ignore[index]
    return {node: math.prod(math.factorial(many) for many in count.values()) for node, count in tied.items()}
