"""POST /exchanges/{id}/$validate: reports as JSON and HTML, and faults that hold nothing of the message."""

import json
import logging
from concurrent.futures import ThreadPoolExecutor

import pytest
from litestar.testing import TestClient

from api.app import create
from registry.services.validation.document import Document
from registry.settings import Settings
from registry.terminology.releases import Releases
from tests.services.validation import edition
from tests.services.validation.test_checking import header
from tests.services.validation.test_privacy import BROKEN, NAME, SECRETS, WHOLE

XML = {"Content-Type": "application/xml"}
AT = "/api/v1/exchanges/{}/$validate"


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    home = tmp_path_factory.mktemp("validating")
    edition.make(home, small=True)
    settings = Settings(home=home, max_body_bytes=200_000)
    with TestClient(create(settings, Releases(home), today=lambda: edition.TODAY)) as made:
        yield made


def send(client, data: bytes, exchange: str = "dialog-helsefaglig", **headers: str):
    return client.post(AT.format(exchange), content=data, headers={**XML, **headers})


def test_a_message_is_answered_with_its_findings(client):
    answer = send(client, header('<Ack V="X" DN="Ja"/>'))
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    found = answer.json()
    assert (found["release"], found["exchange"]) == ("2026.2", "https://omforent.no/exchange/dialog-helsefaglig")
    (message,) = found["messages"]
    assert not message["valid"]
    first = message["findings"][0]
    assert (first["rule"], first["line"], first["repair"]) == ("unknown-code", 3, "J")
    assert first["text"] == "Ack/@V: X «Ja» er ikke en kode i 7304 Meldingsstadfesting."
    assert message["findings"][1]["rule"] == "wrong-exchange"


def test_the_report_is_told_as_the_caller_asks(client):
    page = send(client, header('<Ack V="X"/>'), Accept="text/html", **{"Accept-Language": "nn"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert '<html lang="nn">' in page.text
    quiet = client.post(
        AT.format("dialog-helsefaglig"),
        params={"off": "unknown-code,wrong-exchange", "release": "2026.1", "lang": "en"},
        content=header('<Ack V="X"/>'),
        headers=XML,
    ).json()
    assert (quiet["summary"]["errors"], quiet["release"], quiet["lang"]) == (0, "2026.1", "en")


def test_codes_are_judged_on_the_day_that_is_asked_for(client):
    sent = header('<Ack V="F"/>', day="2021-01-01")
    asked = {"off": "wrong-exchange"}
    found = {
        name: client.post(AT.format("dialog-helsefaglig"), params={**asked, **more}, content=sent, headers=XML).json()[
            "summary"
        ]["warnings"]
        for name, more in (("then", {"date": "2019-01-01"}), ("of the message", {}))
    }
    assert found == {"then": 0, "of the message": 1}


def test_fhir_is_taken_as_json(client):
    coding = {"system": "urn:oid:2.16.578.1.12.4.1.1.7304", "code": "Q"}
    resource = {"resourceType": "Basic", "code": {"coding": [coding]}}
    answer = send(client, json.dumps(resource).encode(), **{"Content-Type": "application/fhir+json"})
    assert [row["path"] for row in answer.json()["messages"][0]["findings"]] == ["Basic.code.coding[0].code"]


@pytest.mark.parametrize(
    ("exchange", "question", "headers", "told"),
    [
        ("ingenting", "", {}, (404, "id")),
        ("7304", "", {}, (404, "id")),
        ("dialog-helsefaglig", "?off=tull", {}, (400, "off")),
        ("dialog-helsefaglig", "?tull=1", {}, (400, "tull")),
        ("dialog-helsefaglig", "?release=2031.1", {}, (404, "release")),
        ("dialog-helsefaglig", "", {"Content-Type": "text/plain"}, (415, "Content-Type")),
        ("dialog-helsefaglig", "", {"Accept": "text/turtle"}, (406, "Accept")),
    ],
)
def test_a_wrong_request_is_a_problem(client, exchange, question, headers, told):
    status, field = told
    answer = client.post(AT.format(exchange) + question, content=header(), headers={**XML, **headers})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["field"] == field


@pytest.mark.parametrize("kind", BROKEN)
def test_what_cannot_be_read_is_a_problem_without_its_content(client, caplog, kind):
    with caplog.at_level(logging.DEBUG):
        answer = send(client, BROKEN[kind])
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    rule, _, page = answer.json()["rule"].partition(": ")
    assert (answer.json()["field"], page) == ("body", f"https://omforent.no/rule/{rule}")
    assert [secret for secret in SECRETS if secret in answer.text + caplog.text] == []


def test_a_fault_of_the_validator_is_logged_and_answered_without_the_message(client, caplog, monkeypatch):
    def fail(self: Document) -> None:
        raise KeyError(NAME)

    monkeypatch.setattr(Document, "check", fail)
    with caplog.at_level(logging.DEBUG):
        answer = send(client, WHOLE)
    assert answer.status_code == 500
    assert "ValidationFailed" in caplog.text
    assert [secret for secret in SECRETS if secret in answer.text + caplog.text] == []


def test_a_body_that_is_too_large_is_refused(client):
    assert send(client, b"<a>" + b"x" * 300_000 + b"</a>").status_code == 413


def test_many_may_ask_at_once(client):
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: send(client, header('<Ack V="X"/>')).json(), range(40)))
    assert all(answer["messages"] == answers[0]["messages"] for answer in answers)
