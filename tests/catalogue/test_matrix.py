"""The pages of the matrix, of levels and of queries: they say what the structure of the release says."""

import pytest

from registry.services.structure.matrix import State, matrix
from registry.services.structure.question import Asked, exchanges, understood
from registry.services.structure.sheets import last
from registry.services.structure.structure import Structure
from tests.catalogue.test_pages import Document


@pytest.fixture(scope="module")
def structure(catalogue_site):
    return Structure(catalogue_site[1])


@pytest.fixture(scope="module")
def read(catalogue_site):
    return lambda path: Document((catalogue_site[0] / path).read_text("utf-8"))


def said(document):
    return " ".join(text for text, _ in document.text)


def test_each_pair_between_which_something_goes_has_a_page_and_a_link(catalogue_site, structure, read):
    found = matrix(structure, understood(structure, Asked()))
    wanted = {f"{last(row.from_level)}--{last(row.to_level)}.html" for row in found.pairs if row.exchanges}
    for lang in ("nb", "nn", "en"):
        assert {path.name for path in (catalogue_site[0] / lang / "matrix").iterdir()} == wanted
    links = {row["href"] for row in read("nb/matrix.html").all("a")}
    assert {f"matrix/{name}" for name in wanted} <= links
    assert {f"level/{level.identifier}.html" for level in structure.levels} <= links


def test_the_page_of_a_pair_tells_every_concept_and_how_surely(structure, read):
    one, other = "spesialisthelsetjenesten", "primaerhelsetjenesten"
    found = matrix(structure, understood(structure, Asked(from_=one, to=other)))
    page = read(f"nb/matrix/{one}--{other}.html")
    linked = [row["href"] for row in page.within("th", "a")]
    states = [cell.state for row in found.rows for cell in row.cells]
    assert len([href for href in linked if "/concept/" in href]) == len(found.rows)
    text = said(page)
    assert text.count(" påkrevd ") >= states.count(State.REQUIRED)
    assert "Om andre begreper er med, er ikke kjent" in text or "Andre begreper er ikke med" in text


def test_the_page_of_a_level_tells_every_exchange_it_takes_part_in(structure, read):
    links = {row["href"] for row in read("en/level/kommunen.html").all("a")}
    for side in ("from_", "to"):
        for row in exchanges(structure, understood(structure, Asked(**{side: "kommunen"}))):
            assert f"../exchange/{last(row.iri)}.html" in links
    assert "../code-list/8221.html" in links


def test_a_form_sends_each_query_without_scripts(read):
    page = read("nn/sparql.html")
    forms = [row for row in page.all("form") if row.get("action") == "../sparql"]
    assert len(forms) >= 8
    assert all(row["method"] == "get" for row in forms)
    assert len([row for row in page.all("textarea") if row["name"] == "query"]) == len(forms)
