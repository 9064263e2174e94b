"""Somebody leaves an entity: her keys there open nothing new from this moment."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from upstander.foundation.access.permissions import Permission
from upstander.foundation.entities.models import Membership
from upstander.foundation.trail.services import record
from upstander.foundation.trail.verbs import Verb

from ..models import KeySet
from .keys import withdraw
from .reach import Who


@transaction.atomic
def leave(actor: Who, account: UUID, entity: UUID) -> int:
    """Retire the keys of a person in an entity, delete her grants there, mark rotation due.

    Returns how many grants went. The team's manifest still names her until the root signs the next one;
    grants to a retired key are not kept in the meantime.
    """
    gone = 0
    for keys in KeySet.objects.select_for_update().filter(
        account=account, entity=entity, retired_at__isnull=True
    ):
        removed = withdraw(keys)
        gone += removed
        record(
            actor=actor,
            verb=Verb.KEY_SET_RETIRE,
            object_type="key_set",
            object_id=keys.pk,
            entity=entity,
            detail={"grants": removed, "left": True},
        )
    return gone


def still_reads(account: UUID, entity: UUID) -> bool:
    """Does another membership, in force today or later, still let the person have keys in the entity?"""
    others = Membership.objects.current(timezone.localdate()).filter(account=account, entity=entity)
    needed = Permission.VAULT_KEY_SET_ENROL.value
    return any(needed in one.role.permissions for one in others.select_related("role"))
