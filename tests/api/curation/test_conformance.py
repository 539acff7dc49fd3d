"""Systems and conformance statements through HTTP: claimed by the vendor, verified by somebody else, taken back."""

import base64
import csv
import hashlib
import io
import json
from datetime import UTC, date, datetime

import pytest
from litestar.testing import TestClient

from api.app import create
from registry.domain.activity import ActivityKind
from registry.services import drafts, publication
from registry.services.conformance.evidence import ReportedMessage
from registry.services.curation.office import Curation
from registry.services.ledger import Asked as AskedOfLog
from registry.services.sign_in.embedded import Asked, issue
from registry.services.validation.checking import Validator
from registry.services.validation.reporting import tell
from registry.services.validation.telling import Teller
from registry.settings import Settings
from registry.store.memory import MemoryStore
from registry.terminology.releases import Releases

BASE = "https://omforent.no/"
VENDOR, JUDGE = BASE + "organization/leverandor", BASE + "organization/omforent"
FILES = (
    "models/register/organisations.ttl",
    "models/register/standards.ttl",
    "models/pathway/pasientforlop.ttl",
    "models/exchange/epikrise.ttl",
    "models/epikrise-1.2/epikrise-1.2.ttl",
    "models/requirement/kvittering.ttl",
)
SYSTEM = {"product": "Journal Én", "vendor": "Eksempel AS", "description": "EPJ for legekontor"}
MESSAGE = b"<Message/>"


def release(store, home, day):
    issued = datetime(2026, 11, day, 12, tzinfo=UTC)
    return publication.release(store, home, issued=issued, agent=JUDGE, check=lambda _: ())


@pytest.fixture(scope="module")
def settings(root, tmp_path_factory):
    home, store = tmp_path_factory.mktemp("conformance"), MemoryStore()
    drafts.put(store, *(drafts.read_file((root / path).read_bytes(), path) for path in FILES))
    release(store, home, 20)
    return Settings(home=home, max_page=100)


@pytest.fixture(scope="module")
def app(settings):
    return create(settings, Releases(settings.home))


@pytest.fixture
def office(settings, app):
    (settings.home / "conformance.json").unlink(missing_ok=True)
    app.state.curation = Curation.over(MemoryStore(), settings)
    yield app.state.curation
    app.state.curation = None


@pytest.fixture
def web(office, app):
    with TestClient(app, raise_server_exceptions=False) as client:
        client.headers["accept-encoding"] = "identity"
        yield client


@pytest.fixture
def signed(settings):
    def headers(name, role, organization=VENDOR, **more):
        asked = Asked(roles=(role,), organization=organization, name=name)
        return {"Authorization": f"Bearer {issue(settings, asked)}", **more}

    return headers


@pytest.fixture
def vendor(signed):
    return signed("vera", "editor")


@pytest.fixture
def judge(signed):
    return signed("dag", "approver", JUDGE)


@pytest.fixture
def system(web, vendor):
    made = web.post("/api/v1/systems", json=SYSTEM, headers=vendor)
    assert made.status_code == 201
    return made.json()["iri"]


def numbers(web):
    """The requirements that shall be met by whoever receives the discharge summary."""
    found = web.get("/api/v1/requirements?exchange=epikrise&role=receiver&limit=100").json()["items"]
    return [row["requirement"]["iri"] for row in found if row["requirement"]["obligation"] == "shall"]


def stated(system, **more):
    return {"system": system, "system_version": "4.2", "exchange": "epikrise", "role": "henviser-primaer", **more}


@pytest.fixture
def claim(web, vendor, system):
    answers = [{"requirement": iri, "answer": "yes"} for iri in numbers(web)]
    made = web.post("/api/v1/conformance-statements", json=stated(system, answers=answers), headers=vendor)
    assert made.status_code == 201, made.text
    return made


def path_of(answer):
    return "/api/v1/conformance-statements/" + answer.json()["iri"].rpartition("/")[2]


def report(*findings, release="2026.1", exchange="epikrise", data=MESSAGE):
    document = {"namespace": "x", "name": "Message", "exchanges": [f"{BASE}exchange/{exchange}"]}
    found = [{"rule": "r", "severity": each, "path": "/Message"} for each in findings]
    message = {"name": "a.xml", "digest": hashlib.sha256(data).hexdigest(), "documents": [document], "findings": found}
    return {"report": {"release": release, "messages": [message], "rules": []}}


def send(web, answer, rest, body, headers):
    given = {**headers, "If-Match": answer.headers["etag"]}
    return web.post(f"{path_of(answer)}{rest}", json=body, headers=given)


def move(web, answer, state, headers, reason="Fordi"):
    return send(web, answer, "/transitions", {"state": state, "reason": reason}, headers)


@pytest.fixture
def proven(web, claim, vendor):
    found = send(web, claim, "/evidence", report("warning"), vendor)
    assert found.status_code == 200, found.text
    return found


def test_a_claim_names_what_the_release_pins(claim):
    said = claim.json()
    assert (said["state"], said["release"], said["exchange_version"]) == ("claimed", "2026.1", "1.0.0")
    assert (said["model"], said["model_version"]) == (BASE + "model/epikrise-1.2", "1.0.0")
    assert said["requirement_sets"] == {BASE + "requirement-set/kvittering": "1.0.0"}
    assert said["unmet"] == []


def test_a_claim_is_verified_by_somebody_else_and_shown_in_the_matrix(web, proven, judge):
    found = move(web, proven, "verified", judge)
    assert (found.status_code, found.json()["state"]) == (200, "verified")
    (row,) = web.get("/api/v1/conformance?exchange=epikrise").json()["items"]
    assert (row["product"], row["state"], row["messages"], row["errors"]) == ("Journal Én", "verified", 1, 0)
    assert row["answers"]["yes"] == len(numbers(web))


def test_nobody_verifies_their_own(web, proven, signed):
    for headers in (signed("vera", "approver", JUDGE), signed("nils", "approver", VENDOR)):
        answer = move(web, proven, "verified", headers)
        assert answer.status_code == 403
        assert answer.json()["rule"] in {"not-an-author", "other-organization"}


def test_a_claim_without_evidence_or_with_errors_is_not_verified(web, claim, vendor, judge):
    assert move(web, claim, "verified", judge).json()["rule"] == "evidence-without-errors"
    faulty = send(web, claim, "/evidence", report("error"), vendor)
    assert move(web, faulty, "verified", judge).json()["rule"] == "evidence-without-errors"


def test_a_claim_with_a_requirement_unmet_is_not_verified(web, proven, vendor, judge):
    first, *rest = numbers(web)
    answers = [
        {"requirement": first, "answer": "no", "comment": "Kommer i 5.0"},
        *({"requirement": iri, "answer": "yes"} for iri in rest),
    ]
    given = {**vendor, "If-Match": proven.headers["etag"]}
    changed = web.put(path_of(proven), json={"answers": answers}, headers=given)
    assert changed.json()["unmet"] == ["KVI-01"]
    assert move(web, changed, "verified", judge).json()["rule"] == "all-shall-answered"


@pytest.mark.parametrize(
    ("more", "refused"),
    [
        ({"exchange": "finnes-ikke"}, (404, "exchange")),
        ({"role": "kjernejournal"}, (400, "role")),
        ({"role": "receiver"}, (400, "role")),
        ({"release": "2020.1"}, (404, "release")),
        ({"model": BASE + "model/henvisning-1.1"}, (400, "model")),
        ({"system": BASE + "system/" + "0" * 32}, (404, "system")),
        ({"system_version": ""}, (400, "system_version")),
        ({"system_version": "ring 22 33 44 55"}, (400, "system_version")),
        ({"answers": [{"requirement": BASE + "requirement/x/1", "answer": "yes"}]}, (400, "requirement")),
        ({"answers": [{"requirement": BASE + "requirement/kvittering/KVI-01", "answer": "no"}]}, (400, "comment")),
        (
            {"answers": [{"requirement": BASE + "requirement/kvittering/KVI-01", "answer": "yes"}] * 2},
            (400, "requirement"),
        ),
    ],
)
def test_a_statement_that_breaks_a_rule_is_refused_and_nothing_is_there(web, vendor, system, more, refused):
    answer = web.post("/api/v1/conformance-statements", json={**stated(system), **more}, headers=vendor)
    assert (answer.status_code, answer.json()["field"]) == refused
    assert web.get("/api/v1/conformance-statements").json()["total"] == 0


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (report(exchange="henvisning"), "messages"),
        (report(release="1999.1"), "release"),
        ({"report": {"release": "2026.1", "messages": []}}, "messages"),
        ({"report": {"release": "2026.1", "messages": [{"digest": "abc"}]}}, "messages.0.digest"),
        ({"report": {"release": "2026.1", "messages": report()["report"]["messages"] * 2}}, "digest"),
        ({"report": []}, "report"),
    ],
)
def test_a_report_that_does_not_fit_is_refused(web, claim, vendor, body, field):
    answer = send(web, claim, "/evidence", body, vendor)
    assert answer.status_code in (400, 404)
    assert answer.json()["field"] == field
    assert web.get(path_of(claim)).json()["evidence"] == []


def test_evidence_keeps_digests_and_counts_and_no_word_of_the_messages(web, proven):
    (found,) = proven.json()["evidence"]
    assert found["messages"] == [{"digest": hashlib.sha256(MESSAGE).hexdigest(), "errors": 0, "warnings": 1}]
    assert "a.xml" not in proven.text


@pytest.fixture
def finds(office, monkeypatch):
    """Let validating anew find these."""

    def set_to(*findings):
        again = ReportedMessage.model_validate(report(*findings)["report"]["messages"][0])
        monkeypatch.setattr(office.statements, "_validators", lambda release: lambda data: again)

    return set_to


@pytest.mark.parametrize("result", [("warning", "same"), ("error", "differs")])
def test_messages_that_may_be_shared_are_validated_anew(web, proven, judge, finds, result):
    finding, outcome = result
    finds(finding)
    body = {"messages": [base64.b64encode(MESSAGE).decode()]}
    found = send(web, proven, "/rerun", body, judge)
    assert found.json()["evidence"][0]["rerun"] == outcome
    verified = move(web, found, "verified", judge)
    assert verified.status_code == (200 if outcome == "same" else 403)


def test_a_report_of_our_own_validator_is_evidence_and_holds_when_run_again(web, claim, vendor, judge, settings):
    space = "http://www.kith.no/xmlstds/epikrise/2012-02-15"
    data = f'<Message xmlns="{space}"><Type V="EPIKRISE"/></Message>'.encode()
    reader = Releases(settings.home).current()
    found = Validator(reader, date(2026, 11, 28)).report("a.xml", data)
    told = tell([found], Teller("nb", reader.title), reader.release.number)
    body = {"report": told.model_dump(mode="json")}
    added = send(web, claim, "/evidence", body, vendor)
    assert added.status_code == 200, added.text
    assert added.json()["evidence"][0]["messages"][0]["errors"] > 0
    again = send(web, added, "/rerun", {"messages": [base64.b64encode(data).decode()]}, judge)
    assert again.json()["evidence"][0]["rerun"] == "same"


@pytest.mark.parametrize("messages", [[], ["PGE+"], ["%%%"]])
def test_other_messages_than_those_of_the_report_are_refused(web, proven, judge, finds, messages):
    finds()
    answer = send(web, proven, "/rerun", {"messages": messages}, judge)
    assert (answer.status_code, answer.json()["field"]) == (400, "messages")


def test_what_is_decided_on_is_not_changed(web, proven, vendor, judge):
    verified = move(web, proven, "verified", judge)
    assert send(web, verified, "/evidence", report(), vendor).status_code == 409
    assert move(web, verified, "claimed", vendor).status_code == 409


def test_a_vendor_takes_its_statement_back_and_another_does_not(web, claim, vendor, signed):
    assert move(web, claim, "withdrawn", signed("otto", "editor", BASE + "organization/annen")).status_code == 403
    found = move(web, claim, "withdrawn", vendor)
    assert found.json()["state"] == "withdrawn"
    assert move(web, found, "verified", vendor).status_code == 409


def test_a_write_builds_on_what_was_read(web, claim, vendor):
    body = {"state": "withdrawn", "reason": "Fordi"}
    assert web.post(f"{path_of(claim)}/transitions", json=body, headers=vendor).status_code == 428
    stale = {**vendor, "If-Match": '"999"'}
    assert web.post(f"{path_of(claim)}/transitions", json=body, headers=stale).status_code == 412
    assert web.get(path_of(claim)).json()["state"] == "claimed"


def test_every_decision_has_a_reason(web, claim, vendor):
    answer = move(web, claim, "withdrawn", vendor, reason=" ")
    assert (answer.status_code, answer.json()["field"]) == (400, "reason")


def test_a_system_is_described_anew_by_its_own_organisation_only(web, system, vendor, signed):
    path = "/api/v1/systems/" + system.rpartition("/")[2]
    tag = web.get(path).headers["etag"]
    strange = signed("otto", "editor", BASE + "organization/annen", **{"If-Match": tag})
    assert web.put(path, json=SYSTEM, headers=strange).status_code == 403
    found = web.put(path, json={**SYSTEM, "homepage": "https://eksempel.no/"}, headers={**vendor, "If-Match": tag})
    assert found.json()["homepage"] == "https://eksempel.no/"
    assert web.put(path, json=SYSTEM, headers={**vendor, "If-Match": tag}).status_code == 412


@pytest.mark.parametrize(
    "more", [{"product": ""}, {"homepage": "javascript:x"}, {"description": "skriv til a@b.no"}, {"ukjent": 1}]
)
def test_a_system_that_breaks_a_rule_is_refused(web, vendor, more):
    assert web.post("/api/v1/systems", json={**SYSTEM, **more}, headers=vendor).status_code == 400
    assert web.get("/api/v1/systems").json()["total"] == 0


def test_no_person_is_named_in_public(web, office, proven, judge, settings):
    verified = move(web, proven, "verified", judge)
    persons = {entry.activity.agent.person for entry in office.ledger.replay()}
    assert len(persons) == 2
    shown = [
        verified.text,
        web.get("/api/v1/systems").text,
        web.get("/api/v1/conformance-statements").text,
        web.get("/api/v1/conformance.csv").text,
        (settings.home / "conformance.json").read_text("utf-8"),
    ]
    assert [person for person in persons for text in shown if person in text] == []


def test_every_write_is_in_the_chained_log(web, office, proven, judge):
    move(web, proven, "verified", judge, reason="Prøvd i laboratorium")
    kinds = [entry.activity.kind for entry in office.ledger.replay()]
    assert kinds == [
        ActivityKind.SYSTEM_REGISTERED,
        ActivityKind.STATEMENT_MADE,
        ActivityKind.STATEMENT_CHANGED,
        ActivityKind.STATEMENT_TRANSITION,
    ]
    last = office.ledger.find(AskedOfLog(objects=(proven.json()["iri"],))).entries[0].activity
    assert (last.reason, json.loads(last.detail)) == ("Prøvd i laboratorium", {"state": "verified"})
    assert office.ledger.verify().sound


def test_the_matrix_is_a_table_too(web, proven):
    rows = list(
        csv.DictReader(io.StringIO(web.get("/api/v1/conformance.csv").content.decode("utf-8-sig")), delimiter=";")
    )
    assert [(row["vendor"], row["exchange"], row["state"]) for row in rows] == [
        ("Eksempel AS", BASE + "exchange/epikrise", "claimed")
    ]
    assert web.get("/api/v1/conformance.xlsx").content.startswith(b"PK")
    assert web.get("/api/v1/conformance?state=verified").json()["items"] == []
    assert web.get("/api/v1/conformance?state=bra").status_code == 400


def test_a_process_without_a_store_shows_what_is_public(web, office, proven, app):
    app.state.curation = None
    assert web.get("/api/v1/conformance").json()["items"][0]["state"] == "claimed"
    assert web.get(path_of(proven)).json()["iri"] == proven.json()["iri"]
    system = proven.json()["system"].rpartition("/")[2]
    assert web.get(f"/api/v1/systems/{system}").json()["vendor"] == "Eksempel AS"
    assert web.post("/api/v1/systems", json=SYSTEM).status_code == 503


@pytest.mark.parametrize("method_path", ["post /systems", "post /conformance-statements"])
def test_writing_takes_a_signature_and_a_role(web, signed, method_path):
    path = "/api/v1" + method_path.split()[1]
    assert web.post(path, json={}).status_code == 401
    assert web.post(path, json={}, headers=signed("lise", "reader")).status_code == 403


def test_the_status_report_counts_what_was_stated(web, proven, judge):
    move(web, proven, "verified", judge)
    year = datetime.now(UTC).year
    found = web.get(f"/api/v1/report?year={year}").json()
    rows = {section["name"]: section["rows"] for section in found["sections"]}
    assert {row["name"]: row["values"] for row in rows["activity"]}["statements_verified"] == [1, 0]
    assert [row["values"] for row in rows["adoption_exchange"]] == [[0, 1, 0]]
    page = web.get(f"/api/v1/report.html?year={year}&lang=nn")
    assert page.headers["content-type"].startswith("text/html")
    assert f"Status for {year}" in page.text
    assert "statements_verified" in web.get(f"/api/v1/report.csv?year={year}").text


@pytest.mark.parametrize(("query", "field"), [("", "quarter"), ("quarter=2026-5", "quarter"), ("year=26", "year")])
def test_a_report_on_no_period_is_refused(web, query, field):
    answer = web.get(f"/api/v1/report?{query}")
    assert (answer.status_code, answer.json()["field"]) == (400, field)
