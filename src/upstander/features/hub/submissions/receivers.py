"""When the page of a submission is published or taken off the hub, the submission says so by itself."""

from __future__ import annotations

from typing import Any

from wagtail.models import Page

from . import services


def page_shown(sender: type[Page], instance: Page, **_more: Any) -> None:
    """Wagtail sends this for a page that is only scheduled, too, and again when its time has come."""
    if instance.live:
        services.shown(instance.pk)


def page_hidden(sender: type[Page], instance: Page, **_more: Any) -> None:
    services.hidden(instance.pk)
