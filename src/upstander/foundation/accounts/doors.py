"""The doors of allauth that are open here, under its own names. Sign-up, mail addresses and more have none.

Included by `config.urls` without a namespace, since allauth looks its views up by these names.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.webauthn import views as passkeys
from django.urls import path, re_path

from . import views_factors as ours

urlpatterns = [
    path("sign-in/", account.login, name="account_login"),
    path("sign-in/passkey/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/code/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-out/", account.logout, name="account_logout"),
    path("closed/", account.account_inactive, name="account_inactive"),
    path("prove/", account.reauthenticate, name="account_reauthenticate"),
    path("prove/code/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("prove/passkey/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("password/", ours.change_password, name="account_change_password"),
    path("password/forgotten/", account.password_reset, name="account_reset_password"),
    path("password/forgotten/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        ours.password_from_link,
        name="account_reset_password_from_key",
    ),
    path(
        "password/new/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("factors/app/add/", ours.add_app, name="mfa_activate_totp"),
    path("factors/app/remove/", ours.remove_app, name="mfa_deactivate_totp"),
    path("factors/passkeys/add/", ours.add_passkey, name="mfa_add_webauthn"),
    path("factors/passkeys/<int:pk>/remove/", ours.remove_passkey, name="mfa_remove_webauthn"),
    path("factors/passkeys/<int:pk>/name/", ours.name_passkey, name="mfa_edit_webauthn"),
    path("factors/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("factors/codes/new/", ours.new_codes, name="mfa_generate_recovery_codes"),
    path("factors/codes/file/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
]
