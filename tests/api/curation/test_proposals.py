"""Proposals over HTTP: sent by anyone, followed by their receipt, seen by nobody before somebody has looked."""

import pytest

from tests.api.curation.steps import at

PROPOSALS = "/api/v1/proposals"
SENT = {"text": "Et ord mangler.", "term": "hjemmesykehus", "organization": "Kommunen", "name": "Per", "lang": "nb"}


@pytest.fixture
def moderator(signed):
    return signed("kari", "editor")


@pytest.fixture
def receipt(web):
    made = web.post(PROPOSALS, json=SENT)
    assert made.status_code == 201, made.text
    return made.json()


def place(receipt):
    return f"/api/v1/moderation/{receipt['iri'].rpartition('/')[2]}"


def decide(web, receipt, headers, state, **more):
    given = {"state": state, "reason": "Takk.", **more}
    return web.post(place(receipt), json=given, headers=at(web, place(receipt), headers))


def test_a_proposal_is_followed_by_its_receipt(web, moderator, receipt):
    bare = receipt["status"].partition("?")[0]
    assert web.get(receipt["status"]).json()["state"] == "received"
    assert web.get(bare).status_code == 404
    assert web.get(f"{bare}?receipt=wrong").status_code == 404
    assert web.get(PROPOSALS).json()["total"] == 0
    assert decide(web, receipt, moderator, "public").status_code == 200
    assert web.get(bare).json()["term"] == "hjemmesykehus"
    assert decide(web, receipt, moderator, "declined").json()["reason"] == "Takk."
    assert web.get(receipt["status"]).json()["state"] == "declined"
    assert decide(web, receipt, moderator, "accepted").status_code == 409


def test_nothing_public_tells_who_sent_it(web, moderator, receipt):
    decide(web, receipt, moderator, "public")
    secret = receipt["status"].rpartition("=")[2]
    for address in (PROPOSALS, receipt["status"], place(receipt), "/api/v1/moderation"):
        found = web.get(address, headers=moderator)
        assert found.status_code == 200
        assert secret not in found.text
        assert '"Per"' not in found.text
    assert "sender" not in web.get(PROPOSALS).json()["items"][0]


def test_what_is_removed_is_gone(web, moderator, receipt):
    assert decide(web, receipt, moderator, "removed").status_code == 200
    assert web.get(receipt["status"]).json()["text"] == ""
    assert web.get(receipt["status"].partition("?")[0]).status_code == 404
    assert "hjemmesykehus" not in web.get("/api/v1/moderation", headers=moderator).text


def test_a_decision_says_what_it_was_made_on(web, moderator, receipt):
    given = {"json": {"state": "public", "reason": "Takk."}}
    assert web.post(place(receipt), headers=moderator, **given).status_code == 428
    found = web.post(place(receipt), headers={**moderator, "If-Match": '"9"'}, **given)
    now = web.get(place(receipt), headers=moderator).headers["etag"]
    assert (found.status_code, f'"{found.json()["theirs"]}"') == (412, now)


@pytest.mark.parametrize(
    "wrong",
    [{}, {"text": " "}, {"text": "x", "lang": "xx"}, {"text": "x", "email": "x"}, {"text": "\u0007"}, {"text": 1}],
)
def test_a_proposal_that_says_nothing_is_refused(web, wrong):
    assert web.post(PROPOSALS, json=wrong).status_code == 400


def test_a_proposal_is_short_and_they_are_few(web):
    assert web.post(PROPOSALS, json={"text": "x" * 50_000}).status_code == 413
    found = [web.post(PROPOSALS, json=SENT) for _ in range(11)]
    assert [each.status_code for each in found].count(201) == 10
    assert (found[-1].status_code, "retry-after" in found[-1].headers) == (429, True)


def test_a_national_identity_number_is_warned_of_and_not_repeated(web):
    made = web.post(PROPOSALS, json={"text": "Gjelder 13097248022."})
    assert made.json()["warnings"]
    assert "13097248022" not in made.text


@pytest.mark.parametrize(("proxies", "taken"), [(0, 10), (1, 12), (2, 10)])
def test_senders_behind_a_proxy_are_told_apart_by_what_the_proxy_says(web, curated_app, monkeypatch, proxies, taken):
    told = curated_app.state.settings.model_copy(update={"proxies": proxies})
    monkeypatch.setattr(curated_app.state, "settings", told, raising=False)
    found = [web.post(PROPOSALS, json=SENT, headers={"X-Forwarded-For": f"10.0.0.1, 10.1.0.{n}"}) for n in range(12)]
    assert [each.status_code for each in found].count(201) == taken
