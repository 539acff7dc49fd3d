"""RDF/XML: reading through expat, which knows encodings, entities and positions, and writing what XML can hold.

The triples are pyoxigraph's. Its reader knows UTF-8 only, takes a file that ends too early, expands entities without
bound and gives no line; so expat reads the file first and hands on plain UTF-8 with the entities replaced.
"""

import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import count, groupby
from typing import Any, NoReturn
from xml.etree.ElementTree import canonicalize
from xml.parsers import expat

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from registry.errors import CannotHold, SyntaxFault
from registry.namespaces import iri
from registry.rdf.names import Namespaces, xml_name

_RDF = iri("rdf:")
_TYPE = NamedNode(_RDF + "type")
_XSD_STRING = NamedNode(iri("xsd:string"))
_XML_LITERAL = _RDF + "XMLLiteral"
_CUT = "\n"  # between namespace, local name and prefix in expat's names: no attribute value can hold it
#: Names of the syntax itself, which mean something else as an element (RDF 1.1 XML Syntax, 6.2).
_SYNTAX_NAMES = {
    *(_RDF + name for name in ("RDF", "ID", "about", "bagID", "parseType", "resource", "nodeID", "datatype")),
    *(_RDF + name for name in ("Description", "li", "aboutEach", "aboutEachPrefix")),
}
#: Namespaces that no prefix but XML's own may stand for (Namespaces in XML 1.0, 3).
_RESERVED_SPACES = {"http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/"}
#: Stands for `xml:lang=""` (no language from here on, XML 1.0 2.12), which the library's reader refuses.
_NO_LANGUAGE = "x-omforent-none"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def read(data: bytes, path: str, base: str | None) -> tuple[list[Quad], dict[str, str], str | None]:
    """The triples, prefixes and base IRI of an RDF/XML file in any encoding that XML declares.

    Internal entities are replaced; what lies outside the file is never fetched, and refused. Raises SyntaxFault.
    """
    rewriter = _Rewriter(path)
    rewriter.feed(data)
    pieces = [(text.encode(), line, column) for text, line, column in rewriter.pieces]
    try:
        reader = parse(b"".join(text for text, _, _ in pieces), RdfFormat.RDF_XML, base_iri=base)
        return [_without_language(quad) for quad in reader], rewriter.prefixes, base
    except SyntaxError as error:
        source = _Slowly(pieces)
        message, line, column = _where(source, base, str(error.msg))
        raise SyntaxFault(_plainer(message), path=path, line=line, column=column) from error


def _without_language(quad: Quad) -> Quad:
    term = quad.object
    if isinstance(term, Literal) and term.language == _NO_LANGUAGE:
        return Quad(quad.subject, quad.predicate, Literal(term.value))
    return quad


def _where(source: "_Slowly", base: str | None, message: str) -> tuple[str, int, int]:
    """Read once more, a tag at a time: the fault is in the last tag that was asked for."""
    try:
        for _ in parse(source, RdfFormat.RDF_XML, base_iri=base):
            pass
    except SyntaxError as error:
        return str(error.msg), source.line, source.column
    return message, 0, 0


def _plainer(message: str) -> str:
    if "No scheme found" in message:
        return f"{message}: the IRI is relative and the file has no xml:base (give a base IRI)"
    return message


class _Slowly(io.BytesIO):
    """A file that hands out one piece at a time and knows where the last one stood in the source."""

    def __init__(self, pieces: list[tuple[bytes, int, int]]) -> None:
        super().__init__()
        self._pieces = iter(pieces)
        self._rest = b""
        self.line = self.column = 0

    def read(self, size: int | None = -1, /) -> bytes:
        """At most `size` bytes of the current piece."""
        if not self._rest:
            self._rest, self.line, self.column = next(self._pieces, (b"", self.line, self.column))
        size = len(self._rest) if size is None or size < 0 else size
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken


class _Rewriter:
    """Expat's events written down again as XML without a document type, each with its place in the source."""

    def __init__(self, path: str) -> None:
        self.pieces: list[tuple[str, int, int]] = []
        self.prefixes: dict[str, str] = {}
        self._path = path
        self._text: list[str] = []
        self._declared: list[tuple[str, str]] = []
        self._scopes: defaultdict[str, list[str]] = defaultdict(list)
        self._literal: list[str] = []
        self._depth = 0
        self._parser = expat.ParserCreate(namespace_separator=_CUT)
        self._listen()

    def _listen(self) -> None:
        parser = self._parser
        parser.namespace_prefixes = True
        parser.ordered_attributes = True
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_ALWAYS)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartNamespaceDeclHandler = self._declare
        parser.EndNamespaceDeclHandler = self._undeclare
        parser.EntityDeclHandler = self._entity
        parser.StartDoctypeDeclHandler = self._doctype
        parser.SkippedEntityHandler = self._skipped

    def feed(self, data: bytes) -> None:
        """Read the whole file. Raises SyntaxFault with the place of the first fault."""
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            message = expat.errors.messages.get(error.code, "not well-formed")
            self._refuse(f"not well-formed XML: {message}", error.lineno, error.offset + 1)
        except (ValueError, LookupError) as error:  # an encoding that nobody knows
            self._refuse(f"not readable as XML: {error}", 1, 1)

    def _refuse(self, message: str, line: int = 0, column: int = 0) -> NoReturn:
        line = line or self._parser.CurrentLineNumber
        column = column or self._parser.CurrentColumnNumber + 1
        raise SyntaxFault(message, path=self._path, line=line, column=column)

    def _entity(
        self, name: str, _is_parameter: int, _value: str | None, _base: str | None, system: str | None, *_: object
    ) -> None:
        if system is not None:
            self._refuse(f"the entity {name!r} lies outside the file ({system}); nothing is fetched")

    def _doctype(self, _name: str, system: str | None, *_: object) -> None:
        if system is not None:
            self._refuse(f"the document type lies outside the file ({system}); nothing is fetched")

    def _skipped(self, name: str, _is_parameter: int) -> None:
        self._refuse(f"the entity {name!r} is not declared in the file")

    def _declare(self, prefix: str | None, uri: str | None) -> None:
        self._declared.append((prefix or "", uri or ""))
        self._scopes[prefix or ""].append(uri or "")
        if uri and not self._depth:
            self.prefixes.setdefault(prefix or "", uri)

    def _undeclare(self, prefix: str | None) -> None:
        self._scopes[prefix or ""].pop()

    def _emit(self, text: str) -> None:
        if self._depth:
            self._literal.append(text)
        else:
            self.pieces.append((text, self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1))

    def _characters(self, text: str) -> None:
        self._emit(_escaped(text))

    def _start(self, name: str, attributes: list[str]) -> None:
        pairs = list(zip(attributes[::2], attributes[1::2], strict=True))
        opens = not self._depth and any(_is_literal(key, value) for key, value in pairs)
        if opens:
            pairs = [_typed(key) if _is_literal(key, value) else (key, value) for key, value in pairs]
        spaces = [(f"xmlns:{prefix}" if prefix else "xmlns", uri) for prefix, uri in self._declared]
        self._declared = []
        if not self._depth:
            pairs = [(key, value or _NO_LANGUAGE) if _tag(key) == "xml:lang" else (key, value) for key, value in pairs]
        written = "".join(f' {_tag(key)}="{_attribute(value)}"' for key, value in (*spaces, *pairs))
        self._emit(f"<{_tag(name)}{written}>")
        if self._depth or opens:
            self._depth += 1
        if opens:
            self._keep_comments(self._comment)

    def _end(self, name: str) -> None:
        if self._depth == 1:
            self._depth = 0
            self._keep_comments(None)
            self._emit(_escaped(self._canonical()))
            self._literal = []
        elif self._depth:
            self._depth -= 1
            self._literal.append(f"</{_tag(name)}>")
            return
        self._emit(f"</{_tag(name)}>")

    def _keep_comments(self, handler: Callable[[str], None] | None) -> None:
        self._parser.CommentHandler = handler
        self._parser.ProcessingInstructionHandler = self._instruction if handler else None

    def _comment(self, text: str) -> None:
        self._literal.append(f"<!--{text}-->")

    def _instruction(self, target: str, text: str) -> None:
        self._literal.append(f"<?{target} {text}?>")

    def _canonical(self) -> str:
        """The content of an XML literal in exclusive canonical form with comments (RDF 1.1 XML Syntax 7.2.17)."""
        spaces = "".join(
            f' xmlns{":" if prefix else ""}{prefix}="{_escaped(uris[-1])}"'
            for prefix, uris in self._scopes.items()
            if uris and (uris[-1] or not prefix) and prefix != "w"
        )
        whole = canonicalize(f'<w:w xmlns:w="urn:w"{spaces}>{"".join(self._literal)}</w:w>', with_comments=True)
        return whole[whole.index(">") + 1 : whole.rindex("<")] if whole.endswith("</w:w>") else ""


def _is_literal(key: str, value: str) -> bool:
    """Any parse type but the two others means an XML literal (RDF 1.1 XML Syntax 7.2.20)."""
    return key.startswith(f"{_RDF}{_CUT}parseType") and value not in {"Resource", "Collection"}


def _typed(key: str) -> tuple[str, str]:
    return key.replace("parseType", "datatype"), _XML_LITERAL


def _tag(name: str) -> str:
    """`prefix:local` from expat's namespace, local name and prefix."""
    _, *names = name.split(_CUT) if _CUT in name else ("", name)
    return ":".join(reversed(names))


def _escaped(text: str) -> str:
    for character, reference in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("\r", "&#13;")):
        text = text.replace(character, reference)
    return text


def _attribute(text: str) -> str:
    """A value between quotes; a reader makes a space of a break or tab that stands there itself (XML 1.0 3.3.3)."""
    return _escaped(text).replace("\n", "&#10;").replace("\t", "&#9;")


def write(quads: Iterable[Quad], prefixes: Mapping[str, str]) -> bytes:
    """RDF/XML, one element a subject and a statement a line; statements must come sorted.

    Written here, since the library's writer gives ill-formed XML for a class or predicate without an XML name and
    loses carriage returns. Raises CannotHold naming the first term that XML cannot carry.
    """
    ordered = list(quads)
    elements = _Elements({quad.predicate.value for quad in ordered} | _classes(ordered), prefixes)
    body = [
        elements.subject(subject, [(quad.predicate, quad.object) for quad in rows])
        for subject, rows in groupby(ordered, key=lambda quad: quad.subject)
    ]
    return "".join([*elements.opening(), *body, elements.closing()]).encode()


def _classes(quads: Iterable[Quad]) -> set[str]:
    named = (quad.object.value for quad in quads if quad.predicate == _TYPE and isinstance(quad.object, NamedNode))
    return {name for name in named if _element_name(name)}


def _element_name(name: str) -> tuple[str, str] | None:
    """Namespace and local name of an element that means this IRI, or None."""
    split = xml_name(name)
    return split if split and name not in _SYNTAX_NAMES and split[0] not in _RESERVED_SPACES else None


class _Elements:
    """RDF/XML elements with the prefixes of one file."""

    def __init__(self, names: Iterable[str], prefixes: Mapping[str, str]) -> None:
        known = Namespaces(prefixes)
        spaces = {split[0] for name in names if (split := _element_name(name))} | {_RDF}
        taken = {known.element(space) for space in spaces}
        made = (name for number in count(1) if (name := f"ns{number}") not in taken)
        self._prefix = {space: known.element(space) or next(made) for space in sorted(spaces)}
        self._rdf = self._prefix[_RDF]

    def opening(self) -> list[str]:
        """The XML declaration and the start of the root element."""
        spaces = "".join(
            f'\n  xmlns:{prefix}="{_escaped(space)}"'
            for space, prefix in sorted(self._prefix.items(), key=lambda pair: pair[1])
        )
        return ['<?xml version="1.0" encoding="UTF-8"?>\n', f"<{self._rdf}:RDF{spaces}>\n"]

    def closing(self) -> str:
        """The end of the root element."""
        return f"</{self._rdf}:RDF>\n"

    def subject(self, node: NamedNode | BlankNode, rows: list[tuple[NamedNode, Any]]) -> str:
        """A node element: named by the subject's first class that has an XML name."""
        classes = (row for row in rows if row[0] == _TYPE and isinstance(row[1], NamedNode))
        shown = next((row for row in classes if _element_name(row[1].value)), None)
        tag = self._name(shown[1].value) if shown else f"{self._rdf}:Description"
        about = self._reference("about", node)
        inside = "".join(self._property(predicate, term) for predicate, term in rows if (predicate, term) != shown)
        return f"  <{tag} {about}>\n{inside}  </{tag}>\n"

    def _reference(self, attribute: str, node: NamedNode | BlankNode) -> str:
        if isinstance(node, BlankNode):
            return f'{self._rdf}:nodeID="{node.value}"'
        return f'{self._rdf}:{attribute}="{_escaped(node.value)}"'

    def _property(self, predicate: NamedNode, term: Any) -> str:
        tag = self._name(predicate.value)
        if not isinstance(term, Literal):
            return f"    <{tag} {self._reference('resource', term)}/>\n"
        _check_literal(term)
        kind = f' xml:lang="{term.language}"' if term.language else ""
        if not term.language and term.datatype != _XSD_STRING:
            kind = f' {self._rdf}:datatype="{_escaped(term.datatype.value)}"'
        return f"    <{tag}{kind}>{_escaped(term.value)}</{tag}>\n"

    def _name(self, name: str) -> str:
        split = _element_name(name)
        if split is None:
            raise CannotHold(
                f"RDF/XML cannot hold the predicate <{name}>: it has no XML name.",
                field="predicate",
                value=name,
                rule="a predicate is an XML element (RDF 1.1 XML Syntax)",
            )
        return f"{self._prefix[split[0]]}:{split[1]}"


def _check_literal(literal: Literal) -> None:
    found = _NOT_XML.search(literal.value)
    if found or literal.direction:
        what = f"the character U+{ord(found[0]):04X} in the literal" if found else "the base direction of the literal"
        raise CannotHold(
            f"RDF/XML cannot hold {what} {literal}.", field="literal", value=str(literal), rule="Char of XML 1.0"
        )
