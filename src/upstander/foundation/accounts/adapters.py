"""How allauth behaves here: nobody signs up by themselves, and every door of ours has its own reasons."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from upstander.foundation.web.menu import staff_menu

from . import factors, throttle
from .identities import SocialAccountAdapter as SocialAccountAdapter
from .models import Account
from .step_up import proved_lately

STAGES = {"allauth.mfa.stages.AuthenticateStage": "upstander.foundation.accounts.stages.FactorStage"}


def too_many(error: throttle.TooManyError) -> ValidationError:
    """The limit in words. It says the same whether the name exists or not."""
    words = ngettext(
        "There were too many attempts from here. Please wait %(minutes)d minute, or sign in with a passkey.",
        "There were too many attempts from here. Please wait %(minutes)d minutes, or sign in with a passkey.",
        error.minutes,
    )
    return ValidationError(words % {"minutes": error.minutes}, code="too_many_attempts")


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come from invitations, never from a public sign-up form."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.error_messages = {
            **DefaultAccountAdapter.error_messages,
            "username_password_mismatch": _("This user name and password do not belong together."),
            "incorrect_password": _("This is not your password."),
        }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count first, so that many attempts at once do not slip through together."""
        try:
            for limit, parts in self._counted(request, credentials):
                throttle.count(limit, *parts)
        except throttle.TooManyError as error:
            raise too_many(error) from None

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:
        account: Account | None = super().authenticate(request, **credentials)
        if account is not None:
            for limit, parts in self._counted(request, credentials):
                throttle.forgive(limit, *parts)
        return account

    def _counted(
        self, request: HttpRequest, credentials: dict[str, Any]
    ) -> list[tuple[throttle.Limit, tuple[str, ...]]]:
        name, address = str(credentials.get("username", "")).lower(), self.get_client_ip(request)
        return [
            (throttle.NAME_FROM_ADDRESS, (name, address)),
            (throttle.ADDRESS, (address,)),
            (throttle.NAME, (name,)),
        ]

    def _rollback_login_failed_rl_usage(self) -> None:
        """allauth's own count is not kept (see `throttle`)."""

    def get_login_stages(self) -> list[str]:
        return [STAGES.get(stage, stage) for stage in super().get_login_stages()]

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The first room of her menu; her own account where she has none."""
        rooms = list(staff_menu(request))
        return rooms[0].url if rooms else reverse("accounts:me")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:me")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever has just signed in has just proved who she is."""
        return not proved_lately(context.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        words = {
            "reauthenticate": _("Use your password"),
            "mfa_reauthenticate": _("Use a code from your app, or a recovery code"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        methods = super().get_reauthentication_methods(user)
        return [{**method, "description": words[method["id"]]} for method in methods]


class MFAAdapter(DefaultMFAAdapter):
    """The last factor cannot go; secrets are kept encrypted; names shown by apps carry no mail address."""

    def __init__(self) -> None:
        self.error_messages = {
            **DefaultMFAAdapter.error_messages,
            "incorrect_code": _("This code is not right, or was used already. Please wait for the next one."),
            "cannot_delete_authenticator": _(
                "This is your only second factor, and every account needs one. Add another first."
            ),
        }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = Authenticator.objects.filter(user_id=authenticator.user_id).exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())

    def encrypt(self, text: str) -> str:
        return factors.cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return factors.cipher().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: Account, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)d") % {"number": number}

    def _get_user_identifier(self, user: Account) -> str:
        return user.username

    def _get_site_name(self) -> str:
        return str(settings.SITE_NAME)
