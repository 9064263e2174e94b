"""Real Chromium against a real server with an example system of its own."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.conftest import run_installation
from tests.installation import Installation

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 860}
PATIENCE = 20_000
"""Milliseconds an expectation may take: two browsers, two servers and scrypt share the cores of a run."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def original() -> Installation:
    """The example system as loaded, made once in a run by whichever process needs it first."""
    made = run_installation()
    with made.lock.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (made.folder / "made").exists():
            made.create()
            (made.folder / "made").touch()
    return made


@pytest.fixture(scope="session")
def live(original: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation shared by the journeys of one process; to change its teams take `fresh`."""
    yield from _served(original, tmp_path_factory.mktemp("live"))


@pytest.fixture
def fresh(original: Installation, tmp_path: Path) -> Iterator[Installation]:
    """An installation of the test's own: to be killed, filled, re-keyed."""
    yield from _served(original, tmp_path / "installation")


def _served(original: Installation, folder: Path) -> Iterator[Installation]:
    installation = Installation(folder, postgres=original.postgres)
    installation.copy(original)
    installation.start()
    yield installation
    installation.drop()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    launched = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
    yield launched
    launched.close()


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, live: Installation) -> Iterator[OpenPage]:
    """Open pages in contexts of their own; a script error or a breach of the CSP fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_one(path: str = "/en/", *, base: Installation = live, **options: object) -> Page:
        options.setdefault("viewport", DESKTOP)
        context = browser.new_context(base_url=base.url, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: _note(errors, message.type, message.text))
        page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert errors == []


def _note(errors: list[str], kind: str, text: str) -> None:
    """Refusals of the Content-Security-Policy and of integrity are reported on the console."""
    if kind == "error" and ("Content Security Policy" in text or "integrity" in text):
        errors.append(text)
