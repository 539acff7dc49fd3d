"""Ten errands, five of a clinician and five of a vendor, walked in a real browser, with the steps they take.

The steps of each stand in docs/tasks.md; a change of the catalogue that makes an errand longer fails here.
"""

import re

import pytest

from tests.browser.tab import DESK, PHONE, Watched

pytestmark = pytest.mark.browser
ANSWERED = "query => document.getElementById('search-list')?.dataset.answers === query"


class Hands:
    """A person at a page: does one thing at a time, and every key and click counts (a tap is a click)."""

    def __init__(self, page, start):
        self.page = page
        self.keys = self.clicks = 0
        page.set_default_timeout(10_000)
        page.goto(start)

    def type(self, text):
        self.page.keyboard.type(text)
        self.keys += len(text)

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
        self.keys += len(keys)

    def click(self, what):
        what.click()
        self.clicks += 1

    def follow(self, what, address):
        self.click(what)
        self.page.wait_for_url(address)

    def search(self, words):
        """Into the box and wait for the answer, as a person looks at the list."""
        if self.page.viewport_size == PHONE:
            self.click(self.page.locator("#search-input"))
        else:
            self.press("/")
        self.type(words)
        self.page.wait_for_function(ANSWERED, arg=words)

    def take_first(self, address):
        """The first hit: a tap on the phone, the keyboard at a desk."""
        if self.page.viewport_size == PHONE:
            self.follow(self.page.locator("#search-list [role=option]").first, address)
        else:
            self.press("ArrowDown", "Enter")
            self.page.wait_for_url(address)

    def reads(self, text):
        return text in self.page.locator("main").inner_text()


@pytest.fixture(scope="module")
def phone(browser):
    return Watched(browser, PHONE, "dark")


@pytest.fixture(scope="module")
def desk(browser):
    return Watched(browser, DESK)


@pytest.fixture(scope="module")
def start(catalogue_site):
    return (catalogue_site[0] / "nb" / "index.html").as_uri()


@pytest.fixture(scope="module")
def told(root):
    """The steps that docs/tasks.md tells for each errand."""
    rows = re.findall(
        r"^\| (\w[\w-]*) \|.*\| (\d+) \| (\d+) \|$", (root / "docs" / "tasks.md").read_text("utf-8"), re.MULTILINE
    )
    return {name: (int(keys), int(clicks)) for name, keys, clicks in rows}


def what_a_word_means_in_nynorsk(hands):
    hands.search("epikr")
    hands.take_first("**/nb/concept/epikrise.html")
    hands.follow(hands.page.get_by_role("link", name="Nynorsk"), "**/nn/concept/epikrise.html")
    assert hands.page.locator("main .definition").first.get_attribute("lang") in (None, "nn")
    assert hands.reads("Definisjon")


def who_is_told_when_a_patient_can_go_home(hands):
    hands.search("utskrivningsklar")
    hands.follow(hands.page.locator("#search-list [role=option]", has_text="Utveksling").first, "**/nb/exchange/*.html")
    assert hands.reads("Mottaker")
    assert hands.reads("pleie- og omsorg")


def what_goes_between_hospital_and_others_at_discharge(hands):
    hands.follow(hands.page.get_by_role("link", name="Forløp", exact=True), "**/pathway/*.html")
    page = hands.page
    cell = page.locator("details:visible", has=page.locator("a[href*='exchange/epikrise.html']")).first
    hands.click(cell.locator("summary"))
    hands.follow(cell.locator("a[href*='exchange/epikrise.html']").first, "**/nb/exchange/epikrise.html")
    assert hands.reads("fastlege")


def what_to_say_in_place_of_a_word_no_longer_used(hands):
    hands.search("birk")
    hands.take_first("**/nb/concept/bjork.html")
    assert hands.page.get_by_role("heading", level=1).inner_text() == "bjørk"


def a_word_misspelt_in_a_hurry(hands):
    hands.search("henvisnign")
    hands.take_first("**/nb/concept/henvisning.html")
    assert hands.reads("Definisjon")


def a_code_list_by_its_oid_as_a_spreadsheet(hands):
    hands.search("2.16.578.1.12.4.1.1.7304")
    hands.take_first("**/nb/code-list/7304.html")
    with hands.page.expect_download() as got:
        hands.click(hands.page.get_by_role("link", name="CSV").first)
    assert '"J";"Ja"' in got.value.path().read_text("utf-8-sig")


def what_has_taken_the_place_of_a_retired_code(hands):
    hands.search("8221")
    hands.take_first("**/nb/code-list/8221.html")
    hands.click(hands.page.get_by_role("searchbox", name="Finn i tabellen"))
    hands.type("E20")
    row = hands.page.locator("tbody tr:visible", has_text="E20").first
    assert "E21" in row.inner_text()


def which_elements_take_codes_from_a_list(hands):
    hands.search("8279")
    hands.take_first("**/nb/code-list/8279.html")
    hands.follow(hands.page.locator("main a[href*='model/epikrise-1.2.html']").first, re.compile("epikrise-1.2.html"))
    assert hands.reads("MsgHead") or hands.reads("Message")


def how_often_an_element_may_come(hands):
    hands.follow(hands.page.get_by_role("link", name="Modeller", exact=True), "**/nb/models.html")
    hands.follow(hands.page.get_by_role("link", name=re.compile("epikrise")).first, "**/model/epikrise-1.2.html")
    assert re.search(r"ServType\s+1\.\.1", hands.page.locator("main").inner_text())


def everything_in_the_release_and_how_to_check_it(hands):
    hands.follow(hands.page.locator("footer a[href*='release/current.html']"), "**/release/current.html")
    with hands.page.expect_download() as got:
        hands.click(hands.page.get_by_role("link", name=re.compile(r"omforent-.*\.zip")).first)
    assert got.value.path().read_bytes()[:2] == b"PK"
    hands.follow(hands.page.get_by_role("link", name=re.compile("kontroller")).first, "**/verify.html")
    assert hands.reads("sha256sum")


CLINICIAN = [
    what_a_word_means_in_nynorsk,
    who_is_told_when_a_patient_can_go_home,
    what_goes_between_hospital_and_others_at_discharge,
    what_to_say_in_place_of_a_word_no_longer_used,
    a_word_misspelt_in_a_hurry,
]
VENDOR = [
    a_code_list_by_its_oid_as_a_spreadsheet,
    what_has_taken_the_place_of_a_retired_code,
    which_elements_take_codes_from_a_list,
    how_often_an_element_may_come,
    everything_in_the_release_and_how_to_check_it,
]


@pytest.mark.parametrize("errand", [*CLINICIAN, *VENDOR], ids=lambda errand: errand.__name__)
def test_the_errand_is_done_in_no_more_steps_than_are_told(errand, phone, desk, start, told):
    tab = phone if errand in CLINICIAN else desk
    tab.faults.clear()
    hands = Hands(tab.page, start)
    errand(hands)
    assert tab.faults == []
    name = errand.__name__.replace("_", "-")
    assert (hands.keys, hands.clicks) == told[name], (name, hands.keys, hands.clicks)
