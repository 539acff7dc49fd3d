"""Whatever is sent by whoever is signed in, the answer is no server fault."""

import re
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.access import SIGNED
from registry.domain.party import Role
from tests.api.curation.steps import SETS, adding, at
from tests.api.test_fuzz import is_sound
from tests.services.curation.registry_of_one import LIST, NORTH

QUIET = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [LIST, NORTH, "https://omforent.no/code/1/1", "", "pref_label", "iri", "codes", "<script>", "urn:x"]
    ),
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
    | st.sampled_from(["2026-01-01"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
NEEDED = {
    "remove-member": {"target"},
    "move": {"target", "before", "after"},
    "inactivate": {"target", "day"},
    "replace": {"target", "by", "day"},
    "deprecate": {"target", "replaced_by"},
    "retire": {"target", "day", "replaced_by"},
    "restore": {"target"},
    "edit-field": {"target", "field", "lang", "before", "after"},
    "add-value": {"target", "field", "value"},
    "remove-value": {"target", "field", "value"},
    "add-member": {"kind", "value", "within"},
    "create-object": {"kind", "value"},
}
OPERATIONS = st.fixed_dictionaries(
    {
        "op": st.sampled_from(sorted(NEEDED)),
        "object": st.just(LIST) | TEXTS,
        "target": st.sampled_from([LIST, "https://omforent.no/code/1/1", "https://omforent.no/code/1/2"]) | TEXTS,
    },
    optional={
        "kind": st.sampled_from(["code", "concept", "code-list", "mapping", "element"]),
        "value": JSON | st.just(adding("7")["value"]),
        "field": st.sampled_from(["pref_label", "broader", "valid", "iri", "codes", "notation", "extra", "sources"]),
        "before": JSON,
        "after": JSON,
        "lang": TEXTS | st.none(),
        "by": st.lists(TEXTS, max_size=2),
        "replaced_by": st.lists(TEXTS, max_size=2),
        "day": st.dates().map(str),
        "reason": TEXTS,
        "within": TEXTS,
    },
)


@pytest.fixture
def everybody(signed):
    return signed("kari", *Role)


def fitting(operation):
    """An operation without the fields that its kind does not have, so that more of them get past the reading."""
    kept = NEEDED[operation["op"]] | {"op", "object", "reason"}
    return {name: value for name, value in operation.items() if name in kept}


@QUIET
@given(
    route=st.sampled_from(sorted(SIGNED)),
    name=st.text(max_size=20),
    sent=st.tuples(JSON, st.dictionaries(TEXTS, TEXTS)),
)
def test_bodies_names_and_queries(web, everybody, route, name, sent):
    (method, path), (body, query) = route, sent
    place = re.sub(r"{\w+}", quote(name, safe="") or "1", path)
    given_body = {"json": body} if method in {"POST", "PUT"} else {}
    is_sound(web.request(method, place, params=query, headers={**everybody, "If-Match": '"1"'}, **given_body))


@QUIET
@given(operations=st.lists(OPERATIONS.map(fitting), min_size=1, max_size=3))
def test_operations_and_what_becomes_of_them(web, everybody, operations):
    place = web.post(SETS, json={"title": "x", "reason": "x"}, headers=everybody).headers["location"]
    found = web.post(f"{place}/operations", json={"operations": operations}, headers=at(web, place, everybody))
    is_sound(found)
    for rest in ("", "/differences", "/refused", "/permitted"):
        is_sound(web.get(place + rest, headers=everybody))
    if found.status_code == 200:
        body = {"state": "review", "reason": "x"}
        is_sound(web.post(f"{place}/transitions", json=body, headers=at(web, place, everybody)))
