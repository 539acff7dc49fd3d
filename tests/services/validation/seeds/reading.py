"""Seeds of the rules of reading: what is no message that can be read within bounds."""

from base64 import b64encode

from lxml import etree

from tests.services.validation.seeds.sowing import Message, seed, written


@seed("not-well-formed")
def _not_well_formed(found: Message) -> bytes | None:
    whole = written(found.root)
    return whole[: found.chance.randint(20, len(whole) - 2)]


@seed("broken-encoding")
def _broken_encoding(found: Message) -> bytes | None:
    found.root.set("navn", "Bjørn Ødegård")
    whole = etree.tostring(found.root, encoding="iso-8859-1")
    return b'<?xml version="1.0" encoding="UTF-8"?>' + whole.partition(b"?>")[2]


@seed("doctype")
def _doctype(found: Message) -> bytes | None:
    return b'<!DOCTYPE a [<!ENTITY b "c">]>' + written(found.root)


@seed("too-large")
def _too_deep(found: Message) -> bytes | None:
    return b"<a>" * 150 + written(found.root) + b"</a>" * 150


@seed("unknown-format")
def _unknown_format(found: Message) -> bytes | None:
    return b64encode(written(found.root))
