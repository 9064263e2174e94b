"""Reads of the vault. What an actor may not see is not there."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from upstander.foundation.access.actors import Actor
from upstander.foundation.access.decisions import within
from upstander.foundation.access.permissions import Permission

from .errors import NoKeys, NotThere
from .models import Compartment, Exclusion, Grant, KeySet


def compartments_for(actor: Actor) -> QuerySet[Compartment]:
    """The one funnel: what her role lets her read AND was granted to her keys AND does not exclude her."""
    granted = Grant.objects.filter(
        compartment=OuterRef("pk"), principal__account=actor.account_id, principal__retired_at__isnull=True
    )
    shut_out = Exclusion.objects.filter(compartment=OuterRef("pk"), account=actor.account_id)
    return Compartment.objects.filter(
        within(actor, Permission.REPORTING_REPORT_READ), Exists(granted), ~Exists(shut_out)
    )


def mailbox(locator_hash: bytes) -> Compartment:
    """The compartment of a receipt, by SHA-256(locator). Raises NotThere."""
    found = Compartment.objects.filter(locator_hash=locator_hash).first()
    if found is None:
        raise NotThere
    return found


def key_set_of(actor: Actor, entity: UUID | None) -> KeySet:
    """The actor's living key set in the entity. Raises NoKeys."""
    found = KeySet.objects.filter(account=actor.account_id, entity=entity, retired_at__isnull=True).first()
    if found is None:
        raise NoKeys
    return found
