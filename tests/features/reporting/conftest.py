"""The world of the reporting tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from upstander.features.reporting import flood

from .sealed import Reporter
from .world import House, build_house, call, person


@pytest.fixture(autouse=True)
def _no_flood(settings: Any) -> Iterator[None]:
    """Tests send many reports from one address; those about floods switch the counting on."""
    settings.FLOOD_PER_MINUTE = 0
    flood.addresses.clear()
    flood.entities.clear()
    yield
    flood.addresses.clear()
    flood.entities.clear()


@pytest.fixture
def house(db: None) -> House:
    """Three handlers with keys, and one person of every other role, without."""
    house = build_house("ORG1")
    for role in ("administrator", "head", "oversight", "ethics", "investigator"):
        person(house, role.title(), role)
    return house


@pytest.fixture
def foreign(house: House) -> House:
    return build_house("ORG2", handlers=1)


@pytest.fixture
def anyone() -> Client:
    """A browser without cookies."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def reporter(house: House, anyone: Client) -> Reporter:
    """Someone whose report to all handlers has arrived."""
    one = Reporter()
    answer = call(anyone, "POST", "reports", one.submission(house.signed()))
    assert answer.status_code == 201, answer.said
    return one
