"""An editor who has never seen the desk publishes a translated resource, with a reviewer, in Chromium."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.installation import Installation
from tests.journeys.conftest import DESKTOP
from tests.journeys.handler.people import code_of

OpenPage = Callable[..., Page]


_spent: set[str] = set()


def fresh_code(secret: str) -> str:
    """A code that was not used yet: the server takes none twice."""
    while (code := code_of(secret)) in _spent:
        time.sleep(1)
    _spent.add(code)
    return code


class Person:
    """Somebody at the desk, in a browser of her own; whatever her browser complains of is noted."""

    def __init__(self, browser: Browser, live: Installation, name: str) -> None:
        self.faults: list[str] = []
        self.context = browser.new_context(base_url=live.url, viewport=DESKTOP)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda told: self._note(told.type, told.text))
        self.page.on("request", lambda request: self._asked(request.url, live.url))
        accounts: Any = live.example()
        account = next(one for one in accounts if one["username"] == name)
        self._sign_in(account)

    def _note(self, kind: str, text: str) -> None:
        if kind == "error":
            self.faults.append(text)

    def _asked(self, url: str, ours: str) -> None:
        if not url.startswith((ours, "data:", "blob:")):
            self.faults.append(f"asked {url}")

    def _sign_in(self, account: dict[str, Any]) -> None:
        """By the door of the desk, which leads to the sign-in and back."""
        self.page.goto("/cms/")
        self.page.locator("input[name=login]").fill(account["username"])
        self.page.locator("input[name=password]").fill(account["password"])
        self.page.locator("input[name=password]").press("Enter")
        self.page.wait_for_url("**/sign-in/code/**")
        self.page.locator("input[name=code]").fill(fresh_code(account["totp_secret"]))
        self.page.locator("input[name=code]").press("Enter")
        self.page.wait_for_url("**/cms/")


@pytest.fixture
def person(browser: Browser, live: Installation) -> Iterator[Callable[[str], Person]]:
    people: list[Person] = []

    def come(name: str) -> Person:
        people.append(Person(browser, live, name))
        return people[-1]

    yield come
    for one in people:
        one.context.close()
    assert [fault for one in people for fault in one.faults] == []


def translate_everything(page: Page) -> None:
    """Each piece of text: “Translate”, some words, “Save”."""
    editor = page.locator(".js-translation-editor")
    waiting = editor.get_by_role("button", name="Translate", exact=True)
    expect(waiting.first).to_be_visible()
    while left := waiting.locator("visible=true").count() or _on_another_tab(page, waiting):
        waiting.locator("visible=true").first.click()
        editor.locator("textarea, [contenteditable=true]").locator("visible=true").first.fill("En français.")
        editor.get_by_role("button", name="Save", exact=True).locator("visible=true").first.click()
        expect(waiting.locator("visible=true")).to_have_count(left - 1)


def _on_another_tab(page: Page, waiting: Locator) -> int:
    """How many wait on the second tab, after opening it."""
    page.get_by_role("tab", name="Readers and times").click()
    return waiting.locator("visible=true").count()


def test_an_editor_and_a_reviewer_publish_a_translated_resource(person: Callable[[str], Person]) -> None:
    editor = person("hub-editor.un").page
    expect(editor.get_by_role("heading", name="Your drafts")).to_be_visible()
    editor.get_by_role("link", name="Languages").click()
    editor.get_by_label("Section", exact=True).select_option(label="Library")
    editor.get_by_role("button", name="Show").click()
    begin = editor.get_by_role("button", name=re.compile("^Begin the translation of .* into Français")).first
    named = begin.get_attribute("aria-label") or ""
    title = named.removeprefix("Begin the translation of ").removesuffix(" into Français")
    begin.click()
    expect(editor.get_by_text("pieces of text are not translated yet")).to_be_visible()
    translate_everything(editor)
    editor.reload()
    expect(editor.get_by_text("Everything is translated")).to_be_visible()
    editor.get_by_role("button", name="Send for review").click()
    expect(editor.get_by_text("waits for a second pair of eyes")).to_be_visible()

    reviewer = person("hub-reviewer.un").page
    reviewer.get_by_role("link", name=re.compile("En français")).first.click()
    frame = reviewer.frame_locator("iframe")
    expect(frame.get_by_role("heading", level=1)).to_have_text("En français.")
    reviewer.get_by_role("button", name="Approve and publish").click()
    expect(reviewer.get_by_text("” is published.")).to_be_visible()

    editor.goto("/cms/reports/languages/?section=library")
    row = editor.get_by_role("row", name=re.compile(re.escape(title[:40]))).first
    expect(row.get_by_role("link", name=re.compile("Français: Current"))).to_be_visible()
    row.get_by_role("link", name=re.compile("English: Current")).click()
    editor.get_by_role("textbox", name="Summary").fill("A summary that says something new.")
    editor.get_by_role("button", name="Send for review").click()
    expect(editor.get_by_text("has been submitted")).to_be_visible()
    reviewer.goto("/cms/review/")
    reviewer.get_by_role("link", name=re.compile(re.escape(title[:40]))).first.click()
    reviewer.get_by_role("link", name="See what changed").click()
    expect(reviewer.get_by_text("says something new")).to_be_visible()
    reviewer.go_back()
    reviewer.get_by_role("button", name="Approve and publish").click()
    expect(reviewer.get_by_text("” is published.")).to_be_visible()

    editor.goto("/cms/reports/languages/?state=outdated")
    editor.get_by_role("link", name=re.compile("Français: Outdated")).first.click()
    expect(editor.get_by_text("Outdated: changed in the source")).to_be_visible()
    changed = editor.locator(".js-translation-editor li", has_text="A summary that says something new.").last
    expect(changed.get_by_text("Outdated", exact=True)).to_be_visible()


def test_every_page_of_the_desk_keeps_to_its_policy(person: Callable[[str], Person]) -> None:
    page = person("hub-editor.un").page
    for address in (
        "/cms/",
        "/cms/pages/",
        "/cms/review/",
        "/cms/reports/languages/",
        "/cms/reports/links/",
        "/cms/images/",
        "/cms/images/add/",
        "/cms/documents/",
        "/cms/documents/add/",
        "/cms/reports/site-history/",
        "/cms/pages/search/?q=help",
    ):
        assert page.goto(address, wait_until="networkidle").status == 200, address  # type: ignore[union-attr]
    page.goto("/cms/reports/languages/?words=dialogue:1")
    page.get_by_role("link", name=re.compile("English: Current")).first.click()
    page.locator("#id_held_on").click()
    expect(page.locator(".xdsoft_datetimepicker").first).to_be_attached()
    page.get_by_role("button", name=re.compile("Toggle preview")).click()
    expect(page.frame_locator("#w-preview-iframe").get_by_role("heading", level=1)).to_be_visible()
    with page.expect_response(lambda answer: "mode=members" in answer.url) as shown:
        page.get_by_label("Preview mode").select_option("members")
    assert shown.value.status == 200
    assert "frame-ancestors 'self'" in shown.value.headers["content-security-policy"]
