"""The inbox: what a handler may open, without opening it. A handful of queries, however many reports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Q

from upstander.core.sealing import wire
from upstander.foundation.access.actors import Actor
from upstander.foundation.trail.services import record
from upstander.foundation.trail.verbs import Verb
from upstander.foundation.vault import checks
from upstander.foundation.vault.models import Grant, Item, Opening, SealedIndex
from upstander.foundation.vault.selectors import compartments_for

from .conversations import facets_of
from .models import Report
from .problems import IndexChangedError
from .selectors import current_values, reports_for
from .turns import writing

View = dict[str, Any]
MOST_INDEX = 6 * 1024 * 1024
"""Bytes of JSON: the largest index (`vault.checks`) as base64, and its frame."""


def inbox(actor: Actor) -> View:
    """Reports that she may open, newest first, and her sealed index. The listing goes on the trail."""
    found = list(
        reports_for(actor).select_related("compartment", "entity", "assignee").order_by("-received_at")
    )
    with writing():
        record(actor=actor, verb=Verb.REPORT_LIST, object_type="inbox", detail={"reports": len(found)})
    return {"reports": _rows(actor, found), "index": _index(actor)}


def _rows(actor: Actor, found: list[Report]) -> list[View]:
    reports = [report.pk for report in found]
    files = [report.case_file_id for report in found if report.case_file_id]
    open_files = set(compartments_for(actor).filter(pk__in=files).values_list("pk", flat=True))
    grants = _grants(actor, [*reports, *open_files])
    unread = _unread(actor, reports)
    opened = _opened(actor, reports)
    facets = facets_of(reports)
    return [
        {
            **_row(report),
            "facets": facets.get(report.pk, {}),
            "unread": unread.get(report.pk, 0),
            "opened": report.pk in opened,
            "grants": grants[report.pk],
            "case_file": _case_file(report, open_files, grants),
        }
        for report in found
    ]


def _row(report: Report) -> View:
    return {
        "id": str(report.pk),
        "number": report.number,
        "want": report.want,
        "received": wire.write_time(report.received_at),
        "entity": report.entity.code if report.entity else None,
        "team": str(report.compartment.team_id),
        "unit": str(report.unit_id) if report.unit_id else None,
        "language": report.language,
        "algorithm": report.compartment.algorithm,
        "rotation_due": report.compartment.rotation_due_at is not None,
        **current_values(report),
    }


def _case_file(report: Report, mine: set[UUID], grants: dict[UUID, list[View]]) -> View | None:
    if report.case_file_id is None or report.case_file_id not in mine:
        return None
    return {"id": str(report.case_file_id), "grants": grants[report.case_file_id]}


def _grants(actor: Actor, compartments: Iterable[UUID]) -> dict[UUID, list[View]]:
    found: dict[UUID, list[View]] = defaultdict(list)
    rows = Grant.objects.filter(
        compartment__in=list(compartments),
        principal__account=actor.account_id,
        principal__retired_at__isnull=True,
    )
    for compartment, epoch, ciphertext in rows.order_by("epoch").values_list(
        "compartment_id", "epoch", "ciphertext"
    ):
        found[compartment].append({"epoch": epoch, "ciphertext": wire.encode(bytes(ciphertext))})
    return found


def _unread(actor: Actor, reports: list[UUID]) -> dict[UUID, int]:
    """Items that somebody else wrote, that are still there, and that she has not opened."""
    foreign = Q(signer__isnull=True) | ~Q(signer__account=actor.account_id)
    seen = Opening.objects.filter(account=actor.account_id, item__compartment__in=reports).values("item")
    rows = (
        Item.objects.filter(foreign, compartment__in=reports, erased_at__isnull=True)
        .exclude(pk__in=seen)
        .order_by()
        .values("compartment")
        .annotate(number=Count("pk"))
    )
    return dict(rows.values_list("compartment", "number"))


def _opened(actor: Actor, reports: list[UUID]) -> set[UUID]:
    rows = Opening.objects.filter(account=actor.account_id, item__compartment__in=reports)
    return set(rows.values_list("item__compartment", flat=True).distinct())


def _index(actor: Actor) -> View | None:
    index = SealedIndex.objects.filter(account=actor.account_id).first()
    if index is None:
        return None
    return {"version": index.version, "ciphertext": wire.encode(bytes(index.ciphertext))}


def put_index(actor: Actor, version: int, ciphertext: bytes) -> None:
    """Keep her index as the next version; the same version with the same content again changes nothing.

    Raises IndexChangedError when another window of hers was quicker, Malformed, TooLarge.
    """
    checks.index(ciphertext)
    with writing():
        now = SealedIndex.objects.select_for_update().filter(account=actor.account_id).first()
        current = now.version if now else 0
        if now and version == current and bytes(now.ciphertext) == ciphertext:
            return
        if version != current + 1:
            raise IndexChangedError(version=current)
        if now is None:
            _first_index(actor, ciphertext)
            return
        now.version, now.ciphertext = version, ciphertext
        now.save(update_fields=["version", "ciphertext", "updated_at"])


def _first_index(actor: Actor, ciphertext: bytes) -> None:
    """Two windows may begin one at the same moment: the second is told."""
    try:
        with transaction.atomic():
            SealedIndex.objects.create(account_id=actor.account_id, ciphertext=ciphertext)
    except IntegrityError:
        raise IndexChangedError(version=1) from None
