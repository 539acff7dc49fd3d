"""Prefixes for writing IRIs short: which one fits, which local names need no escape, and which are used."""

import re
from collections.abc import Mapping
from xml.parsers import expat

from registry.namespaces import PREFIXES

_LETTERS = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_MORE = _LETTERS + "_0-9\u00b7\u0300-\u036f\u203f\u2040\\-"
#: PN_PREFIX of Turtle; also an NCName, so that RDF/XML takes the same prefixes.
_PREFIX = re.compile(f"[{_LETTERS}](?:[{_MORE}.]*[{_MORE}])?")
#: PN_LOCAL of Turtle without escapes: what would need one is written as a whole IRI.
_LOCAL = re.compile(
    f"(?:[{_LETTERS}_0-9]|%[0-9A-Fa-f]{{2}})(?:(?:[{_MORE}.:]|%[0-9A-Fa-f]{{2}})*(?:[{_MORE}:]|%[0-9A-Fa-f]{{2}}))?"
)
#: What an NCName (Namespaces in XML 1.0) is made of, and what it begins with.
_NAME_RUN = re.compile(f"[{_MORE}.]*")
_NAME_START = re.compile(f"[{_LETTERS}_]")
_RESERVED = re.compile("xml", re.IGNORECASE)


class Namespaces:
    """The prefixes at hand for one file, the file's own before Omforent's, and those that were used."""

    def __init__(self, own: Mapping[str, str]) -> None:
        taken = set(own.values())
        ours = {name: space for name, space in PREFIXES.items() if name not in own and space not in taken}
        usable = {
            name: space for name, space in {**ours, **own}.items() if space and (not name or _PREFIX.fullmatch(name))
        }
        #: Namespace to prefix; of two prefixes for one namespace the one that sorts first.
        self._prefixes = {space: name for name, space in sorted(usable.items(), reverse=True)}
        self._lengths = sorted({len(space) for space in self._prefixes}, reverse=True)
        self._used: dict[str, str] = {}
        self._short: dict[str, str] = {}

    def short(self, iri: str) -> str:
        """The prefixed name of an IRI, under the longest namespace that fits, or `<IRI>`."""
        if iri not in self._short:
            self._short[iri] = self._shortened(iri)
        return self._short[iri]

    def _shortened(self, iri: str) -> str:
        for end in self._lengths:
            name = self._prefixes.get(iri[:end])
            if name is not None and end <= len(iri) and (end == len(iri) or _LOCAL.fullmatch(iri, end)):
                self._used[name] = iri[:end]
                return f"{name}:{iri[end:]}"
        return f"<{iri}>"

    def header(self) -> list[str]:
        """The `@prefix` lines of the names used so far and the empty line after them."""
        lines = [f"@prefix {name}: <{space}> ." for name, space in sorted(self._used.items())]
        return [*lines, ""] if lines else []

    def element(self, space: str) -> str | None:
        """The prefix for a namespace in XML, where it has one that XML allows."""
        name = self._prefixes.get(space)
        return name if name and not _RESERVED.match(name) else None


def xml_name(iri: str) -> tuple[str, str] | None:
    """Namespace and local name of an IRI as an XML element, or None where it has no such name.

    >>> xml_name("http://www.w3.org/2004/02/skos/core#prefLabel")
    ('http://www.w3.org/2004/02/skos/core#', 'prefLabel')
    >>> xml_name("http://example.org/2020") is None
    True
    """
    run = _NAME_RUN.match(iri[::-1])
    begin = len(iri) - (run.end() if run else 0)
    if begin and iri[begin - 1] == "%":
        begin += 2  # the digits of a percent escape stay with their sign
    starts = (match.start() for match in _NAME_START.finditer(iri, begin) if match.start())
    return next(((iri[:start], iri[start:]) for start in starts if _is_xml_name(iri[start:])), None)


def _is_xml_name(local: str) -> bool:
    """Whether readers take the name: those in use know the letters of XML 1.0's fourth edition, fewer than Turtle's."""
    if local.isascii():
        return True
    try:
        expat.ParserCreate().Parse(f"<{local}/>", True)
    except expat.ExpatError:
        return False
    return True
