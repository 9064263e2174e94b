"""Mails of accounts. Each says what to do and carries a link, nothing else."""

from __future__ import annotations

from urllib.parse import quote

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django_tasks import task

from .models import Account


@task()
def send_reset_links(account_ids: list[str], language: str) -> None:
    """A link to set a new password, for each account. The token is made here: no queue ever holds it."""
    for account in Account.objects.filter(pk__in=account_ids, is_active=True).exclude(email=""):
        with translation.override(account.language or language):
            key = f"{user_pk_to_url_str(account)}-{default_token_generator.make_token(account)}"
            path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
            link = settings.SITE_URL + path.replace("UID-KEY", quote(key))
            _send(_("Your password"), "accounts/mail/reset.txt", account.email, link)


def send_invitation(mail: str, link: str, language: str) -> bool:
    """At once, since the link must not lie in a queue. False when the mail could not be handed over."""
    with translation.override(language or settings.LANGUAGE_CODE):
        try:
            _send(_("You are invited"), "accounts/mail/invitation.txt", mail, link)
        except OSError:
            return False
    return True


def _send(subject: str, template: str, mail: str, link: str) -> None:
    text = render_to_string(template, {"link": link, "site_name": settings.SITE_NAME})
    send_mail(f"{settings.SITE_NAME}: {subject}", text, settings.DEFAULT_FROM_EMAIL, [mail])
