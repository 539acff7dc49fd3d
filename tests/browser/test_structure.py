"""The pages about structure in a real browser: pathway, exchange, model, release, register, and how to verify."""

import pytest

from registry.catalogue.links import CATALOGUE_LANGUAGES
from tests.browser.tab import ALL_RULES, DESK, Watched, too_wide, violations

pytestmark = pytest.mark.browser
#: A page of 1280 pixels at 400 % zoom (WCAG 2.2, 1.4.10).
ZOOMED = {"width": 320, "height": 256}
PAGES = (
    "pathway/pasientforlop.html",
    "exchange/epikrise.html",
    "exchange/gjetning.html",
    "model/epikrise-1.2.html",
    "release/2026.1.html",
    "release/2026.2.html",
    "register/standards.html",
    "register/organizations.html",
    "mapping-set/frukt-svar.html",
    "requirements.html",
    "conformance.html",
    "rules.html",
    "rule/unknown-code.html",
    "requirement-set/frukt.html",
    "verify.html",
    "sources.html",
    "coverage.html",
    "accessibility.html",
    "def.html",
)
#: The names that reach out of the boxes which they begin in.
OUTSIDE = """() => [...document.querySelectorAll('.parties')].filter(at => at.checkVisibility()).flatMap(figure => {
    const boxes = [...figure.querySelectorAll('rect')].map(at => at.getBoundingClientRect());
    return [...figure.querySelectorAll('.role, .level')].filter(name => {
        const at = name.getBoundingClientRect();
        return !boxes.some(box => box.left < at.left && at.right < box.right - 2 && box.top < at.top
            && at.bottom < box.bottom);
    }).map(name => name.textContent);
})"""
CASES = [(lang, page) for lang in CATALOGUE_LANGUAGES for page in PAGES]


@pytest.fixture(scope="module", params=["light", "dark"])
def zoomed(browser, request):
    return Watched(browser, ZOOMED, request.param)


@pytest.fixture(scope="module")
def desk(browser):
    return Watched(browser, DESK)


@pytest.fixture
def address(catalogue_site):
    return lambda path: (catalogue_site[0] / path).as_uri()


@pytest.mark.parametrize(("lang", "path"), CASES)
def test_at_400_percent_a_page_is_no_wider_than_the_screen_and_satisfies_axe_light_and_dark(
    zoomed, address, lang, path
):
    zoomed.faults.clear()
    zoomed.page.goto(address(f"{lang}/{path}"))
    assert too_wide(zoomed.page) == 0
    assert zoomed.faults == []
    assert violations(zoomed.page, ALL_RULES) == []


@pytest.mark.parametrize("path", PAGES)
def test_whatever_is_wider_than_its_place_scrolls_in_a_region_that_the_keyboard_reaches(zoomed, address, path):
    zoomed.page.goto(address(f"nb/{path}"))
    loose = zoomed.page.evaluate(
        """() => [...document.querySelectorAll('main *')].filter(at => {
            const scrolls = ['auto', 'scroll'].includes(getComputedStyle(at).overflowX);
            return scrolls && at.scrollWidth > at.clientWidth + 1 && at.tabIndex !== 0;
        }).map(at => at.outerHTML.slice(0, 80))"""
    )
    assert loose == []


@pytest.mark.parametrize("path", PAGES)
def test_all_that_is_folded_can_be_unfolded_without_breaking_the_page(zoomed, address, path):
    zoomed.page.goto(address(f"nb/{path}"))
    zoomed.page.evaluate("document.querySelectorAll('details').forEach(at => at.open = true)")
    assert too_wide(zoomed.page) == 0


def test_a_place_of_the_pathway_opens_by_keyboard_and_leads_to_its_exchange(desk, address):
    page = desk.page
    page.goto(address("nb/pathway/pasientforlop.html"))
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="spesialisthelsetjenesten"))
    place = row.first.locator("td").nth(5)
    summary = place.locator("summary")
    assert not place.get_by_role("link", name="epikrise", exact=True).is_visible()
    summary.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('td') !== null")
    place.get_by_role("link", name="epikrise", exact=True).press("Enter")
    page.wait_for_url("**/exchange/epikrise.html")
    assert page.get_by_role("heading", level=1).inner_text() == "epikrise"


def test_a_place_between_levels_leads_to_the_row_that_names_the_exchanges(desk, address):
    page = desk.page
    page.goto(address("nb/pathway/pasientforlop.html"))
    place = page.locator(".grid.levels tbody tr").nth(2).locator("td").nth(0)
    place.locator("summary").press("Enter")
    place.get_by_role("link", name="utskrivning og avslutning").press("Enter")
    page.wait_for_function("document.querySelector('tr:target') !== null")
    assert "epikrise" in page.locator("tr:target").inner_text()


def test_the_poster_reaches_from_level_to_level_within_its_frame(desk, address):
    desk.page.goto(address("nb/pathway/pasientforlop.html"))
    outside = desk.page.evaluate(
        """() => {
            const svg = document.querySelector('.poster svg'), frame = svg.getBoundingClientRect();
            return [...svg.querySelectorAll('text')].filter(at => {
                const box = at.getBoundingClientRect();
                return box.left < frame.left || box.right > frame.right + 1 || box.bottom > frame.bottom + 1;
            }).map(at => at.textContent);
        }"""
    )
    assert outside == []


def test_the_words_of_the_poster_do_not_run_into_each_other(desk, address):
    desk.page.goto(address("nb/pathway/pasientforlop.html"))
    met = desk.page.evaluate(
        """() => {
            const boxes = [...document.querySelectorAll('.poster text')].map(at => [at, at.getBoundingClientRect()]);
            const found = [];
            for (const [one, a] of boxes) for (const [other, b] of boxes) {
                const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
                const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
                if (one !== other && across > 1 && down > 4) found.push(one.textContent + ' | ' + other.textContent);
            }
            return found;
        }"""
    )
    assert met == []


@pytest.mark.parametrize("path", ["dialog-til-arkivering", "epikrise", "henvisning-bup", "apprec"])
@pytest.mark.parametrize("lang", CATALOGUE_LANGUAGES)
@pytest.mark.parametrize("width", [1440, 360])
def test_the_names_of_an_exchange_stay_within_their_boxes(desk, address, width, lang, path):
    desk.page.set_viewport_size({"width": width, "height": 900})
    desk.page.goto(address(f"{lang}/exchange/{path}.html"))
    outside = desk.page.evaluate(OUTSIDE)
    desk.page.set_viewport_size(DESK)
    assert outside == []


@pytest.mark.parametrize(("width", "shown", "hidden"), [(1440, "across", "down"), (360, "down", "across")])
def test_an_exchange_is_drawn_once_to_suit_the_screen(desk, address, width, shown, hidden):
    desk.page.set_viewport_size({"width": width, "height": 900})
    desk.page.goto(address("nb/exchange/epikrise.html"))
    assert desk.page.locator(f".parties.{shown}").is_visible()
    assert not desk.page.locator(f".parties.{hidden}").is_visible()
    names = desk.page.locator(f".parties.{shown} svg").get_attribute("aria-label")
    desk.page.set_viewport_size(DESK)
    assert "fastlege" in names
    assert "legevakt" in names


def test_the_parts_of_a_message_fold_out_without_a_script(browser, address):
    context = browser.new_context(viewport=DESK, java_script_enabled=False)
    page = context.new_page()
    page.goto(address("nb/model/epikrise-1.2.html"))
    line = page.locator(".outline summary", has_text="Patient 1..1").first
    inner = line.locator("xpath=..").get_by_text("fødselsdato", exact=False).first
    before = inner.is_visible()
    line.click()
    assert (before, inner.is_visible()) == (False, True)
    context.close()


def test_a_link_to_an_element_finds_it_though_its_table_was_put_away(desk, address):
    page = desk.page
    page.goto(address("nb/model/epikrise-1.2.html"))
    page.locator("#type-Message details > summary").press("Enter")
    assert not page.locator("[id='element-Message/MsgId']").is_visible()
    page.evaluate("location.hash = 'element-Message/MsgId'")
    page.wait_for_function("document.querySelector(':target') && document.querySelector(':target').checkVisibility()")


def test_on_paper_the_pathway_lies_on_one_sheet_with_its_tables_folded(browser, address, tmp_path):
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    page.goto(address("nb/pathway/pasientforlop.html"))
    page.emulate_media(media="print")
    poster = page.locator(".poster svg").bounding_box()
    assert poster["width"] > 1000
    assert not page.locator(".grid td ul").first.is_visible()
    paper = page.pdf(prefer_css_page_size=True)
    assert b"/MediaBox [0 0 1191" in paper
    context.close()
