"""What scripts add to the pages, in a real browser: finding, sorting and hiding rows, copying; and what needs none."""

import pytest

from registry.catalogue.links import CATALOGUE_LANGUAGES
from tests.browser.tab import ALL_RULES, COLOUR_RULES, DESK, PHONE, Watched, host, too_wide, violations
from tests.catalogue.edition import PAGES

pytestmark = pytest.mark.browser
LIST = "nb/code-list/8279.html"
FRUIT = "nb/code-list/frukt.html"
#: 1280 pixels at 400 %.
ZOOMED = {"width": 320, "height": 256}
#: One page with each thing that scripts make.
ENHANCED = ("code-list/8279.html", "code-list/frukt.html", "concept/krone.html", "concept-scheme/frukthage.html")


@pytest.fixture(scope="module")
def desk(browser):
    return Watched(browser, DESK)


@pytest.fixture(scope="module")
def phone(browser):
    return Watched(browser, PHONE)


@pytest.fixture(scope="module")
def plain(browser):
    """A tab without scripts."""
    context = browser.new_context(viewport=DESK, java_script_enabled=False)
    return context.new_page()


@pytest.fixture
def address(catalogue_site):
    return lambda path: (catalogue_site[0] / path).as_uri()


def shown(page):
    return page.locator("#codes tbody tr:visible th code").all_inner_texts()


def test_rows_are_found_as_one_types_whatever_the_keyboard_lacks(desk, address):
    desk.page.goto(address(LIST))
    every = len(shown(desk.page))
    field = desk.page.get_by_label("Finn i tabellen")
    field.fill("soknad")
    rows = desk.page.locator("#codes tbody tr:visible")
    assert 0 < rows.count() < every
    assert any("Søknad" in text for text in rows.all_inner_texts())
    assert all("øknad" in text or "SOKNAD" in text for text in rows.all_inner_texts())
    assert desk.page.locator(".count").inner_text() == f"{rows.count()} av {every} rader"
    field.fill("")
    assert len(shown(desk.page)) == every


def test_every_word_must_be_found(desk, address):
    desk.page.goto(address(LIST))
    field = desk.page.get_by_label("Finn i tabellen")
    field.fill("melding")
    some = set(shown(desk.page))
    field.fill("melding lab")
    assert set(shown(desk.page)) < some


def test_rows_are_sorted_by_a_column_up_and_down_and_the_heading_says_so(desk, address):
    desk.page.goto(address(LIST))
    before = shown(desk.page)
    button = desk.page.locator("#codes thead").get_by_role("button", name="Kode")
    head = desk.page.locator("#codes thead th").first
    button.click()
    up = shown(desk.page)
    assert head.get_attribute("aria-sort") == "ascending"
    button.click()
    assert head.get_attribute("aria-sort") == "descending"
    assert shown(desk.page) == up[::-1]
    assert sorted(up) == sorted(before)


def test_codes_out_of_use_can_be_put_away_and_come_back_for_whoever_follows_a_link_to_one(desk, address):
    desk.page.goto(address("nb/code-list/8221.html"))
    gone = desk.page.locator("#codes tbody tr.inactive")
    assert gone.count() > 0
    desk.page.get_by_label("Vis også").uncheck()
    assert gone.locator("visible=true").count() == 0
    anchor = gone.first.get_attribute("id")
    desk.page.evaluate("id => { location.hash = id; }", anchor)
    desk.page.wait_for_function("document.querySelector(':target').checkVisibility()")


def test_a_code_is_copied_by_keyboard_and_the_reader_is_told(browser, catalogue_site):
    out = catalogue_site[0]
    tab = Watched(browser, DESK)
    with host(out) as origin:
        tab.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=origin)
        tab.page.goto(f"{origin}/{LIST}")
        button = tab.page.get_by_role("button", name="Kopier 2.16.578.1.12.4.1.1.8279")
        button.press("Enter")
        tab.page.get_by_text("2.16.578.1.12.4.1.1.8279 er kopiert").wait_for(state="attached")
        assert tab.page.evaluate("navigator.clipboard.readText()") == "2.16.578.1.12.4.1.1.8279"
        assert tab.page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("Kopier")
    tab.context.close()
    assert tab.faults == []


def test_without_a_clipboard_a_code_is_copied_through_a_selection(browser, catalogue_site):
    out = catalogue_site[0]
    tab = Watched(browser, DESK)
    tab.page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    tab.page.goto((out / "nb/concept/krone.html").as_uri())
    tab.page.evaluate("addEventListener('copy', () => { window.taken = document.activeElement.value; })")
    tab.page.get_by_role("button", name="Kopier https://omforent.no/concept/krone").click()
    assert tab.page.evaluate("window.taken") == "https://omforent.no/concept/krone"
    tab.context.close()


def test_without_scripts_all_is_there_to_read_and_nothing_to_press(plain, address):
    plain.goto(address(FRUIT))
    assert shown(plain) == ["1", "2", "4", "Å/3"]
    assert plain.get_by_role("button").locator("visible=true").count() == 0
    assert plain.locator("input:visible").count() == 0


def test_a_tree_folds_by_keyboard_without_scripts(plain, address):
    plain.goto(address("nb/concept-scheme/frukthage.html"))
    below = plain.locator("#tree a", has_text="bjørk")
    summary = plain.locator("#tree summary").first
    assert below.is_visible()
    summary.press("Enter")
    assert not below.is_visible()
    summary.press("Enter")
    assert below.is_visible()


def test_the_drawing_leads_to_the_neighbours_but_is_no_stop_of_the_keyboard(desk, address):
    desk.page.goto(address("nb/concept/krone.html"))
    desk.page.locator(".around a").first.click()
    desk.page.wait_for_url("**/concept/tre.html")
    assert desk.page.evaluate("[...document.querySelectorAll('.around a')].every(link => link.tabIndex === -1)")


@pytest.mark.parametrize("path", [*PAGES])
def test_nothing_is_lost_at_400_percent(phone, address, path):
    phone.page.set_viewport_size(ZOOMED)
    phone.page.goto(address(f"nb/{path}"))
    wide = too_wide(phone.page)
    phone.page.set_viewport_size(PHONE)
    assert wide == 0


SMALL = """() => {
    const inline = (at) => at.closest("p, dd, td, th, li, dt, .trail") && getComputedStyle(at).display === "inline";
    return [...document.querySelectorAll("a[href], button, summary, input")]
        .filter((at) => at.tabIndex >= 0 && at.checkVisibility() && !at.closest(".skip, .heard") && !inline(at))
        .map((at) => [at.getBoundingClientRect(), at.outerHTML.slice(0, 120)])
        .filter(([box]) => box.width < 24 || box.height < 24)
        .map(([box, html]) => `${box.width}x${box.height} ${html}`);
}"""


@pytest.mark.parametrize("path", ["index.html", *ENHANCED])
def test_what_is_pressed_is_large_enough_for_a_thumb(phone, address, path):
    phone.page.goto(address(f"nb/{path}"))
    assert phone.page.evaluate(SMALL) == []


@pytest.mark.parametrize("lang", [lang for lang in CATALOGUE_LANGUAGES if lang != "nb"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_violation_of_colours_in_the_dark_in_the_other_languages(browser, address, lang, path):
    tab = Watched(browser, DESK, "dark")
    tab.page.goto(address(f"{lang}/{path}"))
    found = violations(tab.page, COLOUR_RULES)
    tab.context.close()
    assert found == []


@pytest.mark.parametrize("path", ENHANCED)
def test_axe_finds_no_violation_on_a_phone_in_the_dark(browser, address, path):
    tab = Watched(browser, PHONE, "dark")
    tab.page.goto(address(f"nb/{path}"))
    found = violations(tab.page, ALL_RULES)
    tab.context.close()
    assert found == []


def test_nothing_moves_for_those_who_ask_for_rest(browser, address):
    context = browser.new_context(viewport=DESK, reduced_motion="reduce")
    page = context.new_page()
    page.goto(address("nb/concepts.html"))
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    context.close()


def test_paper_shows_what_is_folded_and_no_tools(desk, address):
    desk.page.goto(address("nb/code-list/8279.html"))
    desk.page.emulate_media(media="print")
    visible = [
        desk.page.locator(name).first.is_visible() for name in (".tools", ".copying", "form.search", "#codes td")
    ]
    desk.page.emulate_media(media="screen")
    assert visible == [False, False, False, True]
