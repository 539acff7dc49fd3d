"""Every fault is problem+json, tells what is wrong, and nothing that a caller sends breaks the server."""

import logging
from pathlib import Path

import pytest
from litestar.testing import TestClient

from api.app import create
from registry.errors import Unavailable
from registry.settings import Settings
from registry.terminology.releases import Releases


def problem(found, status: int) -> dict:
    assert found.status_code == status
    assert found.headers["content-type"] == "application/problem+json"
    body = found.json()
    assert body["status"] == status
    assert body["title"]
    assert body["correlation_id"] == found.headers["x-correlation-id"]
    return body


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
@pytest.mark.parametrize("address", ["/api/v1/concepts", "/concept/epikrise", "/", "/api/v1/docs"])
def test_other_methods_are_refused_with_those_allowed(client, method, address):
    found = client.request(method, address)
    assert found.status_code == 405
    assert {"GET", "HEAD", "OPTIONS"} <= set(found.headers["allow"].split(", "))


def test_a_missing_parameter_is_named(client):
    assert "'q'" in problem(client.get("/api/v1/search"), 400)["detail"]
    assert problem(client.get("/api/v1/search?q="), 400)["field"] == "q"
    assert "'id'" in problem(client.get("/api/v1/resolve"), 400)["detail"]


@pytest.mark.parametrize(
    "target",
    ["/concept/%FF", "/concept/%zz", "/api/v1/search?q=%C3", "/api/v1/search?q=%", "/concept/a%00b", "/%0d%0aX"],
)
def test_addresses_that_cannot_be_read_are_refused(client, target):
    problem(client.get(target), 400)


def test_an_address_may_not_be_endless(client):
    problem(client.get("/concept/" + "a" * 9000), 414)
    problem(client.get("/api/v1/search?q=" + "a" * 9000), 414)


def test_a_body_may_not_be_endless(client):
    problem(client.post("/api/v1/concepts", headers={"Content-Length": "10000001"}), 413)
    problem(client.post("/api/v1/concepts", headers={"Content-Length": "9" * 40}), 413)
    problem(client.post("/api/v1/concepts", headers={"Content-Length": "-1"}), 400)


def test_a_correlation_id_is_echoed_or_made(client):
    assert client.get("/", headers={"X-Correlation-Id": "abc-1.2_3"}).headers["x-correlation-id"] == "abc-1.2_3"
    for bad in ("", "a b", "x" * 65, "<script>"):
        made = client.get("/nothing", headers={"X-Correlation-Id": bad}).headers["x-correlation-id"]
        assert made != bad
        assert len(made) == 16


def test_every_answer_has_the_headers_of_safety(client):
    for address in ("/", "/nothing", "/api/v1/concepts", "/concept/%FF", "/api/v1/docs", "/nb/concept/epikrise.html"):
        headers = client.get(address).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"


def test_any_page_on_the_web_may_read(client):
    found = client.get("/api/v1/concepts", headers={"Origin": "https://example.org"})
    assert found.headers["access-control-allow-origin"] == "*"
    assert "ETag" in found.headers["access-control-expose-headers"]
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    preflight = client.options("/api/v1/concepts", headers=asked)
    assert preflight.status_code == 204
    assert "If-None-Match" in preflight.headers["access-control-allow-headers"]
    assert client.get("/nothing").headers["access-control-allow-origin"] == "*"


def test_options_tells_the_methods(client):
    found = client.options("/api/v1/concepts")
    assert found.status_code == 204
    assert set(found.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_head_is_get_without_its_body(client):
    for address in ("/api/v1/concepts", "/api/v1/releases/2026.1/package", "/concept/epikrise.ttl", "/nothing"):
        get, head = client.get(address), client.head(address)
        assert head.content == b""
        assert head.status_code == get.status_code
        assert head.headers["content-length"] == get.headers["content-length"]
        assert head.headers.get("etag") == get.headers.get("etag")


def test_before_the_first_release_everything_says_so(tmp_path: Path):
    with TestClient(create(Settings(home=tmp_path), Releases(tmp_path)), raise_server_exceptions=False) as client:
        for address in ("/api/v1/schemes", "/api/v1/releases", "/concept/x", "/api/v1/code-lists/1?date=2012-01-01"):
            assert "released" in problem(client.get(address), 404)["detail"]
        assert client.get("/api/v1/openapi.json").status_code == 200


class Broken(Releases):
    def current(self):
        raise Unavailable("The disk is gone.", field="home")


class Crashing(Releases):
    def current(self):
        raise RuntimeError("secret of the caller")


def test_data_that_cannot_be_read_is_503(tmp_path: Path):
    with TestClient(create(Settings(home=tmp_path), Broken(tmp_path)), raise_server_exceptions=False) as client:
        assert problem(client.get("/api/v1/schemes"), 503)["detail"] == "The disk is gone."


def test_an_unforeseen_fault_is_logged_without_what_the_caller_sent(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    with (
        caplog.at_level(logging.ERROR),
        TestClient(create(Settings(home=tmp_path), Crashing(tmp_path)), raise_server_exceptions=False) as client,
    ):
        found = problem(client.get("/api/v1/search?q=hemmelig", headers={"X-Correlation-Id": "find-me"}), 500)
    assert "secret" not in found["detail"]
    assert "find-me" in caplog.text
    assert "RuntimeError" in caplog.text
    assert "secret" not in caplog.text
    assert "hemmelig" not in caplog.text


@pytest.mark.parametrize(
    ("address", "field", "value", "rule"),
    [
        ("/api/v1/concepts?limit=many", "limit", "many", "a whole number"),
        ("/api/v1/code-lists/even/codes?active=perhaps", "active", "perhaps", "true or false"),
        ("/api/v1/code-lists/even?date=2012-13-01", "date", "2012-13-01", "a day, such as 2026-11-22"),
    ],
)
def test_a_parameter_that_cannot_be_read_is_told_with_its_value_and_rule(client, address, field, value, rule):
    found = problem(client.get(address), 400)
    assert (found["field"], found["value"], found["rule"]) == (field, value, rule)
    assert found["detail"] == f"{field}={value!r} cannot be read: {rule}."
