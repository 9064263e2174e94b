"""The return page is light until somebody types a receipt, and nothing she does meanwhile is lost."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, Response, Route, expect

from .people import WORDS, Returner, Survivor

OpenPage = Callable[..., Page]
OPENING = "**/returning.*.js"
LIGHT = 14_000
"""Bytes of style sheets and scripts, gzipped, that any public page but the report page may weigh."""


def weighed(page: Page) -> dict[str, int]:
    """Gzipped size of each sheet and script that `page` loads from now on."""
    sizes: dict[str, int] = {}

    def note(response: Response) -> None:
        if Path(response.url).suffix in {".css", ".js"}:
            sizes[Path(response.url).name] = len(gzip.compress(response.body(), 9))

    page.on("response", note)
    return sizes


def test_what_opens_a_mailbox_is_fetched_when_a_receipt_is_typed(open_page: OpenPage) -> None:
    page = open_page("/en/")
    sizes = weighed(page)
    page.goto("/en/return/", wait_until="networkidle")
    assert sizes
    assert sum(sizes.values()) <= LIGHT
    with page.expect_response(OPENING):
        page.locator("#receipt-typed").press_sequentially("p")
    tag = page.locator('script[src*="returning."]')
    assert (tag.get_attribute("integrity") or "").startswith("sha384-")
    expect(page.locator("#receipt-typed")).to_have_value("p")


def test_pressing_open_before_the_script_is_there_opens_once_it_is(open_page: OpenPage) -> None:
    hers = Survivor(open_page("/en/report/")).fills_everything().sends().gets_a_receipt()
    page = open_page("/en/return/")
    held: list[Route] = []
    page.route(OPENING, lambda route: held.append(route))
    page.locator("#receipt-typed").fill(" ".join(hers.receipt))
    page.locator("#receipt-typed").press("Enter")
    expect(page.locator("#open-state")).to_have_text("Looking …")
    held.pop().continue_()
    expect(page.locator("#mailbox")).to_be_visible()
    expect(Returner(page).line(WORDS)).to_be_visible()
    assert held == []


def test_a_script_that_cannot_be_fetched_is_told_and_fetched_again(open_page: OpenPage) -> None:
    hers = Survivor(open_page("/en/report/")).fills_everything().sends().gets_a_receipt()
    page = open_page("/en/return/")
    page.route(OPENING, lambda route: route.abort())
    back = Returner(page).types(" ".join(hers.receipt))
    expect(page.locator("#receipt-fault")).to_contain_text("There was no answer")
    expect(page.locator("#receipt-typed")).to_have_value(" ".join(hers.receipt))
    page.unroute(OPENING)
    page.locator("#open").click()
    expect(back.line(WORDS)).to_be_visible()


def test_another_script_than_the_published_one_never_runs(browser: Any, live: Any) -> None:
    context = browser.new_context(base_url=live.url)
    page = context.new_page()
    page.route(
        OPENING, lambda route: route.fulfill(content_type="text/javascript", body="document.title='x'")
    )
    page.goto("/en/return/")
    title = page.title()
    Returner(page).types("possibly transfer sank ploy moonlight film shale persuader")
    expect(page.locator("#receipt-fault")).to_contain_text("There was no answer")
    assert page.title() == title
    context.close()


def test_a_kept_file_is_taken_before_the_script_is_there(open_page: OpenPage) -> None:
    page = open_page("/en/return/")
    page.locator("details > summary", has_text="as a file").click()
    wrong = {"name": "x.json", "mimeType": "application/json", "buffer": json.dumps({"v": 9}).encode()}
    page.locator("#saved-file").set_input_files(wrong)  # type: ignore[arg-type]
    expect(page.locator("#saved-state")).to_contain_text("This could not be sent.")
