"""The recovery key: registered once its shares are given out, and put together once a year as an exercise."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from upstander.foundation.access.actors import Actor
from upstander.foundation.access.decisions import require
from upstander.foundation.access.permissions import Permission
from upstander.foundation.trail.services import record
from upstander.foundation.trail.verbs import Verb

from ..errors import NotThere
from ..models import KeySet
from .keys import check_public
from .reach import Who


@transaction.atomic
def register_recovery(actor: Who, entity: UUID, *, age1pq: str, age1: str) -> KeySet:
    """Register the public half of an entity's recovery key, in place of the one before.

    Old grants stay with the old key, whose shares are still needed for them. The team manifests name the new
    one only when they are signed again. A person needs the right to publish manifests.
    Raises Malformed, KeySetExists (these keys are somebody's), and what `access.require` raises.
    """
    if isinstance(actor, Actor):
        require(actor, Permission.VAULT_MANIFEST_PUBLISH, entity=entity)
    check_public(age1pq, age1)
    _living(entity).update(retired_at=timezone.now())
    keys = KeySet.objects.create(entity_id=entity, age1pq=age1pq, age1=age1)
    _record(actor, Verb.RECOVERY_REGISTER, keys)
    return keys


@transaction.atomic
def record_rehearsal(actor: Who, entity: UUID) -> KeySet:
    """Three shares were put together and opened something: the duty is done for a year. Raises NotThere."""
    if isinstance(actor, Actor):
        require(actor, Permission.VAULT_RECOVERY_REHEARSE, entity=entity)
    keys = _living(entity).select_for_update().first()
    if keys is None:
        raise NotThere
    keys.rehearsed_at = timezone.now()
    keys.save(update_fields=["rehearsed_at"])
    _record(actor, Verb.RECOVERY_REHEARSE, keys)
    return keys


def _living(entity: UUID) -> QuerySet[KeySet]:
    return KeySet.objects.filter(entity=entity, account__isnull=True, retired_at__isnull=True)


def _record(actor: Who, verb: Verb, keys: KeySet) -> None:
    record(actor=actor, verb=verb, object_type="key_set", object_id=keys.pk, entity=keys.entity_id)
