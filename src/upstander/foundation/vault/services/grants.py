"""Letting people in, and taking access away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from upstander.foundation.trail.services import name_of
from upstander.foundation.trail.verbs import Verb

from .. import checks
from ..errors import Excluded, Malformed, NotARecipient, NotThere
from ..manifests import InForce, current_manifest
from ..models import Compartment, Epoch, Grant, KeySet
from ..values import NewGrant
from .exclusions import shut_out_of
from .reach import Who, act, held


@transaction.atomic
def add_grants(actor: Who, compartment: UUID, grants: Sequence[NewGrant]) -> int:
    """Let people of the team's manifest in force (or recovery, or the receipt) in; returns how many were new.

    A grant that is there already stays as it is. Raises NotThere, NoManifest, NotARecipient, Excluded,
    Malformed.
    """
    row = held(actor, compartment)
    known = set(Epoch.objects.filter(compartment=row).values_list("number", flat=True))
    if any(grant.epoch not in known for grant in grants):
        raise Malformed("epoch")
    check_recipients(row, _manifest_of(row), grants, shut_out_of(row.pk))
    kept = without_retired(grants)
    if len(kept) != len(grants):
        raise NotARecipient
    before = row.grants.count()
    store_grants(actor, row, kept, timezone.now())
    added = row.grants.count() - before
    principals = sorted({str(grant.principal or "receipt") for grant in grants})
    act(actor, Verb.GRANT_ADD, row, {"principals": " ".join(principals), "added": added})
    return added


@transaction.atomic
def remove_grants(actor: Who, compartment: UUID, principal: UUID) -> int:
    """Delete every grant of a principal and mark rotation as due; returns how many. Raises NotThere.

    The recovery key's grants stay: without them, a lost key would lose the report.
    """
    row = held(actor, compartment)
    gone, _ = Grant.objects.filter(
        compartment=row, principal=principal, principal__account__isnull=False
    ).delete()
    if not gone:
        raise NotThere
    mark_rotation_due([row.pk])
    act(actor, Verb.GRANT_REMOVE, row, {"principals": str(principal), "removed": gone})
    return gone


def check_recipients(
    row: Compartment, manifest: InForce | None, grants: Sequence[NewGrant], shut: set[UUID]
) -> None:
    """Every grant is well-formed, and to someone who may have one. Raises for the first that is not."""
    if len({(grant.principal, grant.epoch) for grant in grants}) != len(grants):
        raise Malformed("grant_twice")
    for grant in grants:
        _check_recipient(row, manifest, grant.principal, shut)
        checks.grant(grant.ciphertext, row.algorithm)


def _check_recipient(
    row: Compartment, manifest: InForce | None, principal: UUID | None, shut: set[UUID]
) -> None:
    if principal is None:
        if not row.mailbox:
            raise NotARecipient
        return
    if manifest is None or principal not in manifest.principals:
        raise NotARecipient
    if manifest.accounts.get(principal) in shut:
        raise Excluded


def without_retired(grants: Sequence[NewGrant]) -> list[NewGrant]:
    """Those whose keys are in use. A replaced recovery key counts until the manifest names the next."""
    named = [grant.principal for grant in grants if grant.principal is not None]
    retired = set(
        KeySet.objects.filter(pk__in=named, account__isnull=False, retired_at__isnull=False).values_list(
            "pk", flat=True
        )
    )
    return [grant for grant in grants if grant.principal not in retired]


def store_grants(actor: Who, row: Compartment, grants: Iterable[NewGrant], now: datetime) -> None:
    Grant.objects.bulk_create(grant_rows(actor, row, grants, now), ignore_conflicts=True)


def grant_rows(actor: Who, row: Compartment, grants: Iterable[NewGrant], now: datetime) -> list[Grant]:
    name = name_of(actor)
    return [
        Grant(
            compartment=row,
            epoch=grant.epoch,
            principal_id=grant.principal,
            ciphertext=grant.ciphertext,
            granted_by=name,
            granted_at=now,
        )
        for grant in grants
    ]


def mark_rotation_due(compartments: Iterable[UUID]) -> None:
    """Since when, not how often: an older mark stays."""
    due = Compartment.objects.filter(pk__in=list(compartments), rotation_due_at__isnull=True)
    due.update(rotation_due_at=timezone.now())


def _manifest_of(row: Compartment) -> InForce | None:
    return current_manifest(row.team_id) if row.team_id else None
