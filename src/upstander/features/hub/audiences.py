"""For whom a page is: everybody, or people of the group who have signed in."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from upstander.foundation.access.actors import Actor
from upstander.foundation.access.decisions import holds
from upstander.foundation.access.permissions import Permission


class Audience(TextChoices):
    """Coded; also the word by which the search index and the page cache keep things apart."""

    PUBLIC = "public", _("Everybody")
    MEMBERS = "members", _("Members: signed-in focal points and hub staff")


EVERYBODY = frozenset({Audience.PUBLIC.value})


def audiences_of(actor: Actor | None) -> frozenset[str]:
    """What she may read; a stranger reads what is public."""
    if actor is not None and holds(actor, Permission.HUB_MEMBERS_READ):
        return EVERYBODY | {Audience.MEMBERS.value}
    return EVERYBODY
