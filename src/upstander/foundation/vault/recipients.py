"""Who may stand in a team's manifest: people with a role that reads reports, and keys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from upstander.core.sealing.manifest import Handler
from upstander.foundation.access.permissions import Permission
from upstander.foundation.entities.models import Membership, Team

from .models import KeySet


@dataclass(frozen=True, slots=True)
class Member:
    """Someone who should receive reports, with her living key set, or none yet."""

    account: UUID
    name: str
    role: str
    keys: KeySet | None


def members(team: Team, on: date | None = None) -> list[Member]:
    """Everybody whose role lets them read this team's reports, in the order of their names."""
    today = on or timezone.localdate()
    held = (
        Membership.objects.current(today)
        .filter(Q(team=team) | Q(team__isnull=True), entity=team.entity_id, account__is_active=True)
        .select_related("account", "role")
        .order_by("account__display_name", "starts_on")
    )
    reading = [one for one in held if Permission.REPORTING_REPORT_READ.value in one.role.permissions]
    keys = {
        row.account_id: row
        for row in KeySet.objects.filter(
            entity=team.entity_id, account__in=[one.account_id for one in reading], retired_at__isnull=True
        )
    }
    found: dict[UUID, Member] = {}
    for one in reading:
        name, role = one.account.display_name, one.title or one.role.name
        found.setdefault(one.account_id, Member(one.account_id, name, role, keys.get(one.account_id)))
    return list(found.values())


def recipients(team: Team) -> list[Handler]:
    """Those of them who have keys, as the manifest names them."""
    return [
        Handler(
            one.keys.pk, one.name, one.role, one.keys.age1pq, one.keys.age1, bytes(one.keys.ed25519 or b"")
        )
        for one in members(team)
        if one.keys is not None
    ]


def recovery_key(entity: UUID) -> KeySet | None:
    return KeySet.objects.filter(entity=entity, account__isnull=True, retired_at__isnull=True).first()
