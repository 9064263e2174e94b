"""She writes on a device that never goes online; the file travels, and her words arrive."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.installation import Installation
from tests.journeys.conftest import PHONE, OpenPage
from tests.journeys.reporter.people import Returner

WORDS = "He closed the door of the copy room behind him. Zebrafish at the window."
TELLING = ("Zebrafish", "copy room", "window")
UNHCR = "United Nations High Commissioner for Refugees"

OpenFile = Callable[..., Page]


@pytest.fixture
def open_file(browser: Browser) -> Iterator[OpenFile]:
    """Open a file with the network switched off; whatever it asks for beside itself fails the test."""
    contexts: list[Any] = []
    asked: list[str] = []
    errors: list[str] = []

    def open_one(file: Path, **options: Any) -> Page:
        context = browser.new_context(viewport=PHONE, **options)
        contexts.append(context)
        context.set_offline(True)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(file.as_uri())
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert [url for url in asked if not url.startswith(("file:", "blob:", "data:"))] == []
    assert errors == []


@pytest.fixture
def downloaded(live: Installation, open_page: OpenPage, tmp_path: Path) -> Path:
    """The page as she gets it: from the link in the details of the first step."""
    page = open_page("/en/report/")
    page.locator("section:not([hidden]) summary", has_text="What is not known about you").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="keep this page as a file").and_(page.locator(":visible")).click()
    assert download.value.suggested_filename == "upstander-offline.html"
    file = tmp_path / "upstander-offline.html"
    download.value.save_as(file)
    return file


def published_fingerprint(live: Installation, entity: str) -> str:
    with urllib.request.urlopen(f"{live.url}/api/v1/teams") as answer:
        teams = json.load(answer)
    return str(next(team["fingerprint"] for team in teams if team["entity"] == entity))


def barriers(page: Page) -> list[str]:
    return [found["id"] for found in Axe().run(page).response["violations"]]


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def chooses(page: Page, organisation: str = UNHCR) -> None:
    option = page.locator("#organisation option", has_text=organisation)
    page.locator("#organisation").select_option(option.get_attribute("value"))


def seals(page: Page, into: Path) -> str:
    """The sealed file is kept at `into`; the receipt."""
    with page.expect_download() as download:
        page.locator("#seal").click()
    download.value.save_as(into)
    page.locator("#show-receipt").click()
    receipt = page.locator("#receipt-words strong").all_inner_texts()
    assert len(receipt) == 8
    return " ".join(receipt)


def test_words_sealed_without_a_network_arrive_later(
    downloaded: Path, open_file: OpenFile, open_page: OpenPage, live: Installation, tmp_path: Path
) -> None:
    page = open_file(downloaded)
    page.locator("#text").fill(WORDS)
    chooses(page)
    expect(page.locator("#fingerprint")).to_have_text(published_fingerprint(live, "UNHCR"))
    page.locator("#readers label", has_text="Handler 2, UNHCR").locator("input").uncheck()
    assert barriers(page) == [] and fits(page)
    kept = tmp_path / "file.bin"
    receipt = seals(page, kept)
    assert barriers(page) == [] and fits(page)
    assert page.locator("#text").input_value() == ""
    assert not any(told in kept.read_text() for told in TELLING)

    site = open_page("/en/report/saved/")
    assert barriers(site) == [] and fits(site)
    site.locator("#saved-file").set_input_files(kept)
    expect(site.locator("#saved-state")).to_contain_text("Arrived")
    back = Returner(open_page("/en/return/")).opens(receipt)
    expect(back.line(WORDS)).to_be_visible()
    assert len(json.loads(kept.read_text())["excluded"]) == 1


def test_a_sealed_file_is_sent_by_a_plain_form_once_however_often(
    downloaded: Path, open_file: OpenFile, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_file(downloaded)
    page.locator("input[name=want][value=record]").check()
    expect(page.locator("#who")).to_be_hidden()
    page.locator("#text").fill(WORDS)
    kept = tmp_path / "file.bin"
    receipt = seals(page, kept)
    assert json.loads(kept.read_text())["want"] == "record"
    arrived = []
    for _ in range(2):
        site = open_page("/en/report/saved/", java_script_enabled=False)
        site.locator("#saved-file").set_input_files(kept)
        site.get_by_role("button", name="Send").click()
        expect(site.locator("main")).to_contain_text("Your private record is kept since")
        arrived.append(site.locator(".notice.success").inner_text())
    assert arrived[0] == arrived[1]
    expect(Returner(open_page("/en/return/")).opens(receipt).line(WORDS)).to_be_visible()


def test_nothing_is_sealed_for_nobody_or_without_words(downloaded: Path, open_file: OpenFile) -> None:
    page = open_file(downloaded)
    page.locator("#seal").click()
    expect(page.locator("#seal-state")).to_have_text("Nothing is written yet.")
    page.locator("#text").fill(WORDS)
    page.locator("#seal").click()
    expect(page.locator("#seal-state")).to_contain_text("Please choose the organisation")
    chooses(page)
    for box in page.locator("#readers input").all():
        box.uncheck()
    expect(page.locator("#nobody-left")).to_be_visible()
    page.locator("#seal").click()
    expect(page.locator("#seal-state")).to_contain_text("at least one person")
    expect(page.locator("#sealed")).to_be_hidden()


def test_an_expired_list_is_refused_in_words_and_her_words_stay(
    downloaded: Path, open_file: OpenFile
) -> None:
    page = open_file(downloaded)
    page.clock.set_fixed_time("2036-01-01T00:00:00Z")
    page.locator("#text").fill(WORDS)
    chooses(page)
    expect(page.locator("#list-problem")).to_contain_text("has expired")
    expect(page.locator("#team")).to_be_hidden()
    page.locator("#seal").click()
    expect(page.locator("#seal-state")).to_contain_text("Please choose the organisation")
    assert page.locator("#text").input_value() == WORDS


def test_a_list_that_was_changed_in_the_file_is_refused(downloaded: Path, open_file: OpenFile) -> None:
    page_text = downloaded.read_text()
    begin = page_text.index('"signature": "') + len('"signature": "')
    other = "B" if page_text[begin] == "A" else "A"
    downloaded.write_text(page_text[:begin] + other + page_text[begin + 1 :])
    page = open_file(downloaded)
    page.locator("#organisation").select_option("0")
    expect(page.locator("#list-problem")).to_contain_text("not signed by the organisation")


def test_a_script_put_into_the_file_does_not_run_and_clearing_leaves_nothing(
    downloaded: Path, open_file: OpenFile
) -> None:
    downloaded.write_text(downloaded.read_text().replace("</main>", "<img src=x onerror='bad=1'></main>"))
    page = open_file(downloaded)
    page.locator("#text").fill(WORDS)
    assert page.evaluate("typeof bad") == "undefined"
    page.locator("#leave").click()
    page.wait_for_url("about:blank")
    assert "Zebrafish" not in page.content()
