"""The catalogue's search in a real browser finds what the release's own search finds, in the same order."""

import csv
import json
import random
from itertools import islice

import pytest

from registry.catalogue.links import CATALOGUE_LANGUAGES
from registry.terminology.search_layout import key_number
from registry.terminology.search_query import SearchQuery
from registry.text.ranking import TIERS
from registry.text.stemming import form_stem, stem
from registry.text.words import HINTS, analyse
from tests.browser.tab import DESK, Watched

pytestmark = pytest.mark.browser
#: Runs in the page: what is found, by its numbers in the static order, as the release tells it too.
FIND = """queries => Promise.all(queries.map(query => omforent.find(query, {limit: 10}).then(found => [
    found.total, found.complete, found.hits.map(hit => [hit.thing, hit.tier]),
    found.corrections.map(row => [row.typed, row.used]), [...found.facets].sort(),
])))"""
ANALYSE = """texts => texts.map(text => {
    const {words, keys, kinds, named} = omforent.text.analyse(text);
    return [words.map(row => [row.word, row.stem]), keys, kinds.sort(), named];
})"""
#: The same for the vectors of the analysis, step by step.
STEPS = """rows => rows.map(({text: typed}) => {
    const {fold, chunks, wordOf, piecesOf, formStem, stem, analyse} = omforent.text;
    const words = chunks(typed).map(wordOf), {keys} = analyse(typed);
    return {fold: fold(typed), chunks: chunks(typed), words, pieces: chunks(typed).map(piecesOf),
            forms: words.map(formStem), stems: words.map(stem), query: {keys}};
})"""
ODD = (
    *(
        "a",
        "e",
        "ø",
        "å",
        "1",
        "of",
        "fo",
        "..",
        "J44.1",
        "2.16.578.1.12.4.1.1.7304",
        "urn:oid:2.16.578.1.12.4.1.1.7304",
    ),
    *(
        "xyzzyq",
        "blå resepter",
        "hjerte infarkt",
        "ß",
        "ﬁ",
        "ΑΣ",
        "e\u0301pikrise",
        "Čoahkkin",
        "E-post",
        "ÅRSAK",
        "kodeverk",
    ),
    *(
        "epikirse",
        "legemidel",
        "henvisningsepikrise",
        "hva er en epikrise",
        "kodeverk for hjelpemidler",
        "trekrone",
        "birk",
    ),
)


@pytest.fixture(scope="module")
def release(catalogue_site):
    return catalogue_site[1]


@pytest.fixture(scope="module")
def queries(root, release):
    """The relevance set, oddities, and labels of the release: whole, begun, in part, misspelt."""
    files = sorted((root / "tests" / "search" / "queries").glob("*.csv"))
    asked = [row["query"] for file in files for row in csv.DictReader(file.read_text("utf-8").splitlines())]
    return [*asked, *ODD, *islice(_made(release), 250)]


def _made(release):
    chance = random.Random(11)
    things = list(release.whole_index().shown())
    while True:
        label = chance.choice(chance.choice(things).labels or [("", "epikrise", "")])[1]
        words, at = label.split(), chance.randrange(len(label))
        yield chance.choice(
            [
                label,
                label[: at + 1],
                " ".join(chance.sample(words, min(2, len(words)))),
                label[:at] + label[at + 1 :],
                label[:at] + chance.choice("aeinrst") + label[at:],
                " ".join(word[:3] for word in words),
            ]
        )


@pytest.fixture(scope="module", params=CATALOGUE_LANGUAGES)
def tab(request, browser, catalogue_site):
    found = Watched(browser, DESK)
    found.page.goto((catalogue_site[0] / request.param / "search.html").as_uri())
    found.page.evaluate("omforent.wake()")
    yield found
    found.context.close()


def _expected(release, query):
    outcome = release.searcher.index.outcome(SearchQuery(text=query, limit=10, facets=True))
    return [
        outcome.total,
        outcome.complete,
        [[met.thing, TIERS[met.tier]] for met in outcome.met],
        [list(row) for row in outcome.corrections],
        sorted([row.value, row.things] for row in outcome.facets if row.facet == "kind"),
    ]


def test_the_first_ten_are_those_of_the_release_in_each_language(tab, release, queries):
    found = tab.page.evaluate(FIND, queries)
    told = [_expected(release, query) for query in queries]
    assert [(query, one, other) for query, one, other in zip(queries, told, found, strict=True) if one != other] == []
    assert tab.faults == []


def test_pages_of_one_kind_continue_each_other_as_those_of_the_release_do(tab, release):
    asked = {"text": "pasient", "kinds": ("concept",), "limit": 5}
    pages = [release.searcher.index.outcome(SearchQuery(offset=offset, **asked)).met for offset in (0, 5, 10)]
    find = """offset => omforent.find('pasient', {kind: 'concept', limit: 5, offset})
        .then(found => found.hits.map(hit => hit.thing))"""
    assert [tab.page.evaluate(find, offset) for offset in (0, 5, 10)] == [[met.thing for met in page] for page in pages]


def test_a_query_is_analysed_as_in_the_release(tab, queries):
    def told(text):
        found = analyse(text)
        kinds = sorted({HINTS[word] for word in found.hints})
        return [[list(word) for word in found.words], list(found.keys), kinds, list(found.named or ())]

    assert tab.page.evaluate(ANALYSE, queries) == [told(query) for query in queries]


def test_the_vectors_of_the_analysis_come_out_step_by_step(tab, root):
    vectors = json.loads((root / "tests" / "text" / "vectors.json").read_text("utf-8"))
    found = tab.page.evaluate(STEPS, vectors)
    told = [{name: row[name] for name in found[0]} | {"query": {"keys": row["query"]["keys"]}} for row in vectors]
    assert found == told


def test_words_have_the_same_stems_as_in_the_release(tab, release):
    words = sorted(release.whole_index().words())
    found = tab.page.evaluate(
        "words => words.map(word => [omforent.text.stem(word), omforent.text.formStem(word)])", words
    )
    assert found == [[stem(word), form_stem(word)] for word in words]


def test_whole_labels_have_the_same_numbers_as_in_the_release(tab, queries):
    numbers = [key_number(0, query) >> 24 for query in queries]
    assert tab.page.evaluate("keys => keys.map(key => omforent.keyNumber('0' + key))", queries) == numbers
