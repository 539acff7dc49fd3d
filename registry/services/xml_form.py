"""A message as XML: elements written with the prefixes that the sector's messages use, always the same bytes."""

from collections.abc import Iterator
from typing import Final

from lxml import etree

from registry.domain.instance import Instance, namespace

#: The prefixes that are usual; another namespace gets `ns1`, `ns2` … in the order in which it is met.
_PREFIXES: Final = {
    "http://www.w3.org/2001/XMLSchema-instance": "xsi",
    "http://www.kith.no/xmlstds/felleskomponent1": "fk1",
    "http://www.kith.no/xmlstds/base64container": "bas",
}


def write_xml(root: Instance) -> bytes:
    """The message as XML 1.0 in UTF-8, indented where no text stands between elements."""
    made = _made(root, _named(root))
    etree.indent(made)
    return etree.tostring(made, xml_declaration=True, encoding="UTF-8") + b"\n"


def _named(root: Instance) -> dict[str | None, str]:
    """The namespaces by prefix: that of the root has none, unless elements within it have no namespace at all."""
    own = namespace(root.tag)
    lone = own and not any(not namespace(at.tag) for at in _all(root))
    found: dict[str | None, str] = {None: own} if lone else {}
    others = [space for space in dict.fromkeys(_spaces(root)) if space and not (lone and space == own)]
    strange = [space for space in others if space not in _PREFIXES]
    names = {**_PREFIXES, **{space: f"ns{number}" for number, space in enumerate(strange, 1)}}
    return {**found, **{names[space]: space for space in others}}


def _all(at: Instance) -> Iterator[Instance]:
    yield at
    for each in at:
        yield from _all(each)


def _spaces(at: Instance) -> Iterator[str]:
    yield namespace(at.tag)
    yield from (namespace(name) for name, _ in at.items())
    for each in at:
        yield from _spaces(each)


def _made(at: Instance, names: dict[str | None, str]) -> etree._Element:
    """The element. Its attributes are in order of name where they have a namespace, which is only xsi's here."""
    found = etree.Element(at.tag, nsmap=names)
    for name, value in at.items():
        found.set(name, value)
    found.text = at.text
    for each in at:
        inner = _made(each, names)
        inner.tail = each.tail
        found.append(inner)
    return found
