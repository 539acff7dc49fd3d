"""Whatever is asked, the answer is no server fault."""

from urllib.parse import quote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

QUIET = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
PREFIXES = [
    "/",
    "/nb/",
    "/static/",
    "/concept/",
    "/code/odd.list/",
    "/release/",
    "/def",
    "/api/v1/",
    "/api/v1/code-lists/",
    "/api/v1/code-lists/odd.list/codes/",
    "/api/v1/concepts/",
    "/api/v1/releases/",
    "/api/v1/docs/",
]
NAMES = [
    "release",
    "version",
    "date",
    "lang",
    "limit",
    "cursor",
    "active",
    "q",
    "kind",
    "scheme",
    "status",
    "level",
    "label_lang",
    "facets",
    "id",
    "object",
    "indirect",
    "x",
]
LISTS = [
    "schemes",
    "concepts",
    "code-lists/even",
    "code-lists/even/codes",
    "search",
    "suggest",
    "resolve",
    "where-used",
    "versions",
]
VALUES = st.one_of(
    st.text(max_size=40),
    st.integers().map(str),
    st.dates().map(str),
    st.sampled_from(
        ["2026.1", "1.0.0", "true", "nb", "e30", "9" * 400, "1e9", "epikrise", "code", "\u0000", "٣", "2026.٣"]
    ),
)
HEADERS = [
    *("Accept", "Accept-Language", "Accept-Encoding", "If-None-Match", "If-Modified-Since", "X-Correlation-Id"),
    *("Origin", "Content-Length", "Host", "Range", "Cookie"),
]
TOKENS = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=60)


def is_sound(found) -> None:
    assert found.status_code < 500, (found.url, found.text)
    if found.status_code >= 400:
        assert found.headers["content-type"] == "application/problem+json"
        assert found.json()["status"] == found.status_code


@QUIET
@given(prefix=st.sampled_from(PREFIXES), rest=st.text(max_size=60), raw=st.booleans())
def test_paths(client, prefix, rest, raw):
    path = (
        "".join(mark for mark in rest if mark.isascii() and mark.isprintable() and mark != "#")
        if raw
        else quote(rest, safe="")
    )
    is_sound(client.get("http://testserver" + prefix + path))


@QUIET
@given(place=st.sampled_from(LISTS), query=st.lists(st.tuples(st.sampled_from(NAMES), VALUES), max_size=4))
def test_queries(client, place, query):
    is_sound(client.get(f"/api/v1/{place}", params=query))


@QUIET
@given(
    headers=st.dictionaries(st.sampled_from(HEADERS), TOKENS, max_size=4),
    address=st.sampled_from(["/api/v1/code-lists/even", "/concept/epikrise", "/", "/nothing", "/nb/"]),
)
def test_headers(client, headers, address):
    is_sound(client.get(address, headers={name: value.strip() for name, value in headers.items()}))
