"""Questions to the structure through HTTP: filters, paging, forms, faults."""

import csv
import io
from datetime import date

import openpyxl
import pytest
from litestar.testing import TestClient

from api.app import create
from registry.settings import Settings
from registry.terminology.releases import Releases
from tests.services.structure import edition

API = "/api/v1"
ADDRESSES = ("/exchanges", "/exchanged-elements", "/exchanges/epikrise/elements", "/matrix")


@pytest.fixture(scope="module")
def asking(tmp_path_factory):
    home = tmp_path_factory.mktemp("asking")
    edition.release(home)
    app = create(Settings(home=home, max_page=50), Releases(home), today=lambda: date(2026, 11, 28))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def test_the_question_of_the_municipality_is_answered(asking):
    found = asking.get(f"{API}/exchanges?to=kommunen&phase=utskrivning&lang=nn").json()
    rows = {row["identifier"]: row for row in found["items"]}
    assert set(rows) == {"apprec", "utskrivningsrapport", "log-utskrevet"}
    report = rows["utskrivningsrapport"]
    assert report["from_levels"] == ["https://omforent.no/care-level/spesialisthelsetjenesten"]
    assert "https://omforent.no/code-list/3101" in report["code_lists"]
    assert report["elements"] > report["required_elements"] > 0
    assert not rows["log-utskrevet"]["model_known"]
    table = asking.get(f"{API}/exchanged-elements.csv?to=kommunen&phase=utskrivning&code-list=3101").content
    lines = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig")), delimiter=";"))
    assert {line["exchange"] for line in lines} == {"utskrivningsrapport"}
    assert all("3101" in line["code_list"] for line in lines)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_is_had_as_json_csv_and_xlsx_by_suffix_and_by_accept(asking, address):
    as_json = asking.get(API + address)
    assert as_json.status_code == 200
    assert asking.get(f"{API}{address}.json").json()["total"] == as_json.json()["total"]
    table = asking.get(f"{API}{address}.csv")
    assert table.headers["content-type"].startswith("text/csv")
    assert "-2026.1.csv" in table.headers["content-disposition"]
    assert len(table.text.splitlines()) == as_json.json()["total"] + 1
    assert asking.get(API + address, headers={"Accept": "text/csv"}).content == table.content
    book = asking.get(f"{API}{address}.xlsx")
    assert openpyxl.load_workbook(io.BytesIO(book.content)).worksheets[0].max_row == as_json.json()["total"] + 1
    again = asking.get(f"{API}{address}.csv", headers={"If-None-Match": table.headers["etag"]})
    assert again.status_code == 304
    assert asking.get(API + address, headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_follow_each_other_and_hold_everything_once(asking, address):
    where, seen = f"{API}{address}?limit=50", []
    whole = asking.get(where).json()["total"]
    while where and len(seen) < 400:
        page = asking.get(where).json()
        seen += [str(item) for item in page["items"]]
        where = page["next"]
    assert len(seen) == len(set(seen)) == (whole if where is None else len(seen))


@pytest.mark.parametrize("name", ["from", "to", "level", "phase", "element", "concept", "code-list", "theme"])
def test_an_unknown_name_is_a_problem_that_tells_what_is_allowed(asking, name):
    for address in ("/exchanges", "/matrix", "/exchanged-elements.csv"):
        answer = asking.get(f"{API}{address}", params={name: "there-is-none"})
        assert answer.status_code == 400
        told = answer.json()
        assert (told["field"], told["value"]) == (name, "there-is-none")
        assert told["rule"]


def test_faults_of_the_address(asking):
    assert asking.get(f"{API}/exchanges/there-is-none/elements").status_code == 404
    assert asking.get(f"{API}/exchanges?colour=red").status_code == 400
    assert asking.get(f"{API}/exchanges?limit=51").json()["field"] == "limit"
    assert asking.get(f"{API}/exchanges?date=2020-01-01").status_code == 404
    assert asking.get(f"{API}/exchanges?release=2026.9").status_code == 404


def test_what_is_pinned_by_release_does_not_change(asking):
    pinned = asking.get(f"{API}/matrix?release=2026.1&limit=1")
    assert "immutable" in pinned.headers["cache-control"]
    assert asking.get(f"{API}/matrix?date=2026-11-25&limit=1").json()["items"] == pinned.json()["items"]


def test_the_matrix_names_levels_pairs_and_evidence(asking):
    found = asking.get(f"{API}/matrix?from=spesialisthelsetjenesten&to=primaerhelsetjenesten&limit=50").json()
    (pair,) = found["pairs"]
    assert pair["otherwise"] == "not-exchanged"
    assert pair["exchanges"] == ["https://omforent.no/exchange/apprec", "https://omforent.no/exchange/epikrise"]
    carrier = found["items"][0]["cells"][0]["carriers"][0]
    assert carrier["evidence"] == "read-in-standard"
    assert carrier["elements"]
    assert found["levels"][0]["display"]
