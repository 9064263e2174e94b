"""Accounts: making them, and changes to one's own."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from upstander.foundation.trail.services import Actor, record
from upstander.foundation.trail.verbs import Verb

from .models import Account


@transaction.atomic
def create_account(
    actor: Actor,
    *,
    username: str,
    display_name: str,
    password: str | None,
    email: str = "",
    language: str = "",
) -> Account:
    """A new account without any role. Raises ValidationError for a taken name or a password that is too weak.

    Without a password she signs in by her organisation, or sets one by the link that resets passwords.
    """
    account = Account(
        username=Account.normalize_username(username.strip()),
        display_name=display_name.strip(),
        email=email.strip(),
        language=language,
    )
    if password is None:
        account.set_unusable_password()
    else:
        validate_password(password, account)
        account.set_password(password)
    _save_new(account)
    record(actor=actor, verb=Verb.ACCOUNT_CREATE, object_type="account", object_id=account.pk)
    return account


@transaction.atomic
def choose_language(account: Account, language: str) -> None:
    """The language of mails and, from the next sign-in on, of pages."""
    account.language = language
    account.full_clean(exclude=["password"])
    account.save(update_fields=["language"])


def _save_new(account: Account) -> None:
    account.full_clean()
    if Account.objects.filter(username__iexact=account.username).exists():
        raise ValidationError({"username": _("This user name is taken. Please choose another.")})
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:
        raise ValidationError({"username": _("This user name is taken. Please choose another.")}) from None
