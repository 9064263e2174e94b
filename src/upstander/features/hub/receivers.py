"""Whatever changes what readers see tells the search and the shelf, in the transaction that changes it.

Pages change in many ways (published, taken down, moved, deleted, scheduled, from the desk, the loader or a
command). So what is listened to is the row of the page itself, not the ways in which it may change; a draft
that is saved tells them too, which costs little.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page
from wagtail.signals import page_published, page_unpublished, post_page_move

from upstander.foundation.entities.models import Entity
from upstander.foundation.search import services as search
from upstander.foundation.web import editions

from .models import Channel, Figure, HubPage
from .search_source import key_of
from .signals import pages_loaded

AT_ONCE = 500
"""Names in one query; SQLite takes no more than some hundred parameters everywhere."""
SHOWN_ON_PAGES = (Channel, Entity, Figure, Redirect)
"""Not pages, but shown or followed on some."""


def listen() -> None:
    post_save.connect(page_saved, dispatch_uid="hub.page_saved")
    post_delete.connect(page_saved, dispatch_uid="hub.page_deleted")
    for signal in (page_published, page_unpublished):
        signal.connect(page_shown_or_hidden, dispatch_uid=f"hub.shown_or_hidden.{id(signal)}")
    post_page_move.connect(page_moved, dispatch_uid="hub.page_moved")
    pages_loaded.connect(many_changed, dispatch_uid="hub.many_changed")
    for model in SHOWN_ON_PAGES:
        for changed in (post_save, post_delete):
            changed.connect(row_changed, sender=model, dispatch_uid=f"hub.row.{model.__name__}.{id(changed)}")


def page_saved(sender: type[Any], instance: Any, raw: bool = False, **_more: Any) -> None:
    """A page of the hub, of whatever kind."""
    if issubclass(sender, HubPage) and not raw:
        _tell([instance.pk])


def page_shown_or_hidden(sender: type[Any], instance: Page, **_more: Any) -> None:
    _tell([instance.pk])


def page_moved(sender: type[Any], instance: Page, **_more: Any) -> None:
    """Everything below it has another address now."""
    _tell(Page.objects.descendant_of(instance, inclusive=True).values_list("pk", flat=True))


@transaction.atomic
def many_changed(sender: Any, references: frozenset[str], **_more: Any) -> None:
    """From the loader."""
    editions.changed()
    names = sorted(references)
    for start in range(0, len(names), AT_ONCE):
        named = HubPage.objects.filter(reference__in=names[start : start + AT_ONCE])
        search.changed(key_of(pk) for pk in named.values_list("pk", flat=True))


def row_changed(sender: type[Any], raw: bool = False, **_more: Any) -> None:
    """Pages that show it are rendered anew. What the search knows of it is brought up by the page."""
    if not raw:
        editions.changed()


@transaction.atomic
def _tell(pages: Any) -> None:
    editions.changed()
    search.changed([key_of(pk) for pk in pages])
