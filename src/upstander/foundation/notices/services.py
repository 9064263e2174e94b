"""Saying that something happened, and what a person wants to be told of."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from upstander.foundation.access.actors import Actor
from upstander.foundation.access.decisions import holds
from upstander.foundation.access.permissions import Permission
from upstander.foundation.trail.services import record
from upstander.foundation.trail.verbs import Verb

from .models import Notice, Occasion, Silence

BRINGS = {
    Occasion.NEW_REPORT: Permission.REPORTING_REPORT_READ,
    Occasion.NEW_MESSAGE: Permission.REPORTING_REPORT_READ,
    Occasion.ROTATION_DUE: Permission.REPORTING_REPORT_READ,
    Occasion.HUB_REVIEW: Permission.HUB_PAGE_PUBLISH,
    Occasion.MANIFEST_EXPIRES: Permission.VAULT_MANIFEST_DRAFT,
    Occasion.REHEARSAL_DUE: Permission.VAULT_RECOVERY_REHEARSE,
    Occasion.SUBMISSION_NEWS: Permission.HUB_SUBMISSION_SEND,
    Occasion.SUBMISSION_WAITS: Permission.HUB_SUBMISSION_MODERATE,
}
"""Who can be told of an occasion at all: whoever holds this."""


def notify(
    occasion: Occasion,
    *,
    entity: UUID | None = None,
    compartment: UUID | None = None,
    account: UUID | None = None,
) -> None:
    """Note an occasion, in the transaction of the act: one row, no look-up.

    With `compartment`, the people who can read it are told; with `entity`, those whose duty it is there, and
    with `account` as well only she among them.
    """
    notice(occasion, entity=entity, compartment=compartment, account=account).save()


def notice(
    occasion: Occasion,
    *,
    entity: UUID | None = None,
    compartment: UUID | None = None,
    account: UUID | None = None,
) -> Notice:
    """The row itself, for a caller who inserts it with others."""
    return Notice(
        occasion=occasion,
        entity_id=entity,
        compartment_id=compartment,
        account_id=account,
        created_at=timezone.now(),
    )


@transaction.atomic
def subscribe(actor: Actor, occasion: Occasion, *, wanted: bool) -> None:
    """Whether the actor wants mails on an occasion."""
    if wanted:
        Silence.objects.filter(account=actor.account_id, occasion=occasion).delete()
    else:
        Silence.objects.get_or_create(account_id=actor.account_id, occasion=occasion)


def offered(actor: Actor) -> dict[Occasion, bool]:
    """The occasions that the actor's roles can bring, and whether mails on them are wanted."""
    wanted = subscriptions(actor)
    return {occasion: wanted[occasion] for occasion in Occasion if holds(actor, BRINGS[occasion])}


@transaction.atomic
def choose(actor: Actor, occasions: Collection[str]) -> None:
    """Want mails on exactly these of the occasions offered. On the trail, since a silence could hide much."""
    for occasion, before in offered(actor).items():
        wanted = occasion.value in occasions
        if wanted == before:
            continue
        subscribe(actor, occasion, wanted=wanted)
        record(
            actor=actor,
            verb=Verb.ACCOUNT_UPDATE,
            object_type="account",
            object_id=actor.account_id,
            detail={"mails_on": occasion.value, "wanted": wanted},
        )


def subscriptions(actor: Actor) -> dict[Occasion, bool]:
    """Every occasion, and whether the actor wants mails on it."""
    silent = set(Silence.objects.filter(account=actor.account_id).values_list("occasion", flat=True))
    return {occasion: occasion.value not in silent for occasion in Occasion}
