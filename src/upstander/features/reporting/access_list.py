"""Who can read a report, who has opened what and when, and who of the manifest could be let in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from upstander.core.sealing import wire
from upstander.foundation.access.actors import Actor
from upstander.foundation.vault.models import Compartment, Grant, KeySet, Opening
from upstander.foundation.vault.services.exclusions import shut_out_of

from .conversations import manifest_of
from .models import Report
from .selectors import report_for

View = dict[str, Any]


def access_list(actor: Actor, report: UUID) -> View:
    """Whom the reporter shut out is in none of the lists: not even that is told. Raises NotFound."""
    found = report_for(actor, report)
    holders = _holders(found.compartment)
    return {
        "readers": [_holder(keys, found.compartment) for keys in holders],
        "openings": _openings(found),
        "could": _could(found.compartment, {keys.pk for keys in holders}),
    }


def _holders(row: Compartment) -> list[KeySet]:
    granted = Grant.objects.filter(compartment=row).values("principal")
    keys = KeySet.objects.filter(pk__in=granted, account__isnull=False, retired_at__isnull=True)
    return list(keys.select_related("account").order_by("account__display_name"))


def _holder(keys: KeySet, row: Compartment) -> View:
    manifest = manifest_of(row)
    named = {one.id: one for one in manifest.payload.handlers} if manifest else {}
    handler = named.get(keys.pk)
    return {
        "principal": str(keys.pk),
        "account": str(keys.account_id),
        "name": handler.name if handler else str(keys.account),
        "role": handler.role if handler else "",
    }


def _openings(report: Report) -> list[View]:
    compartments = [one for one in (report.pk, report.case_file_id) if one is not None]
    rows = Opening.objects.filter(item__compartment__in=compartments)
    return [
        {
            "compartment": str(opening.item.compartment_id),
            "sequence": opening.item.sequence,
            "name": str(opening.account) if opening.account else None,
            "opened": wire.write_time(opening.opened_at),
        }
        for opening in rows.select_related("item", "account").order_by("opened_at", "pk")
    ]


def _could(row: Compartment, holding: set[UUID]) -> list[View]:
    manifest = manifest_of(row)
    if manifest is None:
        return []
    shut_out = shut_out_of(row.pk)
    retired = KeySet.objects.filter(pk__in=list(manifest.accounts), retired_at__isnull=False)
    gone = holding | set(retired.values_list("pk", flat=True))
    return [
        {
            "principal": str(one.id),
            "account": str(manifest.accounts[one.id]),
            "name": one.name,
            "role": one.role,
        }
        for one in manifest.payload.handlers
        if one.id not in gone and one.id in manifest.accounts and manifest.accounts[one.id] not in shut_out
    ]
