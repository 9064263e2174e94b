"""The menu of signed-in people shows what their roles allow."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from upstander.foundation.access.actors import Actor, Standing
from upstander.foundation.access.permissions import Permission
from upstander.foundation.web.menu import staff_menu

ROOMS = [
    {"view": "web:home", "label": "Inbox", "icon": "inbox", "permissions": ["reporting.report.read"]},
    {"view": "web:about", "label": "Trail", "icon": "trail", "permissions": ["trail.entry.read"]},
    {"view": "web:help_now", "label": "My account", "icon": "person", "permissions": []},
    {"view": "nowhere:at_all", "label": "Not built", "icon": "key", "permissions": []},
]


def request_of(*permissions: Permission) -> HttpRequest:
    request = RequestFactory().get("/en/help-now/")
    account = uuid4()
    standing = Standing(uuid4(), None, "handler", "", frozenset(permissions))
    request.user = SimpleNamespace(is_authenticated=True, pk=account)  # type: ignore[assignment]
    request.actor = Actor(account, "Handler 1", (standing,), date(2026, 1, 1))  # type: ignore[attr-defined]
    return request


@pytest.fixture(autouse=True)
def _rooms(settings) -> None:  # type: ignore[no-untyped-def]
    settings.STAFF_MENU = ROOMS


def test_a_handler_sees_the_inbox_and_not_the_trail() -> None:
    shown = [entry.label for entry in staff_menu(request_of(Permission.REPORTING_REPORT_READ))]
    assert shown == ["Inbox", "My account"]


def test_a_room_that_this_installation_lacks_is_not_shown() -> None:
    assert "Not built" not in [entry.label for entry in staff_menu(request_of(*Permission))]


def test_the_room_one_is_in_is_marked() -> None:
    current = [entry.label for entry in staff_menu(request_of(Permission.TRAIL_ENTRY_READ)) if entry.current]
    assert current == ["My account"]


def test_a_stranger_gets_no_menu() -> None:
    request = RequestFactory().get("/en/")
    request.user = SimpleNamespace(is_authenticated=False)  # type: ignore[assignment]
    assert list(staff_menu(request)) == []
