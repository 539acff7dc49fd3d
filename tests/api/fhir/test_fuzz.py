"""Whatever is sent to the operations, the answer is no server fault."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar.testing import TestClient

from api.app import Application
from tests.api.fhir.test_operations import GENDER, GENDERS, JSON, MAP, OF_TREE, TREE

QUIET = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}
PATHS = [
    *(f"CodeSystem/${name}" for name in ("lookup", "validate-code", "subsumes", "batch-validate-code")),
    *(f"ValueSet/${name}" for name in ("expand", "validate-code", "batch-validate-code")),
    "ConceptMap/$translate",
]
NAMES = [
    *("url", "code", "system", "version", "display", "coding", "codeableConcept", "count", "offset", "filter"),
    *("valueSet", "tx-resource", "validation", "codeA", "codeB", "property", "displayLanguage", "designation"),
    *("activeOnly", "inferSystem", "system-version", "force-system-version", "useSupplement", "targetSystem"),
    *("sourceCode", "reverse", "conceptMap", "codeSystem", "default-valueset-version", "exclude-system", "abstract"),
]
TEXTS = st.one_of(
    st.sampled_from([GENDER, GENDERS, "male", "a", f"{GENDER}|1.x", "*", "en;q=0", "true", "|", "", "#", TREE["url"]]),
    st.text(max_size=20),
)
LEAVES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS)
ANYTHING = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)
KINDS = ["String", "Uri", "Code", "Boolean", "Integer", "Coding", "CodeableConcept", "Decimal", "Canonical", "X"]


@st.composite
def bent(draw: st.DrawFn, resource: Any) -> Any:
    """A resource with something in it replaced, somewhere."""
    made = json.loads(json.dumps(resource))
    place = made
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            return made
        key = draw(st.sampled_from(keys))
        if isinstance(place[key], dict | list) and draw(st.booleans()):
            place = place[key]
            continue
        place[key] = draw(ANYTHING)
        return made


PARAMETERS = st.one_of(
    st.builds(lambda name, kind, value: {"name": name, f"value{kind}": value}, st.sampled_from(NAMES),
              st.sampled_from(KINDS), ANYTHING),
    st.builds(lambda name, resource: {"name": name, "resource": resource},
              st.sampled_from(["tx-resource", "valueSet", "codeSystem", "conceptMap", "validation"]),
              st.one_of(bent(TREE), bent(OF_TREE), bent(MAP), st.sampled_from([TREE, OF_TREE, MAP]), ANYTHING)),
    st.sampled_from([
        {"name": "url", "valueUri": OF_TREE["url"]},
        {"name": "coding", "valueCoding": {"system": TREE["url"], "code": "a", "display": "x"}},
        {"name": "system", "valueUri": TREE["url"]},
        {"name": "code", "valueCode": "a"},
    ]),
)  # fmt: skip


def check(fhir: TestClient[Application], base: str, path: str, rows: list[Any]) -> None:
    content = json.dumps({"resourceType": "Parameters", "parameter": rows}).encode("utf-8", "surrogatepass")
    answer = fhir.post(f"{base}/{path}", content=content, headers=JSON)
    assert answer.status_code < 500, (path, rows)
    assert answer.json()["resourceType"] in ("Parameters", "ValueSet", "OperationOutcome")


@settings(max_examples=100, **QUIET)
@given(path=st.sampled_from(PATHS), rows=st.lists(PARAMETERS, max_size=5))
def test_no_body_ends_in_a_server_fault(fhir: TestClient[Application], base: str, path: str, rows: list[Any]) -> None:
    check(fhir, base, path, rows)


@settings(max_examples=80, **QUIET)
@given(path=st.sampled_from(PATHS), asked=st.lists(st.tuples(st.sampled_from(NAMES), TEXTS), max_size=5))
def test_no_query_ends_in_a_server_fault(
    fhir: TestClient[Application], base: str, path: str, asked: list[tuple[str, str]]
) -> None:
    params = [(name, text.encode("utf-8", "replace").decode()) for name, text in asked]
    answer = fhir.get(f"{base}/{path}", params=params)
    assert answer.status_code < 500, (path, asked)


@pytest.mark.soak
@settings(max_examples=20_000, **QUIET)
@given(path=st.sampled_from(PATHS), rows=st.lists(PARAMETERS, max_size=8))
def test_tens_of_thousands_of_bodies(fhir: TestClient[Application], base: str, path: str, rows: list[Any]) -> None:
    check(fhir, base, path, rows)


def test_a_small_request_is_answered_while_a_large_one_is_worked_at(fhir: TestClient[Application], base: str) -> None:
    concepts = [{"code": f"c{at}", "display": "a" * 30} for at in range(12_000)]
    large = {**TREE, "url": "http://example.org/large", "concept": concepts}
    rows = [
        {"name": "tx-resource", "resource": large},
        {"name": "url", "valueUri": large["url"]},
        {"name": "code", "valueCode": "c11999"},
    ]
    content = json.dumps({"resourceType": "Parameters", "parameter": rows})
    assert len(content) > 200_000
    with ThreadPoolExecutor(4) as pool:
        asked = [
            pool.submit(fhir.post, f"{base}/CodeSystem/$validate-code", content=content, headers=JSON) for _ in range(3)
        ]
        small = pool.submit(fhir.get, f"{base}/CodeSystem/$lookup", params={"system": GENDER, "code": "male"}).result()
        assert small.status_code == 200
        assert {each.result().status_code for each in asked} == {200}
