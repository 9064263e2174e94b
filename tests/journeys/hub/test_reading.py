"""The hub's pages in Chromium: on a phone and a wide screen, from right to left, without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.web.test_public_pages import violations

OpenPage = Callable[..., Page]
KINDS = (
    "",
    "get-help/",
    "choices/",
    "definitions/",
    "figures/",
    "recommendations/",
    "recommendations/08-accountability/",
    "practices/",
    "practices/clearcheck/",
    "dialogues/dialogue-1-member-states/",
    "report-wrongdoing/",
    "report-wrongdoing/unhcr/",
    "library/un-system-model-policy-on-sexual-harassment/",
)
VIEWPORTS = pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ar"])
@VIEWPORTS
def test_axe_finds_no_barrier(
    open_page: OpenPage, language: str, viewport: dict[str, int], scheme: str
) -> None:
    page = open_page(f"/{language}/", viewport=viewport, color_scheme=scheme)
    for path in KINDS:
        page.goto(f"/{language}/{path}")
        assert violations(page) == [], path


@pytest.mark.parametrize("language", ["en", "ar", "ru", "zh-hans"])
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_nothing_is_wider_than_the_screen(open_page: OpenPage, language: str, width: int) -> None:
    page = open_page(f"/{language}/", viewport={"width": width, "height": 740})
    for path in KINDS:
        page.goto(f"/{language}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_the_three_answers_are_on_one_screen_of_a_phone(open_page: OpenPage) -> None:
    page = open_page("/en/", viewport=PHONE, java_script_enabled=False)
    for name in ("I need help", "I want to report", "I have a receipt"):
        expect(page.get_by_role("link", name=name)).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("searchbox")).to_be_in_viewport(ratio=1)


@VIEWPORTS
@pytest.mark.parametrize("language", ["en", "ar"])
def test_from_the_first_page_to_the_report_without_javascript(
    open_page: OpenPage, language: str, viewport: dict[str, int]
) -> None:
    page = open_page(f"/{language}/", viewport=viewport, java_script_enabled=False)
    page.locator(".answers .door").first.click()
    page.wait_for_url(f"**/{language}/get-help/")
    if viewport is PHONE:
        page.locator(".menu summary").click()
        expect(page.locator("#leave")).to_be_in_viewport(ratio=1)
    page.locator(".menu a:visible, .menu-row a:visible").nth(3).click()
    page.wait_for_url(f"**/{language}/report-wrongdoing/")
    page.locator(".organisations a[href$='/unhcr/']").click()
    page.locator("a.button.large").click()
    page.wait_for_url(f"**/{language}/report/#o=UNHCR")


def test_an_organisations_page_chooses_it_in_the_report_and_leaves_no_trace_of_it(
    open_page: OpenPage,
) -> None:
    page = open_page("/en/report-wrongdoing/unhcr/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_role("link", name="Report to this organisation").click()
    expect(page.locator("input[name=organisation][value=UNHCR]")).to_be_checked()
    assert page.evaluate("location.hash") == ""
    assert not [url for url in asked if "UNHCR" in url]


def test_the_menu_is_worked_by_keyboard_and_closes_on_escape(open_page: OpenPage) -> None:
    page = open_page("/en/get-help/", viewport=PHONE)
    menu = page.locator(".menu")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu.get_by_role("link", name="Library")).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu.get_by_role("link", name="Library")).to_be_hidden()


def test_what_is_pressed_is_at_least_44_pixels_high(open_page: OpenPage) -> None:
    page = open_page("/en/", viewport=PHONE)
    page.locator(".menu summary").click()
    pressed = (
        ".menu a, .menu summary, .door, .receipt, .target, .twelve a, .trail a, .contents a, .tools .button"
    )
    for path in ("", "definitions/", "recommendations/"):
        page.goto(f"/en/{path}")
        for target in page.locator(pressed).all():
            box = target.bounding_box()
            assert not box or box["height"] >= 44 or box["width"] == 0, target.inner_text()


def test_a_saved_page_is_read_without_a_network(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page("/ar/get-help/", viewport=PHONE, java_script_enabled=False)
    with page.expect_download() as download:
        page.locator(".tools a.button").first.click()
    file = tmp_path / "page.html"
    download.value.save_as(file)
    page.context.set_offline(True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def test_sharing_uses_the_devices_own_sheet_where_there_is_one(open_page: OpenPage) -> None:
    page = open_page("/en/choices/")
    expect(page.locator("[data-shares]")).to_be_hidden()
    page.add_init_script("navigator.share = (what) => { window.shared = what; return Promise.resolve(); }")
    page.reload()
    page.locator("[data-shares]").click()
    assert page.evaluate("window.shared.url").endswith("/en/choices/")


def test_on_paper_only_the_article_is_left(open_page: OpenPage) -> None:
    page = open_page("/en/choices/")
    page.emulate_media(media="print")
    expect(page.locator("h1")).to_be_visible()
    for gone in (".top", ".trail", ".tools", ".menu-row", ".foot"):
        expect(page.locator(gone)).to_be_hidden()
