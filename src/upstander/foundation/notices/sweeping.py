"""The worker's round through the notices: from occasion to letter, from letter to the task that sends it.

A notice is deleted in the transaction that puts it into letters, and a letter is emptied after its mail was
handed over. So a worker killed anywhere sends a mail twice at worst, and never none.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from .audience import audience
from .models import Letter, Notice

BATCH = 200
QUIET = timedelta(minutes=15)
"""At most one mail to a person in this time."""


def sweep() -> int:
    """Put all notices into letters and enqueue the letters that are due; returns how many were enqueued."""
    while Notice.objects.exists():  # asked without a lock: nearly always there is nothing
        _gather()
    return _enqueue() if due().exists() else 0


def due() -> QuerySet[Letter]:
    return Letter.objects.filter(waiting__gt=0, not_before__lte=timezone.now())


@transaction.atomic
def _gather() -> None:
    locking = connection.features.has_select_for_update_skip_locked
    rows = Notice.objects.select_for_update(of=("self",), skip_locked=locking)
    notices = list(rows.select_related("compartment").order_by("pk")[:BATCH])
    told = Counter(account for notice in notices for account in audience(notice))
    _put_into_letters(told)
    Notice.objects.filter(pk__in=[notice.pk for notice in notices]).delete()


def _put_into_letters(told: Counter[UUID]) -> None:
    now = timezone.now()
    Letter.objects.bulk_create(
        [Letter(account_id=account, not_before=now) for account in told], ignore_conflicts=True
    )
    for account, occasions in sorted(told.items()):
        Letter.objects.filter(account=account).update(waiting=F("waiting") + occasions)


@transaction.atomic
def _enqueue() -> int:
    """Each due letter once: until its task is long over, it is not due again."""
    from .tasks import send_letter

    locking = connection.features.has_select_for_update_skip_locked
    rows = due().select_for_update(skip_locked=locking).order_by("not_before")
    accounts = [letter.account_id for letter in rows[:BATCH]]
    Letter.objects.filter(account__in=accounts).update(not_before=timezone.now() + QUIET)
    for account in accounts:
        send_letter.enqueue(str(account))
    return len(accounts)
