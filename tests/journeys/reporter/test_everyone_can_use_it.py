"""Each step, in English and in Arabic, on a phone and on a desk: no barrier that axe sees, nothing that
overflows, everything by keyboard alone, and light enough for a slow line."""

from __future__ import annotations

import gzip
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response, expect

from tests.journeys.conftest import DESKTOP, PHONE, OpenPage

from .people import Returner, Survivor

AXE = Axe()


def check(page: Page, place: str) -> None:
    """No barrier, and nothing wider than the screen."""
    found = AXE.run(page)
    assert found.violations_count == 0, f"{place}: {found.generate_report()}"
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, f"{place} is {over} px too wide"


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desk"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_step_has_a_barrier(
    open_page: OpenPage, language: str, viewport: Any, picture: dict[str, Any]
) -> None:
    page = open_page(f"/{language}/report/", viewport=viewport)
    expect(page.locator("#journey")).to_be_visible()
    check(page, "before")
    hers = Survivor(page)
    hers.goes_on()
    check(page, "want")
    hers.goes_on()
    for summary in page.locator("section:not([hidden]) details.group > summary").all():
        summary.click()
    page.locator("input[name=facet-online][value=yes]").check()
    check(page, "what")
    hers.tells()
    hers.goes_on()
    check(page, "who, with what is missing")
    page.locator("#organisation-search").fill("unhcr")
    check(page, "who, searching")
    page.locator("#organisation-search").press("Enter")
    expect(page.locator("#team")).to_be_visible()
    page.locator("#team details > summary").click()
    check(page, "who, chosen")
    hers.goes_on()
    page.locator("#files").set_input_files([picture])  # type: ignore[list-item]
    check(page, "files")
    hers.goes_on()
    page.locator("input[name=named][value=named]").check()
    page.locator(".draft-place summary").click()
    check(page, "contact and draft")
    hers.goes_on()
    check(page, "check")
    hers.sends()
    expect(page.locator("#before-receipt")).to_be_visible(timeout=20_000)
    check(page, "before the receipt")
    hers.gets_a_receipt()
    page.locator("#practise").click()
    check(page, "receipt and practice")
    hers.keeps_it()
    check(page, "afterwards")
    page.goto(f"/{language}/return/")
    expect(page.locator("#journey")).to_be_visible()
    check(page, "return")
    Returner(page).opens(" ".join(hers.receipt), language)
    for summary in page.locator("#mailbox details > summary").all():
        if summary.is_visible():
            summary.click()
    check(page, "mailbox")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_plain_page_has_a_barrier(open_page: OpenPage, language: str) -> None:
    """Axe is a script itself: these pages are read where scripts run and the page's own are held back."""
    page = open_page(f"/{language}/", viewport=PHONE)
    page.route("**/js/re*.js", lambda route: route.abort())
    page.goto(f"/{language}/report/")
    page.wait_for_timeout(200)
    page.evaluate("document.querySelectorAll('.held-back').forEach(one => one.classList.remove('held-back'))")
    check(page, "plain start")
    page.locator("#plain-team").select_option(index=1)
    page.locator("#plain-start form button").click()
    check(page, "long form")
    page.locator("form.plain-form button[type=submit]").click()
    check(page, "long form with faults")


def test_the_whole_journey_by_keyboard_alone(open_page: OpenPage) -> None:
    page = open_page("/en/report/")
    keys = page.keyboard
    expect(page.locator("#journey")).to_be_visible()

    def tab_to(selector: str) -> None:
        for _ in range(80):
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
            keys.press("Tab")
        raise AssertionError(f"{selector} is not reached by Tab")

    def goes_on(step: str) -> None:
        tab_to("section:not([hidden]) [data-next]")
        keys.press("Enter")
        expect(page.locator(f"#title-{step}")).to_be_focused()

    goes_on("want")
    tab_to("input[name=want]")
    keys.press("ArrowDown")
    expect(page.locator("input[name=want][value=informal]")).to_be_checked()
    goes_on("what")
    tab_to("#text")
    keys.type("By keyboard alone.")
    tab_to("details.group > summary")
    keys.press("Enter")
    tab_to("input[name=facet-conduct]")
    keys.press("Space")
    goes_on("who")
    tab_to("#organisation-search")
    keys.type("unhcr")
    keys.press("Enter")
    expect(page.locator("#team")).to_be_visible()
    tab_to("#readers input")
    keys.press("Space")
    goes_on("files")
    goes_on("contact")
    goes_on("check")
    tab_to("#send")
    keys.press("Enter")
    expect(page.locator("#title-receipt")).to_be_focused(timeout=20_000)
    tab_to("#show-receipt")
    keys.press("Enter")
    expect(page.locator("#receipt-words")).to_be_focused()
    words = page.locator("#receipt-words strong").all_inner_texts()
    tab_to("#kept")
    keys.press("Enter")
    page.goto("/en/return/")
    expect(page.locator("#journey")).to_be_visible()
    tab_to("#receipt-typed")
    keys.type(" ".join(words))
    keys.press("Enter")
    expect(page.locator("#mailbox-title")).to_be_focused(timeout=20_000)
    expect(Returner(page).line("By keyboard alone.")).to_be_visible()


def test_the_page_is_light(open_page: OpenPage) -> None:
    """HTML, styles, scripts, worker and the English word list: at most 110 kB, compressed."""
    page = open_page("/en/")
    loaded: dict[str, int] = {}

    def weigh(response: Response) -> None:
        if response.ok and response.request.method == "GET":
            loaded[response.url] = len(gzip.compress(response.body(), 9))

    page.on("response", weigh)
    page.goto("/en/report/")
    Survivor(page).fills_everything(want="record").sends().gets_a_receipt()
    page.wait_for_timeout(300)
    assert any("words/en" in url for url in loaded)
    assert sum(loaded.values()) <= 110_000, loaded


def test_enter_in_a_field_goes_on_and_never_sends(open_page: OpenPage) -> None:
    page = open_page("/en/report/")
    hers = Survivor(page).begins().tells().chooses().adds().is_at("contact")
    page.locator("input[name=named][value=named]").check()
    page.locator("#name").press("Enter")
    hers.is_at("check")
    page.keyboard.press("Enter")
    expect(page.locator("#sending-state")).to_have_text("Not sent yet.")
