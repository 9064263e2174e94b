"""Every public page in Chromium: no barrier that axe can see, nothing that overflows, targets to hit."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.foundation.web.pages import LANGUAGES, PUBLIC
from tests.journeys.conftest import DESKTOP, PHONE

OpenPage = Callable[..., Page]
PAGES = (*PUBLIC, "nothing-here/")


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {[node['html'][:120] for node in one['nodes']]}" for one in found]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_no_barrier(
    open_page: OpenPage, language: str, viewport: dict[str, int], scheme: str
) -> None:
    page = open_page(f"/{language}/", viewport=viewport, color_scheme=scheme)
    for path in PAGES:
        page.goto(f"/{language}/{path}")
        page.locator(".tongues summary").click()
        assert violations(page) == [], path


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_nothing_is_wider_than_the_screen(open_page: OpenPage, language: str, width: int) -> None:
    page = open_page(f"/{language}/", viewport={"width": width, "height": 740})
    for path in PAGES:
        page.goto(f"/{language}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_what_is_pressed_is_at_least_44_pixels_high(open_page: OpenPage) -> None:
    page = open_page("/en/", viewport=PHONE)
    page.locator(".tongues summary").click()
    for target in page.locator(".leave, .name, summary, .tongues a, .foot a, .door, .button").all():
        box = target.bounding_box()
        assert box is not None and box["height"] >= 44, target.inner_text()


def test_the_language_switch_works_by_keyboard_and_keeps_the_page(open_page: OpenPage) -> None:
    page = open_page("/en/help-now/")
    page.locator(".tongues summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ar/help-now/")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")


def test_the_first_tab_leads_to_the_content(open_page: OpenPage) -> None:
    page = open_page("/fr/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_losing_the_connection_is_told_at_once(open_page: OpenPage) -> None:
    page = open_page("/en/")
    expect(page.locator("#offline")).to_be_hidden()
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden()


def test_a_visit_asks_no_other_server_for_anything(open_page: OpenPage) -> None:
    page = open_page("/zh-hans/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in PUBLIC:
        page.goto(f"/zh-hans/{path}")
    own = page.evaluate("location.origin")
    assert asked
    assert [url for url in asked if not url.startswith((own, "data:"))] == []
