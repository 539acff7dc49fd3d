"""What a reader finds on the pages: read as HTML, not as strings."""

from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from registry.catalogue.links import CATALOGUE_LANGUAGES
from registry.services.fhir_conformance import conformance
from tests.catalogue.edition import PAGES

VOID = {"meta", "link", "br", "hr", "img", "input", "wbr"}
CASES = [(lang, page) for lang in CATALOGUE_LANGUAGES for page in PAGES]


class Document(HTMLParser):
    """A page as elements, refusing what is not well formed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text: list[tuple[str, str]] = []
        self.langs: list[str] = []
        self.inside: dict[str, list[tuple[str, dict[str, str]]]] = {}
        self.feed(html)
        self.close()
        self.faults += [f"not closed: {tag}" for tag in self.open]

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if len(given) != len(attrs):
            self.faults.append(f"attribute twice on {tag}")
        if tag == "p" and "p" in self.open:
            self.faults.append("p within p")
        self.elements.append((tag, given))
        for outer in set(self.open):
            self.inside.setdefault(outer, []).append((tag, given))
        if tag not in VOID:
            self.open.append(tag)
            self.langs.append(given.get("lang", self.langs[-1] if self.langs else ""))

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> where {self.open[-1:]} is open")
        else:
            self.open.pop()
            self.langs.pop()

    def handle_data(self, data):
        if data.strip() and self.langs:
            self.text.append((" ".join(data.split()), self.langs[-1]))

    def within(self, outer, tag):
        """The elements `tag` that stand inside an `outer`."""
        return [attrs for name, attrs in self.inside.get(outer, ()) if name == tag]

    def all(self, *tags):
        return [attrs for tag, attrs in self.elements if tag in tags]


@pytest.fixture(scope="session")
def document(catalogue_site):
    seen = {}

    def read(path):
        if path not in seen:
            seen[path] = Document((catalogue_site[0] / path).read_text("utf-8"))
        return seen[path]

    return read


def said(document):
    return " ".join(text for text, _ in document.text)


@pytest.mark.parametrize(("lang", "page"), CASES)
def test_each_type_of_page_is_well_formed_in_its_language(document, lang, page):
    read = document(f"{lang}/{page}")
    ids = [attrs["id"] for _, attrs in read.elements if "id" in attrs]
    assert read.faults == []
    assert read.elements[0] == ("html", {"lang": lang})
    assert len(ids) == len(set(ids))
    assert not any(" " in each for each in ids)


@pytest.mark.parametrize(("lang", "page"), CASES)
def test_headings_come_in_order_under_one_h1(document, lang, page):
    levels = [int(tag[1]) for tag, _ in document(f"{lang}/{page}").elements if tag in ("h1", "h2", "h3", "h4")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize(("lang", "page"), CASES)
def test_there_are_landmarks_and_a_way_past_the_menu(document, lang, page):
    read = document(f"{lang}/{page}")
    assert [len(read.all(tag)) for tag in ("header", "main", "footer")] == [1, 1, 1]
    assert all(attrs.get("aria-label") for attrs in read.all("nav"))
    assert read.all("a")[0]["href"] == "#content"
    assert read.all("main")[0]["id"] == "content"


@pytest.mark.parametrize(("lang", "page"), CASES)
def test_tables_have_a_caption_and_cells_that_lead(document, lang, page):
    read = document(f"{lang}/{page}")
    assert len(read.all("caption")) == len(read.all("table"))
    assert all(attrs.get("scope") in ("col", "row") for attrs in read.all("th"))


@pytest.mark.parametrize(("lang", "page"), CASES)
def test_a_page_fetches_nothing_from_elsewhere_and_has_no_script_or_style_of_its_own(document, lang, page):
    read = document(f"{lang}/{page}")
    assert read.all("style", "iframe", "object", "img", "base") == []
    assert not any(name.startswith("on") or name == "style" for _, attrs in read.elements for name in attrs)
    assert all("://" not in attrs["href"] for attrs in read.all("link"))
    assert all("defer" in attrs and "://" not in attrs["src"] for attrs in read.all("script"))


def test_dates_are_iso_dates_that_machines_can_read(document):
    times = document("nb/release/2026.2.html").all("time")
    assert {attrs["datetime"] for attrs in times} == {"2026-11-22", "2026-11-23", conformance().measured.isoformat()}


def test_a_concept_begins_with_its_explanation_for_everybody(document):
    words = said(document("nb/concept/epikrise.html"))
    everybody = "oppsummering legen din får etter at du har vært til behandling"
    assert words.index(everybody) < words.index("fagmelding som sammenfatter")
    assert "Bygger på: HIS 80226:2014 punkt 3.1" in words


def test_a_concept_says_what_replaced_it_before_anything_else(document):
    words = said(document("nb/concept/birk.html"))
    assert words.index("Erstattet av bjørk") < words.index("Termer")
    assert "Utgått" in words


def test_relations_carry_their_criterion_and_role_in_their_own_language(document):
    read = document("en/concept/krone.html")
    assert ("etter plass", "nb") in read.text
    assert ("gir skygge til", "nb") in read.text
    assert "Is part of etter plass" in said(read)
    assert "Has parts etter plass Norwegian Bokmål krone" in said(document("en/concept/tre.html"))


def test_terms_are_listed_by_language_and_standing(document):
    read = document("nb/concept/krone.html")
    assert "nordsamisk ruvdnu" in said(read)
    assert ("ruvdnu", "se") in read.text
    assert "Frarådet" in said(read)
    assert "trekrone topp" in said(read)


def test_a_text_in_another_language_is_marked_and_named(document):
    read = document("en/code-list/7110.html")
    first = next(row for row in read.text if row[0].startswith("Klassifikasjon av"))
    assert first[1] == "nb"
    assert "Norwegian Bokmål" in said(read)
    assert ("engelsk", "nb") in document("nb/exchange/gjetning.html").text


def test_codes_out_of_use_say_so_and_lead_to_what_replaced_them(document):
    read = document("nb/code-list/frukt.html")
    words = said(read)
    links = [attrs["href"] for attrs in read.all("a")]
    assert "2 Pære Utgått 2015-12-31 (til og med) Å/3 Åkerbær" in words
    assert "#code-%C3%85%2F3" in links
    assert [attrs["id"] for attrs in read.all("tr") if attrs.get("class") == "inactive"] == ["code-2", "code-4"]


def test_a_code_list_shows_its_notes_its_former_names_and_what_replaced_it(document):
    words = said(document("nb/code-list/frukt.html"))
    assert "Bare til prøving." in words
    assert "urn:gammel tidligere navn" in words
    assert "Erstattet av Ja, nei" in words or "Erstattet av" in words.partition("Koder")[0]
    assert "Frukt & <grønt>" in words
    assert "Farge" in words
    assert "rød" in words


def test_a_list_without_codes_tells_why(document):
    words = said(document("nb/code-list/7110.html"))
    assert "Kodene er ikke med her Rettighetene til ICD-10 ligger hos WHO." in words


def test_an_exchange_says_how_sure_its_direction_is(document):
    assert "Antakelse Ingen kilde sier hvem som sender til hvem." in said(document("nb/exchange/gjetning.html"))
    assert "Retningen bygger på lest i standarden" in said(document("nb/exchange/epikrise.html"))


def test_a_model_tells_cardinality_binding_strength_and_evidence(document):
    read = document("nb/model/epikrise-1.2.html")
    assert "0..1 CS 8279 Meldingens funksjon bare disse kodene; lest i standarden" in said(read)
    assert "element-Message/Type" in {attrs.get("id") for attrs in read.all("tr")}
    assert "Uten kodeverk" in said(read)


def test_the_pathway_shows_who_sends_what_in_each_phase_and_what_is_only_a_hypothesis(document):
    words = said(document("nb/pathway/pasientforlop.html"))
    assert "gjetning sender og mottar (antakelse)" in words


def test_an_exchange_names_who_carries_it(document):
    assert "Formidles av Norsk Helsenett" in said(document("nb/exchange/gjetning.html"))


def test_the_home_page_opens_three_doors_and_the_phases_of_the_pathway(document):
    read = document("nb/index.html")
    links = {attrs["href"] for attrs in read.all("a")}
    assert [text for text, _ in read.text if text.startswith("Du ")] == [
        "Du møter pasienter",
        "Du lager eller kjøper systemer",
        "Du er med og bestemmer",
    ]
    assert {"concepts.html", "code-lists.html", "release/current.html", "coverage.html"} <= links
    assert "pathway/pasientforlop.html#phase-henvisning" in links


def test_the_home_page_names_what_the_release_changed(document):
    words = said(document("nb/index.html"))
    assert "Nytt i utgivelse 2026.2 2026-11-23" in words
    assert "1 objekt endret: Frukt" in words


def test_the_concepts_begin_with_their_schemes_of_which_one_sentence_is_told(document):
    words = said(document("nb/concepts.html"))
    assert "Første setning, jf. regelen." in words
    assert "Andre setning." not in words
    assert words.index("Frukthage") < words.index("Alle termer, A–Å")


def test_a_scheme_shows_what_is_below_what_and_every_term_from_a_to_aa(document):
    read = document("nb/concept-scheme/frukthage.html")
    words = said(read)
    assert "tre 2 2 under tre bjørk krone" in words
    assert "1 begrep i samlingen er verken over- eller underordnet" in words
    assert [attrs["href"] for attrs in read.all("a") if attrs["href"].startswith("#letter")] == [
        "#letter-B",
        "#letter-K",
        "#letter-T",
    ]
    assert "trekrone → krone" in words


def test_a_concept_is_drawn_among_its_neighbours_for_the_eye_only(document):
    read = document("nb/concept/krone.html")
    drawn = read.all("svg")[-1]
    assert drawn["aria-hidden"] == "true"
    boxes = [text for text, _ in read.text if text in ("er del av", "knyttet til")]
    assert boxes == ["er del av", "knyttet til"]
    assert all(attrs.get("tabindex") == "-1" for attrs in read.within("svg", "a"))


def test_a_concept_tells_in_which_release_it_came_and_whom_to_write_to(document):
    read = document("nb/concept/epikrise.html")
    assert "Historikk 2026.1 2026-11-22 nytt" in said(read)
    address = next(attrs["href"] for attrs in read.all("a") if attrs["href"].startswith("mailto:"))
    assert address == ("mailto:kontakt@omforent.no?subject=epikrise%20%28https%3A//omforent.no/concept/epikrise%29")


def test_the_report_on_coverage_counts_and_names_hypotheses(document):
    read = document("nb/coverage.html")
    assert "gjetning" in said(read)
    assert "pathway/pasientforlop.html#gaps" in {attrs["href"] for attrs in read.all("a")}
    assert "antakelse, uten kilde" in said(read)


def test_a_group_of_codes_lists_its_codes(document):
    words = said(document("nb/code-list/frukt.html"))
    assert "Bær 4 Tyttebær Å/3 Åkerbær" in words


def test_the_page_for_what_is_missing_works_at_any_depth(catalogue_site):
    read = Document((catalogue_site[0] / "404.html").read_text("utf-8"))
    assert [attrs["lang"] for attrs in read.all("section")] == list(CATALOGUE_LANGUAGES)
    assert read.faults == []
    assert not any({"href", "src", "style"} & set(attrs) for _, attrs in read.elements)


def test_a_mapping_tells_its_kind_and_its_reason(document):
    words = said(document("nn/mapping-set/frukt-svar.html"))
    assert "1 Epler er nesten det same som J Ja" in words
    assert "Begge er den første." in words


def test_an_earlier_release_tells_the_versions_of_its_time(document):
    first, second = (said(document(f"nb/release/2026.{number}.html")) for number in (1, 2))
    assert "Frukt 1.0.0" in first
    assert "Frukt 1.0.0" not in second
    assert "Frukt 2.0.0 ny versjon" in second
    assert "omforent-2026.2.zip" in second


def test_the_footer_leads_to_the_release_on_every_page(catalogue_site):
    out = catalogue_site[0]
    for file in sorted(set(Path(out).rglob("*.html")) - {out / "404.html"}):
        html = file.read_text("utf-8")
        assert 'current.html"' in html, file
        assert "accessibility.html" in html, file


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("code-list/7304.html", ("http://helsedir.no/fhir/CodeSystem/no-kodeverk-7304", "value-set/7304")),
        ("concept-scheme/frukthage.html", ("concept-scheme/frukthage", "/fhir/r4/CodeSystem/concept-scheme-frukthage")),
    ],
)
def test_lists_and_schemes_tell_what_they_are_called_in_fhir(document, page, names):
    words = said(document(f"en/{page}"))
    assert "In FHIR" in words
    for name in names:
        assert name in words


def test_the_newest_release_tells_how_the_service_fares_in_the_tests_of_hl7(document):
    newest, older = (said(document(f"en/release/2026.{number}.html")) for number in (2, 1))
    for row in conformance().scores:
        assert f"FHIR {row.edition}" in newest
        assert f"{row.passed} of {row.total}" in newest
    assert "terminology servers" not in older
