"""What changed between releases and versions, over HTTP."""

import pytest

LIST = "https://omforent.no/code-list/even"


def kinds(answer):
    return [(row["kind"], row["notation"]) for sheet in answer.json()["objects"] for row in sheet["lines"]]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?to=2026.2",
        "?from=2026.1&to=2026.2",
        "?from=2026-02-01&to=2026-06-01",
        "?from=even@1.0.0&to=even@1.1.0",
        f"?from={LIST}@1.0.0&to={LIST}",
        "?to=even",
    ],
)
def test_two_editions_are_compared(client, query):
    found = client.get(f"/api/v1/diff{query}")
    assert found.status_code == 200
    assert kinds(found) == [("code-added", "0")]
    told = found.json()
    assert (told["compatibility"], told["total"], told["counts"]) == ("minor", 1, {"minor": 1})
    assert told["objects"][0]["lines"][0]["sentence"] == "Koden 0 «Null» er lagt til."
    assert (told["objects"][0]["before"], told["objects"][0]["after"]) == ("1.0.0", "1.1.0")


@pytest.mark.parametrize(
    ("lang", "told"), [("nn", "Koden 0 «Null» har kome til."), ("en", "The code 0 «Null» has been added.")]
)
def test_it_is_told_in_the_language_asked_for(client, lang, told):
    for found in (
        client.get(f"/api/v1/diff?lang={lang}"),
        client.get("/api/v1/diff", headers={"accept-language": lang}),
    ):
        assert found.json()["objects"][0]["lines"][0]["sentence"] == told
        assert found.headers["content-language"] == lang


def test_an_answer_has_a_tag_and_is_not_sent_twice(client):
    tag = client.get("/api/v1/diff").headers["etag"]
    assert client.get("/api/v1/diff", headers={"if-none-match": tag}).status_code == 304
    pinned = client.get("/api/v1/diff?release=2026.2")
    assert "immutable" in pinned.headers["cache-control"]


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ("?from=even&to=odd.list", 400, "edition"),
        ("?to=drafts", 400, "edition"),
        ("?to=change-set/1", 400, "edition"),
        ("?to=draft:even", 400, "edition"),
        ("?limit=0", 400, "limit"),
        ("?from=2020.1", 404, "release"),
        ("?to=2026.1", 404, "from"),
        ("?to=nonesuch", 404, "name"),
    ],
)
def test_what_cannot_be_compared_is_told(client, query, status, field):
    found = client.get(f"/api/v1/diff{query}")
    assert (found.status_code, found.json()["field"]) == (status, field)


def test_a_timeline_tells_the_versions_of_an_object_and_of_a_member(client):
    found = client.get("/api/v1/timeline", params={"id": "even"}).json()
    assert [(row["version"], row["release"], row["total"]) for row in found["moments"]] == [
        ("1.1.0", "2026.2", 1),
        ("1.0.0", "2026.1", 0),
    ]
    code = client.get("/api/v1/timeline", params={"id": "https://omforent.no/code/even/0"}).json()
    assert [row["version"] for row in code["moments"]] == ["1.1.0"]
    then = client.get("/api/v1/timeline", params={"id": "even", "date": "2026-02-01"}).json()
    assert [row["version"] for row in then["moments"]] == ["1.0.0"]
    assert client.get("/api/v1/timeline", params={"id": "nonesuch"}).status_code == 404
