"""Change sets over HTTP: from the first operation to the merge, and what is refused on the way."""

import pytest

from tests.services.curation.registry_of_one import LIST, SOUTH, code

SETS = "/api/v1/change-sets"
ADD = {"op": "add-member", "object": LIST, "kind": "code", "value": code("3", "tre").model_dump(mode="json")}
RENAME = {
    "op": "edit-field",
    "object": LIST,
    "target": "https://omforent.no/code/1/1",
    "field": "pref_label",
    "lang": "nb",
    "before": [{"text": "en", "lang": "nb"}],
    "after": [{"text": "én", "lang": "nb"}],
}


@pytest.fixture
def editor(signed):
    return signed("kari", "editor")


@pytest.fixture
def approver(signed):
    return signed("ola", "approver", "reviewer", organization=SOUTH)


@pytest.fixture
def opened(web, editor):
    """The address of a new set."""
    made = web.post(SETS, json={"title": "Tre", "reason": "den mangler"}, headers=editor)
    assert made.status_code == 201, made.text
    return made.headers["location"]


def at(web, address, headers):
    """The headers of a write on what is there now."""
    return {**headers, "If-Match": web.get(address, headers=headers).headers["etag"]}


def bring(web, address, headers, state):
    given = {"state": state, "reason": "fordi"}
    return web.post(f"{address}/transitions", json=given, headers=at(web, address, headers))


def test_from_an_operation_to_a_merge(web, opened, editor, approver):
    added = web.post(f"{opened}/operations", json={"operations": [ADD, RENAME]}, headers=at(web, opened, editor))
    assert added.status_code == 200, added.text
    assert [each["number"] for each in added.json()["operations"]] == [1, 2]
    differences = web.get(f"{opened}/differences", headers=editor).json()
    assert {each["kind"] for each in differences["items"]} == {"code-added", "preferred-term-changed"}
    told = web.get(f"{opened}/paper?lang=nn", headers=editor).json()
    assert (told["compatibility"], told["lang"]) == ("major", "nn")
    assert bring(web, opened, editor, "review").json()["state"] == "review"
    assert {row["after"] for row in web.get(f"{opened}/permitted", headers=approver).json()["items"]} >= {"approved"}
    assert bring(web, opened, editor, "approved").status_code == 403
    assert bring(web, opened, approver, "approved").json()["state"] == "approved"
    merged = bring(web, opened, approver, "merged")
    assert merged.json()["state"] == "merged"
    assert merged.headers["etag"] == web.get(opened, headers=editor).headers["etag"]


def test_nobody_approves_their_own_change_in_whatever_role(web, signed, opened, editor):
    both = signed("kari", "editor", "approver", "administrator", "publisher")
    web.post(f"{opened}/operations", json={"operations": [ADD]}, headers=at(web, opened, editor))
    bring(web, opened, editor, "review")
    found = bring(web, opened, both, "approved")
    assert (found.status_code, found.json()["rule"]) == (403, "not-an-author")


def test_a_write_says_what_it_builds_on(web, opened, editor):
    body = {"json": {"operations": [ADD]}}
    for given in ({}, {"If-Match": "*"}):
        found = web.post(f"{opened}/operations", headers={**editor, **given}, **body)
        assert (found.status_code, found.json()["field"]) == (428, "If-Match")
    now = web.get(opened, headers=editor)
    for stale in ('"999"', 'W/"1"', '"x"', "1"):
        found = web.post(f"{opened}/operations", headers={**editor, "If-Match": stale}, **body)
        assert found.status_code == 412
        assert found.json()["theirs"] == int(now.headers["etag"].strip('"'))
        assert "yours" in found.json()
    assert web.get(opened, headers=editor).content == now.content


def test_an_edit_of_what_has_changed_is_refused_with_both_values(web, opened, editor):
    stale = {**RENAME, "before": [{"text": "uno", "lang": "nb"}]}
    found = web.post(f"{opened}/operations", json={"operations": [ADD, stale]}, headers=at(web, opened, editor))
    assert found.status_code == 412
    problem = found.json()
    assert problem["target"] == RENAME["target"]
    assert "én" in str(problem["yours"])
    assert "en" in str(problem["theirs"])
    assert web.get(opened, headers=editor).json()["operations"] == []


def test_what_others_merged_meanwhile_is_told(web, editor, approver, opened):
    first = web.post(SETS, json={"title": "Først", "reason": "x"}, headers=editor).headers["location"]
    other = {**RENAME, "after": [{"text": "ein", "lang": "nb"}]}
    for address, operation in ((first, other), (opened, RENAME)):
        web.post(f"{address}/operations", json={"operations": [operation]}, headers=at(web, address, editor))
    assert web.get(f"{opened}/refused", headers=editor).json() == {"items": []}
    for who, state in ((editor, "review"), (approver, "approved"), (approver, "merged")):
        assert bring(web, first, who, state).status_code == 200
    [refusal] = web.get(f"{opened}/refused", headers=editor).json()["items"]
    assert (refusal["number"], refusal["field"]) == (1, "pref_label")
    assert bring(web, opened, editor, "review").status_code == 412


def test_a_role_for_one_object_reaches_no_other(web, signed, opened, editor):
    elsewhere = signed("per", "editor", scheme="https://omforent.no/code-list/2")
    found = web.post(f"{opened}/operations", json={"operations": [ADD]}, headers=at(web, opened, elsewhere))
    assert found.status_code == 403
    here = signed("per", "editor", scheme=LIST)
    assert (
        web.post(f"{opened}/operations", json={"operations": [ADD]}, headers=at(web, opened, here)).status_code == 200
    )


def test_operations_are_dropped_and_declared_editorial(web, opened, editor):
    web.post(f"{opened}/operations", json={"operations": [ADD, RENAME]}, headers=at(web, opened, editor))
    dropped = web.delete(f"{opened}/operations/1", headers=at(web, opened, editor))
    assert [each["number"] for each in dropped.json()["operations"]] == [2]
    assert web.delete(f"{opened}/operations/1", headers=at(web, opened, editor)).status_code == 404
    said = {"target": RENAME["target"], "reason": "samme ord"}
    told = web.put(f"{opened}/editorial", json=said, headers=at(web, opened, editor))
    assert told.json()["editorial"] == [[RENAME["target"], "samme ord"]]


def test_the_queue_is_asked_by_state_and_turned_page_by_page(web, editor, opened):
    for number in range(3):
        web.post(SETS, json={"title": f"Sett {number}", "reason": "x"}, headers=editor)
    seen, address = [], f"{SETS}?state=editing&limit=2"
    while address:
        page = web.get(address, headers=editor).json()
        seen += [row["title"] for row in page["items"]]
        address = page["next"]
    assert seen == ["Sett 2", "Sett 1", "Sett 0", "Tre"]
    assert web.get(f"{SETS}?state=merged", headers=editor).json()["total"] == 0
    for wrong in ("state=no", "limit=0", "limit=x", "cursor=x", "nothing=1"):
        assert web.get(f"{SETS}?{wrong}", headers=editor).status_code == 400


def test_a_set_that_is_held_is_not_sent_again(web, opened, editor):
    tag = web.get(opened, headers=editor).headers["etag"]
    again = web.get(opened, headers={**editor, "If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"", "body"),
        (b"{", "body"),
        (b"\xff", "body"),
        (b"[" * 100_000, "body"),
        (b"[]", "body"),
        (b'{"title": "x"}', "reason"),
        (b'{"title": 7, "reason": "x"}', "title"),
        (b'{"title": "x", "reason": "x", "more": 1}', "more"),
        (b'{"title": "\\u0000", "reason": "x"}', "title"),
        (b'{"title": "\\ud800", "reason": "x"}', "body"),
        (b'{"title": "x", "reason": NaN}', "body"),
        (b'{"title": "x", "reason": 1e999}', "reason"),
        (b'{"title": " ", "reason": "x"}', "title"),
        (b'{"title": "' + b"x" * 501 + b'", "reason": "x"}', "title"),
    ],
)
def test_a_body_that_cannot_be_taken_is_told_by_its_field(web, editor, body, field):
    found = web.post(SETS, content=body, headers={**editor, "Content-Type": "application/json"})
    assert (found.status_code, found.json()["field"]) == (400, field), found.text


def test_a_body_has_a_size_and_a_kind(web, editor):
    large = b'{"title": "x", "reason": "' + b"x" * 300_000 + b'"}'
    kind = {"Content-Type": "application/json"}
    assert web.post(SETS, content=large, headers={**editor, **kind}).status_code == 413
    assert web.post(SETS, content=b"title=x", headers={**editor, "Content-Type": "text/plain"}).status_code == 415


@pytest.mark.parametrize(
    "name", ["no iri", "<x>", "", "x" * 5000, "https://omforent.no/code-list/none", "urn:x:\u202e", "http://a b", "{}"]
)
def test_names_that_are_none_are_no_server_fault(web, opened, editor, name):
    wrong = [
        {**ADD, "object": name},
        {**RENAME, "target": name},
        {"op": "remove-member", "object": LIST, "target": name},
        {"op": "replace", "object": LIST, "target": RENAME["target"], "by": [name], "day": "2026-01-01"},
        {**ADD, "value": {**ADD["value"], "iri": name}},
        {**ADD, "value": {**ADD["value"], "broader": [name]}},
        {"op": "add-value", "object": LIST, "target": LIST, "field": "source", "value": name},
        {"op": "create-object", "object": name, "kind": "code-list", "value": {"iri": name, "title": []}},
    ]
    for operation in wrong:
        found = web.post(f"{opened}/operations", json={"operations": [operation]}, headers=at(web, opened, editor))
        assert found.status_code < 500, (operation, found.text)
        for ask in ("", "/differences", "/paper", "/refused"):
            assert web.get(opened + ask, headers=editor).status_code == 200
    web.put(f"{opened}/editorial", json={"target": name, "reason": "x"}, headers=at(web, opened, editor))
    assert bring(web, opened, editor, "review").status_code < 500
    assert web.get(f"{SETS}?object={name}", headers=editor).status_code == 200


@pytest.mark.parametrize("name", ["x", "0" * 31, "0" * 32, "G" * 32, "%3Cx%3E"])
def test_a_set_that_is_not_there_is_not_found(web, editor, name):
    assert web.get(f"{SETS}/{name}", headers=editor).status_code == 404


def test_the_tables_are_open_to_all(web):
    assert len(web.get("/api/v1/workflow").json()["transitions"]) > 10
    table = web.get("/api/v1/compatibility")
    assert {"code-added", "code-removed"} <= {row["kind"] for row in table.json()["items"]}
    assert web.get("/api/v1/compatibility", headers={"If-None-Match": table.headers["etag"]}).status_code == 304
