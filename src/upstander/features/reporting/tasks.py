"""Work outside a request."""

from __future__ import annotations

from django.utils import timezone

from .models import SpentWork
from .turns import writing


def forget_spent_work() -> int:
    """Proofs of work that have expired need no mark any more; returns how many were forgotten."""
    with writing():
        forgotten, _ = SpentWork.objects.filter(expires_at__lt=timezone.now()).delete()
    return forgotten
