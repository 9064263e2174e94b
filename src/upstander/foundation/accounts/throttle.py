"""Slowing down whoever guesses, without ever shutting a person out.

Failures are counted in the database, so that all processes of the server count together (a cache in each
would let through as many times more). The tight limit is on a name *from one address*: whoever attacks a
colleague's account from elsewhere does not keep her out. Windows end by themselves; there is no lock.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from .models import Attempts


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `amount` attempts under one key in `window`, counted from the first."""

    scope: str
    amount: int
    window: timedelta


NAME_FROM_ADDRESS = Limit("name+address", 5, timedelta(minutes=5))
ADDRESS = Limit("address", 60, timedelta(minutes=5))
NAME = Limit("name", 100, timedelta(hours=1))
"""Against guessing from many addresses; a passkey signs in without it."""
CODE = Limit("code", 10, timedelta(minutes=30))
"""Six digits: 480 guesses a day at most, by someone who has the password already."""
RESET_ADDRESS = Limit("reset+address", 20, timedelta(hours=1))
RESET_MAIL = Limit("reset+mail", 3, timedelta(hours=1))
INVITATION = Limit("invitation+address", 60, timedelta(minutes=10))


class TooManyError(Exception):
    """The limit is reached; `minutes` (at least 1) until the window ends."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("too many attempts")
        self.minutes = max(1, ceil(wait.total_seconds() / 60))


@transaction.atomic
def count(limit: Limit, *parts: str) -> None:
    """Count one attempt; raises TooManyError when it is one too many."""
    now = timezone.now()
    key = _key(limit, parts)
    Attempts.objects.filter(ends_at__lte=now).delete()
    Attempts.objects.bulk_create(
        [Attempts(key=key, count=0, ends_at=now + limit.window)], ignore_conflicts=True
    )
    Attempts.objects.filter(key=key).update(count=F("count") + 1)
    kept = Attempts.objects.get(key=key)
    if kept.count > limit.amount:
        raise TooManyError(kept.ends_at - now)


def forgive(limit: Limit, *parts: str) -> None:
    """Take back one attempt that turned out to be right."""
    Attempts.objects.filter(key=_key(limit, parts), count__gt=0).update(count=F("count") - 1)


def forget(limit: Limit, *parts: str) -> None:
    """Begin anew under this key."""
    Attempts.objects.filter(key=_key(limit, parts)).delete()


def _key(limit: Limit, parts: tuple[str, ...]) -> str:
    message = "\n".join([limit.scope, *parts]).encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()
