"""Faults to be sown: for each rule of the validator, ways to break a message so that the rule must speak.

A seed gives the broken message, and the path under which the finding must be; None where a message has no place for it.
What may be broken is taken from cardinalities and bindings of the models, not from the validator's way of checking.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from copy import deepcopy
from random import Random
from typing import NamedTuple

from lxml import etree

from registry.domain.instance import local, namespace
from registry.domain.message_schema import MessageSchema, Slot, Structure
from registry.services.validation.checking import Validator
from registry.services.validation.code_lists import displays
from registry.services.validation.rules import revised_lists

MSGHEAD = "http://www.kith.no/xmlstds/msghead/2006-05-24"
Element = etree._Element


class Site(NamedTuple):
    """An element of a message, with its type and the slot that it stands in."""

    at: Element
    row: Structure | None
    slot: Slot | None
    schema: MessageSchema


class Sown(NamedTuple):
    """A broken message, and where: the element that was broken, or around what is missing."""

    data: bytes
    line: int | None = None


class Message(NamedTuple):
    """A message to be broken: its sites in the tree, in order."""

    root: Element
    sites: list[Site]
    validator: Validator
    chance: Random

    def pick(self, among) -> Site | None:
        found = list(among)
        return self.chance.choice(found) if found else None

    def written(self) -> Sown:
        return Sown(written(self.root))


Seed = Callable[[Message], Sown | None]
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


# -- structure ---------------------------------------------------------------------------------------------------------


@seed("unknown-element")
def _unknown_element(found: Message) -> Sown | None:
    site = found.pick(row for row in found.sites if row.row and not row.row.open and len(row.at))
    if site is None:
        return None
    site.at.insert(found.chance.randint(0, len(site.at)), etree.Element(f"{{{namespace(site.at.tag)}}}Fremmed"))
    return found.written()


@seed("unknown-element")
def _renamed(found: Message) -> Sown | None:
    site = found.pick(row for row in found.sites if row.slot is not None)
    if site is None:
        return None
    site.at.tag += "x"
    return found.written()


@seed("missing-element")
def _missing(found: Message) -> Sown | None:
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
def _too_many(found: Message) -> Sown | None:
    pairs = [each for site in found.sites if _plain(site) for each, slot in _inside(site) if slot.maximum == 1]
    if not pairs:
        return None
    each = found.chance.choice(pairs)
    each.addnext(deepcopy(each))
    return found.written()


@seed("wrong-order")
def _wrong_order(found: Message) -> Sown | None:
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
def _excluded(found: Message) -> Sown | None:
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
def _unknown_attribute(found: Message) -> Sown | None:
    site = found.pick(row for row in found.sites if not (row.row and row.row.open))
    if site is None:
        return None
    site.at.set("fremmed", "1")
    return found.written()


@seed("missing-attribute")
def _missing_attribute(found: Message) -> Sown | None:
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
def _wrong_value(found: Message) -> Sown | None:
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
def _wrong_oid(found: Message) -> Sown | None:
    site = found.pick(row for row in found.sites if row.row and row.row.name == "CV" and row.at.get("S"))
    if site is None:
        return None
    site.at.set("S", "Volven 7304")
    return found.written()


@seed("unexpected-text")
def _unexpected_text(found: Message) -> Sown | None:
    site = found.pick(row for row in found.sites if row.row and len(row.at) and not (row.row.open or row.row.mixed))
    if site is None:
        return None
    if found.chance.random() < 0.5:
        site.at.text = "Ola"
    else:
        site.at[-1].tail = "Ola"
    return found.written()


@seed("broken-attachment")
def _broken_attachment(found: Message) -> Sown | None:
    site = found.pick(row for row in found.sites if local(row.at.tag) == "Content" and row.row and row.row.open)
    if site is None:
        return None
    inner = etree.SubElement(site.at, "{http://www.kith.no/xmlstds/base64container}Base64Container")
    inner.text = "dette er ikke base64!"
    return found.written()


# -- recognition -------------------------------------------------------------------------------------------------------


@seed("wrong-namespace")
def _wrong_namespace(found: Message) -> Sown | None:
    site = found.pick(row for row in found.sites if row.slot is not None)
    if site is None:
        return None
    site.at.tag = f"{{urn:annet}}{local(site.at.tag)}"
    return found.written()


@seed("mixed-generations")
def _mixed_generations(found: Message) -> Sown | None:
    dated = re.compile(r".*/\d{4}-\d\d-\d\d")
    site = found.pick(row for row in found.sites if row.slot and dated.fullmatch(namespace(row.at.tag)))
    if site is None:
        return None
    space = namespace(site.at.tag)
    site.at.tag = f"{{{space[:-10]}1999-01-01}}{local(site.at.tag)}"
    return found.written()


def _document(found: Message) -> Element:
    """The root of the content."""
    return next(
        (each.at for each in found.sites if each.slot is None and namespace(each.at.tag) != MSGHEAD), found.root
    )


@seed("unknown-namespace")
def _unknown_namespace(found: Message) -> Sown | None:
    for each in list(_document(found).iter(etree.Element)):
        if namespace(each.tag) == namespace(_document(found).tag):
            each.tag = f"{{{namespace(each.tag)}9}}{local(each.tag)}"
    return found.written()


@seed("unknown-root")
def _unknown_root(found: Message) -> Sown | None:
    at = _document(found)
    at.tag += "en"
    return found.written()


# -- codes -------------------------------------------------------------------------------------------------------------


def _coded(found: Message, kind: str, *, bound: bool = True) -> Iterator[Site]:
    """Coded elements of a data type whose lists are all known, with codes, and demanded."""
    for site in found.sites:
        if site.row and site.row.name == kind and site.at.get("V") and site.slot:
            lists = [found.validator.known.lists.at(row.value_set) for row in site.slot.bindings]
            demanded = all(row.strength == "required" and "inferred" not in row.evidence for row in site.slot.bindings)
            revised = any(each and each.number in revised_lists() for each in lists)
            known = lists and all(each and each.bundled for each in lists) and not revised
            own = site.at.get("S") in (None, *(each.oid for each in lists if each))
            if not bound or (known and demanded and own):
                yield site


def _known(found: Message, kind: str) -> Iterator[tuple[Site, object, object]]:
    """The same with the list and the code."""
    for site in _coded(found, kind):
        for row in site.slot.bindings:
            own = found.validator.known.lists.at(row.value_set)
            code = own.find(site.at.get("V"))
            if code and code.pref_label and len(site.slot.bindings) == 1 and site.at.get("S", own.oid) == own.oid:
                yield site, own, code


def _both(found: Message) -> list[tuple[Site, object, object]]:
    return [*_known(found, "CV"), *_known(found, "CS")]


def _set(found: Message, kind: str, name: str, value: str) -> Sown | None:
    site = found.pick(_coded(found, kind))
    if site is None:
        return None
    site.at.set(name, value)
    return found.written()


@seed("unknown-list")
def _unknown_list(found: Message) -> Sown | None:
    return _set(found, "CV", "S", "1.2.3.4.5")


@seed("unregistered-list")
def _unregistered(found: Message) -> Sown | None:
    return _set(found, "CV", "S", "2.16.578.1.12.4.1.1.99999")


@seed("identifier-as-list")
def _identifier(found: Message) -> Sown | None:
    return _set(found, "CV", "S", "2.16.578.1.12.4.1.4.1")


@seed("list-not-bundled")
def _not_bundled(found: Message) -> Sown | None:
    site = found.pick(row for row in found.sites if row.row and row.row.name == "CV" and row.at.get("S"))
    if site is None:
        return None
    site.at.set("S", "2.16.578.1.12.4.1.1.7110")
    site.at.set("V", "J18.9")
    return found.written()


@seed("wrong-list")
def _wrong_list(found: Message) -> Sown | None:
    site = found.pick(_coded(found, "CV"))
    if site is None:
        return None
    site.at.set("S", "2.16.578.1.12.4.1.1.3303")
    site.at.set("V", "NO")
    site.at.set("DN", "Norsk")
    return found.written()


@seed("missing-system")
def _missing_system(found: Message) -> Sown | None:
    site = found.pick(
        row for row in found.sites if row.row and row.row.name == "CV" and row.at.get("S") and row.at.get("V")
    )
    if site is None:
        return None
    del site.at.attrib["S"]
    return found.written()


@seed("missing-code")
def _missing_code(found: Message) -> Sown | None:
    site = found.pick(row for row in found.sites if row.row and row.row.name in ("CS", "CV") and row.at.get("V"))
    if site is None:
        return None
    del site.at.attrib["V"]
    site.at.attrib.pop("OT", None)
    return found.written()


@seed("unknown-code")
def _unknown_code(found: Message) -> Sown | None:
    site = found.pick(row for row in _coded(found, found.chance.choice(("CV", "CS"))) if _is_of_settled(found, row))
    if site is None:
        return None
    site.at.set("V", "FINNES-IKKE")
    return found.written()


def _is_of_settled(found: Message, site: Site) -> bool:
    """Whether the list that a value names is one of its element's, and one that has not many editions."""
    own = [found.validator.known.lists.at(row.value_set) for row in site.slot.bindings]
    named = site.at.get("S")
    return (named is None or named in {each.oid for each in own}) and not {
        each.number for each in own
    } & revised_lists()


@seed("retired-code")
def _retired(found: Message) -> Sown | None:
    site = found.pick(
        row
        for row in found.sites
        if row.slot and [each.value_set.rpartition("/")[2] for each in row.slot.bindings] == ["7304"]
    )
    if site is None:
        return None
    site.at.set("V", "F")
    site.at.attrib.pop("DN", None)
    return found.written()


def _shown(found: Message, change: Callable[[str], str | None]) -> Sown | None:
    rows = [(site, text) for site, _, code in _both(found) if (text := change(code.pref_label[0].text))]
    if not rows:
        return None
    site, text = found.chance.choice(rows)
    site.at.set("DN", text)
    return found.written()


@seed("display-case")
def _case(found: Message) -> Sown | None:
    return _shown(found, lambda text: text.swapcase() if text.swapcase() != text else None)


@seed("display-spelling")
def _spelling(found: Message) -> Sown | None:
    return _shown(
        found, lambda text: f"{text[:4]}{text[5:4:-1]}{text[4:]}" if len(text) > 9 and text.isalpha() else None
    )


@seed("display-other")
def _other(found: Message) -> Sown | None:
    return _shown(found, lambda _: "Fullstendig fremmed ordlyd")


@seed("display-meaning")
def _meaning(found: Message) -> Sown | None:
    rows = []
    for site, own, code in _both(found):
        shown = set(displays(code))
        others = [row for row in own.codes if row.pref_label and not shown & set(displays(row))]
        if others:
            rows.append((site, found.chance.choice(others)))
    if not rows:
        return None
    site, other = found.chance.choice(rows)
    site.at.set("DN", other.pref_label[0].text)
    return found.written()


@seed("other-edition-code")
def _edition(found: Message) -> Sown | None:
    site = found.pick(
        row
        for row in found.sites
        if row.slot and [each.value_set.rpartition("/")[2] for each in row.slot.bindings] == ["3402"]
    )
    if site is None:
        return None
    site.at.set("V", "0625")
    return found.written()


# -- reading -----------------------------------------------------------------------------------------------------------


@seed("not-well-formed")
def _not_well_formed(found: Message) -> Sown | None:
    whole = written(found.root)
    return Sown(whole[: found.chance.randint(20, len(whole) - 2)])


@seed("broken-encoding")
def _broken_encoding(found: Message) -> Sown | None:
    found.root.set("navn", "Bjørn Ødegård")
    whole = etree.tostring(found.root, encoding="iso-8859-1")
    return Sown(b'<?xml version="1.0" encoding="UTF-8"?>' + whole.partition(b"?>")[2])


@seed("doctype")
def _doctype(found: Message) -> Sown | None:
    return Sown(b'<!DOCTYPE a [<!ENTITY b "c">]>' + written(found.root))


@seed("too-large")
def _too_deep(found: Message) -> Sown | None:
    return Sown(b"<a>" * 150 + written(found.root) + b"</a>" * 150)


@seed("unknown-format")
def _unknown_format(found: Message) -> Sown | None:
    return Sown(b64encode(written(found.root)))
