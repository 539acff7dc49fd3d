"""Every worked example is told in three languages and answered over a release."""

import json
from importlib.resources import files

import pytest

from registry.services.querying.examples import ORDER, examples
from registry.services.querying.pool import Limits, QueryPool
from registry.terminology.layout import Layout
from tests.services.structure import edition

ACCEPT = {
    "rows": ["application/sparql-results+json"],
    "truth": ["application/sparql-results+json"],
    "graph": ["text/turtle"],
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    home = tmp_path_factory.mktemp("examples")
    edition.release(home)
    pool = QueryPool(Layout(home).release_store, Limits(1, 10.0, 1000, 1_500_000_000))
    yield {row.name: pool.answer(row.query, ACCEPT) for row in examples()}
    pool.close()


def test_every_file_is_shown():
    found = {path.name.removesuffix(".rq") for path in (files("registry") / "sparql" / "examples").iterdir()}
    assert found == set(ORDER)


@pytest.mark.parametrize("row", examples(), ids=lambda row: row.name)
def test_an_example_has_words_in_three_languages_and_answers(answers, row):
    for texts in (row.title, row.about):
        assert [string.lang for string in texts] == ["nb", "nn", "en"]
    found = answers[row.name]
    assert not found.cut
    if found.media_type == "text/turtle":
        assert b"omforent.no" in found.content
        return
    told = json.loads(found.content)
    assert isinstance(told.get("boolean"), bool) or told["results"]["bindings"], row.name


def test_the_first_tells_what_the_municipality_receives(answers):
    rows = json.loads(answers["municipality-at-discharge"].content)["results"]["bindings"]
    assert {row["exchange"]["value"].rpartition("/")[2] for row in rows} == {
        "apprec",
        "utskrivningsrapport",
        "log-utskrevet",
    }
