"""Simple types of a schema: restrictions with their facets, unions and lists (XML Schema part 2, 4.1)."""

from typing import Any, Final

from registry.domain import ElementKind, Iri, LangString, ModelElement
from registry.errors import CannotHold
from registry.interchange.xml_schema.documents import Name, Node, part, parts, resolve
from registry.interchange.xml_schema.references import STRING, XSD, Reference, References

#: The facets that are numbers of something, and those that are values of the type, by the names that they have.
_COUNTS: Final = {
    "length": "length",
    "minLength": "min_length",
    "maxLength": "max_length",
    "totalDigits": "total_digits",
    "fractionDigits": "fraction_digits",
}
_VALUES: Final = {
    "minInclusive": "min_inclusive",
    "maxInclusive": "max_inclusive",
    "minExclusive": "min_exclusive",
    "maxExclusive": "max_exclusive",
}
_MOST_STEPS: Final = 20


def simple_type(
    node: Node, iri: Iri, identifier: str, title: tuple[LangString, ...], types: References
) -> ModelElement:
    """The simple type that a `simpleType` defines, with all facets of the types that it restricts."""
    fields = _defined(node, types, _MOST_STEPS)
    return ModelElement(iri=iri, kind=ElementKind.SIMPLE_TYPE, identifier=identifier, title=title, **fields)


def plain(node: Node, types: References) -> Reference | None:
    """The type that an anonymous `simpleType` restricts by nothing, None where it does say something."""
    inner = part(node, "restriction")
    if inner is None or inner.get("base") is None or any(True for _ in parts(inner)):
        return None
    return types.type_named(resolve(inner, inner.get("base", "")))


def _defined(node: Node, types: References, steps: int) -> dict[str, Any]:
    if not steps:
        raise CannotHold("Simple types restrict one another in a circle.", field="base", rule="types that end")
    for kind, each in parts(node):
        if kind == "restriction":
            return _restricted(each, types, steps - 1)
        if kind == "union":
            return {"member_types": tuple(types.type_named(name).iri for name in _members(each))}
        if kind == "list":
            item = each.get("itemType")
            return {"item_type": types.type_named(resolve(each, item)).iri if item else STRING.iri}
    return {}


def _members(node: Node) -> list[Name]:
    """The types of a union; what an anonymous member restricts stands for it."""
    named = [resolve(node, given) for given in node.get("memberTypes", "").split()]
    inner = [part(each, "restriction") for kind, each in parts(node) if kind == "simpleType"]
    return [*named, *(resolve(each, each.get("base", "")) for each in inner if each is not None and each.get("base"))]


def _restricted(node: Node, types: References, steps: int) -> dict[str, Any]:
    given = node.get("base")
    inner = part(node, "simpleType")
    if given:
        found = _base(resolve(node, given), types, steps)
    else:
        found = _defined(inner, types, steps) if inner is not None else {}
    patterns, values = list[str](), list[str]()
    for kind, each in parts(node):
        value = each.get("value", "")
        if kind == "pattern":
            patterns.append(value)
        elif kind == "enumeration":
            values.append(value)
        elif kind in _COUNTS:
            found[_COUNTS[kind]] = int(value)
        elif kind in _VALUES:
            found[_VALUES[kind]] = value
    if patterns:
        found["pattern"] = patterns[0] if len(patterns) == 1 else "|".join(f"({each})" for each in patterns)
    if values:
        found["enumeration"] = tuple(dict.fromkeys(values))
    return found


def _base(name: Name, types: References, steps: int) -> dict[str, Any]:
    """What a named base type says: its facets where a schema has it, the type itself where it is XML Schema's."""
    if name.namespace == XSD:
        return {"type_definition_reference": f"{XSD}#{name.local}"}
    node = types.schemas.find("simpleType", name)
    if node is not None:
        return _defined(node, types, steps)
    return {"type_definition_reference": f"{XSD}#string"}
