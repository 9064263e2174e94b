"""Nobody judges their own cause: whom the reporter shuts out is kept out before anything can be seen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from ..errors import NotARecipient
from ..manifests import InForce
from ..models import Compartment, Exclusion, KeySet


def shut_out(
    row: Compartment, manifest: InForce | None, principals: Iterable[UUID], now: datetime
) -> set[UUID]:
    """Exclude the people behind these principals of the manifest; returns their accounts.

    It is the person who is excluded, not the key, so that a new key of hers changes nothing.
    """
    accounts = {manifest.accounts.get(principal) if manifest else None for principal in principals}
    known = {account for account in accounts if account is not None}
    if len(known) != len(accounts):
        raise NotARecipient
    keep(row, known, now)
    return known


def shut_out_now(row: Compartment, principal: UUID, now: datetime) -> set[UUID]:
    """Exclude the person behind a key set of the entity, whether or not a manifest is in force that names it.

    Whom she fears must not stay in because a signature is late. Raises NotARecipient.
    """
    keys = KeySet.objects.filter(pk=principal, entity=row.entity_id, account__isnull=False)
    accounts = {account for account in keys.values_list("account_id", flat=True) if account is not None}
    if row.entity_id is None or not accounts:
        raise NotARecipient
    keep(row, accounts, now)
    return accounts


def copy_exclusions(row: Compartment, beside: UUID | None, now: datetime) -> set[UUID]:
    """Who was shut out of the report is shut out of its case file."""
    if beside is None:
        return set()
    accounts = shut_out_of(beside)
    keep(row, accounts, now)
    return accounts


def shut_out_of(compartment: UUID) -> set[UUID]:
    return set(Exclusion.objects.filter(compartment=compartment).values_list("account_id", flat=True))


def keep(row: Compartment, accounts: set[UUID], now: datetime) -> None:
    rows = [Exclusion(compartment=row, account_id=account, created_at=now) for account in accounts]
    if rows:
        Exclusion.objects.bulk_create(rows, ignore_conflicts=True)
