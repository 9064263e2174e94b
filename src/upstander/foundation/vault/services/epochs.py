"""Changing the key of a compartment for what comes later, and shutting a person out from now on."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from upstander.foundation.trail.verbs import Verb

from .. import checks
from ..errors import EpochTaken, GrantMissing, Malformed, NotARecipient
from ..manifests import InForce, current_manifest
from ..models import Compartment, Epoch, Grant
from ..values import NewEpoch
from .exclusions import shut_out_now, shut_out_of
from .grants import check_recipients, mark_rotation_due, store_grants, without_retired
from .reach import Who, act, held, keys_of


@transaction.atomic
def begin_epoch(actor: Who, compartment: UUID, new: NewEpoch) -> Epoch:
    """Rotate: everybody who can read now, recovery and the receipt get the next identity, nobody else does.

    Sent again with the same recipient, it is the same rotation. Raises NotThere, EpochTaken, GrantMissing,
    NotARecipient, Excluded, Malformed, NotSigned, NoKeys, NoManifest.
    """
    row = held(actor, compartment)
    return _begin(actor, row, new)


@transaction.atomic
def exclude(actor: Who, compartment: UUID, principal: UUID, epoch: NewEpoch | None = None) -> None:
    """Shut the person behind a principal out from now on: grants go, none comes back, the key changes.

    With `epoch` the key changes at once; without, rotation is marked due, which an expired manifest does not
    prevent. Raises NotThere, NotARecipient, and what `begin_epoch` raises.
    """
    row = held(actor, compartment)
    accounts = shut_out_now(row, principal, timezone.now())
    gone, _ = Grant.objects.filter(compartment=row, principal__account__in=accounts).delete()
    if gone:
        mark_rotation_due([row.pk])
    if epoch is not None:
        _begin(actor, row, epoch)
    act(actor, Verb.COMPARTMENT_EXCLUDE, row, {"principal": str(principal)})


def _begin(actor: Who, row: Compartment, new: NewEpoch) -> Epoch:
    last = Epoch.objects.filter(compartment=row).latest("number")
    if (last.number, last.recipient) == (new.number, new.recipient):
        return last  # the same rotation, sent again
    if new.number != last.number + 1:
        raise EpochTaken(last.number + 1)
    if any(grant.epoch != new.number for grant in new.grants):
        raise Malformed("epoch")
    checks.recipient(new.recipient, row.algorithm)
    if Epoch.objects.filter(compartment=row, recipient=new.recipient).exists():
        raise Malformed("recipient_again")
    keys = keys_of(actor, row)
    checks.epoch_signed(keys.ed25519 if keys else row.author, row.pk, new)
    manifest = current_manifest(row.team_id) if row.team_id else None
    check_recipients(row, manifest, new.grants, shut_out_of(row.pk))
    _check_complete(new, remaining(row, manifest))
    epoch = Epoch.objects.create(
        compartment=row, number=new.number, recipient=new.recipient, signature=new.signature, signer=keys
    )
    store_grants(actor, row, without_retired(new.grants), timezone.now())
    row.rotation_due_at = None
    row.save(update_fields=["rotation_due_at"])
    act(actor, Verb.EPOCH_BEGIN, row, {"epoch": new.number, "grants": len(new.grants)})
    return epoch


def remaining(row: Compartment, manifest: InForce | None) -> set[UUID | None]:
    """Who must get the next epoch: who can read and is still in the manifest, recovery, the receipt."""
    reading = set(Grant.objects.filter(compartment=row).values_list("principal", flat=True))
    everybody: set[UUID | None] = {None} if row.mailbox else set()
    if manifest is not None:
        everybody |= {manifest.recovery} | (reading & manifest.principals)
    return everybody


def _check_complete(new: NewEpoch, needed: set[UUID | None]) -> None:
    named = {grant.principal for grant in new.grants}
    if needed - named:
        raise GrantMissing(needed - named)
    if named - needed:  # rotation lets nobody in; `add_grants` does, and says so on the trail
        raise NotARecipient
