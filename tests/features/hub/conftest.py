from __future__ import annotations

import pytest
from django.test import Client

from tests.foundation.accounts import given

from .tree import Hub


@pytest.fixture
def hub(db: None) -> Hub:
    """A small hub, not in the index of the search."""
    return Hub()


@pytest.fixture
def searched(hub: Hub) -> Hub:
    """The same, found by the search."""
    from upstander.foundation.search.services import rebuild

    rebuild()
    return hub


@pytest.fixture
def stranger() -> Client:
    return Client()


@pytest.fixture
def focal_point(db: None) -> Client:
    """A browser of somebody who may read the members' pages."""
    return given.signed_in(given.member(given.entity("UNHCR"), "focal_point", "focal-point"))


@pytest.fixture
def handler(db: None) -> Client:
    """A browser of somebody who has signed in and may not read them."""
    return given.signed_in(given.member(given.entity("UNICEF"), "handler", "handler"))
