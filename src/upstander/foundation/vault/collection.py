"""Clearing away files that were never finished, and objects of the store that no row speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from upstander.foundation.trail.services import record
from upstander.foundation.trail.verbs import Verb

from .models import Chunk, SealedFile
from .services.files import erase_later
from .storage import vault_store
from .values import SYSTEM

UNFINISHED_DAYS = 14
GRACE = timedelta(hours=24)
"""An object gets its row right after it was written; a day without one means that its sender died between."""
BATCH = 500


@dataclass(frozen=True, slots=True)
class Collected:
    files: int
    objects: int


def collect(days: int = UNFINISHED_DAYS, actor: str = SYSTEM) -> Collected:
    """Give up files unfinished for so many days, erase objects without a row; safe while files come in."""
    gone = Collected(_give_up_unfinished(timezone.now() - timedelta(days=days)), _erase_strays())
    if gone.files or gone.objects:
        with transaction.atomic():
            record(
                actor=actor,
                verb=Verb.FILE_COLLECT,
                object_type="store",
                detail={"files": gone.files, "objects": gone.objects},
            )
    return gone


def _give_up_unfinished(before: datetime) -> int:
    stale = SealedFile.objects.filter(finished_at__isnull=True, erased_at__isnull=True, created_at__lt=before)
    return sum(_give_up(pk) for pk in stale.values_list("pk", flat=True).iterator())


@transaction.atomic
def _give_up(pk: UUID) -> int:
    """Locked and asked again, since its sender may finish it in this moment."""
    file = SealedFile.objects.select_for_update().filter(pk=pk, finished_at__isnull=True).first()
    if file is None:
        return 0
    keys = list(file.chunks.values_list("key", flat=True))
    file.delete()
    erase_later(keys)
    return 1


def _erase_strays() -> int:
    old = timezone.now() - GRACE
    gone, batch = 0, []
    for stored in vault_store().everything():
        if stored.written_at < old:
            batch.append(stored.key)
        if len(batch) == BATCH:
            gone += _erase_without_row(batch)
            batch = []
    return gone + _erase_without_row(batch)


def _erase_without_row(keys: list[str]) -> int:
    """No attempt ever uses the key of another, so an old object without a row will never get one."""
    known = set(Chunk.objects.filter(key__in=keys).values_list("key", flat=True))
    strays = [key for key in keys if key not in known]
    for key in strays:
        vault_store().erase(key)
    return len(strays)
