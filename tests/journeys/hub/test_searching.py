"""Somebody looks for something: on a phone, in her language, without a mouse, without scripts, unseen."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.installation import Installation
from tests.journeys.conftest import DESKTOP, PHONE

from .conftest import sign_in

OpenPage = Callable[..., Page]
LANGUAGES = {"en": "bystander", "ar": "تحرش", "zh-hans": "骚扰"}
MEMBERS_WORD = "Xylophone"
PREPARED = f"""
from tests.foundation.accounts import given
from upstander.features.hub.models import ResourcePage, SectionPage
from upstander.foundation.entities.models import Entity
given.member(Entity.objects.get(code="UNHCR"), "focal_point", "journey-searcher")
library = SectionPage.objects.get(reference="section:library", locale__language_code="en")
library.add_child(instance=ResourcePage(title="{MEMBERS_WORD} talking points", slug="xylophone",
    locale=library.locale, reference="resource:xylophone", audience="members", summary="For members."))
"""


@pytest.fixture(scope="module")
def searching(original: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The example system with its hub, one more page that is for members, and a focal point."""
    made = Installation(tmp_path_factory.mktemp("searching"), postgres=original.postgres)
    made.copy(original)
    made.upstander("shell", "-c", PREPARED)
    made.upstander("search", "rebuild")
    made.start()
    yield made
    made.drop()


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {[node['html'][:120] for node in one['nodes']]}" for one in found]


def is_sound(page: Page) -> None:
    """No barrier that axe sees, nothing wider than the screen."""
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def ask(page: Page, words: str) -> None:
    page.locator("#q").fill(words)
    with page.expect_navigation():
        page.locator("form.ask button").click()


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_are_sound_in_every_state(
    open_page: OpenPage, searching: Installation, language: str, viewport: dict[str, int]
) -> None:
    page = open_page(f"/{language}/library/", base=searching, viewport=viewport)
    is_sound(page)
    page.goto(f"/{language}/library/?type=policy&recommendation=4")
    is_sound(page)
    page.goto(f"/{language}/search/")
    ask(page, LANGUAGES[language])
    expect(page.locator(".hits > li").first).to_be_visible()
    is_sound(page)
    ask(page, "zzqqxxww")
    expect(page.locator(".nothing")).to_be_visible()
    is_sound(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_words_filters_pages_and_back_are_plain_navigation(
    open_page: OpenPage, searching: Installation, scripts: bool
) -> None:
    page = open_page("/en/search/", base=searching, java_script_enabled=scripts)
    page.locator("#q").fill("harassment")
    page.locator("#q").press("Enter")
    page.wait_for_url("**/search/?w=*")
    assert "harass" not in page.url
    results = page.url
    page.locator(".facet a").first.click()
    expect(page.locator(".chip").first).to_be_visible()
    page.locator(".hits a").first.click()
    expect(page.locator("h1")).to_be_visible()
    page.go_back()
    expect(page.locator("#q")).to_have_value("harassment")
    expect(page.locator(".chip").first).to_be_visible()
    page.go_back()
    page.wait_for_url(results)
    expect(page.locator(".hits > li").first).to_be_visible()


def test_on_a_phone_filters_are_folded_and_open_without_scripts(
    open_page: OpenPage, searching: Installation
) -> None:
    page = open_page("/ar/library/", base=searching, viewport=PHONE, java_script_enabled=False)
    expect(page.locator(".facet a").first).to_be_hidden()
    page.locator(".filters > summary").click()
    expect(page.locator(".facet a").first).to_be_visible()
    for target in page.locator(".facet a:visible, .filters summary:visible").all():
        box = target.bounding_box()
        assert box is not None and box["height"] >= 44


def test_on_a_wide_screen_filters_stand_beside_the_list(open_page: OpenPage, searching: Installation) -> None:
    page = open_page("/en/library/", base=searching, viewport=DESKTOP, java_script_enabled=False)
    expect(page.locator(".facet a").first).to_be_visible()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_suggestions_are_used_by_keyboard_alone(
    open_page: OpenPage, searching: Installation, language: str
) -> None:
    page = open_page(f"/{language}/search/", base=searching, viewport=PHONE)
    field = page.locator("#q")
    field.focus()
    page.keyboard.type("UNHCR", delay=20)
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    is_sound(page)
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", "q-offers-0")
    page.keyboard.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") is None
    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    expect(field).to_have_value("UNHCR")
    page.keyboard.type(" ")
    page.keyboard.press("Backspace")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert f"/{language}/" in page.url and "/search/" not in page.url


def test_typing_asks_in_no_address_and_stores_nothing(open_page: OpenPage, searching: Installation) -> None:
    page = open_page("/en/search/", base=searching)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("#q").press_sequentially("harassment", delay=20)
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?w=*")
    assert asked and not [url for url in asked if "harass" in url]
    kept = page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie, history.state])"
    )
    assert "harass" not in kept
    assert "harass" not in page.title()


def test_leaving_quickly_forgets_what_was_typed(open_page: OpenPage, searching: Installation) -> None:
    page = open_page("/en/search/", base=searching)
    page.route("**/worldweather.wmo.int/**", lambda route: route.fulfill(body="weather"))
    page.locator("#q").press_sequentially("harassment", delay=20)
    expect(page.get_by_role("option").first).to_be_visible()
    page.evaluate("document.dispatchEvent(new CustomEvent('upstander:wipe'))")
    assert page.locator("#q-offers").inner_html() == ""


def test_without_a_connection_the_field_is_an_ordinary_form(
    open_page: OpenPage, searching: Installation
) -> None:
    page = open_page("/en/search/", base=searching)
    page.route("**/suggestions/", lambda route: route.abort())
    ask(page, "bystander")
    expect(page.locator(".hits > li").first).to_be_visible()


def test_the_policy_of_the_page_lets_its_description_stand(
    open_page: OpenPage, searching: Installation
) -> None:
    """A block of JSON-LD is no script: Chromium reports no breach (`open_page` would fail) and keeps it."""
    page = open_page("/en/get-help/", base=searching)
    described: Any = json.loads(page.locator("script[type='application/ld+json']").inner_text())
    assert described["@context"] == "https://schema.org"
    assert described["@graph"][0]["url"].endswith("/en/get-help/")


def test_the_first_page_searches_the_same_way(open_page: OpenPage, searching: Installation) -> None:
    page = open_page("/en/", base=searching, java_script_enabled=False)
    ask(page, "bystander")
    assert "/en/search/?w=" in page.url
    expect(page.locator(".hits > li").first).to_be_visible()


def test_a_focal_point_finds_members_pages_where_a_stranger_finds_none(
    open_page: OpenPage, searching: Installation
) -> None:
    page = open_page("/health/live", base=searching)
    sign_in(page, "searcher", "en")
    page.goto("/en/search/")
    ask(page, MEMBERS_WORD)
    expect(page.get_by_role("link", name=f"{MEMBERS_WORD} talking points")).to_be_visible()
    page.goto("/en/members/")
    expect(page.get_by_role("link", name=f"{MEMBERS_WORD} talking points")).to_be_visible()
    is_sound(page)
    page.locator(".hits a").first.click()
    expect(page.locator("h1")).to_contain_text(MEMBERS_WORD)
    address = page.url
    stranger = open_page("/en/search/", base=searching)
    ask(stranger, MEMBERS_WORD)
    expect(stranger.locator(".nothing")).to_be_visible()
    answer = stranger.goto(address)
    assert answer is not None and answer.status == 404
