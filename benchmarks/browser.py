"""What a person's browser does: sends a report, unlocks an inbox, seals a large file, loads pages."""

from __future__ import annotations

import gzip
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright
from tests.installation import Installation
from tests.journeys.conftest import CHROMIUM, QUIET
from tests.journeys.handler.people import Handler, account_of, call
from tests.journeys.reporter.people import Returner, Survivor

from benchmarks import sealed
from upstander.core.sealing.node import run

ENTITY, HANDLER = "UNHCR", "handler1.unhcr"
CASES = 100
MEGABYTE = 1_000_000
FILE_MB = 200
REAL_WORK = 18
"""scrypt 2^18, as real keyrings have; the example's are lighter so that it loads in seconds."""

CLICK_UNTIL = """([button, shown]) => new Promise((done) => {
  const started = performance.now();
  const look = () => {
    const found = document.querySelector(shown);
    if (found && found.checkVisibility()) done((performance.now() - started) / 1000);
    else setTimeout(look, 4);
  };
  document.querySelector(button).click();
  look();
})"""


def measure(made: Installation, parts: set[str]) -> dict[str, Any]:
    """The figures of the chosen parts, from one Chromium."""
    figures: dict[str, Any] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        measures: dict[str, Callable[[Browser, Installation], dict[str, Any]]] = {
            "client": client,
            "inbox": inbox,
            "file": file,
            "pages": pages,
        }
        for name, part in measures.items():
            if name in parts:
                figures |= part(browser, made)
                print(f"{name}: {figures}", file=sys.stderr, flush=True)
        browser.close()
    return figures


@contextmanager
def visitor(browser: Browser, made: Installation, path: str) -> Iterator[Page]:
    context = browser.new_context(base_url=made.url, viewport={"width": 1280, "height": 860})
    page = context.new_page()
    page.goto(path)
    yield page
    context.close()


def client(browser: Browser, made: Installation, runs: int = 9) -> dict[str, Any]:
    """Seconds from pressing *Send* to the server's acknowledgement on the screen, each time in a new page."""
    seconds = []
    for _run in range(runs):
        with visitor(browser, made, "/en/report/") as page:
            Survivor(page).fills_everything(sealed.WORDS)
            seconds.append(page.evaluate(CLICK_UNTIL, ["#send", "#before-receipt"]))
    return {
        "client_seconds": round(statistics.median(seconds), 3),
        "client_seconds_max": round(max(seconds), 3),
    }


def inbox(browser: Browser, made: Installation, runs: int = 5) -> dict[str, Any]:
    """Seconds from *Unlock* to 100 listed cases: with none opened before, then with all of them opened."""
    send_cases(made)
    with_real_work(made)
    with visitor(browser, made, "/en/") as page:
        handler = Handler(page, account_of(made, HANDLER)).signs_in()
        first = unlock(handler)
        for number in page.locator(".case-row .number").all_inner_texts()[:CASES]:
            handler.opens(number.strip())
        page.wait_for_timeout(3000)
        seconds = [unlock(handler) for _run in range(runs)]
    return {"inbox_seconds": round(statistics.median(seconds), 2), "inbox_first_seconds": round(first, 2)}


def unlock(handler: Handler) -> float:
    handler.opens_inbox()
    handler.page.locator("#passphrase").fill(handler.passphrase)
    last = f"#cases > li:nth-child({CASES})"
    elapsed: float = handler.page.evaluate(CLICK_UNTIL, ["#unlock button[type=submit]", last])
    return elapsed


def send_cases(made: Installation) -> None:
    """Reports with words of their own, each opened by whoever holds the keys."""
    envelope = sealed.manifest_of(made.url, ENTITY)
    body = [
        {"want": "report", "body": {"text": f"Report {n}. {sealed.WORDS}"}, "language": "en"}
        for n in range(CASES)
    ]
    for line in run("submissions", {"manifest": envelope, "drafts": body, "shared_mailbox": True}):
        call(made, "POST", "reports", line["body"])


RESEAL = """
import base64, json, os
from upstander.foundation.vault.models import SealedKeyring
SealedKeyring.objects.filter(key_set__account__username="{handler}").update(
    ciphertext=base64.b64decode("{ciphertext}"))
"""
READ = """
import base64
from upstander.foundation.vault.models import SealedKeyring
ring = SealedKeyring.objects.get(key_set__account__username="{handler}")
print("sealed", base64.b64encode(bytes(ring.ciphertext)).decode())
"""


def with_real_work(made: Installation) -> None:
    """Seal the handler's keyring anew with the work factor of real ones."""
    passphrase = account_of(made, HANDLER)["passphrase"]
    before = (
        made.upstander("shell", "-v", "0", "-c", READ.format(handler=HANDLER)).split("sealed ")[-1].strip()
    )
    [opened] = run("open-keyring", {"sealed": before, "passphrase": passphrase})
    given = {"keyring": opened["keyring"], "passphrase": passphrase, "work": REAL_WORK}
    [after] = run("seal-keyring", given)
    made.upstander("shell", "-v", "0", "-c", RESEAL.format(handler=HANDLER, ciphertext=after["sealed"]))


class HeapWatch:
    """The highest sum of JavaScript heap and buffers of a page and its workers, five looks a second."""

    def __init__(self, browser: Browser, page: Page) -> None:
        self.peak_mb, self.page = 0.0, page
        self.session: CDPSession = browser.new_browser_cdp_session()
        self.sessions: dict[str, str] = {}
        self.answers: dict[int, float] = {}
        self.next = 0
        self.session.on("Target.receivedMessageFromTarget", self.received)

    def received(self, event: dict[str, Any]) -> None:
        message = json.loads(event["message"])
        usage = message.get("result", {})
        if "usedSize" in usage:
            self.answers[message["id"]] = usage["usedSize"] + usage.get("backingStorageSize", 0)

    def look(self) -> None:
        """Ask every page and worker of this origin how much it holds now."""
        for target in self.session.send("Target.getTargets")["targetInfos"]:
            if target["type"] in {"page", "worker"} and target["targetId"] not in self.sessions:
                attached = self.session.send("Target.attachToTarget", {"targetId": target["targetId"]})
                self.sessions[target["targetId"]] = attached["sessionId"]
        self.answers.clear()
        for session in self.sessions.values():
            self.next += 1
            message = json.dumps({"id": self.next, "method": "Runtime.getHeapUsage"})
            self.session.send("Target.sendMessageToTarget", {"message": message, "sessionId": session})
        self.page.wait_for_timeout(200)
        self.peak_mb = max(self.peak_mb, sum(self.answers.values()) / MEGABYTE)


def file(browser: Browser, made: Installation) -> dict[str, Any]:
    """A file of 200 MB with a report: sealed in Chromium and sent; megabytes a second and the peak heap."""
    path = made.folder / "large.bin"
    with path.open("wb") as out:
        for _piece in range(FILE_MB):
            out.write(os.urandom(MEGABYTE))
    with visitor(browser, made, "/en/report/") as page:
        Survivor(page).begins().tells(sealed.WORDS).chooses().adds(path).stays_anonymous()
        watch, moments = HeapWatch(browser, page), {}
        page.context.on("request", lambda request: note_moment(moments, "started", request.url))
        page.context.on("requestfinished", lambda request: note_moment(moments, "finished", request.url))
        watch.look()
        page.locator("#send").click()
        while "finished" not in moments:
            watch.look()
    path.unlink()
    seconds = moments["finished"] - moments["started"]
    return {"file_mb_per_s": round(FILE_MB / seconds, 1), "file_heap_mb": round(watch.peak_mb, 1)}


def note_moment(moments: dict[str, float], name: str, address: str) -> None:
    """When the first request for the file left, and when the answer to the last one was there."""
    if name == "started" and address.endswith("/mailbox/files"):
        moments.setdefault(name, time.monotonic())
    if name == "finished" and address.endswith("/finish"):
        moments[name] = time.monotonic()


def pages(browser: Browser, made: Installation) -> dict[str, Any]:
    """Kilobytes (1,000 bytes, gzip -9): all of the report page until the receipt; others' CSS and JS.

    The return page fetches what opens a mailbox when a receipt is typed: told apart, and counted as all CSS
    and JS from its address to the open mailbox.
    """
    report = loaded(browser, made, "/en/report/", through=lambda page: to_receipt(page))
    public = ["/en/", "/en/help-now/", "/en/protection/", "/en/about/", "/en/accessibility/", "/en/return/"]
    others = {path: assets(loaded(browser, made, path)) for path in public}
    receipt = sent_receipt(browser, made)
    opening = loaded(browser, made, "/en/return/", through=lambda page: to_mailbox(page, receipt))
    return {
        "report_page_kb": round(sum(report.values()) / 1000, 1),
        "return_page_css_js_kb": round(others["/en/return/"] / 1000, 1),
        "return_opened_css_js_kb": round(assets(opening) / 1000, 1),
        "other_pages_css_js_kb": round(max(others.values()) / 1000, 1),
    }


def to_receipt(page: Page) -> None:
    Survivor(page).fills_everything(sealed.WORDS).sends().gets_a_receipt()


def sent_receipt(browser: Browser, made: Installation) -> str:
    """The receipt of a report that was just sent."""
    with visitor(browser, made, "/en/report/") as page:
        return " ".join(Survivor(page).fills_everything(sealed.WORDS).sends().gets_a_receipt().receipt)


def to_mailbox(page: Page, receipt: str) -> None:
    Returner(page).types(receipt)
    page.locator("#mailbox").wait_for()


def assets(sizes: dict[str, int]) -> int:
    return sum(size for address, size in sizes.items() if Path(address).suffix in {".css", ".js"})


def loaded(
    browser: Browser, made: Installation, path: str, through: Callable[[Page], None] | None = None
) -> dict[str, int]:
    """Gzipped size of each thing that is fetched, by address; calls of the API are not part of the page."""
    sizes: dict[str, int] = {}

    def note(response: Any) -> None:
        if response.ok and "/api/" not in response.url and response.url.startswith("http"):
            sizes[response.url.split("#")[0]] = len(gzip.compress(response.body(), 9))

    context = browser.new_context(base_url=made.url)
    page = context.new_page()
    page.on("response", note)
    response = page.goto(path)
    assert response is not None
    assert response.ok, path
    if through:
        through(page)
    page.wait_for_timeout(500)
    context.close()
    return sizes
