"""An installation with a hub, a focal point of UNHCR and two moderators of the keeper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.foundation.accounts import given
from tests.installation import Installation
from tests.journeys.handler.people import code_of

Person = Callable[..., Page]
_signed_in: dict[tuple[str, str], Any] = {}


@pytest.fixture(scope="session")
def hub_live(original: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    made = Installation(tmp_path_factory.mktemp("hub"), postgres=original.postgres)
    made.copy(original)
    made.upstander("shell", "-c", "from tests.journeys.hub.prepared import prepare; prepare()")
    made.start()
    yield made
    made.drop()


@pytest.fixture
def person(open_page: Callable[..., Page], hub_live: Installation) -> Person:
    """`person("writer", "ar", viewport=...)`: her browser, signed in (once a run: a code is good once)."""

    def sit(name: str, language: str = "en", **options: Any) -> Page:
        known = _signed_in.get((str(hub_live.folder), name))
        if known is not None:
            options["storage_state"] = known
        page = open_page("/health/live", base=hub_live, **options)
        if known is None:
            sign_in(page, name, language)
            _signed_in[(str(hub_live.folder), name)] = page.context.storage_state()
        return page

    return sit


def sign_in(page: Page, name: str, language: str) -> None:
    page.goto(f"/{language}/account/sign-in/")
    page.locator("input[name=login]").fill(f"journey-{name}")
    page.locator("input[name=password]").fill(given.PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/sign-in/code/**")
    page.locator("input[name=code]").fill(code_of(given.SECRET))
    page.locator("input[name=code]").press("Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
