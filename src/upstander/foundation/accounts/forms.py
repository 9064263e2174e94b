"""Forms of signing in, of one's own account, and of the people of an entity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account.adapter import get_adapter as account_adapter
from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordForm, ResetPasswordKeyForm
from allauth.account.forms import ReauthenticateForm as ReauthenticatePasswordForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter as mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from upstander.foundation.entities.models import Entity, Role, Team

from . import factors, throttle
from .adapters import too_many
from .models import Account
from .tasks import send_reset_links

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class SignInForm(LoginForm):
    """User name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, password = self.fields["login"], self.fields["password"]
        name.label, name.widget.attrs = _("User name"), {"autocomplete": "username", "autocapitalize": "none"}
        password.widget.attrs.pop("placeholder", None)
        password.help_text = ""


class PasswordWords(forms.Form):
    """What the password forms of allauth have in common here: labels of ours, nothing inside the fields."""

    labels: ClassVar[dict[str, StrOrPromise]] = {
        "oldpassword": _("Password until now"),
        "password": _("Password"),
        "password1": _("New password"),
        "password2": _("The same password again"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels[name]
            field.widget.attrs.pop("placeholder", None)
            if name in {"oldpassword", "password"}:
                field.help_text = ""


class ProvePasswordForm(PasswordWords, ReauthenticatePasswordForm):
    """At step-up."""


class ChangeMyPasswordForm(PasswordWords, ChangePasswordForm):
    """The old one, and the new one twice."""


class PasswordFromLinkForm(PasswordWords, ResetPasswordKeyForm):
    """The new one twice, by the link of a mail."""


class CodeForm(forms.Form):
    """What all forms share that take a code: digits only once, and not too many guesses."""

    user: Account

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")
        self.fields["code"].widget.attrs = {
            "autocomplete": "one-time-code",
            "inputmode": "numeric",
            "class": "short",
            "dir": "ltr",
        }

    def clean_code(self) -> str:
        try:
            throttle.count(throttle.CODE, str(self.user.pk))
        except throttle.TooManyError as error:
            raise too_many(error) from None
        code: str = super().clean_code()  # type: ignore[misc]
        if not factors.spend(self.user, "".join(code.split())):
            raise mfa_adapter().validation_error("incorrect_code")
        throttle.forget(throttle.CODE, str(self.user.pk))
        return code


class FactorCodeForm(CodeForm, AuthenticateForm):
    """At sign-in: a code of the app, or a recovery code."""


class StepUpCodeForm(CodeForm, ReauthenticateForm):
    """At step-up: the same."""


class EnrolAppForm(CodeForm, ActivateTOTPForm):
    """Setting up an app: the first code shows that it works."""


class AddPasskeyForm(AddWebAuthnForm):
    """Any passkey of ours may sign in alone, so there is nothing to choose."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("passwordless", None)
        self.fields["name"].label = _("A name by which you will know it")
        self.fields["name"].max_length = 60


class AskForResetForm(ResetPasswordForm):
    """Answers the same, and in the same time, whether the address is known or not."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["email"]
        field.label = _("E-mail address of your account")
        field.widget.attrs = {"autocomplete": "email", "dir": "ltr"}

    def clean_email(self) -> str:
        mail = str(self.cleaned_data["email"]).lower()
        try:
            address = account_adapter().get_client_ip(context.request)
            throttle.count(throttle.RESET_ADDRESS, address)
            throttle.count(throttle.RESET_MAIL, mail)
        except throttle.TooManyError as error:
            raise too_many(error) from None
        return mail

    def save(self, request: HttpRequest, **_kwargs: Any) -> str:
        """The mail goes out in the background; a request for an unknown address leaves an empty task."""
        mail = str(self.cleaned_data["email"])
        found = Account.objects.filter(email__iexact=mail, is_active=True).values_list("pk", flat=True)
        send_reset_links.enqueue([str(pk) for pk in found], get_language() or settings.LANGUAGE_CODE)
        return mail


class LanguageForm(forms.Form):
    """The language of mails to the person."""

    language = forms.ChoiceField(
        label=_("Language of mails to you"),
        choices=[("", _("The one of the pages")), *settings.LANGUAGES],
        required=False,
    )


class NewPasswordForm(forms.Form):
    """A password, typed once and visible on demand of the browser's own control."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same password again"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        self.fields["password"].help_text = " ".join(password_validators_help_texts())

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password, self.account)
        return password

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("password") and cleaned["password"] != cleaned.get("again"):
            self.add_error("again", _("The two passwords are not the same."))
        return cleaned


class RoleForm(forms.Form):
    """Which role, in which team, under which title."""

    role = forms.ModelChoiceField(
        label=_("Role"), queryset=Role.objects.none(), empty_label=_("Choose a role")
    )
    team = forms.ModelChoiceField(
        label=_("Team"),
        queryset=Team.objects.none(),
        required=False,
        empty_label=_("The whole organisation"),
        help_text=_("Someone in a team sees only what belongs to that team."),
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=120,
        required=False,
        help_text=_("What people who report see beside the name, such as “Investigator”."),
    )

    def __init__(self, *args: Any, entity: Entity, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {
            "role": Role.objects.filter(entity=entity),
            "team": Team.objects.filter(entity=entity, closed_at__isnull=True),
        }
        for name, queryset in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = queryset
        self.fields["role"].label_from_instance = lambda role: _(role.name)  # type: ignore[attr-defined]


class InviteForm(RoleForm):
    """Who is invited, and to what."""

    display_name = forms.CharField(label=_("Name"), max_length=150)
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        help_text=_("For signing in. Letters, digits and @ . + - _ only."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off", "dir": "ltr"}),
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("The invitation goes there. Without one, you hand over the link yourself."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )
    language = forms.ChoiceField(
        label=_("Language of the invitation"), choices=settings.LANGUAGES, initial=settings.LANGUAGE_CODE
    )

    field_order = ("display_name", "username", "email", "language", "role", "team", "title")
