"""Validators, conditional requests, caching and compression."""

import gzip

import brotli
import pytest

ADDRESSES = (
    "/api/v1/schemes",
    "/api/v1/code-lists/8279",
    "/api/v1/code-lists/8279/codes",
    "/api/v1/code-lists/8279.csv",
    "/api/v1/concepts/epikrise.ttl",
    "/api/v1/releases",
    "/api/v1/search?q=epikrise",
    "/api/v1/openapi.json",
    "/api/v1/openapi.yaml",
    "/api/v1/docs",
    "/release/2026.1.ttl",
    "/concept/epikrise.jsonld",
    "/def.ttl",
    "/nb/concept/epikrise.html",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_asking_again_gives_304(client, address):
    found = client.get(address)
    assert found.status_code == 200
    etag = found.headers["etag"]
    assert not etag.startswith("W/")
    for asked in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        again = client.get(address, headers={"If-None-Match": asked})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"] == etag
        assert again.headers["cache-control"] == found.headers["cache-control"]
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("address", ADDRESSES)
def test_each_coding_has_its_own_tag_and_the_same_content(client, address):
    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "br, gzip;q=0.5"})
    zipped = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert plain.content == packed.content == zipped.content  # the client unpacks
    if len(plain.content) >= 500:
        assert packed.headers["content-encoding"] == "br"
        assert zipped.headers["content-encoding"] == "gzip"
        assert len({plain.headers["etag"], packed.headers["etag"], zipped.headers["etag"]}) == 3
        again = client.get(address, headers={"If-None-Match": packed.headers["etag"]})
        assert again.headers["etag"] == packed.headers["etag"]
    assert "accept-encoding" in plain.headers["vary"].lower()


def test_bytes_on_the_wire_are_what_their_coding_says(client):
    with client.stream("GET", "/api/v1/code-lists/8279", headers={"Accept-Encoding": "br"}) as found:
        assert brotli.decompress(b"".join(found.iter_raw())).startswith(b"{")
    with client.stream("GET", "/api/v1/code-lists/8279", headers={"Accept-Encoding": "gzip"}) as found:
        assert gzip.decompress(b"".join(found.iter_raw())).startswith(b"{")


@pytest.mark.parametrize("header", ["identity", "br;q=0, gzip;q=0", "", "zstd", "br;q=x"])
def test_nothing_is_packed_that_is_not_asked_for(client, header):
    found = client.get("/api/v1/code-lists/8279", headers={"Accept-Encoding": header})
    assert "content-encoding" not in found.headers


def test_if_modified_since(client):
    found = client.get("/api/v1/schemes")
    since = found.headers["last-modified"]
    assert since == "Mon, 01 Jun 2026 12:00:00 GMT"
    assert client.get("/api/v1/schemes", headers={"If-Modified-Since": since}).status_code == 304
    earlier = "Sun, 31 May 2026 12:00:00 GMT"
    assert client.get("/api/v1/schemes", headers={"If-Modified-Since": earlier}).status_code == 200
    assert client.get("/api/v1/schemes", headers={"If-Modified-Since": "whenever"}).status_code == 200
    both = {"If-Modified-Since": since, "If-None-Match": '"other"'}
    assert client.get("/api/v1/schemes", headers=both).status_code == 200


def test_codes_of_today_have_changed_today(client):
    assert client.get("/api/v1/code-lists/even").headers["last-modified"] == "Sun, 22 Nov 2026 00:00:00 GMT"
    assert client.get("/api/v1/code-lists/even.csv").headers["last-modified"] == "Mon, 01 Jun 2026 12:00:00 GMT"


def test_what_did_not_change_keeps_its_tag_in_the_next_release(client):
    def tag(address: str) -> str:
        return client.get(address).headers["etag"]

    assert tag("/api/v1/code-lists/odd.list.ttl?release=2026.1") == tag("/api/v1/code-lists/odd.list.ttl")
    assert tag("/api/v1/code-lists/even.ttl?release=2026.1") != tag("/api/v1/code-lists/even.ttl")


def test_tags_tell_languages_and_days_and_forms_apart(client):
    addresses = ("", "?lang=en", "?lang=nn", "?date=2012-01-01", ".ttl", ".csv", ".nt", ".csv?active=true")
    tags = [client.get(f"/api/v1/code-lists/odd.list{address}").headers["etag"] for address in addresses]
    assert len(set(tags)) == len(tags)


def test_only_what_is_pinned_is_immutable(client):
    pinned = ("release=2026.1", "version=1.0.0", "date=2026-03-01")
    for query in pinned:
        assert "immutable" in client.get(f"/api/v1/code-lists/even?{query}").headers["cache-control"], query
    for query in ("", "date=2026-11-22", "date=2040-01-01", "date=2012-01-01"):
        assert "immutable" not in client.get(f"/api/v1/code-lists/even?{query}").headers["cache-control"], query


def test_faults_are_not_kept(client):
    assert client.get("/api/v1/code-lists/none").headers["cache-control"] == "no-store"
