"""Whatever is asked of reads, searches and batches, the answer is FHIR and no fault of the server's."""

import json
from typing import Any
from urllib.parse import quote, urlencode

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.fhir.edition import Edition
from registry.fhir.released.search import RESULT, parameters
from tests.fhir.released.content import FORMER, LIST, OID, SCHEME, SYSTEM

QUIET = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}
KINDS = ("CodeSystem", "ValueSet", "ConceptMap", "NamingSystem", "StructureDefinition")
NAMES = sorted({name for kind in KINDS for edition in Edition for name in parameters(kind, edition)} | set(RESULT))
MODIFIERS = ("", "", "", ":exact", ":contains", ":not", ":below", ":above", ":missing", ":in", ":")
PLAIN = st.text(max_size=12)
VALUES = st.one_of(
    st.sampled_from(
        (
            "100",
            "m",
            SYSTEM,
            LIST,
            FORMER,
            SCHEME,
            f"urn:oid:{OID}",
            "active",
            "A1",
            f"{SYSTEM}|A1",
            "|",
            "1.0.0",
            "true",
        )
    ),
    st.sampled_from(
        ("0", "1", "-1", "1e9", "9" * 30, "count", "text", "json", "xml", "html", "*", ",", "\\,", "a,b", "٣")
    ),
    PLAIN,
)
TYPES = st.one_of(st.sampled_from((*KINDS, "Patient", "metadata", "$versions", "$x", "")), PLAIN)
RESTS = st.lists(
    st.one_of(st.sampled_from(("100", "100-v1.0.0", "7110", "_history", "_search", "1.0.0", "m", "%2F", "..")), PLAIN),
    max_size=4,
)
QUERY = st.lists(
    st.tuples(st.tuples(st.one_of(st.sampled_from(NAMES), PLAIN), st.sampled_from(MODIFIERS)).map("".join), VALUES),
    max_size=3,
)
ACCEPTED = st.sampled_from(("*/*", "application/fhir+json", "text/html", "application/fhir+xml", "", "x", "*/*;q=2"))
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), PLAIN),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(PLAIN, inner, max_size=3),
)


def held(answer: Any, asked: object) -> None:
    """Never a fault of the server's; what is wrong is told as an OperationOutcome."""
    assert answer.status_code < 500, (asked, answer.text)
    if answer.status_code == 303 or not answer.content:
        return
    assert answer.headers["content-type"] == "application/fhir+json", (asked, answer.text)
    if answer.status_code >= 400:
        assert answer.json()["resourceType"] == "OperationOutcome", asked


def path_of(base: str, kind: str, rest: list[str], query: list[tuple[str, str]]) -> str:
    place = "/".join(quote(part, safe="$") for part in (kind, *rest))
    return f"{base}/{place}?{urlencode(query)}"


ASKED = st.tuples(TYPES, RESTS, QUERY).filter(lambda asked: not {".", ".."} & {asked[0], *asked[1]})
METHODS = st.sampled_from(("GET", "GET", "GET", "HEAD", "PUT"))


@settings(max_examples=400, **QUIET)
@given(asked=ASKED, accept=ACCEPTED, method=METHODS)
def test_addresses(fhir, base: str, asked: tuple[Any, ...], accept: str, method: str) -> None:
    held(fhir.request(method, path_of(base, *asked), headers={"accept": accept}), asked)


@settings(max_examples=300, **QUIET)
@given(kind=st.sampled_from(KINDS), query=QUERY)
def test_searches(fhir, base: str, kind: str, query: list[tuple[str, str]]) -> None:
    got = fhir.get(path_of(base, kind, [], query))
    held(got, query)
    posted = fhir.post(f"{base}/{kind}/_search", data=dict(query)) if len(dict(query)) == len(query) else None
    if posted is not None and query:
        held(posted, query)
        assert posted.status_code == got.status_code, query
        assert got.status_code != 200 or posted.json()["total"] == got.json()["total"]


METHOD = st.one_of(st.sampled_from(("GET", "POST")), JSON)
SENT = st.sampled_from(
    ("application/fhir+json", "application/json", "", "application/x-www-form-urlencoded", "text/xml")
)


@settings(max_examples=200, **QUIET)
@given(
    body=st.one_of(
        st.binary(max_size=60),
        JSON.map(lambda value: json.dumps(value).encode()),
        st.lists(
            st.one_of(
                JSON,
                st.fixed_dictionaries(
                    {
                        "request": st.fixed_dictionaries(
                            {
                                "method": st.one_of(st.sampled_from(("GET", "POST")), JSON),
                                "url": st.one_of(VALUES, JSON),
                            }
                        )
                    },
                    optional={"resource": JSON},
                ),
            ),
            max_size=4,
        ).map(lambda rows: json.dumps({"resourceType": "Bundle", "type": "batch", "entry": rows}).encode()),
    ),
    kind=st.sampled_from(
        ("application/fhir+json", "application/json", "", "application/x-www-form-urlencoded", "text/xml")
    ),
)
def test_batches(fhir, base: str, body: bytes, kind: str) -> None:
    held(fhir.post(base, content=body, headers={"content-type": kind} if kind else {}), body)
