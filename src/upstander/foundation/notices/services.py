"""Saying that something happened, and what a person wants to be told of."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from upstander.foundation.access.actors import Actor

from .models import Notice, Occasion, Silence


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


def subscriptions(actor: Actor) -> dict[Occasion, bool]:
    """Every occasion, and whether the actor wants mails on it."""
    silent = set(Silence.objects.filter(account=actor.account_id).values_list("occasion", flat=True))
    return {occasion: occasion.value not in silent for occasion in Occasion}
