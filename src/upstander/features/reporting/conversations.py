"""A compartment as it travels to whoever may open it: the shapes of `mailbox/open` and `reports/{id}/open`.

Every list is one query, however long a conversation is.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from upstander.core.sealing import wire
from upstander.foundation.access.actors import Actor
from upstander.foundation.vault.errors import NoManifest
from upstander.foundation.vault.manifests import InForce, current_manifest
from upstander.foundation.vault.models import (
    Compartment,
    Epoch,
    Grant,
    Item,
    KeySet,
    Opening,
    SealedFile,
)
from upstander.foundation.vault.services import open_items
from upstander.foundation.vault.services.exclusions import shut_out_of
from upstander.foundation.vault.values import REPORTER

from .models import Report, ReportFacet

View = dict[str, Any]


def opened_by_reporter(compartment: UUID) -> View:
    """Everything about the compartment of a receipt. What handlers wrote counts as read by her."""
    items = open_items(REPORTER, compartment)
    return _view(compartment, items, None)


def opened_by_handler(actor: Actor, compartment: UUID) -> View:
    """The same for a handler, with the grants to her keys. Raises NotThere, NoKeys."""
    items = open_items(actor, compartment)
    return _view(compartment, items, actor)


def _view(compartment: UUID, items: list[Item], actor: Actor | None) -> View:
    row = Compartment.objects.select_related("team").get(pk=compartment)
    manifest = manifest_of(row)
    openings = list(
        Opening.objects.filter(item__compartment=row).select_related("account", "item").order_by("opened_at")
    )
    seen = {opening.item_id for opening in openings}
    return {
        "compartment": _compartment(row),
        "report": _report_of(row),
        "epochs": _epochs(row),
        "grants": _grants(row, actor),
        "items": [_item(item, item.pk in seen) for item in items],
        "openings": [_opening(opening) for opening in openings],
        "readers": readers(row, manifest, of_reporter=actor is None),
        "manifest": manifest.envelope.to_json() if manifest else None,
        "unfinished_files": _unfinished(row, actor),
    }


def manifest_of(row: Compartment) -> InForce | None:
    """The manifest in force of its team; None for a record, or while the team has none."""
    if row.team_id is None:
        return None
    try:
        return current_manifest(row.team_id)
    except NoManifest:
        return None


def readers(row: Compartment, manifest: InForce | None, *, of_reporter: bool) -> list[View]:
    """The people who can read it, as the manifest names them; to the reporter also those whom she shut out.

    Handlers are not told whom she shut out: whom she fears is hers to say (`access_list` keeps to it too).
    """
    shut_out = shut_out_of(row.pk) if of_reporter else set()
    granted = set(Grant.objects.filter(compartment=row).values_list("principal_id", flat=True))
    keys = KeySet.objects.filter(account__isnull=False).select_related("account")
    known = {one.pk: one for one in keys.filter(pk__in=granted - {None})}
    if shut_out:
        known |= {one.pk: one for one in keys.filter(account__in=shut_out, entity=row.entity_id)}
    named = {handler.id: handler for handler in manifest.payload.handlers} if manifest else {}
    return [
        {
            "principal": str(key.pk),
            "name": named[key.pk].name if key.pk in named else _name(key),
            "role": named[key.pk].role if key.pk in named else "",
            "excluded": key.account_id in shut_out,
        }
        for key in sorted(known.values(), key=_name)
    ]


def facets_of(reports: Iterable[UUID]) -> dict[UUID, dict[str, list[str]]]:
    """The coded answers of reports, as they are sent."""
    answers: dict[UUID, dict[str, list[str]]] = {}
    rows = ReportFacet.objects.filter(report__in=list(reports)).order_by("pk")
    for report, facet, code in rows.values_list("report_id", "facet", "code"):
        answers.setdefault(report, {}).setdefault(facet, []).append(code)
    return answers


def _compartment(row: Compartment) -> View:
    return {
        "id": str(row.pk),
        "kind": row.kind,
        "algorithm": row.algorithm,
        "author": wire.encode(bytes(row.author)) if row.author is not None else None,
        "mailbox": row.mailbox,
        "created": wire.write_time(row.created_at),
    }


def _report_of(row: Compartment) -> View | None:
    """The report; None beside a case file, which is not one itself."""
    report = Report.objects.filter(pk=row.pk).select_related("entity").first()
    if report is None:
        return None
    return {
        "number": report.number,
        "want": report.want,
        "state": report.state,
        "received": wire.write_time(report.received_at),
        "entity": report.entity.code if report.entity else None,
        "entity_name": report.entity.name if report.entity else None,
        "team": _text(row.team_id),
        "unit": _text(report.unit_id),
        "facets": facets_of([report.pk]).get(report.pk, {}),
    }


def _epochs(row: Compartment) -> list[View]:
    begun = Epoch.objects.filter(compartment=row).select_related("signer__account").order_by("number")
    return [
        {
            "number": epoch.number,
            "recipient": epoch.recipient,
            "signature": wire.encode(bytes(epoch.signature)) if epoch.signature is not None else None,
            "signer": _signer(epoch.signer),
        }
        for epoch in begun
    ]


def _grants(row: Compartment, actor: Actor | None) -> list[View]:
    mine = Grant.objects.filter(compartment=row).order_by("epoch")
    mine = mine.filter(principal=None) if actor is None else mine.filter(principal__account=actor.account_id)
    return [{"epoch": one.epoch, "ciphertext": wire.encode(bytes(one.ciphertext))} for one in mine]


def copied_grants(actor: Actor, compartment: UUID) -> list[View]:
    """The actor's own grants, and recovery's for the same epochs: a copy holds no more than she can read."""
    rows = Grant.objects.filter(compartment=compartment).order_by("epoch", "pk")
    own = Q(principal__account=actor.account_id)
    epochs = rows.filter(own).values("epoch")
    recovery = Q(principal__isnull=False, principal__account__isnull=True, epoch__in=epochs)
    return [
        {
            "epoch": one.epoch,
            "principal": str(one.principal_id),
            "ciphertext": wire.encode(bytes(one.ciphertext)),
        }
        for one in rows.filter(own | recovery)
    ]


def _item(item: Item, opened: bool) -> View:
    return {
        "id": str(item.pk),
        "epoch": item.epoch,
        "sequence": item.sequence,
        "direction": item.direction,
        "signer": _signer(item.signer),
        "ciphertext": wire.encode(bytes(item.ciphertext)) if item.ciphertext is not None else None,
        "sha256": bytes(item.sha256).hex(),
        "signature": wire.encode(bytes(item.signature)),
        "received": wire.write_time(item.received_at),
        "erased": _time(item.erased_at),
        "opened": opened,
        "file": _text(item.file_id),
    }


def _signer(keys: KeySet | None) -> View | None:
    if keys is None:
        return None
    return {
        "principal": str(keys.pk),
        "name": _name(keys),
        "ed25519": wire.encode(bytes(keys.ed25519)) if keys.ed25519 is not None else "",
    }


def _opening(opening: Opening) -> View:
    """`name` is null where the reporter opened what handlers wrote."""
    return {
        "sequence": opening.item.sequence,
        "name": opening.account.display_name if opening.account else None,
        "opened": wire.write_time(opening.opened_at),
    }


def _unfinished(row: Compartment, actor: Actor | None) -> list[View]:
    files = SealedFile.objects.filter(compartment=row, finished_at__isnull=True, erased_at__isnull=True)
    mine = files.filter(signer=None) if actor is None else files.filter(signer__account=actor.account_id)
    return [
        {"id": str(file.pk), "size": file.size, "chunks": len(file.chunks.all())}
        for file in mine.prefetch_related("chunks").order_by("created_at")
    ]


def _name(keys: KeySet) -> str:
    return keys.account.display_name if keys.account else ""


def _text(identifier: UUID | None) -> str | None:
    return None if identifier is None else str(identifier)


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else wire.write_time(moment)
