"""What a handler's key page tells: where she may have keys, and how far each team's signed list is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from upstander.core.sealing.manifest import read_payload
from upstander.foundation.access.actors import Actor
from upstander.foundation.access.decisions import entities_with, within
from upstander.foundation.access.permissions import Permission
from upstander.foundation.entities.models import Entity, Team

from .models import KeySet, Manifest


class Listing(StrEnum):
    """How a team's newest signed list stands to the actor's keys."""

    LISTED = "listed"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    NEVER_SIGNED = "never_signed"


@dataclass(frozen=True, slots=True)
class TeamListing:
    """One team that she works in, and its newest manifest."""

    team: str
    entity: str
    listing: Listing
    version: int | None = None
    expires: datetime | None = None


def entities_for_keys(actor: Actor) -> list[Entity]:
    """The entities in which she may make keys, by name."""
    return list(Entity.objects.filter(pk__in=entities_with(actor, Permission.VAULT_KEY_SET_ENROL)))


def entities_with_keys(actor: Actor) -> set[UUID]:
    """Those in which she has keys in use."""
    living = KeySet.objects.filter(account=actor.account_id, retired_at__isnull=True)
    return set(living.values_list("entity_id", flat=True))


def team_listings(actor: Actor) -> list[TeamListing]:
    """Every team whose reports her role lets her read."""
    mine = {
        str(pk)
        for pk in KeySet.objects.filter(account=actor.account_id, retired_at__isnull=True).values_list(
            "pk", flat=True
        )
    }
    here: Q = within(actor, Permission.REPORTING_REPORT_READ, team="pk")
    teams = Team.objects.filter(here).select_related("entity").order_by("entity__name", "name")
    return [_listing(team, mine) for team in teams]


def _listing(team: Team, mine: set[str]) -> TeamListing:
    newest = Manifest.objects.filter(team=team).order_by("-version").first()
    if newest is None:
        return TeamListing(team.name, team.entity.name, Listing.NEVER_SIGNED)
    named = {str(handler.id) for handler in read_payload(bytes(newest.payload)).handlers}
    listing = Listing.LISTED if named & mine else Listing.NOT_YET
    if newest.expires_at <= timezone.now():
        listing = Listing.EXPIRED
    return TeamListing(team.name, team.entity.name, listing, newest.version, newest.expires_at)
