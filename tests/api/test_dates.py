"""Codes as of a day, releases and versions by number, and what took a code's place."""

import pytest


def codes(client, query: str, name: str = "odd.list") -> dict[str, bool]:
    found = client.get(f"/api/v1/code-lists/{name}/codes?{query}").json()
    return {row["code"]: row["active"] for row in found["items"]}


def test_a_day_before_the_registry_is_judged_by_periods_of_validity(client):
    then = codes(client, "date=2012-01-01")
    assert then["1"] is True
    assert then["2"] is False
    assert codes(client, "date=2016-01-01") == {**then, "1": False, "2": True}


def test_the_real_list_as_of_a_date(client):
    page = client.get("/api/v1/code-lists/8221?date=2012-01-01").json()
    active = {row["code"]: row["active"] for row in page["codes"]["items"]}
    assert page["as_of"] == "2012-01-01"
    assert active["E20"] is True
    today = client.get("/api/v1/code-lists/8221/codes/E20").json()
    assert today["active"] is False
    assert [(row["code"], row["list"], bool(row["display"])) for row in today["replaced_by"]] == [
        ("E21", "https://omforent.no/code-list/8221", True)
    ]


def test_active_filters(client):
    assert set(codes(client, "date=2012-01-01&active=true")) == {"A/B", "Å", "x.json", "1"}
    assert set(codes(client, "date=2012-01-01&active=false")) == {"2", "9"}
    csv = client.get("/api/v1/code-lists/odd.list.csv?date=2012-01-01&active=false").text
    assert '"2"' in csv
    assert '"A/B"' not in csv
    turtle = client.get("/api/v1/code-lists/odd.list.ttl?date=2012-01-01&active=false").text
    assert "odd.list/2>" in turtle
    assert "odd.list/%C3%85>" not in turtle


def test_the_whole_chain_of_successors_is_told_across_lists(client):
    code = client.get("/api/v1/code-lists/odd.list/codes/1").json()
    assert [row["code"] for row in code["replaced_by"]] == ["2"]
    assert [(row["code"], row["display"], row["list_display"], row["active"]) for row in code["successors"]] == [
        ("2", "To", "Rar liste", False),
        ("3", "Tre", "Partall", True),
    ]


def test_a_successor_that_is_not_ours_is_told_by_its_iri(client):
    code = client.get("/api/v1/code-lists/odd.list/codes/9").json()
    assert code["replaced_by"][0]["iri"] == "https://elsewhere.example/code/9"
    assert code["replaced_by"][0]["code"] is None


def test_a_day_with_a_release_reads_that_release(client):
    assert set(codes(client, "date=2026-03-01", "even")) == {"3"}
    assert set(codes(client, "date=2026-06-01", "even")) == {"0", "3"}
    assert client.get("/api/v1/schemes?date=2026-03-01").headers["omforent-release"] == "2026.1"
    assert client.get("/api/v1/schemes?date=2031-03-01").headers["omforent-release"] == "2026.2"


def test_a_release_or_version_pins_what_is_read(client):
    assert set(codes(client, "release=2026.1", "even")) == {"3"}
    assert set(codes(client, "version=1.0.0", "even")) == {"3"}
    found = client.get("/api/v1/code-lists/even?version=1.0.0")
    assert found.json()["version"]["number"] == "1.0.0"
    assert found.json()["release"] == "2026.1"
    assert "immutable" in found.headers["cache-control"]


def test_without_a_date_a_pinned_list_is_judged_on_its_day_of_issue(client):
    assert client.get("/api/v1/code-lists/odd.list?release=2026.1").json()["as_of"] == "2026-01-15"
    assert codes(client, "release=2026.1")["9"] is False
    assert codes(client, "")["9"] is True
    assert codes(client, "release=2026.1&date=2026-07-01")["9"] is True
    assert codes(client, "version=1.0.0&date=2026-07-01")["9"] is True


def test_pages_of_a_pinned_list_are_judged_on_one_day(client):
    first = client.get("/api/v1/code-lists/odd.list/codes?version=1.0.0&limit=1").json()
    second = client.get(first["next"]).json()
    assert first["items"][0]["as_of"] == second["items"][0]["as_of"] == "2026-01-15"


@pytest.mark.parametrize("day", ["2000-01-01", "2012-01-01", "2015-06-30", "2026-11-22"])
@pytest.mark.parametrize("active", ["true", "false"])
def test_pages_of_what_is_active_are_what_the_whole_list_says(client, day, active):
    whole = codes(client, f"date={day}&limit=50")
    expected = [code for code, is_active in whole.items() if is_active is (active == "true")]
    following, found = f"/api/v1/code-lists/odd.list/codes?date={day}&active={active}&limit=2", []
    while following:
        page = client.get(following).json()
        assert page["total"] == len(expected)
        found += [row["code"] for row in page["items"]]
        following = page["next"]
    assert found == expected
