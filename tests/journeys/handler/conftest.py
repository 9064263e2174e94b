"""Handlers who are signed in. Each signs in once a test run: an authenticator's code is good for one use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.installation import Installation

from .people import Handler, account_of

AtDesk = Callable[..., Handler]
_signed_in: dict[tuple[str, str], Any] = {}


@pytest.fixture
def at_desk(open_page: Callable[..., Page], live: Installation) -> AtDesk:
    """`at_desk("handler1.unhcr", viewport=..., base=...)`: a handler in a browser of her own, signed in."""

    def sit(username: str, *, language: str = "en", base: Installation = live, **options: Any) -> Handler:
        account = account_of(base, username)
        key = (str(base.folder), username)  # a port may serve another installation later
        known = _signed_in.get(key)
        if known is not None:
            options["storage_state"] = known
        page = open_page("/health/live", base=base, **options)
        handler = Handler(page, account, language)
        if known is None:
            handler.signs_in()
            _signed_in[key] = page.context.storage_state()
        return handler

    return sit
