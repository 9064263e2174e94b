"""A real Chromium for the pages that need one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.static import serve as serve_file
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # Playwright runs a loop in this thread, and Django then fears for its database; nothing here is async.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def site(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a live server that also serves what the build collected, as the real one does."""
    found = StaticFilesHandler.serve

    def serve(handler: StaticFilesHandler, request: HttpRequest) -> HttpResponseBase:
        path = handler.file_path(request.path)
        if (Path(settings.STATIC_ROOT) / path).is_file():
            return serve_file(request, path, document_root=settings.STATIC_ROOT)
        return found(handler, request)

    monkeypatch.setattr(StaticFilesHandler, "serve", serve)
    return str(live_server)
