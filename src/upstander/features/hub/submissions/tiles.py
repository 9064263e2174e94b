"""What of the submissions waits, on the first page of the editors' desk."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from upstander.foundation.access.actors import Actor
from upstander.foundation.accounts.models import Account

from ..desk.home import Tile
from .selectors import waiting_for


def tiles(account: Account) -> list[Tile]:
    """For moderators, how many wait; nothing for others."""
    waiting = waiting_for(Actor.of(account, timezone.localdate()))
    if waiting is None:
        return []
    return [Tile(_("Submissions to decide on"), waiting, reverse("submissions:queue"), "mail", waiting > 0)]
