"""Single sign-on: which account an identity of the organisation's provider belongs to.

An identity is linked by the person herself, while signed in or while accepting her invitation. A mail address
alone never links, unless the provider says that it is verified and the operator's setting allows it.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse

from . import invitations
from .models import Account

LINKING = "accounts.linking"
LINKING_LASTS = 300
"""Seconds between asking to link an identity and coming back with it."""


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Single sign-on signs existing accounts in; it does not make accounts of itself."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            self._only_on_purpose(request)
            return
        if not sociallogin.is_existing:
            account = self._account_for(request, claims_of(sociallogin))
            if account is None:
                raise ImmediateHttpResponse(render(request, "accounts/not_linked.html", status=403))
            sociallogin.connect(request, account)
        if proves_factor(claims_of(sociallogin)):
            request.provider_proved_factor = sociallogin.user.pk  # type: ignore[attr-defined]

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: object) -> str:
        return reverse("accounts:me")

    def _account_for(self, request: HttpRequest, claims: Mapping[str, Any]) -> Account | None:
        """The account of the invitation she holds in this session, or of her verified address."""
        invitation = invitations.pending(request)
        if invitation is not None:
            return invitations.accept(invitation, password=None)
        return account_of_verified_mail(claims) if settings.OIDC_MATCH_VERIFIED_MAIL else None

    def _only_on_purpose(self, request: HttpRequest) -> None:
        """Linking begins with a button of ours: another site could send her here with *its* identity."""
        asked_at = request.session.pop(LINKING, 0)
        if time.time() - asked_at > LINKING_LASTS:
            raise ImmediateHttpResponse(render(request, "accounts/not_linked.html", status=403))


def claims_of(sociallogin: SocialLogin) -> Mapping[str, Any]:
    """What the identity token says (not the user-info endpoint, which proves no sign-in)."""
    claims = (sociallogin.account.extra_data or {}).get("id_token")
    return claims if isinstance(claims, dict) else {}


def proves_factor(claims: Mapping[str, Any]) -> bool:
    """RFC 8176 `amr`, OpenID Connect `acr`: believed only for the values that the operator has named."""
    methods = claims.get("amr")
    named = set(methods) if isinstance(methods, list) else set()
    return bool(named & set(settings.OIDC_FACTOR_AMR)) or claims.get("acr") in set(settings.OIDC_FACTOR_ACR)


def account_of_verified_mail(claims: Mapping[str, Any]) -> Account | None:
    """The one active account with this address; none where several share it or it is not verified."""
    mail = claims.get("email")
    if claims.get("email_verified") is not True or not isinstance(mail, str) or not mail:
        return None
    found = list(Account.objects.filter(email__iexact=mail, is_active=True)[:2])
    return found[0] if len(found) == 1 else None
