"""Quick exit in real Chromium: gone at once, wiped, and Back does not return."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

EXIT = re.compile(r"^https://worldweather\.wmo\.int/")
OpenPage = Callable[..., Page]

DRAFT = """() => {
    document.querySelector("main").insertAdjacentHTML("beforeend", `
        <form><textarea id="draft"></textarea><input id="told"><input type="checkbox" id="box"></form>
        <dialog id="asked"><button>Yes</button></dialog>`);
    document.querySelector("#draft").value = "what she wrote";
    document.querySelector("#told").value = "a name";
    document.querySelector("#box").checked = true;
    sessionStorage.setItem("draft", "sealed");
    document.addEventListener("upstander:wipe", () => { window.heard = (window.heard ?? 0) + 1; });
}"""


def weather(route: Route) -> None:
    route.fulfill(body="<title>Weather</title>Sunny", content_type="text/html")


@pytest.fixture
def opened(open_page: OpenPage) -> Page:
    """The help page, reached from the first page; the weather answers without a network."""
    page = open_page("/en/")
    page.context.route(EXIT, weather)
    page.get_by_role("contentinfo").get_by_role("link", name="Help now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Help now")
    page.wait_for_load_state()
    return page


def press_shift(page: Page, times: int) -> None:
    for _ in range(times):
        page.keyboard.press("Shift")


def history(page: Page) -> list[str]:
    session = page.context.new_cdp_session(page)
    return [entry["url"] for entry in session.send("Page.getNavigationHistory")["entries"]]


def test_the_button_leaves_and_takes_the_page_out_of_the_history(opened: Page) -> None:
    opened.locator("#leave").click()
    opened.wait_for_url(EXIT)
    assert not [url for url in history(opened) if "help-now" in url]


def test_back_never_shows_our_pages_again(opened: Page) -> None:
    opened.locator("#leave").click()
    opened.wait_for_url(EXIT)
    opened.evaluate("history.back()")
    opened.wait_for_timeout(1_000)
    opened.wait_for_url(EXIT)
    assert opened.title() == "Weather"
    assert not [url for url in history(opened) if "/en/" in url]


def test_a_new_visit_after_leaving_is_welcome(opened: Page) -> None:
    home = opened.url.replace("help-now/", "")
    opened.locator("#leave").click()
    opened.wait_for_url(EXIT)
    opened.goto(home)
    expect(opened.get_by_role("heading", level=1)).to_be_visible()
    opened.reload()
    expect(opened.get_by_role("heading", level=1)).to_be_visible()


def test_shift_three_times_leaves(opened: Page) -> None:
    press_shift(opened, 3)
    opened.wait_for_url(EXIT)


@pytest.mark.parametrize("between", ["a", "Escape", "Tab"])
def test_another_key_in_between_starts_the_count_anew(opened: Page, between: str) -> None:
    press_shift(opened, 2)
    opened.keyboard.press(between)
    press_shift(opened, 2)
    opened.wait_for_timeout(300)
    assert "help-now" in opened.url
    press_shift(opened, 1)
    opened.wait_for_url(EXIT)


def test_capital_letters_never_leave(opened: Page) -> None:
    opened.evaluate(DRAFT)
    opened.locator("#draft").focus()
    for letter in "ABCDEF":
        opened.keyboard.press(f"Shift+{letter}")
    opened.wait_for_timeout(300)
    assert "help-now" in opened.url


def test_a_screen_reader_hears_how_many_presses_are_left(opened: Page) -> None:
    said = opened.locator("#leave-said")
    press_shift(opened, 1)
    expect(said).to_have_text("Shift pressed once. Press it 2 more times to leave this page.")
    press_shift(opened, 1)
    expect(said).to_have_text("Press Shift once more to leave this page.")
    expect(said).to_have_attribute("role", "status")


def staying(page: Page) -> None:
    """Answer without a page (204): the browser stays, and what is left of ours can be looked at."""
    page.context.unroute(EXIT)
    page.context.route(EXIT, lambda route: route.fulfill(status=204))


def test_while_it_leaves_the_page_is_covered_empty_and_nameless(opened: Page) -> None:
    opened.evaluate(DRAFT)
    opened.evaluate("document.querySelector('#asked').showModal()")
    staying(opened)
    press_shift(opened, 3)
    opened.wait_for_timeout(300)
    assert opened.evaluate("document.documentElement.className") == "is-leaving"
    assert opened.evaluate("window.heard") == 1
    assert opened.evaluate("['#draft', '#told'].map((id) => document.querySelector(id).value)") == ["", ""]
    assert opened.evaluate("document.querySelector('#box').checked") is False
    assert opened.evaluate("Object.keys(sessionStorage)") == ["upstander:left"]
    assert opened.evaluate("document.querySelector('#asked').open") is False
    assert opened.evaluate("document.title") == "Leaving this page"
    assert not opened.locator("h1").is_visible()
    assert opened.evaluate("document.body.innerText.trim()") == ""


def test_other_tabs_of_the_site_leave_too(opened: Page) -> None:
    other = opened.context.new_page()
    other.goto(opened.url.replace("help-now", "protection"))
    opened.locator("#leave").click()
    other.wait_for_url(EXIT)


def test_without_javascript_the_button_is_a_link(open_page: OpenPage) -> None:
    page = open_page("/ar/", java_script_enabled=False)
    page.context.route(EXIT, weather)
    page.locator("#leave").click()
    page.wait_for_url(EXIT)


def test_the_button_stays_in_sight_while_scrolling_on_a_phone(open_page: OpenPage) -> None:
    page = open_page("/ar/help-now/", viewport={"width": 360, "height": 640})
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(page.locator("#leave")).to_be_in_viewport(ratio=1)


def test_a_page_taken_from_the_browsers_memory_is_emptied_and_loaded_anew(opened: Page) -> None:
    opened.evaluate(DRAFT)
    with opened.expect_navigation():
        opened.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(opened.locator("#draft")).to_have_count(0)
    expect(opened.get_by_role("heading", level=1)).to_be_visible()
