"""The menu and the doors of the first page lead somewhere."""

from __future__ import annotations

import pytest
from django.urls import reverse

from upstander.config.navigation import DOORS, STAFF_MENU
from upstander.foundation.access.permissions import Permission


@pytest.mark.parametrize("view", [*DOORS.values(), *(room["view"] for room in STAFF_MENU)])
def test_every_room_that_is_named_exists(view: str) -> None:
    """The editors' desk alone has no language in its address: it speaks that of the account."""
    assert reverse(view).startswith("/cms/" if view == "wagtailadmin_home" else "/en/")


@pytest.mark.parametrize("room", STAFF_MENU, ids=lambda room: room["view"])
def test_every_permission_that_opens_a_room_is_in_the_registry(room: dict[str, list[str]]) -> None:
    assert set(room["permissions"]) <= {permission.value for permission in Permission}
