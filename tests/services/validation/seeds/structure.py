"""Seeds of the rules of structure: elements, attributes and values that a model does not admit."""

from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from registry.domain.instance import local, namespace
from registry.domain.message_schema import Slot
from tests.services.validation.seeds.sowing import Element, Message, Site, seed


def _plain(site: Site) -> bool:
    """Whether the elements inside are simply in order: no choices, and a content of one sequence."""
    row = site.row
    return bool(
        row
        and not row.choices
        and not row.open
        and not row.mixed
        and all(not part.parts for part in row.content.parts)
        and (row.content.minimum, row.content.maximum) == (1, 1)
    )


def _inside(site: Site) -> Iterator[tuple[Element, Slot]]:
    slots = {f"{{{own.namespace}}}{own.name}": own for own in site.row.slots} if site.row else {}
    yield from ((each, slots[each.tag]) for each in site.at if each.tag in slots)


@seed("unknown-element")
def _unknown_element(found: Message) -> bytes | None:
    site = found.pick(row for row in found.sites if row.row and not row.row.open and len(row.at))
    if site is None:
        return None
    site.at.insert(found.chance.randint(0, len(site.at)), etree.Element(f"{{{namespace(site.at.tag)}}}Fremmed"))
    return found.written()


@seed("unknown-element")
def _renamed(found: Message) -> bytes | None:
    site = found.pick(row for row in found.sites if row.slot is not None)
    if site is None:
        return None
    site.at.tag += "x"
    return found.written()


@seed("missing-element")
def _missing(found: Message) -> bytes | None:
    pairs = [
        (site.at, each)
        for site in found.sites
        if _plain(site)
        for each, slot in _inside(site)
        if slot.minimum >= 1 and sum(other.tag == each.tag for other in site.at) == slot.minimum
    ]
    if not pairs:
        return None
    parent, each = found.chance.choice(pairs)
    parent.remove(each)
    return found.written()


@seed("too-many")
def _too_many(found: Message) -> bytes | None:
    pairs = [each for site in found.sites if _plain(site) for each, slot in _inside(site) if slot.maximum == 1]
    if not pairs:
        return None
    each = found.chance.choice(pairs)
    each.addnext(deepcopy(each))
    return found.written()


@seed("wrong-order")
def _wrong_order(found: Message) -> bytes | None:
    pairs = [
        (before, after)
        for site in found.sites
        if _plain(site)
        for before, after in zip(list(site.at), list(site.at)[1:], strict=False)
        if before.tag != after.tag
    ]
    if not pairs:
        return None
    before, after = found.chance.choice(pairs)
    after.addnext(before)
    return found.written()


@seed("excluded-element")
def _excluded(found: Message) -> bytes | None:
    for site in found.chance.sample(found.sites, len(found.sites)):
        for group in site.row.choices if site.row else ():
            own = [slot for slot in site.row.slots if slot.iri in group.alternatives]
            there = [each for each, slot in _inside(site) if slot in own]
            absent = [slot for slot in own if all(each.tag != f"{{{slot.namespace}}}{slot.name}" for each in there)]
            simple = len(site.row.choices) == 1 and not site.row.bases and group.maximum == 1
            if there and absent and simple and "|" in str(site.row.content) and str(site.row.content).count("(") <= 1:
                there[-1].addnext(etree.Element(f"{{{absent[0].namespace}}}{absent[0].name}"))
                return found.written()
    return None


@seed("unknown-attribute")
def _unknown_attribute(found: Message) -> bytes | None:
    site = found.pick(row for row in found.sites if not (row.row and row.row.open))
    if site is None:
        return None
    site.at.set("fremmed", "1")
    return found.written()


@seed("missing-attribute")
def _missing_attribute(found: Message) -> bytes | None:
    pairs = [
        (site.at, name)
        for site in found.sites
        for slot in (site.row.slots if site.row else ())
        if slot.is_attribute and slot.minimum
        for name in site.at.attrib
        if local(str(name)) == slot.name[1:]
    ]
    if not pairs:
        return None
    at, name = found.chance.choice(pairs)
    del at.attrib[name]
    return found.written()


@seed("wrong-value")
def _wrong_value(found: Message) -> bytes | None:
    dated = {"date", "dateTime", "boolean", "integer", "decimal"}
    simple = (
        row
        for row in found.sites
        if row.slot and row.row is None and row.slot.type and row.schema.simple[row.slot.type].base in dated
    )
    site = found.pick(simple)
    if site is None:
        return None
    site.at.text = "31.12.2019"
    return found.written()


@seed("wrong-value")
def _wrong_oid(found: Message) -> bytes | None:
    site = found.pick(row for row in found.sites if row.row and row.row.name == "CV" and row.at.get("S"))
    if site is None:
        return None
    site.at.set("S", "Volven 7304")
    return found.written()


@seed("unexpected-text")
def _unexpected_text(found: Message) -> bytes | None:
    site = found.pick(row for row in found.sites if row.row and len(row.at) and not (row.row.open or row.row.mixed))
    if site is None:
        return None
    if found.chance.random() < 0.5:
        site.at.text = "Ola"
    else:
        site.at[-1].tail = "Ola"
    return found.written()


@seed("broken-attachment")
def _broken_attachment(found: Message) -> bytes | None:
    site = found.pick(row for row in found.sites if local(row.at.tag) == "Content" and row.row and row.row.open)
    if site is None:
        return None
    inner = etree.SubElement(site.at, "{http://www.kith.no/xmlstds/base64container}Base64Container")
    inner.text = "dette er ikke base64!"
    return found.written()
