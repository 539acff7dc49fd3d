"""What a page weighs on the way to a phone: the page itself with the styles and scripts that it asks for at once."""

import gzip
from functools import cache

import pytest

from tests.catalogue.test_pages import Document

#: Bytes, compressed.
MOST = 60_000


@pytest.fixture(scope="module")
def weigh(catalogue_site):
    @cache
    def weight(path):
        return len(gzip.compress(path.read_bytes(), 6))

    def all_of(path):
        read = Document(path.read_text("utf-8"))
        asked = [row["href"] for row in read.all("link") if row["rel"] == "stylesheet"]
        asked += [row["src"] for row in read.all("script")]
        return weight(path) + sum(weight((path.parent / each).resolve()) for each in asked)

    return all_of


def test_no_page_of_the_site_weighs_more_than_60_kb(catalogue_site, weigh):
    pages = sorted(catalogue_site[0].rglob("*.html"))
    heavy = {path.name: weight for path in pages if (weight := weigh(path)) > MOST}
    assert len(pages) > 2000
    assert heavy == {}
