"""Recomputes the digest of one version from an RDF file of it (Turtle, JSON-LD, RDF/XML, N-Triples).

    pip install pyoxigraph
    python digest.py pasientforlop.ttl

The procedure is steps 2 to 4 of docs/digest.md; the files of the catalogue have canonical literals (step 1) already.
"""

import sys
from collections import defaultdict
from hashlib import sha256

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, RdfFormat, parse, serialize

#: What each node hangs on.
up: dict[object, object] = {}


def top(node: object) -> object:
    """The node that a node hangs on in the end."""
    while node in up:
        node = up[node]
    return node


quads = set(parse(path=sys.argv[1]))
for quad in quads:
    if isinstance(quad.object, BlankNode) and top(quad.object) != top(quad.subject):
        up[top(quad.object)] = top(quad.subject)
groups = defaultdict(set)
for quad in quads:
    groups[top(quad.subject)].add(quad)
digests = []
for group in groups.values():
    data = Dataset(group)
    data.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    lines = sorted(serialize([quad], format=RdfFormat.N_QUADS).decode() for quad in data)
    digests.append(sha256("".join(lines).encode()).hexdigest())
sys.stdout.write(sha256("".join(f"{each}\n" for each in sorted(digests)).encode()).hexdigest() + "\n")
