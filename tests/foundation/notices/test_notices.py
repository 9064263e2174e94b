"""People are told that something waits: once, only those who may read it, and nothing more."""

from __future__ import annotations

import smtplib
from datetime import timedelta
from email import message_from_bytes

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import get_language

from tests.foundation.accounts import given
from tests.foundation.vault.scene import Reporter, Scene, scene
from upstander.foundation.entities.services import end_membership
from upstander.foundation.notices import tasks
from upstander.foundation.notices.models import Letter, Notice, Occasion
from upstander.foundation.notices.reminding import remind
from upstander.foundation.notices.services import notify, subscribe, subscriptions
from upstander.foundation.notices.sweeping import sweep
from upstander.foundation.trail.models import Entry
from upstander.foundation.trail.verbs import Verb
from upstander.foundation.vault.models import Compartment, KeySet
from upstander.foundation.vault.services import exclude
from upstander.foundation.vault.values import REPORTER

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def un() -> Scene:
    return scene()


def report(un: Scene, excluded: tuple[object, ...] = ()) -> Compartment:
    row = Reporter().report(un, excluded)  # type: ignore[arg-type]
    notify(Occasion.NEW_REPORT, compartment=row.pk)
    return row


def go() -> None:
    """One round of the worker."""
    call_command("worker", "--once")


def recipients() -> list[str]:
    return sorted(address for sent in mail.outbox for address in sent.to)


def later(minutes: int = 16) -> None:
    """The clock goes on: what was put off becomes due."""
    for letter in Letter.objects.all():
        letter.not_before -= timedelta(minutes=minutes)
        letter.save()


def test_who_can_read_a_new_report_is_told(un: Scene) -> None:
    report(un)
    go()
    assert recipients() == sorted(handler.account.email for handler in un.handlers)


def test_a_mail_carries_no_content_number_name_or_occasion(un: Scene) -> None:
    row = report(un)
    notify(Occasion.ROTATION_DUE, compartment=row.pk)
    go()
    bodies = {(sent.subject, sent.body) for sent in mail.outbox}
    assert len(bodies) == 1
    whole = b"\n".join(sent.message().as_bytes() for sent in mail.outbox).decode()
    told = [
        "words", str(row.pk), un.entity.code, un.entity.name, un.team.name, *Occasion.values,
        *(handler.account.display_name for handler in un.handlers),
    ]  # fmt: skip
    assert [word for word in told if word in whole] == []
    headers = message_from_bytes(mail.outbox[0].message().as_bytes()).keys()
    assert {name for name in headers if name.lower().startswith("x-")} == set()


def test_an_excluded_handler_is_not_told_that_anything_came(un: Scene) -> None:
    shut = un.handlers[0]
    report(un, (shut.keys.pk,))
    go()
    assert shut.account.email not in recipients()
    assert len(recipients()) == 2


def test_who_was_shut_out_before_the_mail_went_is_not_told(un: Scene) -> None:
    row = report(un)
    exclude(REPORTER, row.pk, un.handlers[0].keys.pk)
    end_membership("operator", un.handlers[1].membership, on=timezone.localdate())
    go()
    assert recipients() == [un.handlers[2].account.email]


def test_another_entity_is_never_told(un: Scene) -> None:
    other = scene(1)
    report(un)
    go()
    assert other.handlers[0].account.email not in recipients()


def test_many_occasions_make_one_mail_in_a_quarter_of_an_hour(un: Scene) -> None:
    for _ in range(5):
        report(un)
    go()
    assert len(mail.outbox) == 3
    report(un)
    go()
    assert len(mail.outbox) == 3
    later()
    go()
    assert len(mail.outbox) == 6
    later()
    go()
    assert len(mail.outbox) == 6


def test_a_mail_is_in_the_person_s_language(un: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "_", lambda _text: get_language())
    un.handlers[0].account.language = "fr"
    un.handlers[0].account.save()
    report(un)
    go()
    subjects = {sent.to[0]: sent.subject for sent in mail.outbox}
    assert [subjects[handler.account.email] for handler in un.handlers] == ["fr", "en", "en"]


def test_who_does_not_want_mails_on_an_occasion_gets_none(un: Scene) -> None:
    actor = un.handlers[0].actor
    subscribe(actor, Occasion.NEW_REPORT, wanted=False)
    assert subscriptions(actor)[Occasion.NEW_REPORT] is False
    report(un)
    go()
    assert un.handlers[0].account.email not in recipients()
    subscribe(actor, Occasion.NEW_REPORT, wanted=True)
    report(un)
    later()
    go()
    assert un.handlers[0].account.email in recipients()


def test_a_mail_server_that_is_down_loses_nothing(un: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_args: object) -> int:
        raise smtplib.SMTPServerDisconnected("gone")

    report(un)
    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", down)
        go()
        waits = Letter.objects.get(account=un.handlers[0].account)
        assert (waits.waiting, waits.failures) == (1, 1)
        go()  # not before its time
        assert Letter.objects.get(account=un.handlers[0].account).failures == 1
        later(2)
        go()
        assert Letter.objects.get(account=un.handlers[0].account).failures == 2
    assert mail.outbox == []
    later()
    go()
    assert len(mail.outbox) == 3
    assert not Letter.objects.filter(waiting__gt=0).exists()


def test_what_comes_while_a_mail_is_being_sent_is_told_of_later(
    un: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(un)
    honest = EmailBackend.send_messages

    def meanwhile(self: EmailBackend, messages: list[mail.EmailMessage]) -> int:
        Letter.objects.filter(account__email=messages[0].to[0]).update(waiting=2)
        return honest(self, messages)

    with monkeypatch.context() as slow:
        slow.setattr(EmailBackend, "send_messages", meanwhile)
        go()
    assert set(Letter.objects.values_list("waiting", flat=True)) == {1}


def test_a_worker_killed_before_it_sent_sends_after_all(un: Scene) -> None:
    report(un)
    sweep()  # enqueued, and then the worker and its tasks are gone
    from django_tasks_db.models import DBTaskResult

    DBTaskResult.objects.all().delete()
    later()
    go()
    assert len(mail.outbox) == 3


def test_someone_without_an_address_holds_nobody_up(un: Scene) -> None:
    un.handlers[0].account.email = ""
    un.handlers[0].account.save()
    report(un)
    go()
    assert len(mail.outbox) == 2
    assert not Letter.objects.filter(waiting__gt=0).exists()


def test_noting_an_occasion_costs_one_statement(un: Scene) -> None:
    from django.db import connection

    row = Reporter().report(un)
    with CaptureQueriesContext(connection) as queries, transaction.atomic():
        notify(Occasion.NEW_REPORT, compartment=row.pk)
    inserts = [query["sql"] for query in queries if query["sql"].split()[0] not in {"BEGIN", "COMMIT"}]
    assert len(inserts) == 1


def test_an_act_that_is_rolled_back_tells_nobody(un: Scene) -> None:
    row = Reporter().report(un)
    with transaction.atomic():
        notify(Occasion.NEW_REPORT, compartment=row.pk)
        transaction.set_rollback(True)
    assert not Notice.objects.exists()


# --- duties -----------------------------------------------------------------------------------------------


def administrator_with_mail(un: Scene) -> str:
    from upstander.foundation.accounts.models import Account

    actor = un.administrator()
    Account.objects.filter(pk=actor.account_id).update(email="admin@example.org")
    return "admin@example.org"


def test_who_drafts_manifests_is_reminded_before_one_runs_out_once_a_week(un: Scene) -> None:
    administrator_with_mail(un)
    assert remind() == 0
    un.team.manifests.update(expires_at=timezone.now() + timedelta(days=20))
    go()
    go()
    assert recipients() == ["admin@example.org"]


def test_a_rehearsal_that_is_due_is_brought_up(un: Scene) -> None:
    administrator_with_mail(un)
    KeySet.objects.filter(pk=un.recovery.pk).update(created_at=timezone.now() - timedelta(days=400))
    go()
    assert recipients() == ["admin@example.org"]


def test_a_rotation_that_is_due_is_brought_up_to_those_who_can_do_it(un: Scene) -> None:
    row = Reporter().report(un)
    exclude(REPORTER, row.pk, un.handlers[0].keys.pk)
    go()
    assert recipients() == sorted(handler.account.email for handler in un.handlers[1:])


def test_a_person_chooses_on_a_page_which_mails_come(un: Scene) -> None:
    account = un.handlers[0].account
    browser = given.signed_in(account)
    page = browser.get("/en/me/mails/").content.decode()
    assert "A new report has come in" in page
    assert "yearly rehearsal" not in page, "only what her roles bring"
    answer = browser.post("/en/me/mails/", {"occasion": ["new_message", "nothing-known", "rehearsal_due"]})
    assert answer.status_code == 302
    wanted = subscriptions(un.handlers[0].actor)
    assert (wanted[Occasion.NEW_REPORT], wanted[Occasion.NEW_MESSAGE]) == (False, True)
    assert wanted[Occasion.REHEARSAL_DUE], "what was not offered stays as it was"
    report(un)
    go()
    assert account.email not in recipients()
    told = Entry.objects.filter(verb=Verb.ACCOUNT_UPDATE, object_id=str(account.pk))
    assert {entry.detail["mails_on"] for entry in told} == {"new_report", "rotation_due"}


def test_the_page_of_mails_is_for_people_with_an_account() -> None:
    assert "sign-in" in Client().get("/en/me/mails/")["Location"]
