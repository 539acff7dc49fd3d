"""RDFC-1.0 over the lines of one subject: blank nodes get the numbers that the standard gives them."""

import hashlib

from pyoxigraph import CanonicalizationAlgorithm, Dataset, Quad, RdfFormat, Triple, parse

from registry.rdf.symmetry import refuse_symmetry


def rdfc(lines: list[bytes], what: str) -> list[bytes]:
    """The lines in RDFC-1.0's canonical form, sorted.

    Blank nodes that all have first-degree hashes of their own get their numbers in the order of these (RDFC-1.0,
    4.4.3, step 4); only where some share one the whole algorithm is needed.
    """
    hashes = _first_degree(lines)
    if len(set(hashes.values())) < len(hashes):
        return _rdfc_whole(lines, what)
    ordered = sorted(hashes, key=hashes.__getitem__)
    names = {label: b"_:c14n%d" % number for number, label in enumerate(ordered)}
    return sorted({_with_names(line, names) for line in lines})


def _first_degree(lines: list[bytes]) -> dict[bytes, bytes]:
    """The hash of each blank node by what is said with it, others being all alike (RDFC-1.0, 4.6)."""
    rows: dict[bytes, list[bytes]] = {}
    for line in set(lines):
        subject, predicate, value = terms(line)
        for label in {term for term in (subject, value) if term.startswith(b"_:")}:
            seen = (_seen(subject, label), predicate, _seen(value, label))
            rows.setdefault(label, []).append(b" ".join(seen) + b" .\n")
    return {label: hashlib.sha256(b"".join(sorted(said))).hexdigest().encode() for label, said in rows.items()}


def terms(line: bytes) -> tuple[bytes, bytes, bytes]:
    """Subject, predicate and object of a line."""
    subject, predicate, rest = line.split(b" ", 2)
    return subject, predicate, rest[:-3]


def _seen(term: bytes, label: bytes) -> bytes:
    if not term.startswith(b"_:"):
        return term
    return b"_:a" if term == label else b"_:z"


def _with_names(line: bytes, names: dict[bytes, bytes]) -> bytes:
    subject, predicate, value = terms(line)
    return b" ".join((names.get(subject, subject), predicate, names.get(value, value))) + b" .\n"


def _rdfc_whole(lines: list[bytes], what: str) -> list[bytes]:
    quads = list(parse(b"".join(lines), format=RdfFormat.N_TRIPLES))
    refuse_symmetry([quad.triple for quad in quads], what)
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(line_of(quad) for quad in dataset)


def line_of(statement: Triple | Quad) -> bytes:
    """The line of a statement in the default graph, in N-Triples."""
    return f"{statement.subject} {statement.predicate} {statement.object} .\n".encode()
