"""Hearings over HTTP: asked, answered by several organisations, replied to, closed, and read as a table."""

import csv
import io
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest

from tests.api.curation.steps import at, in_review
from tests.services.curation.registry_of_one import NORTH, SOUTH

HEARINGS = "/api/v1/hearings"


@pytest.fixture
def editor(signed):
    return signed("kari", "editor")


@pytest.fixture
def leader(signed):
    return signed("ola", "reviewer", "approver", organization=SOUTH)


@pytest.fixture
def asked(web, editor, leader):
    """What opens a hearing: its body and headers."""
    found = in_review(web, editor, "3", "4")
    deadline = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    body = {"change_set": found["iri"], "invited": [NORTH, SOUTH], "deadline": deadline, "reason": "spør"}
    return {"json": body, "headers": at(web, found["place"], leader)}


@pytest.fixture
def hearing(web, asked):
    made = web.post(HEARINGS, **asked)
    assert made.status_code == 201, made.text
    return made.headers["location"]


def test_organizations_disagree_and_agree(web, editor, leader, hearing):
    def say(who, number, stance, text=""):
        return web.post(f"{hearing}/answers", json={"number": number, "stance": stance, "text": text}, headers=who)

    assert say(editor, 0, "agree").status_code == 200
    assert say(leader, 2, "disagree", "=1+1 finnes").status_code == 200
    table = web.get(f"{hearing}/table", headers=editor).json()
    assert (table["agreed"], table["disputed"]) == ([1], [2])
    replied = {"number": 2, "organization": SOUTH, "text": "Den er tatt ut."}
    assert web.post(f"{hearing}/replies", json=replied, headers=editor).status_code == 200
    say(leader, 2, "agree-with-remark", "Da så.")
    assert web.post(f"{hearing}/close", json={"reason": "alle har svart"}, headers=leader).json()["closed"]
    assert web.post(f"{hearing}/close", json={"reason": "igjen"}, headers=leader).status_code == 409
    assert web.get(hearing, headers=editor).headers["etag"].strip('"').isdigit()
    table = web.get(f"{hearing}/table", headers=editor).json()
    assert table["disputed"] == []


def test_the_table_is_had_as_a_sheet(web, editor, leader, hearing):
    given = {"number": 0, "stance": "counter-proposal", "text": 'Heller; "5"\nog 6'}
    web.post(f"{hearing}/answers", json=given, headers=leader)
    found = web.get(f"{hearing}/table.csv", headers=editor)
    rows = list(csv.DictReader(io.StringIO(found.content.decode("utf-8-sig"), newline=""), delimiter=";"))
    said = next(row for row in rows if row["stance"])
    assert (said["organization"], said["text"], said["counts"]) == (SOUTH, given["text"], "true")
    asked = {**editor, "Accept": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
    for other in (web.get(f"{hearing}/table", headers=asked), web.get(f"{hearing}/table.xlsx", headers=editor)):
        sheet = openpyxl.load_workbook(io.BytesIO(other.content)).active
        assert sheet.max_row == len(rows) + 1
    assert web.get(f"{hearing}/table", headers={**editor, "Accept": "text/csv"}).content == found.content
    assert web.get(f"{hearing}/table", headers={**editor, "Accept": "image/png"}).status_code in {400, 406}


def test_a_hearing_is_opened_on_what_was_read(web, asked):
    for given, status in (({"If-Match": '"99"'}, 412), ({"If-Match": "*"}, 428)):
        found = web.post(HEARINGS, json=asked["json"], headers={**asked["headers"], **given})
        assert found.status_code == status


@pytest.mark.parametrize(
    "wrong",
    [
        {"deadline": "2020-01-01T00:00:00Z"},
        {"deadline": "2050-01-01T00:00:00"},
        {"deadline": "soon"},
        {"invited": []},
        {"change_set": "no iri"},
        {"rule": {"share": 2}},
        {"reason": ""},
    ],
)
def test_a_hearing_that_cannot_be_held_is_refused(web, asked, wrong):
    found = web.post(HEARINGS, json={**asked["json"], **wrong}, headers=asked["headers"])
    assert found.status_code == 400, found.text


def test_only_those_who_are_invited_answer(web, signed, hearing):
    stranger = signed("per", "reviewer", organization="https://omforent.no/organization/east")
    found = web.post(f"{hearing}/answers", json={"number": 0, "stance": "agree"}, headers=stranger)
    assert (found.status_code, found.json()["field"]) == (403, "organization")
