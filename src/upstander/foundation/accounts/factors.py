"""The second factor: who has one, who has shown it in this session, and how it is lost and found again."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from .models import Account, SpentCode

SHOWN = "accounts.second_factor"
CODE_LIFE = timedelta(minutes=2)
"""Longer than a TOTP code is accepted (30 s); afterwards the same digits may come up again by chance."""


def has_factor(account: Account) -> bool:
    """An app or a passkey; recovery codes alone are none."""
    return _factors().filter(user_id=account.pk).exists()


def with_factor(accounts: Iterable[UUID]) -> set[UUID]:
    """Those of the accounts that have a factor, in one query."""
    return set(_factors().filter(user_id__in=list(accounts)).values_list("user_id", flat=True))


def _factors() -> QuerySet[Authenticator]:
    real: QuerySet[Authenticator] = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES)
    return real


def shown(request: HttpRequest) -> bool:
    """Has the person of this session shown a second factor, for this account, in this session?"""
    return bool(request.session.get(SHOWN) == str(request.user.pk))


def note_shown(request: HttpRequest, account: Account) -> None:
    """From now on this session may reach more than the enrolment of a factor."""
    request.session[SHOWN] = str(account.pk)


def showed_while_signing_in(request: HttpRequest, account: Account) -> bool:
    """allauth keeps what was proven in this session; a passkey sign-in counts as the factor itself."""
    records = get_authentication_records(request, account)
    return any(step.get("method") == "mfa" for step in records)


def spend(account: Account, code: str) -> bool:
    """False when this code was accepted before, by whichever process."""
    digest = hmac.new(
        settings.SECRET_KEY.encode(), f"{account.pk}\n{code}".encode(), hashlib.sha256
    ).hexdigest()
    SpentCode.objects.filter(spent_at__lt=timezone.now() - CODE_LIFE).delete()
    try:
        with transaction.atomic():
            SpentCode.objects.create(account=account, digest=digest, spent_at=timezone.now())
    except IntegrityError:
        return False
    return True


def enrol_app(account: Account, secret: str) -> None:
    """Give the account an authenticator app with a known secret (base 32), for demonstrations and tests."""
    TOTP.activate(account, secret)


def cipher() -> MultiFernet:
    """Secrets of factors are kept encrypted, so that a copy of the database alone is no factor."""
    keys = [settings.SECRET_KEY, *getattr(settings, "SECRET_KEY_FALLBACKS", [])]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_stretched(key))) for key in keys])


def _stretched(key: str) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"upstander/factors/v1")
    return derivation.derive(key.encode())
