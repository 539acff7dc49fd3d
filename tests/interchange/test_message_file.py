"""Hostile and broken messages are refused, by rule, within bounds, and without waiting."""

from time import monotonic

import pytest

from registry.errors import Unreadable
from registry.interchange.message_file import Bounds, is_xml, read_json, read_xml

BOUNDS = Bounds()
LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (at, b"&l%d;" % (at - 1) * 10) for at in range(1, 12))
XML = {
    "a bomb of entities": (b'<!DOCTYPE a [<!ENTITY l0 "ha">' + LAUGHS + b"]><a>&l11;</a>", "doctype"),
    "a bomb in an attribute": (b'<!DOCTYPE a [<!ENTITY l0 "ha">' + LAUGHS + b']><a b="&l11;"/>', "doctype"),
    "a file from the disk": (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "doctype"),
    "a declaration in UTF-16": ('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode("utf-16"), "doctype"),
    "a declaration elsewhere": (b'<!DOCTYPE a SYSTEM "http://example.invalid/a.dtd"><a/>', "doctype"),
    "an entity that is not declared": (b"<a>&b;</a>", "not-well-formed"),
    "too deep": (b"<a>" * 101 + b"</a>" * 101, "too-large"),
    "far too deep": (b"<a>" * 100_000, "too-large"),
    "two roots": (b"<a/><b/>", "not-well-formed"),
    "cut off": (b"<a><b>", "not-well-formed"),
    "bytes of another encoding": (b'<?xml version="1.0" encoding="UTF-8"?><a>\xf8</a>', "broken-encoding"),
    "an encoding that is none": (b'<?xml version="1.0" encoding="klingon"?><a/>', "broken-encoding"),
    "signs that are none": (b"<a>\x01</a>", "broken-encoding"),
    "nothing": (b"<", "not-well-formed"),
}
JSON = {
    "too deep": (b'{"a":' * 150 + b"1" + b"}" * 150, "too-large"),
    "far too deep": (b'{"a":' * 100_000, "too-large"),
    "a name that comes twice": (b'{"a": 1, "a": 2}', "not-well-formed"),
    "no number": (b'{"a": NaN}', "not-well-formed"),
    "a number without end": (b'{"a": ' + b"9" * 50_000 + b"}", "not-well-formed"),
    "cut off": (b'{"a": ', "not-well-formed"),
    "bytes of another encoding": (b'{"a": "\xf8"}', "broken-encoding"),
    "half a pair": (b'{"a": "\xed\xa0\x80"}', "broken-encoding"),
    "half a pair, escaped": (b'{"a": "\\ud800"}', "broken-encoding"),
}


def refused(read, data: bytes, bounds: Bounds = BOUNDS) -> str:
    started = monotonic()
    with pytest.raises(Unreadable) as fault:
        read(data, bounds)
    assert monotonic() - started < 5
    return fault.value.rule


@pytest.mark.parametrize("kind", XML)
def test_xml_is_refused(kind):
    data, rule = XML[kind]
    assert refused(read_xml, data) == rule


@pytest.mark.parametrize("kind", JSON)
def test_json_is_refused(kind):
    data, rule = JSON[kind]
    assert refused(read_json, data) == rule


def test_what_is_too_large_is_refused_before_it_is_read():
    assert refused(read_xml, b"<a>" + b"x" * 100_000_000 + b"</a>") == "too-large"
    assert refused(read_json, b'{"a":"' + b"x" * 100_000_000 + b'"}') == "too-large"
    assert refused(read_xml, b"<a>" + b"<b/>" * 1000 + b"</a>", Bounds(parts=500)) == "too-large"
    assert refused(read_json, b'{"a":[' + b"1," * 1000 + b"1]}", Bounds(parts=500)) == "too-large"
    wide = b"<a><b " + b" ".join(b'a%d=""' % at for at in range(100_000)) + b"/></a>"
    assert refused(read_xml, wide) == "too-large"


def test_as_many_attributes_as_are_read_are_read():
    wide = b"<a " + b" ".join(b'a%d=""' % at for at in range(1000)) + b"/>"
    assert len(read_xml(wide, Bounds()).attrib) == 1000


def test_comments_and_instructions_are_no_part_of_a_message():
    root = read_xml(b"<?xml version='1.0'?><!--a--><a><!--b--><?c d?><b>1<!--e-->2</b></a>", BOUNDS)
    assert [(each.tag, each.text) for each in root] == [("b", "12")]


@pytest.mark.parametrize(
    ("data", "xml"),
    [(b"<a/>", True), (b"\xef\xbb\xbf \n<a/>", True), ("<a/>".encode("utf-16"), True), (b" {}", False)],
)
def test_the_format_is_told_by_the_first_sign(data, xml):
    assert is_xml(data) is xml


@pytest.mark.parametrize("data", [b"", b"   ", b"MIME-Version: 1.0", b"[1]", b"PK\x03\x04"])
def test_what_is_no_message_is_refused(data):
    with pytest.raises(Unreadable):
        is_xml(data)
