"""How a team stands: who should be in its manifest, who is, and what has to be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from upstander.core.sealing.manifest import Handler, fingerprint, read_payload
from upstander.core.sealing.manifest import Manifest as Payload
from upstander.foundation.access.actors import Actor
from upstander.foundation.access.decisions import within
from upstander.foundation.access.permissions import Permission
from upstander.foundation.entities.models import Entity, Team

from .duties import rehearsal_due_at
from .models import KeySet, Manifest
from .recipients import Member, members, recovery_key

SOON = timedelta(days=21)
SEES = (
    Permission.VAULT_MANIFEST_DRAFT,
    Permission.VAULT_MANIFEST_PUBLISH,
    Permission.ENTITIES_TEAM_MANAGE,
)


class Standing(StrEnum):
    """How someone stands to the manifest in force."""

    LISTED = "listed"
    UNSIGNED = "unsigned"
    NO_KEYS = "no_keys"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the team's page; `principal` is her living key set, or the one the manifest still names."""

    name: str
    role: str
    standing: Standing
    principal: UUID | None


@dataclass(frozen=True, slots=True)
class TeamState:
    team: Team
    newest: Manifest | None
    payload: Payload | None
    rows: list[Row]

    @property
    def expired(self) -> bool:
        return self.newest is not None and self.newest.expires_at <= timezone.now()

    @property
    def expires_soon(self) -> bool:
        return (
            self.newest is not None and not self.expired and self.newest.expires_at <= timezone.now() + SOON
        )

    @property
    def must_be_signed(self) -> bool:
        """Does the newest manifest differ from who should be in it?"""
        changed = {Standing.UNSIGNED, Standing.GONE}
        return self.newest is None or self.expired or any(row.standing in changed for row in self.rows)

    @property
    def fingerprint(self) -> str:
        return root_fingerprint(self.team.entity)


@dataclass(frozen=True, slots=True)
class RecoveryState:
    """An entity's recovery key and its yearly duty; `keys` is None before there is one."""

    entity: Entity
    keys: KeySet | None

    @property
    def due_at(self) -> object:
        return rehearsal_due_at(self.keys) if self.keys else None

    @property
    def overdue(self) -> bool:
        return self.keys is not None and rehearsal_due_at(self.keys) <= timezone.now()


def teams_for(actor: Actor) -> QuerySet[Team]:
    """The teams whose manifests the actor looks after."""
    seen = Q(pk__in=[])
    for permission in SEES:
        seen |= within(actor, permission, team="pk")
    return Team.objects.filter(seen).select_related("entity").order_by("entity__name", "name")


def team_state(team: Team) -> TeamState:
    newest = Manifest.objects.filter(team=team).order_by("-version").first()
    payload = read_payload(bytes(newest.payload)) if newest else None
    listed = {handler.id: handler for handler in payload.handlers} if payload else {}
    rows = [_row(member, listed) for member in members(team)]
    kept = {row.principal for row in rows}
    gone = [Row(one.name, one.role, Standing.GONE, one.id) for one in listed.values() if one.id not in kept]
    return TeamState(team, newest, payload, rows + gone)


def _row(member: Member, listed: dict[UUID, Handler]) -> Row:
    if member.keys is None:
        return Row(member.name, member.role, Standing.NO_KEYS, None)
    standing = Standing.LISTED if member.keys.pk in listed else Standing.UNSIGNED
    return Row(member.name, member.role, standing, member.keys.pk)


def recovery_states(actor: Actor) -> list[RecoveryState]:
    """Of every entity in which the actor records rehearsals."""
    held = within(actor, Permission.VAULT_RECOVERY_REHEARSE, entity="pk", team="")
    return [RecoveryState(entity, recovery_key(entity.pk)) for entity in Entity.objects.filter(held)]


def root_fingerprint(entity: Entity) -> str:
    return fingerprint(bytes(entity.root_public_key)) if entity.root_public_key else ""


def report_link(team: Team, language: str) -> str:
    """What a poster's code leads to. The fragment stays in the browser; it is never sent to a server."""
    pinned = root_fingerprint(team.entity)
    return f"{settings.SITE_URL}/{language}/report/#k={pinned}&t={team.pk}"
