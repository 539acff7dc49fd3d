"""Lists and schemes too long for a page: every member on one of the pages, and links that lead to the right one."""

import gzip
from datetime import UTC, datetime

import pytest

from registry.catalogue import build
from registry.catalogue.link_check import check_links
from registry.services import drafts, publication
from registry.store.memory import MemoryStore
from registry.terminology.releases import Releases
from tests.catalogue.edition import AGENT, HEAD
from tests.catalogue.test_pages import Document, said

CODES, CONCEPTS = 1201, 505
LIST = """
<https://omforent.no/code-list/lang> a modelldcatno:CodeList, skos:ConceptScheme ; dct:identifier "lang" ;
    dct:title "Lang liste"@nb .
"""
CODE = """
<https://omforent.no/code/lang/{n:04}> a skos:Concept, modelldcatno:CodeElement ; skos:notation "{n:04}" ;
    skos:inScheme <https://omforent.no/code-list/lang> ; skos:prefLabel "Ting {n}"@nb ;
    skos:broader <https://omforent.no/code/lang/{above:04}> .
"""
SCHEME = """
<https://omforent.no/concept-scheme/stor> a skos:ConceptScheme ; dct:identifier "stor" ; dct:title "Stor"@nb ;
    skos:hasTopConcept c:stor-0 .
"""
#: The later its IRI, the earlier its term.
CONCEPT = """
c:stor-{n} a skos:Concept ; skos:inScheme <https://omforent.no/concept-scheme/stor> ; skos:prefLabel "{term}"@nb .
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    home = tmp_path_factory.mktemp("long")
    codes = "".join(CODE.format(n=n, above=max(0, n - 1000)) for n in range(CODES))
    concepts = "".join(CONCEPT.format(n=n, term=f"å{999 - n}") for n in range(CONCEPTS - 1))
    store = MemoryStore()
    texts = (LIST + codes, SCHEME + concepts + CONCEPT.format(n=CONCEPTS, term="aller først"))
    drafts.put(store, *(drafts.read_file((HEAD + text).encode(), "given.ttl") for text in texts))
    issued = datetime(2026, 11, 22, 12, tzinfo=UTC)
    publication.release(store, home, issued=issued, agent=AGENT, check=lambda _: ())
    out = home / "catalogue"
    build(Releases(home).current(), out)
    return out


def read(built, path):
    return Document((built / path).read_text("utf-8"))


def test_every_code_stands_on_one_page_in_order(built):
    paths = ("nb/code-list/lang.html", "nb/code-list/lang/2.html", "nb/code-list/lang/3.html")
    rows = [[attrs["id"] for attrs in read(built, path).all("tr") if "id" in attrs] for path in paths]
    assert [len(each) for each in rows] == [500, 500, 201]
    assert [row for each in rows for row in each] == [f"code-{n:04}" for n in range(CODES)]


def test_each_page_says_which_it_is_and_leads_to_the_others(built):
    page = read(built, "nb/code-list/lang/2.html")
    words = said(page)
    assert words.startswith("Lang liste – Kodeverk lang, 2/3")
    assert "Kodeverket har 1201 koder. Her er del 2 av 3: 0500 til 0999." in words
    here = [attrs["href"] for attrs in page.all("a") if attrs.get("aria-current") == "true" and "lang" not in attrs]
    assert here == ["2.html"]
    assert {"../lang.html", "3.html"} <= {attrs["href"] for attrs in page.all("a")}


def test_a_link_to_a_code_leads_to_its_page(built):
    links = {attrs["href"] for attrs in read(built, "nb/code-list/lang/3.html").all("a")}
    assert "../lang.html#code-0200" in links
    assert [row for row in check_links(built) if "search" not in row.href] == []


def test_a_large_scheme_is_told_from_a_to_aa_in_parts(built):
    first, second = (read(built, f"nb/concept-scheme/stor{path}.html") for path in ("", "/2"))
    links = [
        attrs["href"].rpartition("/")[2].removesuffix(".html")
        for page in (first, second)
        for attrs in page.within("section", "a")
        if "concept/" in attrs["href"]
    ]
    assert links[:3] == ["stor-0", f"stor-{CONCEPTS}", f"stor-{CONCEPTS - 2}"]
    assert len(links) == CONCEPTS + 1
    assert links[-1] == "stor-0"
    assert "Her er del 1 av 2 i alfabetet, fra «aller»" in said(first)


def test_no_page_of_a_long_list_is_heavy(built):
    weights = [len(gzip.compress(path.read_bytes(), 6)) for path in built.rglob("*.html")]
    assert max(weights) < 45_000
