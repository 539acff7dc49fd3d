"""A spreadsheet sent to a change set: shown first, taken when it is confirmed, refused whole where a row cannot be."""

from base64 import b64encode

import pytest

from tests.api.curation.steps import SETS, at

CSV = "code;display@nb;valid_to;replaced_by\n1;en;2026-12-31;3\n2;TO;;\n3;tre;;\n"


@pytest.fixture
def editor(signed):
    return signed("kari", "editor")


@pytest.fixture
def place(web, editor):
    found = web.post(SETS, json={"title": "Utgave", "reason": "ny"}, headers=editor)
    return found.headers["location"]


def sent(web, place, headers, text=CSV, query="", **more):
    body = {"name": "1.csv", "data": b64encode(text.encode()).decode(), **more}
    return web.post(f"{place}/import{query}", json=body, headers=at(web, place, headers))


def test_a_file_is_shown_and_changes_nothing_until_it_is_confirmed(web, editor, place):
    shown = sent(web, place, editor).json()
    assert shown["change_set"] is None
    assert {name: many for name, many in shown["preview"]["counts"].items() if many} == {"added": 1, "changed": 2}
    assert web.get(place, headers=editor).json()["operations"] == []
    done = sent(web, place, editor, query="?confirm=true")
    assert (done.status_code, done.headers["etag"]) == (200, web.get(place, headers=editor).headers["etag"])
    operations = web.get(place, headers=editor).json()["operations"]
    assert [each["operation"]["op"] for each in operations] == ["add-member", "replace", "edit-field"]
    again = sent(web, place, editor, query="?confirm=true").json()
    assert (again["change_set"], again["preview"]["operations"]) == (None, 0)


def test_a_refused_row_is_shown_and_holds_back_all(web, editor, place):
    text = "code;valid_to\n1;31.12.2026\n3;\n"
    rows = sent(web, place, editor, text).json()["preview"]["rows"]
    assert [(row["number"], row["outcome"]) for row in rows if row["outcome"] != "missing"] == [
        (2, "refused"),
        (3, "added"),
    ]
    found = sent(web, place, editor, text, "?confirm=true")
    assert (found.status_code, found.headers["content-type"]) == (400, "application/problem+json")
    assert web.get(place, headers=editor).json()["operations"] == []


@pytest.mark.parametrize(
    "wrong",
    [{"data": "%"}, {"name": "1.xlsx"}, {"name": "1.txt"}, {"into": "x y"}, {"missing": "inactivate"}, {"name": ""}],
)
def test_what_cannot_be_read_is_told(web, editor, place, wrong):
    body = {"name": "1.csv", "data": b64encode(CSV.encode()).decode(), **wrong}
    found = web.post(f"{place}/import", json=body, headers=at(web, place, editor))
    assert found.status_code == 400, found.text


def test_an_edit_that_builds_on_another_edition_is_refused(web, editor, place):
    body = {"name": "1.csv", "data": b64encode(CSV.encode()).decode()}
    found = web.post(f"{place}/import?confirm=true", json=body, headers={**editor, "If-Match": '"99"'})
    assert found.status_code == 412
