"""Where a page of the hub is read, in the language of whoever asks."""

from __future__ import annotations

from django.urls import reverse
from wagtail.models import Page


def address_of(page: Page) -> str:
    """The same slugs lead to it in every language; the first is the home of one language."""
    path = page.url_path.strip("/").partition("/")[2]
    return reverse("wagtail_serve", args=[f"{path}/"])
