"""Keeps the datatype of whole numbers: pyoxigraph's storage turns every type derived from xsd:integer into it.

ModelDCAT-AP-NO asks for xsd:nonNegativeInteger, so the type must come out as it went in. Such a literal is stored
under a datatype of our own that names the real one; queries see that datatype, everything else the real one.
"""

from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_STORED: Final = "urn:omforent:stored-as-written:"
_DERIVED: Final = frozenset(
    _XSD + name
    for name in (
        "byte", "int", "long", "negativeInteger", "nonNegativeInteger", "nonPositiveInteger", "positiveInteger",
        "short", "unsignedByte", "unsignedInt", "unsignedLong", "unsignedShort",
    )
)  # fmt: skip


def stored(triple: Triple) -> Triple:
    """The triple as the storage gets it."""
    value = triple.object
    if not isinstance(value, Literal) or value.datatype.value not in _DERIVED:
        return triple
    kept = Literal(value.value, datatype=NamedNode(_STORED + value.datatype.value))
    return Triple(triple.subject, triple.predicate, kept)


def given(triple: Triple) -> Triple:
    """The triple as it was written, from what the storage has."""
    value = triple.object
    if not isinstance(value, Literal) or not value.datatype.value.startswith(_STORED):
        return triple
    real = Literal(value.value, datatype=NamedNode(value.datatype.value.removeprefix(_STORED)))
    return Triple(triple.subject, triple.predicate, real)
