"""After a journey, nothing she typed can be found anywhere: not on the server, not on her device."""

from __future__ import annotations

import base64
import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect

from tests.installation import Installation
from tests.journeys.conftest import CHROMIUM, QUIET, OpenPage

from .people import Returner, Survivor

WORDS = "Xylophonequartz stood behind the door"
NAME = "Quetzalcoatlina Zubrowka"
FILE_NAME = "wobblegong-photo.txt"
FILE_WORDS = b"platypusverse inside the file " * 40
ANSWER = "Narwhalesque second message"
SECRETS = ["Xylophonequartz", "Quetzalcoatlina", "wobblegong", "platypusverse", "Narwhalesque"]


@pytest.fixture
def device(
    playwright: Playwright, live: Installation, tmp_path: Path
) -> Iterator[tuple[BrowserContext, Path]]:
    """A browser with a profile folder of its own, as on a phone that somebody may search."""
    profile = tmp_path / "profile"
    context = playwright.chromium.launch_persistent_context(
        str(profile), executable_path=CHROMIUM, args=QUIET, base_url=live.url
    )
    yield context, profile
    context.close()


def whole_journey(page: Page) -> Survivor:
    page.goto("/en/report/")
    hers = Survivor(page).begins(role="self").tells(WORDS).chooses()
    hers.adds({"name": FILE_NAME, "mimeType": "text/plain", "buffer": FILE_WORDS})
    hers.gives(NAME, "by the blue door").sends().gets_a_receipt()
    expect(page.locator("#upload-list .file")).to_contain_text("Arrived")
    hers.keeps_it()
    Returner(page).opens(" ".join(hers.receipt)).writes(ANSWER)
    return hers


def traces(folder: Path, secrets: list[str]) -> list[str]:
    """Which secrets lie in which files: in UTF-8, in UTF-16, in base64, and inside compressed files."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.stat().st_size:
            content = path.read_bytes()
            for secret in secrets:
                if any(form in whole for whole in _unpacked(content) for form in _forms(secret)):
                    found.append(f"{secret!r} in {path.relative_to(folder)}")
    return found


def _forms(secret: str) -> list[bytes]:
    plain = secret.encode()
    return [plain, secret.encode("utf-16-le"), base64.b64encode(plain)[:-4] or plain]


def _unpacked(content: bytes) -> list[bytes]:
    try:
        return [content, gzip.decompress(content)]
    except (OSError, EOFError, zlib.error):
        return [content]


def receipt_forms(hers: Survivor) -> list[str]:
    """Three words in a row never come together by chance, single words do."""
    runs = [hers.receipt[at : at + 3] for at in range(6)]
    return (
        [" ".join(run) for run in runs]
        + ["-".join(run) for run in runs]
        + ["".join(hers.digits), " ".join(hers.digits[:3])]
    )


def test_neither_server_nor_device_keeps_a_word_or_the_receipt(
    device: tuple[BrowserContext, Path], live: Installation
) -> None:
    context, profile = device
    hers = whole_journey(context.pages[0])
    secrets = [*SECRETS, *receipt_forms(hers)]
    assert context.cookies() == []
    assert context.pages[0].evaluate("localStorage.length") == 0
    assert context.pages[0].evaluate("indexedDB.databases()") == []
    context.close()  # the browser writes down what it keeps
    assert traces(profile, secrets) == []
    assert traces(live.folder, secrets) == []


def test_the_search_would_find_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "clear").write_text("..Xylophonequartz..")
    (tmp_path / "packed").write_bytes(gzip.compress(b"..Narwhalesque.."))
    (tmp_path / "wide").write_bytes("wobblegong".encode("utf-16-le"))
    assert len(traces(tmp_path, SECRETS)) == 3


def test_history_holds_neutral_titles_and_addresses(open_page: OpenPage) -> None:
    page = open_page("/en/report/")
    Survivor(page).fills_everything()
    title = page.title()
    assert not any(word in title.lower() for word in ("report", "harass", "receipt", "abuse"))
    assert page.url.endswith("/en/report/")


def test_quick_exit_empties_the_page_in_the_middle_of_it(open_page: OpenPage) -> None:
    page = open_page("/en/report/")
    Survivor(page).begins().tells(WORDS)
    page.route("https://**", lambda route: route.fulfill(body="weather", content_type="text/html"))
    page.locator("#leave").click()
    page.wait_for_url("https://**")
    page.go_back()
    page.wait_for_timeout(500)
    assert "Xylophonequartz" not in page.content()


def test_locking_clears_everything(open_page: OpenPage) -> None:
    hers = Survivor(open_page("/en/report/")).fills_everything(WORDS, want="record").sends().gets_a_receipt()
    page = open_page("/en/return/")
    Returner(page).opens(" ".join(hers.receipt))
    page.locator("#lock").click()
    expect(page.locator("#locked")).to_be_visible()
    assert "Xylophonequartz" not in page.content()
    expect(page.locator("#receipt-typed")).to_have_value("")


def test_ten_minutes_without_a_touch_lock_it(open_page: OpenPage) -> None:
    hers = Survivor(open_page("/en/report/")).fills_everything(WORDS, want="record").sends().gets_a_receipt()
    page = open_page("/en/return/")
    page.clock.install()
    Returner(page).opens(" ".join(hers.receipt))
    page.clock.fast_forward("09:30")
    expect(page.locator("#mailbox")).to_be_visible()
    page.clock.fast_forward("00:45")
    expect(page.locator("#locked")).to_be_visible()
    assert "Xylophonequartz" not in page.content()
