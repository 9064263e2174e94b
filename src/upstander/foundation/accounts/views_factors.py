"""Second factors and passwords of one's own account: allauth's steps, with the trail and the house's rules.

Adding a factor in a session counts as having shown it: its first code or ceremony was checked just now.
"""

from __future__ import annotations

from typing import Any

from allauth.account.views import PasswordChangeView, PasswordResetFromKeyView
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, EditWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from upstander.foundation.trail.services import record
from upstander.foundation.trail.verbs import Verb

from . import factors
from .models import Account


def _record(account: Account, verb: Verb, kind: str) -> None:
    record(actor=account, verb=verb, object_type="account", object_id=account.pk, detail={"kind": kind})


class _Adds:
    """A factor has been added: the session has shown it, and the trail knows."""

    request: HttpRequest
    kind: str

    def form_valid(self, form: Any) -> HttpResponse:
        account = self.request.user
        assert account.is_authenticated
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
            _record(account, Verb.FACTOR_ADD, self.kind)
        factors.note_shown(self.request, account)
        return response

    def get_success_url(self) -> str:
        if getattr(self, "did_generate_recovery_codes", False):
            return reverse("mfa_view_recovery_codes")
        return reverse("accounts:me")


class _Removes:
    """A factor may go if another stays; the account's row is the lock, so that two cannot go at once."""

    request: HttpRequest
    kind: str
    success_url = reverse_lazy("accounts:me")

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            assert self.request.user.is_authenticated
            account = Account.objects.select_for_update().get(pk=self.request.user.pk)
            factor = self._factor()
            if factor is None:
                raise Http404
            if not get_adapter().can_delete_authenticator(factor):
                words = get_adapter().error_messages["cannot_delete_authenticator"]
                messages.error(self.request, words)
                return redirect("accounts:me")
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
            _record(account, Verb.FACTOR_REMOVE, self.kind)
        return response

    def _factor(self) -> Authenticator | None:
        raise NotImplementedError


@method_decorator(login_required, name="dispatch")
class AddApp(_Adds, ActivateTOTPView):
    kind = "app"


@method_decorator(login_required, name="dispatch")
class AddPasskey(_Adds, AddWebAuthnView):
    kind = "passkey"


@method_decorator(login_required, name="dispatch")
class RemoveApp(_Removes, DeactivateTOTPView):
    kind = "app"

    def _factor(self) -> Authenticator | None:
        mine = Authenticator.objects.filter(user=self.request.user, type=Authenticator.Type.TOTP)
        return mine.first()


@method_decorator(login_required, name="dispatch")
class RemovePasskey(_Removes, RemoveWebAuthnView):
    kind = "passkey"

    def _factor(self) -> Authenticator | None:
        return self.get_queryset().filter(pk=self.kwargs["pk"]).first()


@method_decorator(login_required, name="dispatch")
class NamePasskey(EditWebAuthnView):
    success_url = reverse_lazy("accounts:me")


@method_decorator(login_required, name="dispatch")
class NewCodes(GenerateRecoveryCodesView):
    """The old codes end with the new ones."""

    def form_valid(self, form: Any) -> HttpResponse:
        assert self.request.user.is_authenticated
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            _record(self.request.user, Verb.FACTOR_ADD, "recovery codes")
        return response


@method_decorator(login_required, name="dispatch")
class ChangePassword(PasswordChangeView):
    """Whoever signs in by the organisation alone has no password to change, and needs none."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated and not request.user.has_usable_password():
            messages.info(request, _("You sign in through your organisation and have no password here."))
            return redirect("accounts:me")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        assert self.request.user.is_authenticated
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            _record(self.request.user, Verb.PASSWORD_CHANGE, "changed")
        return response


class PasswordFromLink(PasswordResetFromKeyView):
    """A new password by the link of a mail. Keys, roles and factors stay as they are."""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            _record(self.reset_user, Verb.PASSWORD_CHANGE, "reset")
        return response


add_app = AddApp.as_view()
add_passkey = AddPasskey.as_view()
remove_app = RemoveApp.as_view()
remove_passkey = RemovePasskey.as_view()
name_passkey = NamePasskey.as_view()
new_codes = NewCodes.as_view()
change_password = ChangePassword.as_view()
password_from_link = PasswordFromLink.as_view()
