"""Sending one letter. It says that something waits, and nothing else: no content, number, name, occasion."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPException
from uuid import UUID

import structlog
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from upstander.foundation.accounts.models import Account

from .models import Letter
from .sweeping import QUIET

log = structlog.get_logger("upstander.notices")
LONGEST_WAIT = timedelta(hours=6)


@task()
def send_letter(account: str) -> None:
    """Send what waits for an account; a failure puts it off and never loses it.

    No transaction is open while the mail server is talked to: on SQLite, a report would have to wait for it.
    """
    letter = Letter.objects.select_related("account").filter(account=UUID(account), waiting__gt=0).first()
    if letter is None:  # sent already by a task that was thought lost
        return
    person = letter.account
    if person.email and person.is_active and not _sent(person):
        _put_off(letter)
        return
    now = timezone.now()
    told = Letter.objects.filter(account=person)  # what came while the mail was sent goes on waiting
    told.update(waiting=F("waiting") - letter.waiting, failures=0, sent_at=now, not_before=now + QUIET)


def _sent(account: Account) -> bool:
    try:
        message(account).send()
    except (OSError, SMTPException) as error:
        log.warning("mail_failed", error=type(error).__name__)
        return False
    return True


def _put_off(letter: Letter) -> None:
    """A minute after the first failure, then twice as long each time, up to six hours."""
    wait = min(timedelta(minutes=2 ** min(letter.failures, 10)), LONGEST_WAIT)
    failed = Letter.objects.filter(account=letter.account_id)
    failed.update(failures=F("failures") + 1, not_before=timezone.now() + wait)


def message(account: Account) -> EmailMessage:
    """The same words on every occasion, in the person's language."""
    with translation.override(account.language or settings.LANGUAGE_CODE):
        text = _("Something new is waiting in %(site)s. Sign in to read it.") % {"site": settings.SITE_NAME}
        subject = _("Please look into %(site)s") % {"site": settings.SITE_NAME}
    return EmailMessage(subject=subject, body=f"{text}\n\n{settings.SITE_URL}/\n", to=[account.email])
