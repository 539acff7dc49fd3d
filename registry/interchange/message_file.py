"""Reads a message that may come from anybody: XML without entities, JSON without tricks, both within bounds.

What cannot be read is refused by rule, place and kind of fault alone: nothing of the content is in the fault.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Final, cast

from lxml import etree

from registry.domain.instance import Instance
from registry.errors import Unreadable

_DOCTYPE: Final = b"<!DOCTYPE"
_SMALLEST: Final = 4  # bytes of an element
_UTF8: Final = b"\xef\xbb\xbf"
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
#: Kinds of fault (libxml2's names) that are about characters, and about bounds.
_ENCODING: Final = ("ENCODING", "INVALID_CHAR")
#: The escape of half a surrogate pair, which may be no character.
_HALF_PAIR: Final = re.compile(r"\\u[dD][89a-fA-F]")
_KINDS: Final = {value: name for name, value in vars(etree.ErrorTypes).items() if isinstance(value, int)}
#: A namespace whose name is no URI, and one whose name is no absolute URI.
_NAMES: Final = frozenset({etree.ErrorTypes.WAR_NS_URI, etree.ErrorTypes.WAR_NS_URI_RELATIVE})
_BOUNDS: Final = ("RESOURCE_LIMIT", "INTERNAL_ERROR", "NAME_TOO_LONG", "HUGE")


@dataclass(frozen=True)
class Bounds:
    """How much is read: bytes, levels of nesting, elements (of JSON: values), attributes of one element."""

    size: int = 20_000_000
    depth: int = 100
    parts: int = 500_000
    attributes: int = 1_000


def is_xml(data: bytes) -> bool:
    """Whether bytes look like XML; Unreadable where they look like neither XML nor a JSON object."""
    start = data.removeprefix(_UTF8)[:256].lstrip()
    if start.startswith((b"<", *_WIDE)):
        return True
    if start.startswith(b"{"):
        return False
    raise Unreadable("not-well-formed", "empty") if not start else Unreadable("unknown-format")


def read_xml(data: bytes, bounds: Bounds) -> Instance:
    """The root of a message, without comments and processing instructions. Raises Unreadable.

    No entity is resolved, no declaration read, and nothing fetched.
    """
    _check_size(data, bounds)
    if _DOCTYPE in data:
        raise Unreadable("doctype", line=data[: data.index(_DOCTYPE)].count(b"\n") + 1)
    root = _parsed(data)
    if root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable("doctype")
    _check_shape(root, bounds, len(data))
    return cast("Instance", root)  # an element of a message has no name but a text


@cache
def _parser() -> etree.XMLParser:
    """The parser of this process: it keeps nothing of what it has read."""
    return _made(recover=False)


def _made(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
        collect_ids=False,
    )


@lru_cache(maxsize=8)
def _wider_than(attributes: int) -> etree.XPath:
    return etree.XPath(f"boolean(//*[@*[{attributes + 1}]])")


@lru_cache(maxsize=8)
def _deeper_than(levels: int) -> etree.XPath:
    return etree.XPath("boolean(" + "/*" * (levels + 1) + ")")


def _parsed(data: bytes) -> etree._Element:
    try:
        return etree.fromstring(data, _parser())
    except etree.XMLSyntaxError as fault:
        found = _with_odd_names(data) if fault.code in _NAMES else None
        if found is not None:
            return found
        raise _refused(fault) from None  # its message may quote the content
    except (ValueError, LookupError, AssertionError):
        raise Unreadable("not-well-formed") from None


def _with_odd_names(data: bytes) -> etree._Element | None:
    """The root where all that is wrong is that a namespace's name is no URI: one in use has an æ in it; else None.

    Namespaces in XML 1.0, 2.2 and 3: such a name is not advised, and the document is well-formed and can be compared.
    """
    parser = _made(recover=True)
    root = etree.fromstring(data, parser)
    return root if {each.type for each in parser.error_log} <= _NAMES else None


def _refused(fault: etree.XMLSyntaxError) -> Unreadable:
    kind = _KINDS.get(fault.code or 0, "UNKNOWN")
    line, column = fault.position
    told = kind.removeprefix("ERR_").replace("_", " ").lower()
    if any(name in kind for name in _ENCODING):
        return Unreadable("broken-encoding", told, line=line or 0, column=column or 0)
    if any(name in kind for name in _BOUNDS):
        return Unreadable("too-large", told, line=line or 0, column=column or 0)
    return Unreadable("not-well-formed", told, line=line or 0, column=column or 0)


def _check_shape(root: etree._Element, bounds: Bounds, size: int) -> None:
    """Refuse what has too many elements or too many levels; libxml2 counts, and only where there may be so many."""
    if size > bounds.parts * _SMALLEST and root.xpath("count(//*)") > bounds.parts:
        raise Unreadable("too-large", f"{bounds.parts} elements")
    if size > bounds.attributes * _SMALLEST and _wider_than(bounds.attributes)(root):
        raise Unreadable("too-large", f"{bounds.attributes} attributes")  # lxml reads n of them in n² steps
    if _deeper_than(bounds.depth)(root):
        raise Unreadable("too-large", f"{bounds.depth} levels")


def _check_size(data: bytes, bounds: Bounds) -> None:
    if len(data) > bounds.size:
        raise Unreadable("too-large", f"{bounds.size} bytes")


def read_json(data: bytes, bounds: Bounds) -> dict[str, Any]:
    """A JSON object (RFC 8259) in which no name comes twice. Raises Unreadable."""
    _check_size(data, bounds)
    try:
        text = data.removeprefix(_UTF8).decode()
        found = json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
        if _HALF_PAIR.search(text):
            json.dumps(found, ensure_ascii=False).encode()
    except UnicodeError:
        raise Unreadable("broken-encoding", "utf-8") from None
    except json.JSONDecodeError as fault:
        raise Unreadable("not-well-formed", "json", line=fault.lineno, column=fault.colno) from None
    except RecursionError:
        raise Unreadable("too-large", f"{bounds.depth} levels") from None
    except ValueError:
        raise Unreadable("not-well-formed", "json") from None
    if not isinstance(found, dict):
        raise Unreadable("unknown-format")
    _check_json(found, bounds)
    return found


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Unreadable("not-well-formed", "a name that comes twice")
    return found


def _constant(_: str) -> Any:
    raise Unreadable("not-well-formed", "not a number")


def _check_json(found: dict[str, Any], bounds: Bounds) -> None:
    level: list[Any] = [found]
    count = 1
    for _ in range(bounds.depth):
        level = [inner for each in level for inner in _inside(each)]
        count += len(level)
        if count > bounds.parts:
            raise Unreadable("too-large", f"{bounds.parts} values")
        if not level:
            return
    raise Unreadable("too-large", f"{bounds.depth} levels")


def _inside(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value
