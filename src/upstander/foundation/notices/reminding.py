"""Standing duties that nobody's act brings up: a manifest that runs out, a rehearsal, a key to be changed."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from upstander.foundation.vault.duties import rehearsals_due
from upstander.foundation.vault.models import Compartment, Manifest

from .models import Occasion, Reminder
from .services import notify

BEFORE_EXPIRY = timedelta(days=21)
AGAIN = timedelta(days=7)


def remind() -> int:
    """Note the duties that are due and were not noted for a week; returns how many."""
    return sum((_manifests(), _rehearsals(), _rotations()))


def _manifests() -> int:
    soon = timezone.now() + BEFORE_EXPIRY
    newest = Manifest.objects.values("team_id", "team__entity_id").annotate(expires=Max("expires_at"))
    due = [row for row in newest if row["expires"] <= soon]
    return sum(
        _once(f"manifest:{row['team_id']}", Occasion.MANIFEST_EXPIRES, entity=row["team__entity_id"])
        for row in due
    )


def _rehearsals() -> int:
    return sum(
        _once(f"rehearsal:{keys.pk}", Occasion.REHEARSAL_DUE, entity=keys.entity_id)
        for keys in rehearsals_due()
    )


def _rotations() -> int:
    due = Compartment.objects.filter(rotation_due_at__isnull=False).values_list("pk", flat=True)
    return sum(_once(f"rotation:{pk}", Occasion.ROTATION_DUE, compartment=pk) for pk in due.iterator())


@transaction.atomic
def _once(
    key: str, occasion: Occasion, *, entity: UUID | None = None, compartment: UUID | None = None
) -> bool:
    """Note it unless it was noted in the last week; two workers at once note it once."""
    now = timezone.now()
    row, new = Reminder.objects.select_for_update().get_or_create(key=key, defaults={"reminded_at": now})
    if not new and row.reminded_at > now - AGAIN:
        return False
    row.reminded_at = now
    row.save()
    notify(occasion, entity=entity, compartment=compartment)
    return True
