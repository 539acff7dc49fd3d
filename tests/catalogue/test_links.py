"""Where things are in the catalogue, and that every link leads there."""

import pytest

from registry.catalogue import check_links, page_of


@pytest.mark.parametrize(
    ("iri", "place"),
    [
        ("https://omforent.no/concept/epikrise", "concept/epikrise.html"),
        ("https://omforent.no/concept-scheme/frukthage", "concept-scheme/frukthage.html"),
        ("https://omforent.no/collection/hage", "concept-scheme/frukthage.html#collection-hage"),
        ("https://omforent.no/collection/beer", "code-list/frukt.html#collection-beer"),
        ("https://omforent.no/code-list/7304", "code-list/7304.html"),
        ("https://omforent.no/code/7304/J", "code-list/7304.html#code-J"),
        ("https://omforent.no/code/frukt/%C3%85%2F3", "code-list/frukt.html#code-%C3%85%2F3"),
        ("https://omforent.no/mapping/frukt-svar/1", "mapping-set/frukt-svar.html#mapping-1"),
        ("https://omforent.no/exchange/epikrise", "exchange/epikrise.html"),
        ("https://omforent.no/model/epikrise-1.2", "model/epikrise-1.2.html"),
        ("https://omforent.no/type/epikrise-1.2/ServRprt", "model/epikrise-1.2.html#type-ServRprt"),
        ("https://omforent.no/element/epikrise-1.2/ServRprt/Ack", "model/epikrise-1.2.html#element-ServRprt/Ack"),
        ("https://omforent.no/phase/henvisning", "pathway/pasientforlop.html#phase-henvisning"),
        ("https://omforent.no/standard/his-80226-2014#5.2", "register/standards.html#standard-his-80226-2014"),
        ("https://omforent.no/organization/who", "register/organizations.html#organization-who"),
        ("https://omforent.no/release/2026.1", "release/2026.1.html"),
        ("https://omforent.no/def#Exchange", "def.html#Exchange"),
        ("https://omforent.no/def", "def.html"),
    ],
)
def test_each_thing_has_its_place(catalogue_site, iri, place):
    out, reader, _ = catalogue_site
    assert page_of(reader, iri) == place
    file, _, anchor = place.partition("#")
    html = (out / "nn" / file).read_text("utf-8")
    assert not anchor or f'id="{anchor}"' in html


def test_a_list_named_by_somebody_else_has_a_file_of_its_own(catalogue_site):
    out, reader, _ = catalogue_site
    place = page_of(reader, "https://elsewhere.example/list")
    code = page_of(reader, "https://elsewhere.example/list#b")
    assert (out / "nb" / place).is_file()
    assert code.startswith(place + "#code-b-")


@pytest.mark.parametrize("iri", ["https://omforent.no/concept/nothing", "https://omforent.no/release/1999.1", "urn:x"])
def test_what_is_not_there_has_no_place(catalogue_site, iri):
    assert page_of(catalogue_site[1], iri) is None


def test_every_link_in_the_catalogue_leads_somewhere(catalogue_site):
    assert check_links(catalogue_site[0]) == ()


@pytest.mark.parametrize(
    ("href", "missing"),
    [
        ("b.html", "b.html"),
        ("#nothing", "#nothing"),
        ("../a.html", "../a.html"),
        ("/a.html", "a relative link"),
        ("//example.org/", "a relative link"),
        ("file:///etc/passwd", "a relative link"),
    ],
)
def test_a_link_that_leads_nowhere_is_found(tmp_path, href, missing):
    (tmp_path / "a.html").write_text(f'<p id="x"><a href="#x">x</a><a href="{href}">y</a>', "utf-8")
    (found,) = check_links(tmp_path)
    assert (found.page, found.href, found.missing) == ("a.html", href, missing)
