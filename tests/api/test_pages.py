"""The catalogue's files: served as they lie, and nothing outside their folder."""

import pytest


@pytest.mark.parametrize(
    ("header", "query", "lang"),
    [("", "", "nb"), ("nn-NO", "", "nn"), ("en", "?lang=nn", "nn"), ("de, en;q=0.1", "", "en")],
)
def test_the_front_page_is_in_the_language_asked_for(client, header, query, lang, catalogue):
    found = client.get(f"/{query}", headers={"Accept-Language": header})
    assert (found.status_code, found.headers["location"]) == (303, f"/{lang}/")
    assert client.get(f"/{lang}/").text == (catalogue / lang / "index.html").read_text("utf-8")


def test_a_folder_needs_its_slash(client):
    found = client.get("/nb")
    assert (found.status_code, found.headers["location"]) == (308, "/nb/")


@pytest.mark.parametrize(
    ("address", "media_type"),
    [
        ("/nb/concept/epikrise.html", "text/html; charset=utf-8"),
        ("/static/site.css", "text/css; charset=utf-8"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/index.html", "text/html; charset=utf-8"),
        ("/static/site.css?v=2", "text/css; charset=utf-8"),
    ],
)
def test_files_have_their_media_type(client, address, media_type):
    found = client.get(address)
    assert found.status_code == 200
    assert found.headers["content-type"] == media_type


@pytest.mark.parametrize(
    "address",
    [
        "/static/../../releases/current",
        "/static/%2e%2e/%2e%2e/releases/current",
        "/static/..%2f..%2freleases%2fcurrent",
        "/static/%252e%252e/%252e%252e/releases/current",
        "/nb/..%2f..%2freleases%2f2026.1%2frelease.json",
        "/static//etc/passwd",
        "/%2fetc%2fhostname.txt",
        "/static/out.txt",
        "/nb/secret.key",
        "/.built.json",
        "/nb/concept",
        "/static",
        "/static/" + "a" * 300 + ".css",
        "/nb/none.html",
        "/..%2f..%2fx.txt",
    ],
)
def test_nothing_else_is_served(client, address):
    found = client.get(address)
    assert found.status_code == 404
    assert found.headers["content-type"] == "application/problem+json"
