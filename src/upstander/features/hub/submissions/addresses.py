"""Where a page of the hub is read, in the language of whoever asks."""

from __future__ import annotations

from django.urls import reverse
from wagtail.models import Page

from ..catalogue import path_of


def address_of(page: Page) -> str:
    """On this site. Where the page is not in her language, she is shown the nearest there."""
    return reverse("wagtail_serve", args=[path_of(page)])
