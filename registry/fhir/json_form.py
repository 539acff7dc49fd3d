"""FHIR JSON bytes to an element tree: numbers and truth values as written, `_name` beside `name`."""

import json
from itertools import zip_longest
from typing import Any

from registry.errors import InvalidInput, SyntaxFault
from registry.fhir.element import Element

#: The deepest nesting that is read; FHIR's own resources stay far below.
MAX_DEPTH = 100
_TYPE = "resourceType"


def read_json(data: bytes, name: str) -> tuple[str, Element]:
    """The type and tree of a resource in JSON; raises SyntaxFault with line and column, InvalidInput with path."""
    found = load_json(data, name)
    if not isinstance(found, dict) or not isinstance(found.get(_TYPE), str):
        rule = f"a FHIR resource in JSON is an object with a {_TYPE}"
        raise InvalidInput(f"{name}: {rule}.", field=_TYPE, value=name, rule=rule)
    kind = str(found[_TYPE])
    return kind, _object(found, kind, kind, 0)


def load_json(data: bytes, name: str) -> Any:
    """JSON with numbers as texts; a key given twice is refused. Raises SyntaxFault with line and column."""
    try:
        written = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise SyntaxFault(f"the file is not UTF-8: byte {fault.start}", path=name) from fault
    try:
        return json.loads(written, parse_int=str, parse_float=str, object_pairs_hook=_pairs)
    except json.JSONDecodeError as fault:
        raise SyntaxFault(f"{fault.msg} in JSON", path=name, line=fault.lineno, column=fault.colno) from fault
    except RecursionError as fault:
        raise SyntaxFault("the JSON is nested too deep", path=name) from fault
    except _Twice as fault:
        raise SyntaxFault(f"the key {fault.args[0]!r} is there twice in one object", path=name) from fault


class _Twice(ValueError):
    """A key that an object has twice; JSONDecodeError is another ValueError."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise _Twice(key)
        found[key] = value
    return found


def _object(found: dict[str, Any], path: str, name: str, depth: int) -> Element:
    """A JSON object; a resource inside another has its own type as its name."""
    if depth > MAX_DEPTH:
        raise InvalidInput(f"{path} is nested too deep.", field=path, rule=f"at most {MAX_DEPTH} levels")
    element = Element(path, str(found.get(_TYPE, name)))
    for key in found:
        child = key.removeprefix("_")
        if key != _TYPE and child not in element.children:
            element.children[child] = _several(element, child, found, depth + 1)
    return element


def _several(parent: Element, child: str, found: dict[str, Any], depth: int) -> list[Element]:
    """The elements of one name: the values of `name`, each with the children that stand beside it in `_name`."""
    value, beside = found.get(child), found.get(f"_{child}")
    repeats = isinstance(value, list) or isinstance(beside, list)
    path, name = f"{parent.path}.{child}", f"{parent.name}.{child}"
    if repeats and not (value or beside):
        raise InvalidInput(f"{path} is an empty array.", field=path, rule="a FHIR array has at least one element")
    pairs = zip_longest(_listed(value), _listed(beside))
    places = ((f"{path}[{place}]" if repeats else path, *pair) for place, pair in enumerate(pairs))
    return [_element(*row, name, depth) for row in places]


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _element(path: str, value: Any, beside: Any, name: str, depth: int) -> Element:
    if beside is not None and not isinstance(beside, dict):
        raise InvalidInput(f"{path}: beside a value stands no object.", field=path, rule="`_name` holds objects")
    if isinstance(value, dict):
        return _object(value, path, name, depth)
    if isinstance(value, list) or (value is None and beside is None):
        rule = "an array holds values or objects, and null only where `_name` has something"
        raise InvalidInput(f"{path} is null, or an array in an array.", field=path, rule=rule)
    element = _object(beside or {}, path, name, depth)
    element.value = str(value).lower() if isinstance(value, bool) else None if value is None else str(value)
    return element
