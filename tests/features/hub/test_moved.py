"""Addresses of pages that have moved go on leading to them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect

from .tree import SECRET, Hub


@pytest.fixture
def renamed(hub: Hub, django_capture_on_commit_callbacks: Any) -> None:
    """The guide has another slug since a moment ago."""
    hub.guide.slug = "guide-for-bystanders"
    with django_capture_on_commit_callbacks(execute=True):
        hub.guide.save_revision().publish()


def test_a_page_with_a_new_slug_is_found_by_its_old_address(renamed: None, stranger: Client) -> None:
    answer = stranger.get("/en/library/guide/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/en/library/guide-for-bystanders/")


def test_also_in_a_language_for_which_another_stands_in(renamed: None, stranger: Client) -> None:
    answer = stranger.get("/ar/library/guide/")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/ar/library/guide-for-bystanders/")


def test_nobody_is_led_to_a_page_that_is_not_for_them(
    hub: Hub, stranger: Client, focal_point: Client
) -> None:
    Redirect.objects.create(old_path="/en/old", redirect_page=hub.secret, site=None)
    answer = stranger.get("/en/old/")
    assert answer.status_code == 404
    assert SECRET.lower() not in answer.content.decode().lower()
    assert focal_point.get("/en/old/").headers["Location"] == "/en/library/xylophone/"


def test_a_redirect_to_a_page_taken_away_is_404(hub: Hub, stranger: Client) -> None:
    Redirect.objects.create(old_path="/en/old", redirect_page=hub.guide, site=None)
    hub.guide.unpublish()
    assert stranger.get("/en/old/").status_code == 404


def test_a_redirect_may_lead_elsewhere_and_for_a_while(hub: Hub, stranger: Client) -> None:
    Redirect.objects.create(old_path="/en/old", redirect_link="/en/help-now/", is_permanent=False, site=None)
    answer = stranger.get("/en/old/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/en/help-now/")


def test_what_was_never_there_is_404(hub: Hub, stranger: Client) -> None:
    assert stranger.get("/en/never/").status_code == 404
