"""The catalogue in a real browser: from the disk, on a phone and a large screen, by keyboard, light and dark."""

import pytest

from registry.catalogue.links import CATALOGUE_LANGUAGES
from tests.browser.tab import ALL_RULES, COLOUR_RULES, DESK, PHONE, Watched, host, too_wide, violations
from tests.catalogue.edition import PAGES

pytestmark = pytest.mark.browser
CASES = [(lang, page) for lang in CATALOGUE_LANGUAGES for page in PAGES]


@pytest.fixture(scope="module")
def phone(browser):
    return Watched(browser, PHONE)


@pytest.fixture(scope="module")
def desk(browser):
    return Watched(browser, DESK)


@pytest.fixture(scope="module")
def dark(browser):
    return Watched(browser, DESK, "dark")


@pytest.fixture
def address(catalogue_site):
    return lambda path: (catalogue_site[0] / path).as_uri()


@pytest.mark.parametrize(("lang", "path"), CASES)
def test_a_page_opens_from_the_disk_without_faults_fits_both_screens_and_satisfies_axe(desk, address, lang, path):
    desk.faults.clear()
    desk.page.set_viewport_size(PHONE)
    desk.page.goto(address(f"{lang}/{path}"))
    narrow = too_wide(desk.page)
    desk.page.set_viewport_size(DESK)
    assert (narrow, too_wide(desk.page)) == (0, 0)
    assert desk.faults == []
    assert violations(desk.page, ALL_RULES) == []


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_no_violation_in_the_dark(dark, address, path):
    dark.page.goto(address(f"nb/{path}"))
    assert violations(dark.page, COLOUR_RULES) == []


@pytest.mark.parametrize("path", ["nb/model/epikrise-1.2.html", "en/code-list/frukt.html", "nn/concept/krone.html"])
def test_axe_finds_no_violation_on_a_phone(phone, address, path):
    phone.page.goto(address(path))
    assert violations(phone.page, ALL_RULES) == []


def focused(page):
    return page.evaluate("""() => {
        const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
        return {href: at.getAttribute("href"), tag: at.tagName, outline: style.outlineStyle, width: style.outlineWidth,
                shown: box.width > 0 && box.height > 0 && box.top >= 0 && box.top < innerHeight};
    }""")


def test_the_first_tab_stop_skips_to_the_content(phone, address):
    phone.page.goto(address("nb/concept/epikrise.html"))
    phone.page.keyboard.press("Tab")
    phone.page.wait_for_timeout(50)
    first = focused(phone.page)
    assert (first["href"], first["shown"]) == ("#content", True)
    phone.page.keyboard.press("Enter")
    phone.page.keyboard.press("Tab")
    assert phone.page.evaluate("document.querySelector('main').contains(document.activeElement)")


#: How many places the keyboard stops at.
STOPS = """[...document.querySelectorAll("a[href], button, input, summary, [tabindex='0']")]
    .filter((at) => at.tabIndex >= 0 && at.checkVisibility()).length"""


@pytest.mark.parametrize(
    "path", ["exchange/epikrise.html", "code-list/8221.html", "concept-scheme/frukthage.html", "concept/krone.html"]
)
def test_every_stop_of_the_keyboard_is_seen(desk, address, path):
    desk.page.goto(address(f"nb/{path}"))
    stops = []
    for _ in range(desk.page.evaluate(STOPS)):
        desk.page.keyboard.press("Tab")
        desk.page.wait_for_timeout(20)
        stops.append(focused(desk.page))
    assert [stop for stop in stops if stop["outline"] != "solid" or stop["width"] != "3px"] == []
    assert stops[-1]["href"].endswith("def.html")


def test_a_reader_finds_the_way_from_home_to_a_code_by_keyboard_and_back(desk, address):
    page = desk.page
    page.goto(address("index.html"))
    page.get_by_role("link", name="Kodeverk", exact=True).first.press("Enter")
    page.get_by_role("link", name="Meldingens funksjon", exact=True).press("Enter")
    assert page.get_by_role("heading", level=1).inner_text() == "Meldingens funksjon"
    page.get_by_role("link", name="Nynorsk", exact=True).press("Enter")
    assert page.get_by_role("heading", level=1).inner_text() == "Funksjonen til meldinga"
    page.go_back()
    assert page.get_by_role("heading", level=1).inner_text() == "Meldingens funksjon"


def test_an_anchor_with_a_percent_sign_leads_to_its_row(desk, address):
    desk.page.goto(address("nb/code-list/frukt.html") + "#code-%C3%85%2F3")
    assert desk.page.evaluate("document.querySelector(':target th').innerText") == "Å/3"


def test_dark_and_light_are_told_apart(desk, dark, address):
    colours = []
    for tab in (desk, dark):
        tab.page.goto(address("nb/index.html"))
        colours.append(tab.page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
    assert colours[0] != colours[1]


def test_paper_has_no_menu(desk, address):
    desk.page.goto(address("nb/concept/epikrise.html"))
    desk.page.emulate_media(media="print")
    assert not desk.page.locator("nav.menu").is_visible()
    assert desk.page.locator("h1").is_visible()
    desk.page.emulate_media(media="screen")


def test_it_works_under_a_prefix_of_a_static_host_with_a_strict_policy(browser, catalogue_site):
    out = catalogue_site[0]
    tab = Watched(browser, DESK)
    with host(out.parent) as origin:
        tab.page.goto(f"{origin}/{out.name}/nn/concept/epikrise.html")
        font = tab.page.evaluate("getComputedStyle(document.querySelector('.hero h1')).fontWeight")
        tab.page.get_by_role("link", name="HIS 80226:2014").first.click()
        # a click does not wait for the page that it leads to
        tab.page.wait_for_url("**/standards.html#*")
        assert tab.page.locator(":target h3").inner_text().startswith("HIS 80226:2014")
        tab.context.close()
    assert (tab.faults, font) == ([], "700")
