"""Messages as they come: in envelopes of other standards, in any encoding, with whatever XML allows around them."""

import re

import pytest

from registry.domain.finding import Severity
from registry.services.validation.document import Asked
from tests.services.validation.test_checking import DIALOG, found, header

ACK = '<Ack V="F" DN="Kun ved feil"/>'
SOAP = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header/><s:Body>{}</s:Body></s:Envelope>'
SCHEMA = 'xmlns:b="http://www.w3.org/2001/XMLSchema-instance" b:schemaLocation="urn:a MsgHead-v1_2.xsd"'
STRANGE = '<Several xmlns="urn:an-archive">{}</Several>'


def test_a_message_in_an_envelope_of_another_standard_is_checked(validator):
    wrong = header('<Ack V="X"/>').decode()
    report = validator.report("", SOAP.format(wrong).encode())
    assert [(each.rule, each.path) for each in report.findings] == [
        ("unknown-code", "/Envelope/Body/MsgHead/MsgInfo/Ack/@V")
    ]
    assert [each.name for each in report.documents] == ["MsgHead"]
    assert report.day == validator.report("", header()).day


def test_the_type_of_a_message_in_an_envelope_is_read(validator):
    asked = Asked(validator.known.exchanges.named("epikrise"))
    rules = {each.rule for each in validator.report("", SOAP.format(header().decode()).encode(), asked).findings}
    assert rules == {"wrong-exchange"}


def test_an_envelope_without_a_message_is_not_passed_in_silence(validator):
    assert found(validator, SOAP.format("").encode()) == [("unknown-namespace", "/Envelope")]
    assert found(validator, b'<html xmlns="http://www.w3.org/1999/xhtml"/>') == [("unknown-namespace", "/html")]


def test_messages_within_something_unknown_are_checked(validator):
    two = STRANGE.format(header('<Ack V="X"/>').decode() + header('<Ack V="F"/>').decode())
    assert found(validator, two.encode()) == [
        ("unknown-namespace", "/Several"),
        ("unknown-code", "/Several/MsgHead[1]/MsgInfo/Ack/@V"),
        ("retired-code", "/Several/MsgHead[2]/MsgInfo/Ack/@V"),
    ]


def test_a_namespace_that_is_no_uri_is_read(validator):
    """The declaration of 2012 has an æ in the name of its namespace, which libxml2 takes for a fault."""
    report = validator.report("", '<a xmlns="http://www.kith.no/xmlstds/egenerklæring/2012-05-12"/>'.encode())
    assert [(each.rule, each.severity) for each in report.findings] == [("unknown-namespace", Severity.WARNING)]
    broken = '<a xmlns="http://www.kith.no/xmlstds/egenerklæring/2012-05-12"><b></a>'.encode()
    assert found(validator, broken) == [("not-well-formed", "/")]


@pytest.mark.parametrize("encoding", ["UTF-8", "ISO-8859-1", "Windows-1252", "UTF-16"])
def test_a_message_may_be_in_any_encoding_that_it_names(validator, encoding):
    text = header(ACK).decode().replace("<OrganisationName>A<", "<OrganisationName>Ål legesenter<")
    assert found(validator, f'<?xml version="1.0" encoding="{encoding}"?>{text}'.encode(encoding)) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("<MsgHead", '\ufeff<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="a.xsl"?><!-- a --><MsgHead'),
        ("<OrganisationName>A<", "<OrganisationName><!-- a -->A<?b c?><![CDATA[ & B]]><"),
        ("<MsgInfo>", "<!-- a --><?b c?><MsgInfo>"),
        ('<MsgHead xmlns="', f'<MsgHead xmlns:a="urn:a" {SCHEMA} xmlns="'),
        ("<Sender>", "\n\t<Sender>\r\n"),
    ],
)
def test_what_xml_allows_is_allowed(validator, before, after):
    text = header(ACK).decode()
    assert before in text
    assert found(validator, text.replace(before, after, 1).encode()) == []


def test_prefixes_are_free(validator):
    text = re.sub(r"<(/?)(?=[A-Z])", r"<\1m:", header(ACK).decode()).replace("xmlns=", "xmlns:m=", 1)
    assert found(validator, text.encode()) == []


def test_the_gravest_are_kept_where_there_are_too_many(validator):
    many = header(content="".join(f'<a xmlns="urn:{at}"/>' for at in range(9))).replace(b"2019-05-17T", b"x")
    report = validator.report("", many, Asked(most=3))
    assert [each.severity for each in report.findings] == ["error", "warning", "warning"]
    assert report.left_out == 7


def test_a_list_that_is_written_as_in_fhir_is_mended(validator):
    text = header().replace(b'S="2.16', b'S="urn:oid:2.16')
    for finding in validator.report("", text).findings:
        assert (finding.rule, finding.repair) == ("wrong-value", "2.16.578.1.12.4.1.1.9051")


def test_a_list_that_is_named_by_its_number_is_mended(validator):
    text = header().replace(b'S="2.16.578.1.12.4.1.1.9051"', b'S="9051"')
    for finding in validator.report("", text).findings:
        assert (finding.rule, finding.repair) == ("unknown-list", "2.16.578.1.12.4.1.1.9051")


def test_all_lists_that_have_the_code_are_proposed(validator):
    text = header().replace(b'S="2.16.578.1.12.4.1.1.9051"', b'S="1.2.3"')
    for finding in validator.report("", text).findings:
        assert finding.repair == "2.16.578.1.12.4.1.1.8116, 2.16.578.1.12.4.1.1.9051"


def test_a_message_of_another_exchange_is_told_which(validator):
    asked = Asked(validator.known.exchanges.named("henvisning-nytilstand"))
    wrong = validator.report("", header(content=DIALOG), asked).findings
    assert {(each.rule, each.repair) for each in wrong} == {("wrong-exchange", "dialog-helsefaglig")}


def test_a_type_that_is_at_odds_with_the_content_is_mended(validator):
    asked = Asked(validator.known.exchanges.named("dialog-helsefaglig"))
    odd = header(content=DIALOG).replace(b"DIALOG_HELSEFAGLIG", b"EPIKRISE")
    (wrong,) = (each for each in validator.report("", odd, asked).findings if each.rule == "wrong-exchange")
    assert (wrong.found, wrong.repair) == ("EPIKRISE", "DIALOG_HELSEFAGLIG")
