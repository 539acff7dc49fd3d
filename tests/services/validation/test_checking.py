"""Messages in all forms: what is found, where, on which day, and what is not blamed."""

import json
from base64 import b64encode
from datetime import date
from itertools import pairwise

import pytest

from registry.domain import Strength
from registry.domain.finding import Severity
from registry.services.example_files import ExampleFiles
from registry.services.validation.coding import _gravity
from registry.services.validation.document import Asked
from registry.services.validation.plan import Bound
from registry.services.validation.rules import Ruling
from tests.services.validation.edition import TODAY

HEAD = """<MsgHead xmlns="http://www.kith.no/xmlstds/msghead/2006-05-24"><MsgInfo>
<Type V="DIALOG_HELSEFAGLIG"/><MIGversion>v1.2 2006-05-24</MIGversion><GenDate>{day}T12:00:00</GenDate>
<MsgId>1</MsgId>{ack}<Sender>{party}</Sender><Receiver>{party}</Receiver></MsgInfo>
<Document><RefDoc><MsgType V="XML" DN="XML-instans"/><Content>{content}</Content></RefDoc></Document></MsgHead>"""
PARTY = """<Organisation><OrganisationName>A</OrganisationName><Ident><Id>1</Id>
<TypeId V="HER" S="2.16.578.1.12.4.1.1.9051"/></Ident></Organisation>"""
ATTACHED = '<b:Base64Container xmlns:b="http://www.kith.no/xmlstds/base64container">{}</b:Base64Container>'
DIALOG = '<Dialogmelding xmlns="http://www.kith.no/xmlstds/dialog/2013-01-23"/>'


def header(ack: str = "", content: str = "", day: str = "2019-05-17") -> bytes:
    return HEAD.format(day=day, ack=ack, party=PARTY, content=content).encode()


def found(validator, data: bytes, **asked):
    return [(each.rule, each.path) for each in validator.report("", data, Asked(**asked)).findings]


def test_a_code_is_judged_on_the_day_of_the_message(validator):
    ack = '<Ack V="F" DN="Kun ved feil"/>'
    assert found(validator, header(ack)) == []
    later = validator.report("", header(ack, day="2021-05-17"))
    (finding,) = later.findings
    assert (finding.rule, finding.severity, finding.repair) == ("retired-code", Severity.WARNING, "J")
    assert finding.path == "/MsgHead/MsgInfo/Ack/@V"
    assert finding.element == "https://omforent.no/element/hodemelding-1.2/MsgInfo/Ack"
    assert later.day == date(2021, 5, 17)
    assert found(validator, header(ack, day="2021-05-17"), day=date(2020, 1, 1)) == []


def test_a_display_of_an_earlier_version_is_as_good(validator):
    assert found(validator, header('<Ack V="N" DN="Nei, takk"/>')) == []
    assert found(validator, header('<Ack V="N" DN="Neppe"/>')) == [("display-other", "/MsgHead/MsgInfo/Ack/@DN")]


def test_rules_that_are_off_are_silent(validator):
    ack = '<Ack V="X"/>'
    assert found(validator, header(ack)) == [("unknown-code", "/MsgHead/MsgInfo/Ack/@V")]
    assert found(validator, header(ack), ruling=Ruling(off=frozenset({"unknown-code"}))) == []


def test_only_so_many_findings_are_kept(validator):
    many = header('<Ack V="X"/>' * 20)
    report = validator.report("", many, Asked(most=5))
    assert (len(report.findings), report.left_out) == (5, 15 + 19)


def test_a_message_in_an_attachment_is_checked_with_its_place(validator):
    inner = b64encode(b'<?xml version="1.0"?>' + header('<Ack V="X"/>')).decode()
    place = "/MsgHead/Document/RefDoc/Content/Base64Container/base64()/MsgHead/MsgInfo/Ack/@V"
    report = validator.report("", header(content=ATTACHED.format(inner)))
    assert [(each.rule, each.path, each.line) for each in report.findings] == [("unknown-code", place, 6)]
    assert [each.name for each in report.documents] == ["MsgHead", "MsgHead"]


def test_an_attachment_that_is_no_message_is_left_alone(validator):
    for inner in (b"%PDF-1.4 ...", b"<?xml broken", b""):
        assert found(validator, header(content=ATTACHED.format(b64encode(inner).decode()))) == []


def test_standards_around_the_messages_are_not_blamed(validator):
    text = '<div xmlns="http://www.w3.org/1999/xhtml"><p>Hei</p></div>'
    signature = '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#" Id="a"><SignedInfo/></Signature>'
    whole = header(content=text).replace(b"</MsgHead>", signature.encode() + b"</MsgHead>")
    assert found(validator, whole) == []


def test_an_unknown_edition_is_told_with_the_nearest_and_its_codes_are_checked(validator):
    strange = '<Henvisning xmlns="http://ehelse.no/xmlstds/henvisning/2031-01-01"><A V="X" S="1.2.3"/></Henvisning>'
    first, second = validator.report("", header(content=strange)).findings
    assert (first.rule, first.severity) == ("unknown-namespace", Severity.WARNING)
    assert first.repair == "http://ehelse.no/xmlstds/henvisning/2017-11-30"
    assert (second.rule, second.found) == ("unknown-list", "1.2.3")


def test_values_that_are_no_codes_are_shown_by_their_shape(validator):
    told = validator.report("", header().replace(b"2019-05-17T12:00:00", b"17.5.2019 Kari"))
    (finding,) = told.findings
    assert (finding.rule, finding.found, finding.allowed) == ("wrong-value", "99.9.9999 Aaaa", ("dateTime",))


@pytest.mark.parametrize(
    ("strength", "weak", "closed", "gravity"),
    [
        (Strength.REQUIRED, False, True, Severity.ERROR),
        (Strength.REQUIRED, False, False, Severity.WARNING),
        (Strength.REQUIRED, True, True, Severity.INFORMATION),
        (Strength.EXTENSIBLE, False, True, Severity.WARNING),
        (Strength.EXTENSIBLE, True, True, Severity.INFORMATION),
        (Strength.PREFERRED, False, True, Severity.INFORMATION),
        (Strength.PREFERRED, True, True, Severity.INFORMATION),
        (Strength.EXAMPLE, False, True, None),
    ],
)
def test_weak_bindings_are_no_errors(strength, weak, closed, gravity):
    assert _gravity([Bound("list", strength, weak)], closed=closed) is gravity


# -- JSON --------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def referral(validator) -> dict:
    schemas = validator.known.plans.schemas
    files = ExampleFiles(schemas, schemas.of("https://omforent.no/model/henvisning-2.0"), TODAY)
    return next(each for each in files.made() if each.name == "good").message


def test_the_json_form_is_checked_as_the_xml_is(validator, referral):
    report = validator.report("", json.dumps(referral).encode())
    assert (report.form, [each.name for each in report.documents]) == ("json", ["Henvisning"])
    assert [each for each in report.findings if each.severity is Severity.ERROR] == []
    changed = {**referral, "Henvisning": {**referral["Henvisning"], "ServType": {"V": "N"}, "IssueDate": "i går"}}
    rules = dict(found(validator, json.dumps(changed).encode()))
    assert rules["wrong-value"] == "/Henvisning/IssueDate"
    assert rules["unknown-element"] == "/Henvisning/ServType/V"


def test_values_of_the_wrong_json_type_are_told(validator, referral):
    changed = {**referral, "Henvisning": {**referral["Henvisning"], "DocumentId": 12, "ServType": "N"}}
    told = found(validator, json.dumps(changed).encode())
    assert ("wrong-json", "/Henvisning/DocumentId") in told
    assert ("wrong-json", "/Henvisning/ServType") in told


def test_unknown_roots_and_namespaces_in_json_are_told(validator):
    space = "http://ehelse.no/xmlstds/henvisning/2017-11-30"
    assert found(validator, json.dumps({"@xmlns": space, "Henvising": {}}).encode()) == [("unknown-root", "/Henvising")]
    assert found(validator, json.dumps({"@xmlns": "urn:a", "A": {}}).encode()) == [("unknown-namespace", "/A")]
    assert found(validator, b'{"a": 1, "b": 2}') == [("unknown-format", "/")]


# -- FHIR --------------------------------------------------------------------------------------------------------------


def test_every_coding_of_a_bundle_is_checked(validator):
    ack = {"system": "urn:oid:2.16.578.1.12.4.1.1.7304", "code": "J", "display": "Ja"}
    wrong, own = {**ack, "code": "Q"}, {"system": "http://hl7.org/fhir/a", "code": "b"}
    retired = {**ack, "code": "F", "display": "Kun ved feil"}
    bundle = {
        "resourceType": "Bundle",
        "timestamp": "2019-05-17T12:00:00Z",
        "entry": [
            {"resource": {"resourceType": "Observation", "code": {"coding": [ack, wrong]}}},
            {"resource": {"resourceType": "Task", "reason": [{"concept": {"coding": [{**ack, "display": "Nei"}]}}]}},
            {"resource": {"resourceType": "Patient", "meta": {"tag": [retired]}}},
            {"resource": {"resourceType": "Device", "extension": [{"url": "u", "valueCoding": {"code": "x"}}]}},
            {"resource": {"resourceType": "Basic", "code": {"coding": [own]}}},
            {
                "resource": {
                    "resourceType": "Observation",
                    "valueQuantity": {"value": 1, "system": "urn:x", "code": "mg"},
                }
            },
        ],
    }
    report = validator.report("", json.dumps(bundle).encode())
    assert (report.form, report.day) == ("fhir", date(2019, 5, 17))
    assert [(each.rule, each.path) for each in report.findings] == [
        ("unknown-code", "Bundle.entry[0].resource.code.coding[1].code"),
        ("display-meaning", "Bundle.entry[1].resource.reason[0].concept.coding[0].display"),
        ("missing-system", "Bundle.entry[3].resource.extension[0].valueCoding.system"),
    ]


def test_findings_stand_in_the_order_of_the_message(validator):
    lines = [each.line for each in validator.report("", header('<Ack V="X"/>', DIALOG, "i går")).findings]
    assert all(before <= after for before, after in pairwise(sorted(lines)))
