"""Signing in and out: onto the trail, and the clocks of the session."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import authentication_step_completed
from allauth.socialaccount.signals import social_account_added
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from upstander.foundation.trail.services import record
from upstander.foundation.trail.verbs import Verb

from . import factors, sessions
from .models import Account, SignedInSession


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: Account, **_: Any) -> None:
    """Whoever showed a factor on the way in is in; whoever did not may only set one up."""
    sessions.begin(request)
    believed = getattr(request, "provider_proved_factor", None) == user.pk
    if believed or factors.showed_while_signing_in(request, user):
        factors.note_shown(request, user)
    _record(user, Verb.SESSION_BEGIN, second_factor=factors.SHOWN in request.session)


@receiver(user_logged_out)
def signed_out(request: HttpRequest | None, user: Account | None, **_: Any) -> None:
    if user is None:
        return
    if request is not None and request.session.session_key:
        SignedInSession.objects.filter(pk=request.session.session_key).delete()
    _record(user, Verb.SESSION_END)


@receiver(authentication_step_completed)
def proved_again(user: Account, **kwargs: Any) -> None:
    if kwargs.get("reauthenticated"):
        _record(user, Verb.STEP_UP)


@receiver(social_account_added)
def identity_linked(sociallogin: Any, **_: Any) -> None:
    _record(sociallogin.user, Verb.ACCOUNT_UPDATE, identity_linked=True)


def _record(account: Account, verb: Verb, **detail: bool) -> None:
    with transaction.atomic():
        record(actor=account, verb=verb, object_type="account", object_id=account.pk, detail=detail)
