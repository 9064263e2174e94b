"""How long someone stays signed in, and where: half an hour without a request, nine hours in any case.

The session slides, but is written at most once a minute. `SignedInSession` lists what can be ended.
"""

from __future__ import annotations

import time
from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from upstander.foundation.trail.services import record
from upstander.foundation.trail.verbs import Verb

from .models import Account, SignedInSession

BEGAN = "accounts.began"
SEEN = "accounts.seen"
LISTED = "accounts.listed"
SLIDE = 60
"""Seconds between two writes of an active session."""

_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
_BROWSERS = (("Firefox", "Firefox"), ("Edg/", "Edge"), ("Chrome", "Chrome"), ("Safari", "Safari"))


def keep(request: HttpRequest) -> bool:
    """Slide the session of a signed-in request, or end it when its time is over; False when it ended."""
    now = int(time.time())
    began, seen = request.session.get(BEGAN, now), request.session.get(SEEN, now)
    if (
        now - began > settings.SESSION_ABSOLUTE_AGE.total_seconds()
        or now - seen > settings.SESSION_COOKIE_AGE
    ):
        logout(request)
        return False
    if BEGAN not in request.session or now - seen >= SLIDE:
        request.session.update({BEGAN: began, SEEN: now})
        request.session.set_expiry(None)
    _list(request, now - seen >= SLIDE)
    return True


def begin(request: HttpRequest) -> None:
    """Start the clocks at sign-in, whatever an earlier sign-in left."""
    now = int(time.time())
    request.session.update({BEGAN: now, SEEN: now})


def _list(request: HttpRequest, slid: bool) -> None:
    key, listed = request.session.session_key, request.session.get(LISTED)
    if not key or (key == listed and not slid):
        return
    now, account = timezone.now(), str(request.user.pk)
    if key == listed:
        SignedInSession.objects.filter(pk=key).update(seen_at=now)
        return
    SignedInSession.objects.filter(account_id=account, seen_at__lt=now - timedelta(days=1)).delete()
    SignedInSession.objects.filter(pk=listed).delete()
    SignedInSession.objects.update_or_create(
        pk=key,
        defaults={
            "account_id": account,
            "began_at": now,
            "seen_at": now,
            "browser": browser_word(request.headers.get("User-Agent", "")),
        },
    )
    request.session[LISTED] = key


def browser_word(agent: str) -> str:
    """A coarse word for a browser, so that a person knows her own; nothing by which she could be traced."""
    browser = next((word for mark, word in _BROWSERS if mark in agent), "")
    system = next((word for mark, word in _SYSTEMS if mark in agent), "")
    return ", ".join(word for word in (browser, system) if word)


def sessions_of(account: Account) -> list[SignedInSession]:
    """Where the account is signed in, the latest first."""
    alive = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return list(SignedInSession.objects.filter(account=account, seen_at__gte=alive))


def end_one(account: Account, handle: str) -> None:
    """End one of the account's own sessions by its handle; another's, or none, changes nothing."""
    for session in SignedInSession.objects.filter(account=account):
        if session.handle == handle:
            import_module(settings.SESSION_ENGINE).SessionStore(session.session_key).delete()
            session.delete()


@transaction.atomic
def end_all(account: Account, *, by: str) -> None:
    """Sign the account out everywhere; `by` is the trail name of whoever does it."""
    Account.objects.filter(pk=account.pk).update(sign_in_generation=F("sign_in_generation") + 1)
    SignedInSession.objects.filter(account=account).delete()
    record(
        actor=by,
        verb=Verb.SESSION_END,
        object_type="account",
        object_id=account.pk,
        detail={"everywhere": True},
    )
