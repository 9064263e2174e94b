"""A forgotten password is set anew by a link; the mail carries nothing else, and nothing else is lost."""

from __future__ import annotations

import uuid

import pytest
from django.core import mail
from django.test import Client
from django_tasks_db.models import DBTaskResult

from upstander.foundation.accounts.models import Account
from upstander.foundation.accounts.tasks import send_reset_links
from upstander.foundation.trail.models import Entry
from upstander.foundation.vault.models import KeySet, SealedKeyring

from . import given

pytestmark = pytest.mark.django_db
NEW = "an entirely new password"
ASK = "/en/account/password/forgotten/"


def someone(**more: str) -> Account:
    return given.member(given.entity(), email="handler1@example.org", **more)


def queued() -> list[list[str]]:
    return [task.args_kwargs["args"][0] for task in DBTaskResult.objects.all()]


def test_known_and_unknown_addresses_are_answered_alike(client: Client) -> None:
    who = someone()
    known = client.post(ASK, {"email": "handler1@example.org"})
    unknown = client.post(ASK, {"email": "nobody@example.org"})
    assert known.status_code == unknown.status_code == 302
    assert known.headers["Location"] == unknown.headers["Location"]
    assert queued() in ([[str(who.pk)], []], [[], [str(who.pk)]])
    assert mail.outbox == [], "the mail goes out in the background, so that the answer takes equally long"


def test_the_queue_never_holds_the_link(client: Client) -> None:
    someone()
    client.post(ASK, {"email": "handler1@example.org"})
    kept = DBTaskResult.objects.get()
    assert "handler1" not in str(kept.args_kwargs)
    assert "/password/" not in str(kept.args_kwargs)


def test_the_mail_carries_the_link_and_no_name() -> None:
    who = someone()
    send_reset_links.call([str(who.pk)], "en")
    (sent,) = mail.outbox
    assert sent.to == ["handler1@example.org"]
    for word in (who.username, who.display_name, "UNHCR"):
        assert word not in f"{sent.subject} {sent.body}"


def follow(client: Client) -> str:
    page = client.get(given.link_in(str(mail.outbox[-1].body)), follow=True)
    return str(page.context["action_url"])


def test_the_link_sets_the_password_and_leaves_its_token_out_of_the_address(client: Client) -> None:
    who = someone()
    send_reset_links.call([str(who.pk)], "en")
    action = follow(client)
    assert action.endswith("-set-password/")
    client.post(action, {"password1": NEW, "password2": NEW})
    assert Account.objects.get(pk=who.pk).check_password(NEW)


def test_keys_and_history_survive_a_new_password(client: Client) -> None:
    """Others lost all sealed history by a reset (SEALING.md, lessons)."""
    who = someone()
    keys = KeySet.objects.create(
        id=uuid.uuid4(), entity=who.memberships.get().entity, account=who, age1pq="age1pq1x", age1="age1x"
    )
    ring = SealedKeyring.objects.create(key_set=keys, method="passphrase", ciphertext=b"sealed")
    before = Entry.objects.count()
    send_reset_links.call([str(who.pk)], "en")
    client.post(follow(client), {"password1": NEW, "password2": NEW})
    assert KeySet.objects.get(pk=keys.pk).retired_at is None
    assert bytes(SealedKeyring.objects.get(pk=ring.pk).ciphertext) == b"sealed"
    assert who.memberships.current(given.acting(who).on).count() == 1
    assert given.has_app(who)
    assert Entry.objects.count() == before + 1


def test_the_link_works_once(client: Client) -> None:
    who = someone()
    send_reset_links.call([str(who.pk)], "en")
    client.post(follow(client), {"password1": NEW, "password2": NEW})
    page = Client().get(given.link_in(str(mail.outbox[-1].body)), follow=True)
    assert "This link no longer works" in page.content.decode()


def test_a_reset_ends_every_session(client: Client) -> None:
    who = someone()
    thief = given.signed_in(who)
    send_reset_links.call([str(who.pk)], "en")
    client.post(follow(client), {"password1": NEW, "password2": NEW})
    assert not given.is_in(thief)


def test_a_weak_password_is_refused(client: Client) -> None:
    who = someone()
    send_reset_links.call([str(who.pk)], "en")
    client.post(follow(client), {"password1": "password", "password2": "password"})
    assert Account.objects.get(pk=who.pk).check_password(given.PASSWORD)


def test_a_mailbox_cannot_be_flooded(client: Client) -> None:
    someone()
    for _ in range(5):
        client.post(ASK, {"email": "handler1@example.org"})
    assert len(queued()) == 3


def test_a_closed_account_gets_no_link(client: Client) -> None:
    who = someone()
    Account.objects.filter(pk=who.pk).update(is_active=False)
    client.post(ASK, {"email": "handler1@example.org"})
    assert queued() == [[]]
