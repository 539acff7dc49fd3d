"""The operations through HTTP: every way to ask, what independent clients make of the answers, and faults."""

import json
import re
import time
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

import pytest
from fhir.resources import get_fhir_model_class
from httpx import Response
from litestar.testing import TestClient

from api.app import Application
from registry.terminology.issues import KINDS
from registry.terminology.message_texts import TEXTS
from tests.fhir.released.content import FORMER, OID, SYSTEM

Client = TestClient[Application]
Json = dict[str, Any]

JSON = {"content-type": "application/fhir+json"}
GENDER = "http://hl7.org/fhir/administrative-gender"
GENDERS = "http://hl7.org/fhir/ValueSet/administrative-gender"
TREE = {
    "resourceType": "CodeSystem",
    "url": "http://example.org/tree",
    "version": "1.0.0",
    "name": "Tree",
    "status": "active",
    "content": "complete",
    "language": "en",
    "property": [{"code": "kind", "type": "code", "uri": "http://example.org/kind"}],
    "concept": [
        {
            "code": "a",
            "display": "Top",
            "definition": "All",
            "designation": [{"language": "nb", "value": "Topp"}],
            "property": [{"code": "kind", "valueCode": "root"}],
            "concept": [{"code": "b", "display": "Below"}],
        }
    ],
}
OF_TREE = {
    "resourceType": "ValueSet",
    "url": "http://example.org/of-tree",
    "status": "active",
    "compose": {"include": [{"system": "http://example.org/tree"}]},
}
MAP = {
    "resourceType": "ConceptMap",
    "url": "http://example.org/map",
    "status": "active",
    "group": [
        {
            "source": "http://example.org/tree",
            "target": GENDER,
            "element": [{"code": "a", "target": [{"code": "male", "relationship": "equivalent"}]}],
        }
    ],
}


def body(*rows: Json) -> bytes:
    return json.dumps({"resourceType": "Parameters", "parameter": list(rows)}).encode()


def post(fhir: Client, path: str, *rows: Json) -> Response:
    return fhir.post(path, content=body(*rows), headers=JSON)


def given(resource: Json, name: str = "tx-resource") -> Json:
    return {"name": name, "resource": resource}


def read(base: str, answer: Response) -> Json:
    """The answer, read by fhir.resources (R5) or fhirclient (R4), which refuse what is not in FHIR."""
    found: Json = answer.json()
    kind = found["resourceType"]
    if base.endswith("r5"):
        get_fhir_model_class(kind).model_validate_json(answer.content)
    else:
        getattr(import_module(f"fhirclient.models.{kind.lower()}"), kind)(json.loads(answer.content))
    return found


def values(found: Json) -> Json:
    return {row["name"]: next((v for k, v in row.items() if k.startswith("value")), None) for row in found["parameter"]}


def test_a_code_is_looked_up_by_every_name_of_its_system(fhir: Client, base: str) -> None:
    answers = []
    listed = read(base, fhir.get(f"{base}/ValueSet/$expand", params={"url": f"{SYSTEM}?fhir_vs", "count": 1}))
    code = listed["expansion"]["contains"][0]["code"]
    for name in (SYSTEM, f"urn:oid:{OID}", FORMER):
        answer = fhir.get(f"{base}/CodeSystem/$lookup", params={"system": name, "code": code})
        assert answer.status_code == 200, answer.text
        answers.append(values(read(base, answer)))
    assert answers[0] == answers[1] == answers[2]
    assert answers[0]["system"] == SYSTEM
    assert answers[0]["code"] == code


def test_every_answer_is_read_by_independent_clients(fhir: Client, base: str) -> None:
    resources = (given(TREE), given(OF_TREE), given(MAP))
    code = ({"name": "system", "valueUri": TREE["url"]}, {"name": "code", "valueCode": "a"})
    named = {"name": "url", "valueUri": OF_TREE["url"]}
    asked = {
        "CodeSystem/$lookup": code,
        "CodeSystem/$validate-code": ({"name": "url", "valueUri": TREE["url"]}, code[1]),
        "CodeSystem/$subsumes": (code[0], {"name": "codeA", "valueCode": "a"}, {"name": "codeB", "valueCode": "b"}),
        "ValueSet/$expand": (
            named,
            {"name": "includeDesignations", "valueBoolean": True},
            {"name": "includeDefinition", "valueBoolean": True},
            {"name": "property", "valueString": "kind"},
        ),
        "ValueSet/$validate-code": (named, *code, {"name": "display", "valueString": "Wrong"}),
        "ConceptMap/$translate": (*code, {"name": "targetSystem", "valueUri": GENDER}),
        "ValueSet/$batch-validate-code": (
            named,
            given({"resourceType": "Parameters", "parameter": list(code)}, "validation"),
        ),
    }
    for path, rows in asked.items():
        answer = post(fhir, f"{base}/{path}", *rows, *resources)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/fhir+json"
        read(base, answer)


def test_a_query_asks_the_same_as_a_body_and_a_form(fhir: Client, base: str) -> None:
    for path, asked in {
        "CodeSystem/$lookup": {"system": GENDER, "code": "male"},
        "CodeSystem/$validate-code": {"url": GENDER, "code": "nope"},
        "CodeSystem/$subsumes": {"system": GENDER, "codeA": "male", "codeB": "male"},
        "ValueSet/$validate-code": {"url": GENDERS, "system": GENDER, "code": "male", "display": "Male"},
    }.items():
        typed = {"url": "valueUri", "system": "valueUri", "display": "valueString"}
        rows = [{"name": name, typed.get(name, "valueCode"): value} for name, value in asked.items()]
        by_query = fhir.get(f"{base}/{path}", params=asked)
        form = {"content-type": "application/x-www-form-urlencoded"}
        by_form = fhir.post(f"{base}/{path}", content=urlencode(asked).encode(), headers=form)
        by_body = post(fhir, f"{base}/{path}", *rows)
        assert by_query.status_code == 200, by_query.text
        assert by_query.json() == by_body.json() == by_form.json()


def test_an_instance_is_asked_by_its_id(fhir: Client, base: str) -> None:
    found = fhir.get(f"{base}/CodeSystem", params={"url": SYSTEM}).json()
    identifier = found["entry"][0]["resource"]["id"]
    code = fhir.get(f"{base}/ValueSet/$expand", params={"url": f"{SYSTEM}?fhir_vs", "count": 1}).json()
    code = code["expansion"]["contains"][0]["code"]
    answer = fhir.get(f"{base}/CodeSystem/{identifier}/$validate-code", params={"code": code})
    assert values(answer.json())["result"] is True
    assert fhir.get(f"{base}/CodeSystem/{identifier}/$lookup", params={"code": code}).status_code == 200
    assert fhir.get(f"{base}/ValueSet/no-such-id/$expand").status_code == 404


def test_a_resource_of_the_request_shadows_the_stored_one(fhir: Client, base: str) -> None:
    own = {**TREE, "url": GENDER, "version": "5.0.0" if base.endswith("r5") else "4.0.1"}
    rows = ({"name": "url", "valueUri": GENDER}, {"name": "code", "valueCode": "a"})
    assert values(post(fhir, f"{base}/CodeSystem/$validate-code", *rows).json())["result"] is False
    assert values(post(fhir, f"{base}/CodeSystem/$validate-code", *rows, given(own)).json())["result"] is True
    assert values(post(fhir, f"{base}/CodeSystem/$validate-code", *rows).json())["result"] is False


def _nested(depth: int) -> bytes:
    return b'{"resourceType":"Parameters","parameter":' + b"[" * depth + b"]" * depth + b"}"


FAULTS: dict[str, bytes] = {
    "nothing": b"{}",
    "no JSON": b"{not json",
    "no UTF-8": b"\xff\xfe{}",
    "an array": b"[]",
    "deep arrays": _nested(90_000),
    "deep objects": b'{"a":' * 15_000 + b"1" + b"}" * 15_000,
    "a lone surrogate": body({"name": "url", "valueUri": "x"}).replace(b'"x"', b'"\\ud800"'),
    "a name that is no text": body({"name": 5}),
    "no object": body(None),  # type: ignore[arg-type]
    "a number that is a text": body({"name": "url", "valueUri": GENDERS}, {"name": "count", "valueInteger": "many"}),
    "a negative count": body({"name": "url", "valueUri": GENDERS}, {"name": "count", "valueInteger": -1}),
    "an enormous offset": body({"name": "url", "valueUri": GENDERS}, {"name": "offset", "valueInteger": 10**40}),
    "a parameter that nobody knows": body(
        {"name": "url", "valueUri": GENDERS}, {"name": "nonsense", "valueString": ""}
    ),
    "a parameter given twice": body({"name": "url", "valueUri": GENDERS}, {"name": "url", "valueUri": GENDERS}),
    "a resource of no type": body(given({"url": "x"}), {"name": "url", "valueUri": GENDERS}),
    "a value set that is none": body({"name": "valueSet", "valueString": "x"}),
    "a system that is a number": body(given({**OF_TREE, "compose": {"include": [{"system": 5}]}}, "valueSet")),
    "an include of nothing": body(given({**OF_TREE, "compose": {"include": [{}]}}, "valueSet")),
    "no definition": body(given({"resourceType": "ValueSet", "url": "http://x", "status": "active"}, "valueSet")),
    "itself": body(given({**OF_TREE, "compose": {"include": [{"valueSet": [OF_TREE["url"]]}]}}, "valueSet")),
    "a version that is none": body({"name": "url", "valueUri": GENDERS}, {"name": "system-version", "valueUri": "x"}),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_an_operation_outcome(fhir: Client, base: str, name: str) -> None:
    answer = fhir.post(f"{base}/ValueSet/$expand", content=FAULTS[name], headers=JSON)
    assert 400 <= answer.status_code < 500, answer.text
    found = read(base, answer)
    assert found["resourceType"] == "OperationOutcome"
    assert found["issue"][0]["severity"] == "error"
    assert found["issue"][0]["details"]["text"]


@pytest.mark.parametrize(("lang", "told"), [("nb", "finnes ikke"), ("nn", "finst ikkje"), ("de", "Unknown code")])
def test_issues_are_told_in_the_language_of_the_request(fhir: Client, base: str, lang: str, told: str) -> None:
    asked = {"url": GENDER, "code": "nope"}
    answer = fhir.get(f"{base}/CodeSystem/$validate-code", params=asked, headers={"accept-language": lang})
    assert told in values(answer.json())["message"]
    unknown = fhir.get(f"{base}/ValueSet/$expand", params={"url": "http://x"}, headers={"accept-language": lang})
    text = unknown.json()["issue"][0]["details"]["text"]
    assert text == ("A definition for the value Set 'http://x' could not be found" if lang == "de" else
                    "Verdisettet «http://x» er ukjent")  # fmt: skip


def test_every_kind_of_issue_has_a_text_and_no_text_is_without_use() -> None:
    english = TEXTS["en"]
    assert set(KINDS) <= set(english)
    assert {name.removesuffix("_other") for name in english} - set(KINDS) == {"VALUESET_SUPPLEMENTS_MISSING"}
    for lang, texts in TEXTS.items():
        assert set(texts) <= set(english), lang
        for name, text in texts.items():
            assert set(re.findall(r"\{\d\}", text)) <= set(re.findall(r"\{\d\}", english[name])), name


def test_addresses_and_methods_that_do_not_exist(fhir: Client, base: str) -> None:
    assert fhir.get(f"{base}/ValueSet/$nonsense").status_code == 404
    assert fhir.get(f"{base}/Patient/$expand").status_code == 404
    assert fhir.delete(f"{base}/ValueSet/$expand").status_code == 405
    other = {"content-type": "application/xml"}
    assert fhir.post(f"{base}/ValueSet/$expand", content=b"<a/>", headers=other).status_code == 415
    assert fhir.get(f"{base}/ValueSet/$expand", headers={"accept": "application/pdf"}).status_code == 406


@pytest.mark.parametrize("pattern", ["((a+)+)+", "((a+)+)+b", "(a|a)*c", "(.*)*(.*)*(.*)*x", "((a{1,1000}){1,1000})"])
def test_a_hostile_expression_is_answered_at_once(fhir: Client, base: str, pattern: str) -> None:
    system = {**TREE, "concept": [{"code": "a" * 100_000}]}
    filters = [{"property": "code", "op": "regex", "value": pattern}]
    named = {**OF_TREE, "compose": {"include": [{"system": TREE["url"], "filter": filters}]}}
    began = time.monotonic()
    answer = post(fhir, f"{base}/ValueSet/$expand", given(system), given(named, "valueSet"))
    assert answer.status_code in (200, 400)
    assert time.monotonic() - began < 3


def test_a_chain_of_imports_without_an_end_is_refused(fhir: Client, base: str) -> None:
    name = "http://example.org/chain/{}"
    rows = [
        given(
            {**OF_TREE, "url": name.format(number), "compose": {"include": [{"valueSet": [name.format(number + 1)]}]}}
        )
        for number in range(300)
    ]
    answer = post(fhir, f"{base}/ValueSet/$expand", {"name": "url", "valueUri": name.format(0)}, *rows)
    assert answer.status_code == 422
    assert answer.json()["issue"][0]["code"] == "too-costly"


def test_many_ways_to_the_same_import_are_walked_once(fhir: Client, base: str) -> None:
    name = "http://example.org/lattice/{}"
    rows = [
        given({**OF_TREE, "url": name.format(number),
               "compose": {"include": [{"valueSet": [name.format(number + 1)]}] * 2}})
        for number in range(40)
    ]  # fmt: skip
    last = given({**OF_TREE, "url": name.format(40)})
    began = time.monotonic()
    asked = ({"name": "url", "valueUri": name.format(0)}, *rows, last, given(TREE))
    answer = post(fhir, f"{base}/ValueSet/$expand", *asked)
    assert answer.json()["expansion"]["total"] == 2
    coding = {"name": "coding", "valueCoding": {"system": TREE["url"], "code": "b"}}
    assert values(post(fhir, f"{base}/ValueSet/$validate-code", *asked, coding).json())["result"] is True
    assert time.monotonic() - began < 3


def test_thousands_of_includes_take_time_by_their_number(fhir: Client, base: str) -> None:
    concepts = [{"code": f"c{number}"} for number in range(4000)]
    includes = [{"system": TREE["url"], "concept": [{"code": row["code"]}]} for row in concepts]
    named = {**OF_TREE, "compose": {"include": includes, "exclude": includes[:2000]}}
    began = time.monotonic()
    answer = post(fhir, f"{base}/ValueSet/$expand", given({**TREE, "concept": concepts}), given(named, "valueSet"))
    assert answer.json()["expansion"]["total"] == 2000
    assert time.monotonic() - began < 5


def test_an_expansion_beyond_the_bound_is_too_costly(fhir: Client, base: str) -> None:
    asked = {"url": GENDERS}
    bound = {"x-too-costly-threshold": "3"}
    answer = fhir.get(f"{base}/ValueSet/$expand", params=asked, headers=bound)
    assert answer.status_code == 422
    assert answer.json()["issue"][0]["code"] == "too-costly"
    page = fhir.get(f"{base}/ValueSet/$expand", params={**asked, "count": 3}, headers=bound)
    assert page.json()["expansion"]["total"] == 4
