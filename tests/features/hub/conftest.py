from __future__ import annotations

import pytest
from django.test import Client
from wagtail.models import Collection, Locale, Page

from tests.foundation.accounts import given

from .tree import Hub


@pytest.fixture(autouse=True)
def beginning(request: pytest.FixtureRequest) -> None:
    """The rows that Wagtail's migrations make: a test with real transactions leaves empty tables behind."""
    if "db" not in request.fixturenames and request.node.get_closest_marker("django_db") is None:
        return
    request.getfixturevalue("db")
    Locale.objects.get_or_create(language_code="en")
    if not Page.objects.filter(depth=1).exists():
        Page.add_root(instance=Page(title="Root", slug="root"))
    if not Collection.objects.exists():
        Collection.add_root(name="Root")


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
