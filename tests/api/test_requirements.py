"""Requirements through HTTP: sets, their members, and the annex of a procurement for an exchange and a role."""

import io

import openpyxl
import pytest

BASE = "https://omforent.no/"


def test_a_set_is_read_with_its_requirements(client):
    found = client.get("/api/v1/requirement-sets/sikkerhet").json()
    assert (found["kind"], found["version"]["number"]) == ("requirement-set", "1.0.0")
    assert found["requirements"]["total"] == found["members"] > 20
    first = found["requirements"]["items"][0]
    assert first["obligation"] == "shall"
    assert set(first["text"]) == {"nb", "nn", "en"}
    assert first["source"][-1]["iri"] == BASE + "standard/his-1153-2-2016#4.2"


def test_members_come_in_pages(client):
    page = client.get("/api/v1/requirement-sets/sikkerhet/requirements?limit=2").json()
    rest = client.get(page["next"]).json()
    assert [row["identifier"] for row in page["items"]] == ["SIK-01", "SIK-02"]
    assert rest["items"][0]["identifier"] == "SIK-03"


def test_one_requirement_has_its_own_address(client):
    found = client.get("/requirement/sikkerhet/SIK-06.ttl")
    assert found.status_code == 200
    assert "omf:obligation omf:shall" in found.text
    assert "omf:demandedOf omf:sending-party" in found.text


def test_what_a_role_must_meet_depends_on_its_side(client):
    def numbers(role):
        found = client.get(f"/api/v1/requirements?exchange=epikrise&role={role}&limit=50").json()
        return {row["requirement"]["identifier"] for row in found["items"]}

    whole = {
        row["requirement"]["identifier"]
        for row in client.get("/api/v1/requirements?exchange=epikrise&limit=50").json()["items"]
    }
    assert numbers("sender") | numbers("receiver") == whole
    assert "SIK-10" in numbers("sender") - numbers("receiver")  # whoever sends encrypts
    assert "SIK-09" in numbers("receiver") - numbers("sender")  # whoever receives verifies
    sender = client.get("/api/v1/exchanges/epikrise").json()["sender"][0].rpartition("/")[2]
    assert numbers(sender) >= numbers("sender")


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ("exchange=finnes-ikke", 404, "exchange"),
        ("exchange=8279", 400, "exchange"),
        ("role=finnes-ikke", 404, "role"),
        ("exchange=epikrise&role=kjernejournal", 400, "role"),
        ("exchange=epikrise&utveksling=x", 400, "utveksling"),
    ],
)
def test_what_cannot_be_asked_for_is_refused(client, query, status, field):
    answer = client.get(f"/api/v1/requirements?{query}")
    assert (answer.status_code, answer.json()["field"]) == (status, field)


@pytest.mark.parametrize(("lang", "first", "answer"), [("nb", "Nr.", "Delvis"), ("en", "No.", "Partly")])
def test_the_workbook_is_one_that_a_supplier_can_fill_in(client, lang, first, answer):
    found = client.get(f"/api/v1/requirements.xlsx?exchange=epikrise&lang={lang}")
    assert found.headers["content-disposition"].startswith('attachment; filename="requirements-epikrise-')
    book = openpyxl.load_workbook(io.BytesIO(found.content))
    sheet = book.worksheets[0]
    assert sheet["A1"].value == first
    (choice,) = sheet.data_validations.dataValidation
    assert answer in choice.formula1
    assert str(choice.sqref) == f"I2:I{sheet.max_row}"
    assert all(row[8].value is None and row[9].value is None for row in sheet.iter_rows(min_row=2))
    basis = {row[0].value: row[5].value for row in sheet.iter_rows(min_row=2)}
    assert basis["SIK-23"].startswith("HIS 80415:2012, ")
    assert basis["SIK-24"] == {"nb": "Nytt i Omforent", "en": "New in Omforent"}[lang]


def test_the_same_annex_is_the_same_bytes_and_is_not_sent_twice(client):
    one = client.get("/api/v1/requirements.xlsx?role=receiver")
    two = client.get("/api/v1/requirements.xlsx?role=receiver")
    assert one.content == two.content
    again = client.get("/api/v1/requirements.xlsx?role=receiver", headers={"If-None-Match": one.headers["etag"]})
    assert again.status_code == 304


def test_the_annex_is_readable_as_markdown(client):
    text = client.get("/api/v1/requirements.md?exchange=epikrise&lang=nn").text
    assert text.startswith("# Kravbilag")
    assert "## Kryptering" in text
    assert "☐ Delvis" in text


def test_csv_has_a_row_a_requirement(client):
    total = client.get("/api/v1/requirements").json()["total"]
    rows = client.get("/api/v1/requirements.csv").content.decode("utf-8-sig").strip().split("\r\n")
    assert len(rows) == total + 1


def test_a_set_is_a_table_too(client):
    text = client.get("/api/v1/requirement-sets/sikkerhet.csv").content.decode("utf-8-sig")
    assert text.startswith('"identifier";"obligation";"area";"title@nb"')
    assert text.splitlines()[0].endswith('"answer";"comment"')


def test_requirements_are_found_by_their_words(client):
    found = client.get("/api/v1/search?q=virksomhetssertifikat&kind=requirement").json()
    assert found["items"]
    assert {row["kind"] for row in found["items"]} == {"requirement"}


def test_a_standard_tells_which_requirements_rest_on_it(client):
    found = client.get(f"/api/v1/where-used?id={BASE}standard/his-1037-2011&limit=50").json()
    assert BASE + "requirement/sikkerhet/SIK-06" in {row["subject"] for row in found["items"]}
