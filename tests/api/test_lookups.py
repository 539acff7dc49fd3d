"""The hot look-ups give what the ordinary routes give, byte for byte, however the question is put."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar.testing import TestClient

from api import answers, encoding, lookups
from api.app import create
from registry.domain import AssociativeRelation, Concept, ConceptRelation, Definition, LangString, Period, Statement
from registry.settings import Settings
from registry.terminology.members import json_of
from registry.terminology.releases import Releases
from tests.api.conftest import TODAY

CONCEPT, LIST = "/api/v1/concepts/epikrise", "/api/v1/code-lists/8279"
CODE = f"{LIST}/codes/EPIKRISE"
ADDRESSES = (
    CONCEPT,
    CODE,
    "/api/v1/concepts/henvisning",
    "/api/v1/code-lists/odd.list/codes/9",
    "/api/v1/code-lists/odd.list/codes/1",
    "/api/v1/code-lists/odd.list/codes/x.json",
    "/api/v1/code-lists/odd.list/codes/%C3%85",
    "/api/v1/code-lists/odd.list/codes/A%2FB",
    "/api/v1/code-lists/odd.list/codes/none",
    "/api/v1/code-lists/2.16.578.1.12.4.1.1.8279/codes/EPIKRISE",
    "/api/v1/code-lists/urn:old:odd/codes/9",
    "/api/v1/code-lists/urn%3Aold%3Aodd/codes/9",
    "/api/v1/code-lists/pasientforlop/codes/9",
    "/api/v1/code-lists//codes/9",
    "/api/v1/code-lists/odd.list/codes/",
    "/api/v1/concepts/none",
    "/api/v1/concepts/epikrise.json",
    "/api/v1/concepts/epikrise.ttl",
    "/api/v1/concepts/epikrise/",
    "/api/v1/concepts/https%3A%2F%2Fomforent.no%2Fconcept%2Fepikrise",
    "/api/v1/concepts/https%3A%2F%2Fomforent.no%2Fconcept%2Fepikrise.ttl",
    "/api/v1/concepts/https%3A%2F%2Fomforent.no%2Fcode-list%2F8279",
    "/api/v1/concepts/epikrise%23x",
    "/api/v1/concepts/https%3A%2F%2Fomforent.no%2Fconcept%2Fepikrise%23x",
    "/api/v1/concepts/epikrise%2525",
    "/api/v1/code-lists/https%3A%2F%2Fomforent.no%2Fcode-list%2F8279/codes/EPIKRISE",
    "/api/v1/code-lists/https%3A%2F%2Felsewhere.example%2Flist/codes/a",
    "/api/v1/concepts",
    LIST,
    "/api/v1/search",
    "/api/v1/suggest",
)
QUERIES = (
    "",
    "lang=en",
    "lang=NN",
    "lang=",
    "lang=x!",
    "lang=nb&lang=nb",
    "version=1.0.0",
    "release=2026.1",
    "x=1",
    "q=epi",
)
SEARCHES = (
    *("q=epikrise", "q=Epi+sk%C3%A6", "q=epikrise&lang=en", "q=epikrise&limit=2", "q=epikrise&limit=0", "q=a&limit=02"),
    *("q=e&limit=1&facets=false", "q=e&facets=1", "q=e&facets=False", "q=e&kind=code", "q=e&kind=", "q=e&kind=x"),
    *("q=e&scheme=8279&status=active", "q=e&scheme=none", "q=+", "q=", "q=%20e", "q=e&q=f", "q=xyzzy", "q=epikrize"),
    *("q=e&label_lang=nb", "q=e&label_lang=", "q=e&cursor=x", "q=e&release=2026.1", "q=e&lang=x-y", "q=e;limit=2"),
    *("q=" + "x" * 201, "q=%F0%9F%98%80", "q", "&q=e", "q=e&", "q=a=b", "q=e&limit=9999999999"),
)
HEADERS = (
    {},
    {"Accept": "application/json"},
    {"Accept": "*/*;q=0.1", "Accept-Language": "nn-NO, en;q=0.5"},
    {"Accept": "text/turtle"},
    {"Accept": "text/turtle, application/json;q=0.9"},
    {"Accept": "image/png"},
    {"Accept-Language": "en"},
    {"Accept-Encoding": "gzip"},
    {"Accept-Encoding": "br, gzip;q=0.5"},
    {"If-None-Match": "*"},
    {"If-None-Match": '"other"'},
    {"If-Modified-Since": "Mon, 23 Nov 2026 00:00:00 GMT"},
    {"If-Modified-Since": "Mon, 01 Jan 2024 00:00:00 GMT"},
    {"Range": "bytes=0-10"},
    {"X-Correlation-Id": "mine"},
)


@pytest.fixture(scope="module")
def ordinary(home, catalogue):
    """The same application with every request left to its ordinary route."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lookups.Lookups, "find", lambda *_: None)
        app = create(Settings(home=home, max_page=50), Releases(home), today=lambda: TODAY)
    with TestClient(app, raise_server_exceptions=False) as found:
        found.follow_redirects = False
        found.headers["accept-encoding"] = "identity"
        yield found


USUAL = (CONCEPT, CODE, "/api/v1/search?q=epikrise", "/api/v1/suggest?q=epi")


def said(client, method, address, headers):
    with client.stream(method, address, headers={"X-Correlation-Id": "same", **headers}) as found:
        return found.status_code, sorted(found.headers.multi_items()), b"".join(found.iter_raw())


@pytest.mark.parametrize("address", ADDRESSES)
def test_however_it_is_asked_the_answer_is_the_ordinary_one(client, ordinary, address):
    for query, headers, method in product(QUERIES, HEADERS, ("GET", "HEAD")):
        asked = (method, f"{address}?{query}" if query else address, headers)
        assert said(client, *asked) == said(ordinary, *asked), asked


@pytest.mark.parametrize("place", ["search", "suggest"])
def test_a_search_finds_the_same_however_it_is_put(client, ordinary, place):
    for query, headers in product(SEARCHES, HEADERS[:8]):
        asked = ("GET", f"/api/v1/{place}?{query}", headers)
        assert said(client, *asked) == said(ordinary, *asked), asked


@pytest.mark.parametrize("address", [CONCEPT, CODE, "/api/v1/search?q=epikrise&limit=5", "/api/v1/suggest?q=epi"])
def test_what_the_caller_has_already_is_told_alike(client, ordinary, address):
    for coding in ("identity", "gzip", "br"):
        tag = client.get(address, headers={"Accept-Encoding": coding}).headers["etag"]
        for value in (tag, f"W/{tag}", f'"a", {tag}'):
            asked = ("GET", address, {"If-None-Match": value})
            found = said(client, *asked)
            assert found[0] == 304
            assert found == said(ordinary, *asked)


def test_the_usual_requests_never_reach_the_router(client, ordinary, monkeypatch):
    expected = {address: ordinary.get(address).content for address in USUAL}
    monkeypatch.setattr(client.app._transport, "_app", None)  # an ordinary route would fail
    for address, headers in product(expected, ({}, {"Accept": "application/json"}, {"Accept-Language": "nb"})):
        found = client.get(address, headers=headers)
        assert found.status_code == 200
        if "Accept-Language" not in headers:
            assert found.content == expected[address]
        assert client.get(address, headers={**headers, "If-None-Match": found.headers["etag"]}).status_code == 304


def test_what_the_caller_has_is_told_before_anything_is_read(client, monkeypatch):
    tag = client.get(CONCEPT).headers["etag"]

    def read(*_):
        raise AssertionError("read")

    monkeypatch.setattr(lookups.Lookups, "_concept_json", read)
    assert client.get(CONCEPT, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(CONCEPT, headers={"If-None-Match": '"other"'}).status_code == 500


WORDS = st.text(max_size=8)
TEXTS = st.lists(
    st.builds(LangString, text=WORDS, lang=st.sampled_from(["nb", "NB", "nn-NO", "en", "se", "de"])), max_size=4
).map(tuple)
IRIS = st.lists(
    st.sampled_from(["https://omforent.no/concept/epikrise", "https://omforent.no/x", "https://a.example/b"]),
    max_size=3,
).map(tuple)
DAYS = st.none() | st.dates()
SOURCES = st.lists(st.sampled_from(["https://a.example/s#1"]) | TEXTS.filter(bool).map(lambda row: row[0]), max_size=2)
CONCEPTS = st.builds(
    Concept,
    iri=st.just("https://omforent.no/concept/x"),
    in_scheme=IRIS,
    identifier=st.none() | WORDS,
    notation=st.lists(WORDS, max_size=2).map(tuple),
    pref_label=TEXTS,
    alt_label=TEXTS,
    definition=st.lists(
        st.builds(
            Definition,
            value=TEXTS.filter(bool).map(lambda row: row[0]),
            audience=st.none() | st.just("https://a.example/all"),
            source=SOURCES.map(tuple),
            extra=st.just((Statement("", "p", '"o"'),)),
        ),
        max_size=2,
    ).map(tuple),
    subject=SOURCES.map(tuple),
    validity=st.builds(Period, start=DAYS, end=DAYS),
    created=DAYS,
    broader=IRIS,
    generic_relation=st.lists(st.builds(ConceptRelation, description=TEXTS, broader=IRIS), max_size=1).map(tuple),
    associative_relation=st.lists(
        st.builds(AssociativeRelation, has_to_concept=IRIS, relation_role=TEXTS), max_size=1
    ).map(tuple),
    extra=st.lists(st.builds(Statement, WORDS, WORDS, WORDS), max_size=2).map(tuple),
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(value=CONCEPTS, spoken=st.lists(st.sampled_from(["nb", "nn", "en", "fr", "nn-no"]), max_size=2).map(tuple))
def test_a_concept_is_written_as_its_model_writes_it(value, spoken):
    given_fields = {name: getattr(value, name) for name in answers.Concept.model_fields if hasattr(value, name)}
    expected = answers.Concept.model_validate(given_fields, context={"languages": spoken}).model_dump_json()
    found = encoding.concept(encoding.Encoder(answers.Concept), json_of(value), spoken, defaultdict(lambda: None))
    assert found.decode() == expected
