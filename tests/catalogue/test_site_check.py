"""What the check of a built catalogue finds, rule by rule, and that the catalogue breaks none of them."""

import pytest
from typer.testing import CliRunner

from registry.catalogue.site_check import HEAVIEST, check_page, check_site
from registry.cli import app
from registry.errors import Unavailable
from tests.catalogue.edition import PAGES

GOOD = '<!DOCTYPE html><html lang="nb"><head><title>t</title>{head}</head><body><h1>t</h1>{body}</body></html>'


def page(tmp_path, body="", head="", text=None, name="a.html"):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text or GOOD.format(head=head, body=body), "utf-8")
    return {fault.rule for fault in check_page(tmp_path, name)}


def test_a_good_page_has_no_faults(tmp_path):
    drawing = '<svg role="img"><title>x</title><a href="#x"><text>x</text></a></svg>'
    body = '<ul><li><p id="x">a &amp; b <a href="#x">c</a> <em>d</em></p></li></ul>'
    body += "<dl><div><dt>e</dt><dd>f</dd></div></dl>"
    assert page(tmp_path, body + drawing) == set()


@pytest.mark.parametrize(
    ("rule", "body"),
    [
        ("html", "<p>a</i></p>"),
        ("html", "<a href='#x' id=x>a<a href='#x'>b</a></a>"),
        ("html", "&nothing; b"),
        ("html", '<p class="a" class="b">c</p>'),
        ("html", "<p><div>a</div></p>"),
        ("html", "<div><section>a</div>"),
        ("nesting", "<span><div>a</div></span>"),
        ("nesting", "<h2><ul><li>a</li></ul></h2>"),
        ("nesting", "<a href='a.html'><button>a</button></a>"),
        ("nesting", "<div><li>a</li></div>"),
        ("nesting", "<ul><p>a</p></ul>"),
        ("nesting", "<span><a href='a.html'><table><tr><td>a</td></tr></table></a></span>"),
        ("id", "<p id=a>a</p><p id=a>b</p>"),
        ("heading", "<h1>another</h1>"),
        ("link", "<a href='b.html'>b</a>"),
        ("link", "<a href='#nothing'>b</a>"),
        ("link", "<a href='/a.html'>b</a>"),
        ("link", "<img src='b.png' alt=''>"),
        ("link", "<script src='b.js'></script>"),
        ("elsewhere", "<script src='https://elsewhere.example/b.js'></script>"),
        ("elsewhere", "<img src='http://elsewhere.example/b.png' alt=''>"),
        ("elsewhere", "<form action='https://elsewhere.example/'></form>"),
        ("inline", "<script>alert(1)</script>"),
        ("inline", "<style>p { color: red }</style>"),
        ("inline", "<p style='color: red'>a</p>"),
        ("inline", "<p onclick='alert(1)'>a</p>"),
        ("inline", "<a href='javascript:alert(1)'>a</a>"),
    ],
)
def test_each_rule_is_held(tmp_path, rule, body):
    assert rule in page(tmp_path, body)


def test_a_style_from_elsewhere_is_found_in_page_and_style(tmp_path):
    link = '<link rel="stylesheet" href="https://elsewhere.example/a.css">'
    assert page(tmp_path, head=link) == {"elsewhere"}
    page(tmp_path)
    (tmp_path / "static").mkdir()
    (tmp_path / "static/a.css").write_text("p { background: url(//elsewhere.example/a.png) }", "utf-8")
    (found,) = check_site(tmp_path).faults
    assert (found.page, found.rule) == ("static/a.css", "elsewhere")


def test_a_link_that_is_only_followed_may_lead_elsewhere(tmp_path):
    assert page(tmp_path, '<a href="https://elsewhere.example/">a</a>') == set()


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("lang", "<!DOCTYPE html><html><head><title>t</title></head><body><h1>t</h1></body></html>"),
        ("title", '<!DOCTYPE html><html lang="nb"><head></head><body><h1>t</h1></body></html>'),
        ("heading", '<!DOCTYPE html><html lang="nb"><head><title>t</title></head><body><h2>t</h2></body></html>'),
        ("html", '<html lang="nb"><head><title>t</title></head><body><h1>t</h1></body></html>'),
    ],
)
def test_a_page_has_doctype_language_title_and_heading(tmp_path, rule, text):
    assert rule in page(tmp_path, text=text)


def test_a_page_is_in_the_language_of_its_folder(tmp_path):
    assert page(tmp_path, name="nn/a.html") == {"lang"}


def test_a_page_that_is_too_heavy_compressed_is_a_fault(tmp_path):
    noise = "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(HEAVIEST))
    assert page(tmp_path, f"<p>{noise}</p>") == {"weight"}
    assert page(tmp_path, "<p>" + "a" * HEAVIEST * 10 + "</p>") == set()


@pytest.mark.parametrize("lang", ["nb", "nn", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_each_type_of_page_is_faultless(catalogue_site, lang, name):
    assert check_page(catalogue_site[0], f"{lang}/{name}") == ()


def test_the_pages_beside_the_languages_are_faultless(catalogue_site):
    assert check_page(catalogue_site[0], "index.html") == check_page(catalogue_site[0], "404.html") == ()


def test_the_command_tells_each_fault_and_fails(tmp_path):
    page(tmp_path, "<a href='b.html'>b</a>")
    result = CliRunner().invoke(app, ["catalogue", "--check", "--out", str(tmp_path)])
    assert result.exit_code == 1
    assert "a.html: link: b.html leads to nothing" in result.output


def test_the_command_is_content_with_a_good_page(tmp_path):
    page(tmp_path)
    result = CliRunner().invoke(app, ["catalogue", "--check", "--out", str(tmp_path)])
    assert (result.exit_code, "1 pages checked, 0 faults" in result.output) == (0, True)


def test_where_there_is_no_catalogue_nothing_can_be_checked(tmp_path):
    with pytest.raises(Unavailable, match="no catalogue"):
        check_site(tmp_path)
