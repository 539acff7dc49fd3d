"""The files of XML Schemas: read safely, and asked for what they declare by namespace and name."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from lxml import etree

from registry.domain.source_file import SourceFile
from registry.errors import InvalidInput, SyntaxFault

XS: Final = "{http://www.w3.org/2001/XMLSchema}"
#: Bounds on schemas from outside: bytes of one file, elements of one file, and how deep they may lie.
MAX_BYTES: Final = 5_000_000
MAX_ELEMENTS: Final = 100_000
MAX_DEPTH: Final = 100
_GLOBALS: Final = ("element", "complexType", "simpleType", "group", "attribute", "attributeGroup")

Node = etree._Element  # noqa: SLF001 - lxml's type of an element has no other name


class Name(NamedTuple):
    """A name in a namespace, the empty string where it is in none."""

    namespace: str
    local: str


class Schemas:
    """The declarations of several schema files, as one set.

    Where two files declare the same thing in a namespace, the first holds: publishers keep copies of a schema beside
    the schemas that include it.
    """

    def __init__(self, roots: Sequence[tuple[str, Node]]) -> None:
        self._files: dict[str, list[str]] = {}
        self._found: dict[tuple[str, Name], Node] = {}
        self._order: dict[str, list[Node]] = {}
        for file, root in roots:
            self._take(file, root)

    def _take(self, file: str, root: Node) -> None:
        namespace = root.get("targetNamespace", "")
        self._files.setdefault(namespace, []).append(file)
        for node in root:
            kind, name = kind_of(node), node.get("name")
            key = kind, Name(namespace, name or "")
            if kind in _GLOBALS and name and key not in self._found:
                self._found[key] = node
                self._order.setdefault(namespace, []).append(node)

    @property
    def namespaces(self) -> tuple[str, ...]:
        """The target namespaces, in the order of their files."""
        return tuple(self._files)

    def files(self, namespace: str) -> tuple[str, ...]:
        """The files that declare things in a namespace."""
        return tuple(self._files.get(namespace, ()))

    def find(self, kind: str, name: Name) -> Node | None:
        """A global declaration (`element`, `complexType` …), None where no file has it."""
        return self._found.get((kind, name))

    def declared(self, namespace: str) -> tuple[Node, ...]:
        """All global declarations of a namespace, in order."""
        return tuple(self._order.get(namespace, ()))

    def declares(self, namespace: str) -> bool:
        """Whether elements or types are declared in a namespace; attributes and groups alone make no model."""
        return any(kind_of(node) in ("element", "complexType", "simpleType") for node in self.declared(namespace))

    def substitutes(self, head: Name) -> Iterator[Name]:
        """The global elements that may stand for another (`substitutionGroup`), theirs included."""
        for (kind, name), node in self._found.items():
            given = node.get("substitutionGroup") if kind == "element" else None
            if given and resolve(node, given) == head:
                yield name
                yield from self.substitutes(name)


def read_schemas(files: Iterable[SourceFile]) -> Schemas:
    """The schemas in files, which need not be complete. Raises SyntaxFault and InvalidInput with the file."""
    return Schemas([(file.name, _root(file)) for file in files])


def _root(file: SourceFile) -> Node:
    """The root of a schema file; no entities, no document types, no network."""
    _refuse(file, len(file.data) > MAX_BYTES, f"a schema has at most {MAX_BYTES} bytes")
    _refuse(file, b"<!DOCTYPE" in file.data or b"<!ENTITY" in file.data, "a schema without document type")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(file.data, parser)
    except etree.XMLSyntaxError as fault:
        raise SyntaxFault(str(fault.msg), path=file.name, line=fault.lineno or 0) from fault
    _refuse(file, root.tag != XS + "schema", "the root element schema of http://www.w3.org/2001/XMLSchema")
    _refuse(file, sum(1 for _ in root.iter()) > MAX_ELEMENTS, f"a schema has at most {MAX_ELEMENTS} elements")
    deepest = max(sum(1 for _ in node.iterancestors()) for node in root.iter())
    _refuse(file, deepest > MAX_DEPTH, f"the elements of a schema lie at most {MAX_DEPTH} deep")
    return root


def _refuse(file: SourceFile, wrong: bool, rule: str) -> None:
    if wrong:
        raise InvalidInput(f"{file.name}: {rule}.", field="file", value=file.name, rule=rule)


def kind_of(node: Node) -> str:
    """The local name of an element of XML Schema; empty for comments and the elements of others."""
    return node.tag.removeprefix(XS) if isinstance(node.tag, str) and node.tag.startswith(XS) else ""


def parts(node: Node) -> Iterator[tuple[str, Node]]:
    """The elements of XML Schema in one, without annotations, with their kinds."""
    for each in node:
        kind = kind_of(each)
        if kind and kind != "annotation":
            yield kind, each


def part(node: Node, *kinds: str) -> Node | None:
    """The first part of one of the kinds."""
    return next((each for kind, each in parts(node) if kind in kinds), None)


def target(node: Node) -> str:
    """The target namespace of the schema that something is declared in."""
    return node.getroottree().getroot().get("targetNamespace", "")


def resolve(node: Node, given: str) -> Name:
    """A qualified name as it stands in an attribute, as what it means there.

    Raises InvalidInput for a prefix that is not declared.
    """
    prefix, colon, local = given.strip().rpartition(":")
    if prefix and prefix not in node.nsmap:
        rule = "a prefix that is declared"
        raise InvalidInput(f"{given} on line {node.sourceline}: {rule}.", field="QName", value=given, rule=rule)
    found = node.nsmap.get(prefix if colon else None, "")
    return Name(str(found or ""), local)


def documentation(node: Node) -> Iterator[tuple[str, str]]:
    """What a declaration says of itself, with `xml:lang` where it is there, white space made single blanks."""
    for each in node.iterfind(f"{XS}annotation/{XS}documentation"):
        text = " ".join("".join(str(word) for word in each.itertext()).split())
        if text:
            yield text, str(each.get("{http://www.w3.org/XML/1998/namespace}lang") or "")
