"""XML namespaces: which belong to standards around the messages, and which known one is most like another."""

from collections.abc import Iterable
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

#: Standards that a message may use without Omforent knowing their elements: signatures, formatted text, schemas.
_EXTENSIONS: Final = (
    "http://www.w3.org/",
    "http://uri.etsi.org/",
    "urn:oasis:names:tc:",
    "http://docs.oasis-open.org/",
    "http://schemas.xmlsoap.org/",
    "urn:hl7-org:",
    "http://hl7.org/",
)
_LIKE: Final = 0.5


def is_extension(namespace: str) -> bool:
    """Whether a namespace is of a standard around the messages, such as XML Signature or XHTML.

    >>> is_extension("http://www.w3.org/2000/09/xmldsig#")
    True
    """
    return namespace.startswith(_EXTENSIONS)


def nearest_namespaces(namespace: str, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """The known namespaces that are most like one, best first: other generations of the same message above all."""
    among = sorted(known)
    stem = _stem(namespace)
    scorer = Levenshtein.normalized_similarity
    found = sorted((each for each in among if _stem(each) == stem), key=lambda each: -scorer(namespace, each))
    like = process.extract(namespace, among, scorer=scorer, limit=most, score_cutoff=_LIKE)
    return tuple(dict.fromkeys((*found, *(row[0] for row in like))))[:most]


def same_family(one: str, other: str) -> bool:
    """Whether two namespaces are generations of the same message or component.

    >>> same_family("http://www.kith.no/xmlstds/henvisning/2005-07-08", "http://ehelse.no/xmlstds/henvisning/2017-11-30")
    True
    """
    return one != other and _stem(one) == _stem(other)


def _stem(namespace: str) -> str:
    """What generations have in common: the path without its dates and versions."""
    path = namespace.partition("//")[2].partition("/")[2] or namespace
    parts = [part for part in path.split("/") if part and not part.lstrip("v")[:1].isdigit()]
    return "/".join(parts).casefold()
