"""Accepting an invitation: the link, a password (or the organisation's sign-on), then a second factor."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from upstander.foundation.access.permissions import Permission
from upstander.foundation.access.requests import AuthenticatedHttpRequest, signed_in
from upstander.foundation.web.menu import address

from . import invitations, throttle
from .adapters import too_many
from .forms import NewPasswordForm
from .invitations import InvitationOverError
from .models import Account, Invitation
from .onward import remember
from .views_account import providers


def link(request: HttpRequest, token: str) -> HttpResponse:
    """Take the token out of the address and go on. All links that open nothing say the same."""
    try:
        throttle.count(throttle.INVITATION, get_adapter().get_client_ip(request))
    except throttle.TooManyError as error:
        messages.error(request, too_many(error).message)
        return _over(request, status=429)
    return redirect("accounts:accept") if invitations.hold(request, token) else _over(request)


def accept(request: HttpRequest) -> HttpResponse:
    """For someone without an account; who is signed in is asked whether the role is for her."""
    invitation = invitations.pending(request)
    if invitation is None:
        return _over(request)
    if request.user.is_authenticated:
        return render(request, "accounts/accept_as.html", {"invitation": invitation})
    unsaved = Account(
        username=invitation.username, display_name=invitation.display_name, email=invitation.email
    )
    form = NewPasswordForm(request.POST or None, account=unsaved)
    if request.method == "POST" and form.is_valid():
        return _make_account(request, invitation, form.cleaned_data["password"])
    context = {"invitation": invitation, "form": form, "providers": providers(request)}
    return render(request, "accounts/accept.html", context)


@signed_in
@require_POST
def accept_as(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The role goes to the account that is signed in."""
    invitation = invitations.pending(request)
    try:
        if invitation is None:
            raise InvitationOverError
        invitations.accept_as(invitation, request.user)
    except InvitationOverError:
        return _over(request)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("accounts:me")
    request.session.pop(invitations.HELD, None)
    messages.success(request, _("You have the new role."))
    return redirect(first_page(invitation))


def first_page(invitation: Invitation) -> str:
    """Whoever is to open reports makes her keys first."""
    opens = Permission.VAULT_KEY_SET_ENROL.value in invitation.role.permissions
    return (address("vault:keys") if opens else None) or address("accounts:me") or "/"


def _make_account(request: HttpRequest, invitation: Invitation, password: str) -> HttpResponse:
    try:
        account = invitations.accept(invitation, password=password)
    except InvitationOverError:
        return _over(request)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("accounts:accept")
    request.session.pop(invitations.HELD, None)
    remember(request, first_page(invitation))
    account.backend = "allauth.account.auth_backends.AuthenticationBackend"
    credentials = {"username": account.username}
    response: HttpResponse = perform_password_login(request, credentials, Login(user=account))
    return response


def _over(request: HttpRequest, status: int = 410) -> HttpResponse:
    request.session.pop(invitations.HELD, None)
    return render(request, "accounts/invitation_over.html", status=status)
