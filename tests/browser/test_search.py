"""The search box in a real browser: hits as one types, by keyboard and pointer, from the disk and from a host."""

import pytest

from tests.browser.tab import ALL_RULES, DESK, PHONE, Watched, host, too_wide, violations

pytestmark = pytest.mark.browser
ANSWERED = "query => document.getElementById('search-list')?.dataset.answers === query"
LEADS = "() => document.activeElement.getAttribute('aria-activedescendant')"


@pytest.fixture(scope="module")
def desk(browser):
    return Watched(browser, DESK)


@pytest.fixture(scope="module")
def phone(browser):
    return Watched(browser, PHONE)


@pytest.fixture(scope="module")
def dark(browser):
    return Watched(browser, DESK, "dark")


@pytest.fixture
def address(catalogue_site):
    return lambda path: (catalogue_site[0] / path).as_uri()


def search(page, query):
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    page.keyboard.type(query)
    page.wait_for_function(ANSWERED, arg=query)


def options(page):
    return [row.split("\n")[0] for row in page.locator("#search-list [role=option]").all_inner_texts()]


@pytest.mark.parametrize("path", ["index.html", "nn/index.html", "en/code-list/frukt.html", "nb/concept/epikrise.html"])
def test_every_page_finds_a_concept_by_keyboard_alone_and_goes_there(desk, address, path):
    page = desk.page
    desk.faults.clear()
    page.goto(address(path))
    search(page, "epikrise")
    assert options(page)[0] == "epikrise" or options(page)[0] == "discharge summary"
    page.keyboard.press("ArrowDown")
    with page.expect_navigation(url="**/concept/epikrise.html"):
        page.keyboard.press("Enter")
    assert desk.faults == []


def test_the_arrows_walk_through_the_hits_and_back_to_the_box_and_escape_closes_and_then_empties(desk, address):
    page = desk.page
    page.goto(address("nb/concepts.html"))
    search(page, "epikrise")
    box, many = page.get_by_role("combobox"), len(options(page))
    leads = []
    for _ in range(many + 1):
        page.keyboard.press("ArrowDown")
        leads.append(page.evaluate(LEADS))
    assert leads == [*(f"search-option-{at}" for at in range(many)), None]
    page.keyboard.press("ArrowUp")
    assert page.evaluate(LEADS) == f"search-option-{many - 1}"
    page.keyboard.press("Escape")
    assert (box.get_attribute("aria-expanded"), box.input_value()) == ("false", "epikrise")
    page.keyboard.press("Escape")
    assert box.input_value() == ""


def test_what_is_met_is_marked_and_why_is_told(desk, address):
    desk.page.goto(address("nb/index.html"))
    search(desk.page, "trekr")
    row = desk.page.locator("#search-list [role=option]").first
    assert row.locator(".search-title").inner_text() == "krone"
    assert row.locator(".search-why").inner_text() == "Også kalt trekrone"
    assert row.locator("mark").inner_text() == "trekr"


def test_what_is_retired_is_said_to_be_and_stands_after_what_replaces_it(desk, address):
    desk.page.goto(address("nb/index.html"))
    search(desk.page, "birk")
    assert options(desk.page)[:2] == ["bjørk", "birk"]
    gone = desk.page.locator("#search-list [role=option]").nth(1).locator(".search-gone").inner_text()
    assert gone == "Utgått. Bruk i stedet: bjørk"


def test_the_number_of_hits_is_spoken(desk, address):
    desk.page.goto(address("en/index.html"))
    search(desk.page, "epikrise")
    desk.page.wait_for_function(
        "() => document.querySelector('form.search [role=status]').textContent.endsWith('hits')"
    )


def test_a_misspelling_is_told_and_nothing_is_told_honestly(desk, address):
    desk.page.goto(address("nb/index.html"))
    search(desk.page, "epikirse")
    assert "Viser treff på «epikrise»" in desk.page.locator(".search-line").inner_text()
    search(desk.page, "qqqqqqq")
    told = desk.page.locator(".search-line").inner_text()
    assert "Ingen treff på «qqqqqqq»" in told
    assert "ICD-10" in told


def test_enter_leads_to_all_results_with_kinds_and_pages_that_keep_the_question_in_other_languages(desk, address):
    page = desk.page
    desk.faults.clear()
    page.goto(address("nb/index.html"))
    search(page, "pasient")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=pasient")
    page.wait_for_selector(".search-results")
    first = page.locator(".search-results li").all_inner_texts()
    page.get_by_role("link", name="Neste", exact=True).click()
    page.wait_for_url("**page=2**")
    page.wait_for_selector(".search-results")
    second = page.locator(".search-results li").all_inner_texts()
    assert (len(first), set(first) & set(second)) == (20, set())
    page.locator(".search-facets a").nth(1).click()
    page.wait_for_selector(".search-results")
    assert page.locator(".search-facets [aria-current]").count() == 1
    page.get_by_role("link", name="English", exact=True).click()
    page.wait_for_url("**/en/search.html?q=pasient**")
    page.wait_for_selector(".search-results")
    assert desk.faults == []


def test_a_hit_is_followed_by_a_click_and_leads_to_a_place_that_exists(desk, address):
    desk.page.goto(address("nb/index.html"))
    search(desk.page, "åkerbær")
    desk.page.locator("#search-list [role=option]").first.click()
    desk.page.wait_for_url("**/code-list/frukt.html#**")
    assert desk.page.evaluate("document.querySelector(':target') !== null")


@pytest.mark.parametrize("path", ["nb/index.html", "nn/concept/krone.html", "en/search.html?q=epikrise"])
def test_axe_finds_no_violation_with_the_list_open_in_light_and_dark_and_on_a_phone(desk, dark, phone, address, path):
    file, _, query = path.partition("?")
    for tab in (desk, dark, phone):
        tab.page.goto(address(file) + (f"?{query}" if query else ""))
        search(tab.page, "epikrise")
        tab.page.keyboard.press("ArrowDown")
        assert too_wide(tab.page) == 0
        assert violations(tab.page, ALL_RULES) == []


def test_it_works_from_a_host_with_a_strict_policy_and_then_offline_for_what_has_been_read(browser, catalogue_site):
    out = catalogue_site[0]
    tab = Watched(browser, DESK)
    with host(out.parent) as origin:
        tab.page.goto(f"{origin}/{out.name}/nn/index.html")
        for words in ("epikris", "epikrise"):
            search(tab.page, words)
        tab.context.set_offline(True)
        search(tab.page, "epikris")
        search(tab.page, "epikrise")
        found = options(tab.page)
    tab.context.close()
    assert (found[0], tab.faults) == ("epikrise", [])


def test_without_scripts_the_box_is_gone_and_a_line_says_so(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address("nb/concepts.html"))
    assert not page.locator("form.search").is_visible()
    assert page.locator(".search-off").is_visible()
    context.close()
