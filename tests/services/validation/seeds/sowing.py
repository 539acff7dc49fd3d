"""What faults are sown with: a message as a row of places that can be broken, and the seeds of each rule."""

from collections.abc import Callable, Iterator
from random import Random
from typing import NamedTuple

from lxml import etree

from registry.domain.message_schema import MessageSchema, Slot, Structure
from registry.services.validation.checking import Validator

Element = etree._Element


class Site(NamedTuple):
    """An element of a message, with its type and the slot that it stands in."""

    at: Element
    row: Structure | None
    slot: Slot | None
    schema: MessageSchema


class Message(NamedTuple):
    """A message to be broken: its sites in the tree, in order."""

    root: Element
    sites: list[Site]
    validator: Validator
    chance: Random

    def pick(self, among) -> Site | None:
        found = list(among)
        return self.chance.choice(found) if found else None

    def written(self) -> bytes:
        return written(self.root)


Seed = Callable[[Message], bytes | None]
SEEDS: dict[str, list[Seed]] = {}


def seed(rule: str) -> Callable[[Seed], Seed]:
    def keep(made: Seed) -> Seed:
        SEEDS.setdefault(rule, []).append(made)
        return made

    return keep


def written(root: Element) -> bytes:
    """In UTF-8, since elements have names with Norwegian letters."""
    return etree.tostring(root, encoding="UTF-8")


def message(data: bytes, validator: Validator, chance: Random) -> Message:
    root = etree.fromstring(data, etree.XMLParser(remove_comments=True, remove_pis=True))
    return Message(root, list(_sites(root, validator)), validator, chance)


def _sites(at: Element, validator: Validator) -> Iterator[Site]:
    found = validator.known.plans.declared(at.tag)
    if found:
        yield from _below(at, found[1], None, found[0], validator)


def _below(at: Element, row: Structure | None, slot: Slot | None, schema, validator) -> Iterator[Site]:
    yield Site(at, row, slot, schema)
    if row is not None and row.open:
        for each in at:
            yield from _sites(each, validator)
    elif row is not None:
        slots = {f"{{{own.namespace}}}{own.name}": own for own in row.slots if not own.is_attribute}
        for each in at:
            own = slots.get(each.tag)
            if own is not None:
                yield from _below(each, schema.structures.get(own.type or ""), own, schema, validator)
