"""A ticket in each form, with which a page that was left open may still save into its own draft.

Her session ends after half an hour, and writing takes longer. When she then presses a button, nobody is
signed in; the ticket lets what she typed be kept as her draft (never sent), and after signing in again she
finds it. It names her account and the one submission, is bound to her sign-in generation and password, so
that whatever signs her out everywhere ends it, and lasts a day.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from upstander.foundation.access.actors import Actor
from upstander.foundation.access.decisions import holds
from upstander.foundation.access.permissions import Permission
from upstander.foundation.accounts.models import Account

LASTS = timedelta(days=1)
_SALT = "hub.submissions.ticket"


def ticket(account: Account, submission: UUID) -> str:
    return signing.dumps([str(account.pk), str(submission), _binding(account)], salt=_SALT)


def holder(text: str) -> tuple[Actor, UUID] | None:
    """Who may save into which submission; None for a ticket that is forged, over or no longer hers."""
    try:
        person, submission, binding = signing.loads(text, salt=_SALT, max_age=LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    account = Account.objects.filter(pk=person, is_active=True).first()
    if account is None or not constant_time_compare(binding, _binding(account)):
        return None
    actor = Actor.of(account, timezone.localdate())
    return (actor, UUID(submission)) if holds(actor, Permission.HUB_SUBMISSION_SEND) else None


def _binding(account: Account) -> str:
    return salted_hmac(_SALT, account.get_session_auth_hash(), algorithm="sha256").hexdigest()[:32]
