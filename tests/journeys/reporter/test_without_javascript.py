"""Without JavaScript the same journey works as plain forms, and says in one sentence what the server can
see."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.installation import Installation
from tests.journeys.conftest import PHONE, OpenPage

from .people import Returner, Survivor
from .test_no_trace import traces

WORDS = "Umbrellabird wrote this without scripts"


def long_form(open_page: OpenPage, want: str = "report", **options: Any) -> Page:
    page = open_page("/en/report/", java_script_enabled=False, viewport=PHONE, **options)
    expect(
        page.get_by_text("our server sees them for the moment in which it seals them").first
    ).to_be_visible()
    page.locator(f"#plain-start input[name=want][value={want}]").check()
    if want != "record":
        page.locator("#plain-team").select_option(
            label="Office of the United Nations High Commissioner for Refugees · Reports, UNHCR"
        )
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("form.plain-form")).to_be_visible()
    assert page.url.endswith("/en/report/write/"), "the choice is in no address"
    return page


def send(page: Page) -> list[str]:
    page.locator("form.plain-form button[type=submit]").click()
    expect(page.locator("#receipt-words")).to_be_visible()
    return page.locator("#receipt-words strong").all_inner_texts()


def come_back(page: Page, receipt: list[str]) -> None:
    page.goto("/en/return/")
    page.locator("#plain-receipt").fill(" ".join(receipt))
    page.get_by_role("button", name="Open").click()


def test_report_return_and_write(open_page: OpenPage, live: Installation) -> None:
    page = long_form(open_page)
    page.locator("#text").fill(WORDS)
    files = [{"name": "note.txt", "mimeType": "text/plain", "buffer": b"marmosetish clear words"}]
    page.locator("input[name=files]").set_input_files(files)  # type: ignore[arg-type]
    receipt = send(page)
    expect(page.locator("main")).to_contain_text("note.txt: Arrived")
    assert page.context.cookies() == []
    come_back(page, receipt)
    expect(page.locator(".line", has_text=WORDS)).to_be_visible()
    page.locator("[name=message]").fill("And one more thing.")
    page.get_by_role("button", name="Seal and send").click()
    expect(page.locator(".line", has_text="And one more thing.")).to_have_count(1)
    assert traces(live.folder, ["Umbrellabird", "marmosetish", "one more thing"]) == []


def test_what_it_sealed_opens_in_a_browser_with_scripts_too(open_page: OpenPage) -> None:
    page = long_form(open_page)
    page.locator("#text").fill(WORDS)
    page.locator("input[name=files]").set_input_files(
        [{"name": "note.txt", "mimeType": "text/plain", "buffer": b"inside"}]
    )
    back = Returner(open_page("/en/return/")).opens(" ".join(send(page)))
    expect(back.line(WORDS)).to_be_visible()
    with back.page.expect_download() as download:
        back.line("note.txt").get_by_role("button", name="Open").click()
    assert download.value.path().read_bytes() == b"inside"
    back.writes("Now with scripts.")


def test_of_what_a_browser_sealed_it_says_honestly_that_it_cannot_open_it(open_page: OpenPage) -> None:
    hers = Survivor(open_page("/en/report/")).fills_everything(want="record").sends().gets_a_receipt()
    page = open_page("/en/return/", java_script_enabled=False)
    come_back(page, hers.receipt)
    expect(page.get_by_text("Our server cannot open it")).to_be_visible()
    expect(page.get_by_text("upstander open")).to_be_visible()


def test_a_fault_keeps_what_she_wrote(open_page: OpenPage) -> None:
    page = long_form(open_page)
    page.locator("#text").fill(WORDS)
    page.locator("#contact").fill("the blue door")
    for box in page.locator("input[name=readers]").all():
        box.uncheck()
    page.locator("form.plain-form button[type=submit]").click()
    expect(page.locator(".fault")).to_contain_text("Nobody is left to read it")
    expect(page.locator("#text")).to_have_value(WORDS)
    expect(page.locator("#contact")).to_have_value("the blue door")
    page.locator("input[name=readers]").first.check()
    assert len(send(page)) == 8


def test_sending_the_form_twice_makes_one_report(open_page: OpenPage) -> None:
    page = long_form(open_page)
    fields = page.evaluate("Object.fromEntries(new FormData(document.querySelector('form.plain-form')))")
    sent = {name: value for name, value in fields.items() if isinstance(value, str)}
    page.locator("#text").fill(WORDS)
    receipt = send(page)
    for text, lines in ((WORDS, 1), (f"{WORDS}, and more", 2)):
        again = page.request.post(
            "/en/report/send/", multipart={**sent, "readers": sent["readers"], "text": text}
        )
        answered = again.text()
        assert "there is one report" in answered
        assert all(f"<strong>{word}</strong>" in answered for word in receipt), "one form, one receipt"
        come_back(page, receipt)
        expect(page.locator(".line")).to_have_count(lines)
    expect(page.locator(".line", has_text="and more")).to_be_visible()


def test_a_record_and_withdrawing(open_page: OpenPage) -> None:
    record = long_form(open_page, "record")
    record.locator("#text").fill(WORDS)
    come_back(record, send(record))
    expect(record.locator("main")).to_contain_text("Only you can open it")
    page = long_form(open_page)
    page.locator("#text").fill(WORDS)
    come_back(page, send(page))
    page.locator("summary", has_text="Withdraw it").click()
    page.get_by_label("Also erase everything that nobody has opened").check()
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.locator("main")).to_contain_text("You withdrew it")
    expect(page.locator("main")).not_to_contain_text(WORDS)


def test_a_wrong_receipt_is_answered_in_words(open_page: OpenPage) -> None:
    page = open_page("/en/return/", java_script_enabled=False)
    come_back(page, ["possibly", "transfer", "sank", "ploy", "moonlight", "film", "shale", "persuader"])
    expect(page.get_by_text("Nothing was found for this receipt")).to_be_visible()


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads memory from /proc")
def test_a_file_of_200_mb_is_sealed_at_constant_memory_and_never_lies_in_clear(
    open_page: OpenPage, fresh: Installation, tmp_path: Path
) -> None:
    big = tmp_path / "big.bin"
    piece = b"okapiclear" + os.urandom(1024 * 1024 - 10)
    with big.open("wb") as file:
        for _ in range(195):
            file.write(piece)
    page = long_form(open_page, base=fresh)
    page.locator("#text").fill(WORDS)
    page.locator("input[name=files]").set_input_files(big)
    before = peak_megabytes(fresh)
    page.locator("form.plain-form button[type=submit]").click(no_wait_after=True)
    arriving = fresh.folder / "arriving"
    while not page.locator("#receipt-words").is_visible():
        for path in [*arriving.glob("*"), *Path("/tmp").glob("*.upload*")]:
            assert b"okapiclear" not in path.read_bytes()[: 4 * 1024 * 1024]
        time.sleep(0.2)
    expect(page.locator("main")).to_contain_text("big.bin: Arrived")
    assert peak_megabytes(fresh) - before < 120
    assert traces(fresh.folder, ["okapiclear"]) == []


def peak_megabytes(installation: Installation) -> float:
    """The largest memory that any process of the server has ever had."""
    assert installation._server is not None
    group = os.getpgid(installation._server.pid)
    peaks = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            if os.getpgid(int(status.parent.name)) == group:
                lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
                peaks.append(int(lines["VmHWM"].split()[0]) / 1024)
        except (ProcessLookupError, FileNotFoundError, KeyError):
            continue
    return max(peaks)
