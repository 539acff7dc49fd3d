"""The audit log and policies over HTTP: found by person, organisation, object, kind and period; names for the few."""

import pytest

from tests.api.curation.steps import SETS, at, in_review
from tests.services.curation.registry_of_one import LIST, NORTH, SOUTH

AUDIT, POLICY = "/api/v1/audit", f"/api/v1/policy?object={LIST}"


@pytest.fixture
def editor(signed):
    return signed("kari", "editor")


@pytest.fixture
def done(web, editor):
    return in_review(web, editor, "3")


def kinds(found):
    assert found.status_code == 200, found.text
    return [row["kind"] for row in found.json()["items"]]


def test_what_was_done_is_found(web, editor, done):
    everything = ["transition", "operations-changed", "change-set-opened"]
    assert kinds(web.get(AUDIT, headers=editor)) == everything
    person = web.get(AUDIT, headers=editor).json()["items"][0]["agent"]["person"]
    for asked, wanted in {
        f"person={person}": everything,
        "person=person/x": [],
        f"organization={NORTH}": everything,
        f"organization={SOUTH}": [],
        f"object={LIST}": everything[:2],
        f"change_set={done['iri']}": everything,
        "kind=transition": everything[:1],
        "since=2020-01-01": everything,
        "until=2020-01-01T12:00:00Z": [],
        "limit=1": everything[:1],
        "limit=2&cursor=3": everything[1:],
    }.items():
        assert kinds(web.get(f"{AUDIT}?{asked}", headers=editor)) == wanted, asked
    after = web.get(f"{AUDIT}?kind=transition&limit=1", headers=editor).json()["next"]
    assert after is None
    assert kinds(web.get(web.get(f"{AUDIT}?limit=2", headers=editor).json()["next"], headers=editor)) == everything[2:]


@pytest.mark.parametrize("wrong", ["since=x", "until=2026-01-01T12:00:00", "kind=x", "limit=0", "cursor=-1", "who=x"])
def test_a_question_that_is_none_is_told(web, editor, wrong):
    assert web.get(f"{AUDIT}?{wrong}", headers=editor).status_code == 400


def test_names_are_for_those_who_administer_the_organization(web, signed, editor, done):
    def names(*given, **more):
        return {row["name"] for row in web.get(AUDIT, headers=signed(*given, **more)).json()["items"]}

    assert names("ola", "approver") == {None}
    assert names("ola", "administrator") == {"kari"}
    assert names("ola", "administrator", organization=SOUTH) == {None}
    assert names("ola", "administrator", scheme=LIST) == {None}
    assert names("ola", "administrator", organization="https://omforent.no/organization/omforent") == {"kari"}


def test_the_chain_is_proved_and_each_entry_is_read(web, editor, done):
    assert web.get(f"{AUDIT}/verify", headers=editor).json() == {"entries": 3, "faults": []}
    entry = web.get(f"{AUDIT}/2", headers=editor).json()
    assert entry["previous"] == web.get(f"{AUDIT}/1", headers=editor).json()["hash"]
    assert "kari" not in str(entry)
    assert web.get(f"{AUDIT}/9", headers=editor).status_code == 404


def test_a_policy_is_decided_on_what_was_read_and_holds(web, signed, editor):
    administrator = signed("eva", "administrator")
    new = {"other_organization": True, "languages": ["nb", "nn"], "review_months": 12, "reason": "vedtak"}
    assert web.put(POLICY, json=new, headers=administrator).status_code == 428
    first = at(web, POLICY, administrator)
    assert web.put(POLICY, json=new, headers=first).json()["other_organization"] is True
    again = web.put(POLICY, json={"reason": "omgjort"}, headers=first)
    assert again.status_code == 412
    assert again.json()["theirs"]["review_months"] == 12
    assert [row["object"] for row in web.get("/api/v1/policies", headers=editor).json()["items"]] == [LIST]
    place = in_review(web, editor, "3")["place"]
    given = {"json": {"state": "approved", "reason": "ja"}}
    near = at(web, place, signed("ola", "approver"))
    assert "other-organization" in web.post(f"{place}/transitions", headers=near, **given).json()["rule"]
    far = at(web, place, signed("per", "approver", organization=SOUTH))
    assert web.post(f"{place}/transitions", headers=far, **given).status_code == 200


def test_an_administrator_of_one_object_decides_on_no_other(web, signed):
    other = signed("eva", "administrator", scheme="https://omforent.no/code-list/2")
    found = web.put(POLICY, json={"reason": "x"}, headers=at(web, POLICY, other))
    assert found.status_code == 403


@pytest.mark.parametrize("wrong", [{"languages": ["<x>"]}, {"review_months": 0}, {"reason": ""}, {"object": "x"}])
def test_a_policy_that_is_none_is_refused(web, signed, wrong):
    administrator = signed("eva", "administrator")
    found = web.put(POLICY, json={"reason": "x", **wrong}, headers=at(web, POLICY, administrator))
    assert found.status_code == 400
    assert web.get("/api/v1/policy?object=no iri", headers=administrator).status_code == 400
    assert web.get(SETS, headers=administrator).json()["total"] == 0
