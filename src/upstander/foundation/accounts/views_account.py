"""My account: factors, sessions, language; and the page on which a second factor is chosen."""

from __future__ import annotations

import time

from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import get_adapter as social_adapter
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from upstander.foundation.access.requests import AuthenticatedHttpRequest, one, signed_in
from upstander.foundation.entities.selectors import memberships_of
from upstander.foundation.trail.services import record
from upstander.foundation.trail.verbs import Verb

from . import factors, sessions
from .forms import LanguageForm
from .identities import LINKING
from .services import choose_language
from .step_up import step_up

Provider = dict[str, str]


def providers(request: HttpRequest) -> list[Provider]:
    """The organisation's sign-on, where the operator has set one up."""
    found = social_adapter().list_providers(request)
    return [{"name": it.name, "url": it.get_login_url(request), "id": it.app.provider_id} for it in found]


@signed_in
def me(request: AuthenticatedHttpRequest) -> HttpResponse:
    form = LanguageForm(request.POST or None, initial={"language": request.user.language})
    if request.method == "POST" and form.is_valid():
        choose_language(request.user, form.cleaned_data["language"])
        messages.success(request, _("Saved."))
        return redirect("accounts:me")
    held = Authenticator.objects.filter(user=request.user)
    codes = held.filter(type=Authenticator.Type.RECOVERY_CODES).first()
    context = {
        "form": form,
        "app": held.filter(type=Authenticator.Type.TOTP).first(),
        "passkeys": held.filter(type=Authenticator.Type.WEBAUTHN),
        "codes": codes,
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "sessions": sessions.sessions_of(request.user),
        "here": request.session.session_key,
        "memberships": memberships_of(request.actor).current(request.actor.on).filter(account=request.user),
        "identities": SocialAccount.objects.filter(user=request.user),
        "providers": providers(request),
    }
    return render(request, "accounts/me.html", context)


def second_factor(request: HttpRequest) -> HttpResponse:
    """Choose how: open to whoever has signed in, with or without a factor (see `middleware.ENROLMENT`)."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    return render(request, "accounts/second_factor.html", {"first": not factors.has_factor(request.user)})


@signed_in
@require_POST
def end_session(request: AuthenticatedHttpRequest) -> HttpResponse:
    sessions.end_one(request.user, request.POST.get("session", ""))
    messages.success(request, _("That device is signed out."))
    return redirect("accounts:me")


@signed_in
@require_POST
def end_sessions(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Here too: whoever fears that someone else is in begins anew."""
    sessions.end_all(request.user, by=request.actor.trail_name)
    logout(request)
    messages.success(request, _("You are signed out on all devices."))
    return redirect("account_login")


@signed_in
@require_POST
@step_up
def link_identity(request: AuthenticatedHttpRequest) -> HttpResponse:
    """A page that goes on to the provider; a form may not end there under our content policy."""
    provider = next((it for it in providers(request) if it["id"] == request.POST.get("provider")), None)
    if provider is None:
        return redirect("accounts:me")
    request.session[LINKING] = int(time.time())
    return render(request, "accounts/link.html", {"provider": provider})


@signed_in
@require_POST
@step_up
def unlink_identity(request: AuthenticatedHttpRequest, identity: int) -> HttpResponse:
    with transaction.atomic():
        linked = one(SocialAccount.objects.select_for_update().filter(user=request.user), pk=identity)
        try:
            social_adapter().validate_disconnect(linked, [linked])
            _refuse_last_way_in(request)
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect("accounts:me")
        linked.delete()
        record(
            actor=request.actor,
            verb=Verb.ACCOUNT_UPDATE,
            object_type="account",
            object_id=request.user.pk,
            detail={"identity_linked": False},
        )
    messages.success(request, _("Your organisation's sign-on no longer opens this account."))
    return redirect("accounts:me")


def _refuse_last_way_in(request: AuthenticatedHttpRequest) -> None:
    passkeys = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN)
    if not request.user.has_usable_password() and not passkeys.exists():
        raise ValidationError(_("This is your only way to sign in. Add a passkey first."))
