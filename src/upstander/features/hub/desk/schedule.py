"""Publishing and taking down at their time: a round of the worker.

The same as Wagtail's `publish_scheduled`, but each page in a transaction of its own: one that fails is logged
and holds up no other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from upstander.foundation.trail.verbs import Verb

from ..models import HubPage
from . import trail

log = structlog.get_logger("upstander.hub")
EVERY = 20.0
"""Seconds between two rounds."""


def keep_time() -> int:
    """Publish what was approved for a time that has come, take down what has expired; returns how many."""
    now = timezone.now()
    expired = HubPage.objects.filter(live=True, expire_at__lt=now).values_list("pk", flat=True)
    due = Revision.objects.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at")
    done = sum(_done(_expire, pk) for pk in list(expired))
    return done + sum(_done(_publish, pk) for pk in list(due.values_list("pk", flat=True)))


def _done(act: Callable[[Any], bool], key: Any) -> bool:
    try:
        with transaction.atomic():
            return act(key)
    except Exception as error:  # whatever it is, the other pages must go on
        log.warning("schedule_failed", act=act.__name__, key=key, error=type(error).__name__)
        return False


def _expire(pk: int) -> bool:
    """Asked again under the lock: another worker may have been here."""
    held = HubPage.objects.select_for_update(of=("self",)).filter(pk=pk, live=True).first()
    if held is None:
        return False
    held.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    trail.note("system", Verb.HUB_PAGE_UNPUBLISH, held, reason="expired")
    return True


def _publish(pk: int) -> bool:
    held = Revision.objects.select_for_update().filter(pk=pk, approved_go_live_at__isnull=False).first()
    if held is None:
        return False
    held.publish(log_action="wagtail.publish.scheduled")
    return True
