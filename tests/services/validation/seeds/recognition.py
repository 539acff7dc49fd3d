"""Seeds of the rules by which a message is recognised: namespaces, generations and roots."""

import re

from lxml import etree

from registry.domain.instance import local, namespace
from tests.services.validation.seeds.sowing import Element, Message, seed

MSGHEAD = "http://www.kith.no/xmlstds/msghead/2006-05-24"


@seed("wrong-namespace")
def _wrong_namespace(found: Message) -> bytes | None:
    site = found.pick(row for row in found.sites if row.slot is not None)
    if site is None:
        return None
    site.at.tag = f"{{urn:annet}}{local(site.at.tag)}"
    return found.written()


@seed("mixed-generations")
def _mixed_generations(found: Message) -> bytes | None:
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
def _unknown_namespace(found: Message) -> bytes | None:
    for each in list(_document(found).iter(etree.Element)):
        if namespace(each.tag) == namespace(_document(found).tag):
            each.tag = f"{{{namespace(each.tag)}9}}{local(each.tag)}"
    return found.written()


@seed("unknown-root")
def _unknown_root(found: Message) -> bytes | None:
    at = _document(found)
    at.tag += "en"
    return found.written()
