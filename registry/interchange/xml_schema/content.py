"""The content of complex types: particles, the elements in them and the attributes (XML Schema part 1, 3.4 to 3.9)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from registry.domain.content_model import EMPTY, Limit, Particle, ParticleKind, element, group
from registry.errors import CannotHold
from registry.interchange.xml_schema.documents import Name, Node, Schemas, kind_of, part, parts, resolve, target

_GROUPS: Final = {"sequence": ParticleKind.SEQUENCE, "choice": ParticleKind.CHOICE, "all": ParticleKind.ALL}
#: Groups may refer to groups; in a circle they never end.
_MOST_STEPS: Final = 50


@dataclass
class Content:
    """The content of a complex type: its particle, its elements by name, and whether anything may be in it."""

    particle: Particle = EMPTY
    elements: dict[str, Node] = field(default_factory=dict)
    any: bool = False


def content_in(node: Node, schemas: Schemas) -> Content:
    """The content that a `complexType`, an `extension` or a `restriction` states itself.

    An element that may be substituted stands as a choice of all that may stand there. Raises CannotHold where elements
    of one name and of different declarations stand in one type, or groups refer to themselves.
    """
    found = Content()
    inner = part(node, "sequence", "choice", "all", "group")
    if inner is not None:
        found.particle = _Reader(schemas, found).particle(inner, _MOST_STEPS)
    return found


class _Reader:
    """The particles of one type."""

    def __init__(self, schemas: Schemas, found: Content) -> None:
        self._schemas = schemas
        self._found = found

    def particle(self, node: Node, steps: int) -> Particle:
        if not steps:
            raise CannotHold("Groups refer to one another in a circle.", field="group", rule="groups that end")
        kind = kind_of(node)
        lowest, most = limits(node)
        if kind == "element":
            return self._element(node, lowest, most)
        if kind == "group":
            return self._named_group(node, lowest, most, steps)
        if kind == "any":
            self._found.any = True
            return EMPTY
        inner = [self.particle(each, steps - 1) for _, each in parts(node)]
        return group(_GROUPS[kind], inner, lowest, most)

    def _named_group(self, node: Node, lowest: int, most: Limit, steps: int) -> Particle:
        name = resolve(node, node.get("ref", ""))
        declared = self._schemas.find("group", name)
        inner = part(declared, "sequence", "choice", "all") if declared is not None else None
        if inner is None:
            raise CannotHold(f"The group {name.local} is in no file.", field="ref", value=name.local, rule="its file")
        return group(ParticleKind.SEQUENCE, [self.particle(inner, steps - 1)], lowest, most)

    def _element(self, node: Node, lowest: int, most: Limit) -> Particle:
        given = node.get("ref")
        if not given:
            return self._noted(node.get("name", ""), node, lowest, most)
        name = resolve(node, given)
        others = list(dict.fromkeys(self._schemas.substitutes(name)))
        declared = self._schemas.find("element", name)
        if not others:
            return self._noted(name.local, node, lowest, most)
        standing = [] if declared is not None and declared.get("abstract") == "true" else [name]
        offered = [self._noted(each.local, self._declaration(each), 1, 1) for each in (*standing, *others)]
        return group(ParticleKind.CHOICE, offered, lowest, most)

    def _declaration(self, name: Name) -> Node:
        found = self._schemas.find("element", name)
        if found is None:
            raise CannotHold(f"{name.local} is in no file.", field="ref", value=name.local, rule="its file")
        return found

    def _noted(self, name: str, node: Node, lowest: int, most: Limit) -> Particle:
        before = self._found.elements.setdefault(name, node)
        if before is not node and _identity(before) != _identity(node):
            rule = "one declaration for each name in a type"
            raise CannotHold(f"{name} on line {node.sourceline}: {rule}.", field="name", value=name, rule=rule)
        return element(name, lowest, most)


def _identity(node: Node) -> tuple[str, str, str]:
    """What has to be the same of two elements of one name (element declarations consistent, 3.8.6)."""
    return node.get("ref", "").rpartition(":")[2], node.get("type", "").rpartition(":")[2], target(node)


def limits(node: Node) -> tuple[int, Limit]:
    """How often a particle comes."""
    most = node.get("maxOccurs", "1")
    return int(node.get("minOccurs", "1")), "*" if most == "unbounded" else int(most)


def attributes_in(node: Node, schemas: Schemas) -> Iterator[tuple[Node, Node]]:
    """The attributes that a type states itself, as they are used and as they are declared; groups are looked into."""
    for kind, each in parts(node):
        given = each.get("ref")
        if kind == "attribute" and each.get("use") != "prohibited":
            declared = schemas.find("attribute", resolve(each, given)) if given else each
            if declared is not None:
                yield each, declared
        if kind == "attributeGroup" and given:
            held = schemas.find("attributeGroup", resolve(each, given))
            if held is not None:
                yield from attributes_in(held, schemas)


def occurrences(particle: Particle, name: str) -> tuple[int, Limit]:
    """How often an element comes in all: at the least and at the most."""
    lowest, most = _within(particle, name)
    times = _UNBOUNDED if particle.maximum == "*" else particle.maximum
    upper = most * times if most else 0.0
    return lowest * particle.minimum, "*" if upper == _UNBOUNDED else int(upper)


_UNBOUNDED: Final = float("inf")


def _within(particle: Particle, name: str) -> tuple[int, float]:
    """How often an element comes where its particle comes once."""
    if particle.kind is ParticleKind.ELEMENT:
        return (1, 1.0) if particle.name == name else (0, 0.0)
    found = [occurrences(each, name) for each in particle.parts]
    lowest = [low for low, _ in found]
    most = [_UNBOUNDED if high == "*" else float(high) for _, high in found]
    if particle.kind is ParticleKind.CHOICE:
        return min(lowest, default=0), max(most, default=0.0)
    return sum(lowest), sum(most)
