"""FHIR XML bytes to an element tree, with entities, document types and outside references refused."""

from collections import Counter
from xml.etree.ElementTree import Element as XmlElement
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from registry.errors import InvalidInput, SyntaxFault
from registry.fhir.element import FHIR, Element
from registry.fhir.json_form import MAX_DEPTH

_SPACE = FHIR.rstrip("/")
_XHTML = "{http://www.w3.org/1999/xhtml}div"


def read_xml(data: bytes, name: str) -> tuple[str, Element]:
    """The type and tree of a resource in XML; raises SyntaxFault with line and column, InvalidInput with path."""
    try:
        root = fromstring(data, forbid_dtd=True)
    except ParseError as fault:
        line, column = fault.position
        raise SyntaxFault(f"{fault.msg}", path=name, line=line, column=column + 1) from fault
    except (DefusedXmlException, ValueError, LookupError) as fault:
        rule = "XML without document type, entities or outside references"
        raise SyntaxFault(f"the XML is not read: {rule} ({type(fault).__name__})", path=name) from fault
    kind = _local(root, name)
    return kind, _element(root, kind, kind, 0)


def _local(node: XmlElement, path: str) -> str:
    space, _, local = node.tag.rpartition("}")
    if space != "{" + _SPACE:
        rule = f"elements are in the namespace {_SPACE}"
        raise InvalidInput(f"{path}: <{node.tag}>: {rule}.", field=path, value=node.tag, rule=rule)
    return local


def _element(node: XmlElement, path: str, name: str, depth: int) -> Element:
    if depth > MAX_DEPTH:
        raise InvalidInput(f"{path} is nested too deep.", field=path, rule=f"at most {MAX_DEPTH} levels")
    if (node.text or "").strip() or any((child.tail or "").strip() for child in node):
        rule = "a FHIR element has its value in the attribute `value`, and no text"
        raise InvalidInput(f"{path} has text: {rule}.", field=path, value=(node.text or "").strip()[:80], rule=rule)
    element = Element(path, name, node.get("value"))
    for attribute in sorted(set(node.attrib) - {"value"}):
        own = attribute.rpartition("}")[2]
        element.children[own] = [Element(f"{path}.{own}", f"{name}.{own}", node.attrib[attribute])]
    _add_children(element, node, depth)
    return element


def _add_children(element: Element, node: XmlElement, depth: int) -> None:
    """Children of a name that occurs once have no position in their path, as in JSON for what cannot repeat."""
    named = [(child, "div" if child.tag == _XHTML else _local(child, element.path)) for child in node]
    names = Counter(name for _, name in named)
    for child, name in named:
        found = element.children.setdefault(name, [])
        place = f"{element.path}.{name}" + (f"[{len(found)}]" if names[name] > 1 else "")
        own = name if name[:1].isupper() else f"{element.name}.{name}"  # a resource inside another
        if child.tag == _XHTML:
            found.append(Element(place, own, "".join(child.itertext()).strip()))
        else:
            found.append(_element(child, place, own, depth + 1))
