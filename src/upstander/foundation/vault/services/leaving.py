"""Somebody leaves: her keys open nothing new from this moment, in the whole entity or for one team of it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from upstander.foundation.access.actors import Actor
from upstander.foundation.access.decisions import require
from upstander.foundation.access.permissions import Permission
from upstander.foundation.entities.models import Membership
from upstander.foundation.trail.services import record
from upstander.foundation.trail.verbs import Verb

from ..errors import NotThere
from ..models import Grant, KeySet
from ..values import SYSTEM
from .grants import mark_rotation_due
from .keys import withdraw
from .reach import Who


@transaction.atomic
def leave(actor: Who, account: UUID, entity: UUID) -> int:
    """Take away what the person's roles in the entity do not cover any more; returns how many grants went.

    With no role left that reads reports, her keys there are retired. The manifest still names her until the
    root signs the next one; grants to a retired key are not kept in the meantime.
    """
    held = list(_reading(account, entity))
    gone = 0
    for keys in _living(account, entity):
        removed = withdraw(keys) if not held else _withdraw_from_other_teams(keys, held)
        gone += removed
        if removed or not held:
            _record(actor, keys, removed, retired=not held)
    return gone


@transaction.atomic
def dismiss(actor: Actor, key_set: UUID) -> int:
    """An administrator takes someone's keys out of use in the whole entity; returns how many grants went.

    Her role stays until it is ended under "People"; with new keys, and in a manifest signed anew, she could
    come back. Raises NotThere, and what `access.require` raises.
    """
    keys = KeySet.objects.select_for_update(of=("self",)).filter(
        pk=key_set, account__isnull=False, retired_at__isnull=True
    )
    found = keys.first()
    if found is None:
        raise NotThere
    require(actor, Permission.VAULT_MANIFEST_PUBLISH, entity=found.entity_id)
    gone = withdraw(found)
    _record(actor, found, gone, retired=True)
    return gone


def leave_the_departed() -> int:
    """The worker's round: people whose role ended by the calendar, without anybody's act today."""
    living = KeySet.objects.filter(account__isnull=False, retired_at__isnull=True)
    pairs = set(living.values_list("account_id", "entity_id"))
    return sum(leave(SYSTEM, account, entity) for account, entity in pairs if account is not None)


def _reading(account: UUID, entity: UUID) -> list[Membership]:
    """The person's memberships in force that let her read reports of the entity."""
    current = Membership.objects.current(timezone.localdate())
    held = current.filter(account=account, entity=entity, account__is_active=True).select_related("role")
    return [one for one in held if Permission.REPORTING_REPORT_READ.value in one.role.permissions]


def _living(account: UUID, entity: UUID) -> QuerySet[KeySet]:
    rows = KeySet.objects.select_for_update(of=("self",))
    return rows.filter(account=account, entity=entity, retired_at__isnull=True)


def _withdraw_from_other_teams(keys: KeySet, held: list[Membership]) -> int:
    if any(one.team_id is None for one in held):
        return 0
    teams = {one.team_id for one in held}
    grants = Grant.objects.filter(principal=keys).exclude(Q(compartment__team__in=teams))
    compartments = set(grants.values_list("compartment_id", flat=True))
    gone, _ = grants.delete()
    mark_rotation_due(compartments)
    return gone


def _record(actor: Who, keys: KeySet, grants: int, *, retired: bool) -> None:
    record(
        actor=actor,
        verb=Verb.KEY_SET_RETIRE if retired else Verb.GRANT_REMOVE,
        object_type="key_set",
        object_id=keys.pk,
        entity=keys.entity_id,
        detail={"grants": grants},
    )
