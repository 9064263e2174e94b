"""The first page of the desk: what waits for her, and where it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component
from wagtail.models import Revision

from upstander.foundation.accounts.models import Account

from ..models import HubPage
from . import languages, links, review

SHORT = 8
"""Lines that the first page shows of a list."""
MOST = 50
"""Reviews that are asked one by one whether they are hers; the oldest come first."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One thing that may wait: how many, and where it is done."""

    label: str
    count: int
    url: str
    icon: str
    urgent: bool = False


Tiles = Callable[[Account], list[Tile]]
_more: dict[str, Tiles] = {}


def add_tiles(name: str, tiles: Tiles) -> None:
    """What another part of the hub has waiting (submissions); called when the apps are ready."""
    _more[name] = tiles


def drafts_of(account: Account) -> QuerySet[HubPage]:
    """Pages whose latest revision is hers and is not published, the newest first."""
    latest = Revision.objects.filter(pk=OuterRef("latest_revision_id"))
    found: QuerySet[HubPage] = (
        HubPage.objects.filter(has_unpublished_changes=True)
        .annotate(author=Subquery(latest.values("user_id")[:1]))
        .filter(author=account.pk)
        .select_related("locale")
        .order_by("-latest_revision_created_at")
    )
    return found


def waiting_for(account: Account) -> list[HubPage]:
    """Pages that she may review, the longest waiting first."""
    pages = [state.workflow_state.content_object.specific for state in review.waiting()[:MOST]]
    return [page for page in pages if page is not None and review.may_decide(page, account)]


class WhatWaits(Component):
    """The panel of the first page."""

    name = "what_waits"
    template_name = "hub/desk/home.html"
    order = 1

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        account = (parent_context or {})["request"].user
        drafts, mine = drafts_of(account), waiting_for(account)
        outdated = languages.outdated()
        return {
            "tiles": _tiles(account, drafts.count(), len(mine), outdated.count()),
            "drafts": drafts[:SHORT],
            "waiting": mine[:SHORT],
            "outdated": outdated[:SHORT],
        }


def _tiles(account: Account, drafts: int, mine: int, outdated: int) -> list[Tile]:
    table = reverse("hub_desk:languages")
    found = [
        Tile(_("Pages waiting for your review"), mine, reverse("hub_desk:waiting"), "check", mine > 0),
        Tile(_("Drafts of yours"), drafts, "#hub-drafts", "edit"),
        Tile(_("Outdated translations"), outdated, f"{table}?state=outdated", "wagtail-localize-language"),
        Tile(_("Broken or moved links"), links.faults().count(), reverse("hub_desk:links"), "link"),
    ]
    return found + [tile for tiles in _more.values() for tile in tiles(account)]
