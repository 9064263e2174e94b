"""The inbox as a room to work in: by keyboard, on a phone, in Arabic, and locked when it should be."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Playwright, expect

from tests.installation import Installation
from tests.journeys.conftest import CHROMIUM, DESKTOP, PHONE, QUIET

from .conftest import AtDesk
from .people import Handler, Reporter, account_of

SECRET = "The word is quetzalcoatlus."


def _without_faults(page: Page) -> None:
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert [
        (one["id"], [node["target"] for node in one["nodes"]]) for one in found.response["violations"]
    ] == []


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_view_is_accessible(
    at_desk: AtDesk, live: Installation, language: str, size: dict[str, int]
) -> None:
    reporter = Reporter(live).send(facets={"conduct": ["words"]})
    handler = at_desk("handler1.unhcr", language=language, viewport=size)
    page = handler.page
    page.goto(f"/{language}/keys/")
    expect(page.locator("#ways-part")).to_be_visible()
    _without_faults(page)
    handler.opens_inbox()
    expect(page.locator("#unlock")).to_be_visible()
    _without_faults(page)
    handler.unlocks()
    _without_faults(page)
    handler.opens(reporter.number)
    _without_faults(page)
    handler.tab("about")
    expect(page.locator(".people")).to_be_visible()
    _without_faults(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing runs out of the page"


def test_the_whole_way_by_keyboard_alone(at_desk: AtDesk, live: Installation) -> None:
    older, newer = Reporter(live).send("Keyboard one"), Reporter(live).send("Keyboard two")
    page = at_desk("handler4.unhcr").opens_inbox().page
    keyboard = page.keyboard
    expect(page.locator("#passphrase")).to_be_focused()
    keyboard.type("for the example only")
    keyboard.press("Enter")
    expect(page.locator(".case-row").first).to_be_focused(timeout=20_000)
    keyboard.press("/")
    expect(page.locator("#filter")).to_be_focused()
    keyboard.type(newer.number)
    expect(page.locator(".case-row:visible")).to_have_count(1)
    keyboard.press("ArrowDown")
    expect(page.locator(".case-row:visible")).to_be_focused()
    keyboard.press("Enter")
    expect(page.locator("#case-title")).to_contain_text(newer.number)
    expect(page.locator("#case")).to_be_focused()
    page.locator("#tab-conversation").focus()
    keyboard.press("ArrowRight")
    expect(page.locator("#write-case_file")).to_be_visible()
    keyboard.press("Tab")
    expect(page.locator("#write-case_file")).to_be_focused()
    keyboard.press("Escape")
    expect(page.locator("#case")).to_be_focused()
    keyboard.press("Escape")
    expect(page.locator(".case-row:visible")).to_be_focused()
    keyboard.press("/")
    keyboard.press("Control+A")
    keyboard.press("Delete")
    keyboard.press("Escape")
    keyboard.press("Home")
    first = page.evaluate("document.activeElement.dataset.report")
    keyboard.press("j")
    assert page.evaluate("document.activeElement.dataset.report") != first
    keyboard.press("k")
    assert page.evaluate("document.activeElement.dataset.report") == first
    keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Move in the list")
    keyboard.press("Escape")
    keyboard.press("Shift+L")
    expect(page.locator("#passphrase")).to_be_focused()
    assert older.number


def test_it_locks_itself_after_a_quarter_of_an_hour(at_desk: AtDesk, live: Installation) -> None:
    reporter = Reporter(live).send(SECRET)
    handler = at_desk("handler1.unhcr")
    page = handler.page
    page.clock.install()
    handler.opens_inbox().unlocks().opens(reporter.number)
    expect(page.locator(".side-conversation")).to_contain_text(SECRET)
    page.clock.fast_forward("14:10")
    expect(page.get_by_role("alertdialog")).to_contain_text("The inbox locks in one minute")
    page.keyboard.press("Tab")
    expect(page.get_by_role("alertdialog")).to_have_count(0)
    page.clock.fast_forward("13:00")
    expect(page.locator("#desk")).to_be_visible()
    page.clock.fast_forward("03:00")
    expect(page.locator("#unlock")).to_be_visible()
    assert SECRET not in page.content()


def test_going_back_leads_to_the_list_and_the_address_tells_nothing(
    at_desk: AtDesk, live: Installation
) -> None:
    reporter = Reporter(live).send()
    page = at_desk("handler1.unhcr", viewport=PHONE).opens_inbox().unlocks().opens(reporter.number).page
    assert page.url.endswith("/en/inbox/")
    page.go_back()
    expect(page.locator(".case-row", has_text=reporter.number)).to_be_focused()
    page.goto("/en/keys/")
    page.go_back()
    expect(page.locator("#unlock")).to_be_visible()
    assert "He waited" not in page.content()


def test_without_scripts_the_page_says_why(at_desk: AtDesk) -> None:
    at_desk("handler1.unhcr")
    page = at_desk("handler1.unhcr", java_script_enabled=False).opens_inbox().page
    expect(page.locator("main")).to_contain_text("This page needs JavaScript")
    expect(page.locator("main")).to_contain_text("upstander open")
    expect(page.locator("#unlock")).to_be_hidden()


def test_after_locking_the_profile_holds_neither_words_nor_keys(
    playwright: Playwright, live: Installation, tmp_path: Path, at_desk: AtDesk
) -> None:
    reporter = Reporter(live).send(SECRET)
    cookies = at_desk("handler1.unhcr").page.context.cookies()
    context = playwright.chromium.launch_persistent_context(
        str(tmp_path / "profile"), executable_path=CHROMIUM, args=QUIET, base_url=live.url
    )
    context.add_cookies(cookies)  # type: ignore[arg-type]
    handler = Handler(context.pages[0], account_of(live, "handler1.unhcr"))
    handler.opens_inbox().unlocks().opens(reporter.number)
    expect(handler.page.locator(".side-conversation")).to_contain_text(SECRET)
    handler.answers("An answer that must not stay.")
    handler.page.locator("#lock").click()
    expect(handler.page.locator("#unlock")).to_be_visible()
    assert SECRET not in handler.page.content()
    context.close()
    for needle in (
        SECRET,
        "quetzalcoatlus",
        "AGE-SECRET-KEY",
        "must not stay",
        handler.passphrase,
        reporter.number,
    ):
        assert _files_with(tmp_path / "profile", needle) == []


def _files_with(folder: Path, needle: str) -> list[str]:
    forms = (needle.encode(), needle.encode("utf-16-le"))
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if any(form in path.read_bytes() for form in forms)]
