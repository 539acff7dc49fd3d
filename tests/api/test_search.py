"""Search and suggestions: why a thing was found, each filter, pages, what is said where nothing is found, bad input."""

import json

import pytest

from api.answers import HitPage, SuggestionList
from registry.namespaces import BASE

SEARCH, SUGGEST = "/api/v1/search", "/api/v1/suggest"
EPIKRISE = BASE + "concept/epikrise"


def found(client, **parameters) -> dict:
    answer = client.get(SEARCH, params=parameters)
    assert answer.status_code == 200, answer.text
    HitPage.model_validate_json(answer.content)
    return answer.json()


def iris(page: dict) -> list[str]:
    return [row["iri"] for row in page["items"]]


def everything(client, **parameters) -> list[str]:
    """All hits of a search, page by page."""
    seen, page = [], found(client, **parameters)
    while True:
        seen += iris(page)
        if not page["next"]:
            return seen
        page = client.get(page["next"]).json()


def problem(answer, status: int, field: str) -> dict:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["field"] == field
    assert body["rule"]
    return body


def test_a_hit_tells_why_it_was_found(client):
    hit = found(client, q="Epikrise")["items"][0]
    assert hit["label"].lower() == "epikrise"
    assert (hit["match"], hit["field"]) == ("literal", "preferred")
    assert hit["active"] is True
    start, end = hit["highlights"][0]
    assert hit["label"][start:end].lower() == "epikrise"


def test_any_language_finds_and_the_one_asked_for_is_shown(client):
    hit = next(row for row in found(client, q="discharge summary", lang="nn")["items"] if row["iri"] == EPIKRISE)
    assert (hit["label"], hit["lang"], hit["display"]) == ("discharge summary", "en", "epikrise")
    assert client.get(SEARCH, params={"q": "epikrise", "lang": "en"}).headers["content-language"] == "en"


@pytest.mark.parametrize("q", ["epikrisen", "epikrisene", "EPIKRISER", "discharge summaries", "summary discharge"])
def test_forms_and_order_of_words_do_not_matter(client, q):
    assert EPIKRISE in iris(found(client, q=q))[:3]


def test_a_misspelt_word_is_read_as_the_nearest_and_that_is_said(client):
    page = found(client, q="epikrsie", lang="nb")
    assert EPIKRISE in iris(page)[:3]
    assert page["corrections"][0]["typed"] == "epikrsie"
    assert "epikrsie" in page["hints"][0]
    assert found(client, q="epikrise")["corrections"] == []


def test_kind_keeps_kinds_and_takes_several(client):
    whole = everything(client, q="epikrise")
    codes = found(client, q="epikrise", kind="code")
    assert {row["kind"] for row in codes["items"]} == {"code"}
    both = everything(client, q="epikrise", kind="code,concept")
    assert both == [iri for iri in whole if iri.split("/")[3] in {"code", "concept"}]


@pytest.mark.parametrize("name", ["8279", "2.16.578.1.12.4.1.1.8279", BASE + "code-list/8279"])
def test_scheme_keeps_what_belongs_to_an_object_by_any_name(client, name):
    page = found(client, q="epikrise", scheme=name)
    assert iris(page)[0] == BASE + "code/8279/EPIKRISE"
    assert {row["object"] for row in page["items"]} == {BASE + "code-list/8279"}


def test_status_keeps_what_may_be_used_or_what_may_not(client):
    every = set(everything(client, q="én"))
    active, inactive = (set(everything(client, q="én", status=name)) for name in ("active", "inactive"))
    assert active | inactive == every
    assert not active & inactive
    assert BASE + "code/odd.list/1" in inactive


def test_what_is_no_longer_used_names_what_replaces_it(client):
    hit = next(row for row in found(client, q="én", status="inactive")["items"] if row["iri"].endswith("odd.list/1"))
    assert hit["replaced_by"][0]["iri"] == BASE + "code/odd.list/2"
    by_name = found(client, q="lege finnes ikke", scheme="8221")["items"]
    assert [row["notation"] for row in by_name[:2]] == ["E21", "E20"]
    assert by_name[0]["field"] == "former"


def test_level_keeps_what_is_exchanged_there(client):
    kept = found(client, q="epikrise", level="primaerhelsetjenesten")
    assert BASE + "exchange/epikrise" in iris(kept)
    assert kept["total"] < found(client, q="epikrise")["total"]
    assert found(client, q="epikrise", level="pasienten")["total"] < kept["total"]


def test_label_lang_keeps_what_has_labels_of_a_language(client):
    assert EPIKRISE in iris(found(client, q="epikrise", label_lang="en"))
    every = everything(client, q="epikrise")
    kept = everything(client, q="epikrise", label_lang="en")
    assert kept == [iri for iri in every if iri in kept]
    assert len(kept) < len(every)


def test_facets_count_all_hits_and_can_be_given_back(client):
    page = found(client, q="epikrise", limit=1)
    kinds = {row["value"]: row["things"] for row in page["facets"]["kind"]}
    assert sum(kinds.values()) == page["total"]
    for kind, count in kinds.items():
        assert found(client, q="epikrise", kind=kind)["total"] == count
    within = page["facets"]["within"][0]
    assert within["display"]
    assert found(client, q="epikrise", scheme=within["value"])["total"] == within["things"]
    assert found(client, q="epikrise", facets="false")["facets"] is None


@pytest.mark.parametrize("q", ["epikrise", "a", "dato for", "8279"])
@pytest.mark.parametrize("size", [1, 7, 50])
def test_pages_hold_every_hit_once_in_the_same_order(client, q, size):
    if size == 1 and q == "a":
        size = 23
    whole = everything(client, q=q, limit=50)
    parts = everything(client, q=q, limit=size)
    assert parts == whole
    assert len(set(whole)) == len(whole) == found(client, q=q)["total"]


def test_filters_go_along_to_the_next_page(client):
    assert (
        len(everything(client, q="epikrise", kind="code", limit=1)) == found(client, q="epikrise", kind="code")["total"]
    )


def test_a_cursor_of_another_question_is_refused(client):
    following = found(client, q="epikrise", limit=1)["next"]
    problem(client.get(following.replace("q=epikrise", "q=resept")), 400, "cursor")


def test_where_nothing_is_found_the_nearest_and_what_is_not_held_are_told(client):
    page = found(client, q="xyzzyqwrt", lang="nb")
    assert page["total"] == 0
    assert page["items"] == []
    names = {row["name"]: row["command"] for row in page["not_held"]}
    assert {"SNOMED CT", "ICD-10", "ATC"} <= set(names)
    assert names["ICD-10"] == "omforent import icd10no PLACE"
    assert "SNOMED CT" in page["hints"][-1]
    assert "xyzzyqwrt" in page["hints"][0]


def test_filters_that_keep_nothing_are_said_to(client):
    page = found(client, q="epikrise", kind="phase", lang="en")
    assert page["total"] == 0
    assert "Without the filters" in page["hints"][1]


@pytest.mark.parametrize(
    ("parameters", "status", "field"),
    [
        ({"q": ""}, 400, "q"),
        ({"q": "  "}, 400, "q"),
        ({"q": "a" * 201}, 400, "q"),
        ({"q": "a", "kind": "planet"}, 400, "kind"),
        ({"q": "a", "kind": "concept,planet"}, 400, "kind"),
        ({"q": "a", "status": "gone"}, 400, "status"),
        ({"q": "a", "level": "loftet"}, 400, "level"),
        ({"q": "a", "label_lang": "xx"}, 400, "label_lang"),
        ({"q": "a", "scheme": "nothing"}, 404, "scheme"),
        ({"q": "a", "limit": "0"}, 400, "limit"),
        ({"q": "a", "limit": "51"}, 400, "limit"),
        ({"q": "a", "cursor": "x"}, 400, "cursor"),
        ({"q": "a", "lang": "!"}, 400, "lang"),
        ({"q": "a", "color": "red"}, 400, "color"),
    ],
)
def test_bad_parameters_are_named_with_value_and_rule(client, parameters, status, field):
    body = problem(client.get(SEARCH, params=parameters), status, field)
    if field not in {"q", "color"}:
        assert body["value"] in parameters[field]


def test_levels_that_there_are_are_told(client):
    assert "kommunen" in problem(client.get(SEARCH, params={"q": "a", "level": "x"}), 400, "level")["rule"]


HOSTILE = (
    *(
        "og",
        "hva er en",
        "the of and",
        "🦊",
        "👩‍⚕️ epikrise",
        "\u202eepikrise",
        "‍",
        "a\tb",
        "%",
        "*",
        '"',
        "\\",
        "()",
        "-" * 200,
    ),
    *(
        "'; DROP TABLE",
        "<script>alert(1)</script>",
        "a b " * 50,
        "é" * 200,
        "ﷺ" * 20,
        "٣٣٣",
        "ª",
        "I\u0307stanbul",
        "ß",
    ),
    *("." * 199, "a." * 99, "1" * 200, "søk\u0301", "\ufffd", "a-" * 100, "aa" * 100, "o" * 200, "漢字", "ﬁ"),
)


@pytest.mark.parametrize("q", HOSTILE)
def test_whatever_is_typed_gets_an_answer(client, q):
    answer = client.get(SEARCH, params={"q": q.strip() or q})
    assert answer.status_code in {200, 400}
    if answer.status_code == 200:
        HitPage.model_validate_json(answer.content)
    assert client.get(SUGGEST, params={"q": q}).status_code in {200, 400}


def test_thousands_of_words_are_refused_before_they_are_read(client):
    problem(client.get(SEARCH, params={"q": "epikrise " * 500}), 400, "q")
    assert client.get(SEARCH, params={"q": "ord " * 10_000}).status_code == 414


def test_suggestions_complete_what_is_typed(client):
    answer = client.get(SUGGEST, params={"q": "epik"})
    SuggestionList.model_validate_json(answer.content)
    rows = answer.json()["items"]
    assert rows[0]["text"].lower() == "epikrise"
    assert 0 < len(rows) <= 8
    assert len({row["text"] for row in rows}) == len(rows)
    assert len(client.get(SUGGEST, params={"q": "epik", "limit": 1}).json()["items"]) == 1


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({"q": " "}, "q"),
        ({"q": "a" * 201}, "q"),
        ({"q": "a", "limit": "0"}, "limit"),
        ({"q": "a", "limit": "51"}, "limit"),
    ],
)
def test_bad_requests_for_suggestions_are_refused(client, parameters, field):
    problem(client.get(SUGGEST, params=parameters), 400, field)


def test_an_answer_is_kept_until_the_next_release(client):
    for address in (SEARCH, SUGGEST):
        first = client.get(address, params={"q": "epikrise"})
        again = client.get(address, params={"q": "epikrise"}, headers={"If-None-Match": first.headers["etag"]})
        assert again.status_code == 304
        pinned = client.get(address, params={"q": "epikrise", "release": "2026.1"})
        assert "immutable" in pinned.headers["cache-control"]


def test_a_later_release_finds_what_is_new_in_it(client):
    assert BASE + "code/even/0" in iris(found(client, q="Null"))
    assert BASE + "code/even/0" not in iris(found(client, q="Null", release="2026.1"))


def test_examples_of_the_description_are_answers(client):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    for address, cls in ((SEARCH, HitPage), (SUGGEST, SuggestionList)):
        content = paths[address]["get"]["responses"]["200"]["content"]["application/json"]
        cls.model_validate_json(json.dumps(content["example"]))
