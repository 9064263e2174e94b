"""What must be done by a day: signing the manifest anew, rehearsing recovery."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from .models import KeySet

REHEARSE_EVERY = timedelta(days=365)


def rehearsal_due_at(keys: KeySet) -> datetime:
    """A year after the last rehearsal, or after the key was registered."""
    return (keys.rehearsed_at or keys.created_at) + REHEARSE_EVERY


def rehearsals_due() -> list[KeySet]:
    """The recovery keys in use whose rehearsal is due."""
    now = timezone.now()
    living = KeySet.objects.filter(account__isnull=True, retired_at__isnull=True)
    return [keys for keys in living if rehearsal_due_at(keys) <= now]
