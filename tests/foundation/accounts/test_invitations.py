"""An invitation opens one account, once, for seven days."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connections
from django.test import Client
from django.utils import timezone

from upstander.foundation.accounts import invitations
from upstander.foundation.accounts.invitations import InvitationOverError
from upstander.foundation.accounts.models import Account, Invitation
from upstander.foundation.entities.models import Entity
from upstander.foundation.trail.models import Entry

from . import given

pytestmark = pytest.mark.django_db
CHOSEN = {"password": given.PASSWORD, "again": given.PASSWORD}


def invited(
    place: Entity | None = None, role: str = "handler", name: str = "handler9"
) -> tuple[Invitation, str]:
    entity = place or given.entity()
    return invitations.invite(
        "operator", role=entity.roles.get(key=role), username=name, display_name="Handler 9, UNHCR"
    )


def test_the_link_leads_through_a_password_to_the_second_factor(client: Client) -> None:
    _, token = invited()
    assert client.get(f"/en/invitation/{token}/").headers["Location"] == "/en/invitation/"
    page = client.get("/en/invitation/")
    assert "Handler 9, UNHCR" in page.content.decode()
    assert token not in page.content.decode()
    answer = client.post("/en/invitation/", CHOSEN, follow=True)
    assert answer.redirect_chain[-1][0] == "/en/me/second-factor/"
    account = Account.objects.get(username="handler9")
    assert account.memberships.get().role.key == "handler"


def test_a_handler_is_led_on_to_her_keys(client: Client) -> None:
    _, token = invited()
    client.get(f"/en/invitation/{token}/")
    client.post("/en/invitation/", CHOSEN)
    secret = client.get("/en/account/factors/app/add/").context["form"].secret
    from .test_second_factor import code_of

    client.post("/en/account/factors/app/add/", {"code": code_of(secret)})
    assert client.get("/en/me/onward/").headers["Location"].startswith("/en/keys/")


def test_a_used_link_opens_nothing(client: Client) -> None:
    _, token = invited()
    client.get(f"/en/invitation/{token}/")
    client.post("/en/invitation/", CHOSEN)
    again = Client()
    assert again.get(f"/en/invitation/{token}/").status_code == 410
    assert again.post("/en/invitation/", CHOSEN).status_code == 410
    assert Account.objects.count() == 1


def test_a_link_expires_after_seven_days_even_when_it_was_opened_before(client: Client) -> None:
    invitation, token = invited()
    client.get(f"/en/invitation/{token}/")
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.post("/en/invitation/", CHOSEN).status_code == 410
    assert Client().get(f"/en/invitation/{token}/").status_code == 410
    assert not Account.objects.exists()
    assert invitation.expires_at - invitation.created_at == timedelta(days=7)


def test_a_link_taken_back_opens_nothing(client: Client) -> None:
    invitation, token = invited()
    invitations.revoke("operator", invitation)
    assert client.get(f"/en/invitation/{token}/").status_code == 410


def test_used_expired_and_invented_links_say_the_same(client: Client) -> None:
    invitation, token = invited()
    invitations.revoke("operator", invitation)
    taken_back = client.get(f"/en/invitation/{token}/").content
    invented = client.get("/en/invitation/AAAAAAAAAAAAAAAAAAAAAA/").content
    assert taken_back.replace(token.encode(), b"") == invented.replace(b"AAAAAAAAAAAAAAAAAAAAAA", b"")


def test_the_database_keeps_no_token() -> None:
    invitation, token = invited()
    kept = Invitation.objects.filter(pk=invitation.pk).values().get()
    assert token not in str(kept)
    assert len(bytes(kept["token_hash"])) == 32


@pytest.mark.django_db(transaction=True)
def test_of_several_acceptances_at_once_one_makes_the_account() -> None:
    invitation, _ = invited()
    outcomes: list[str] = []
    start = threading.Barrier(4)

    def attempt() -> None:
        start.wait()
        try:
            invitations.accept(invitation, password=given.PASSWORD)
            outcomes.append("accepted")
        except InvitationOverError:
            outcomes.append("over")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=attempt) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["accepted", "over", "over", "over"]
    assert Account.objects.count() == 1
    told = Entry.objects.filter(verb="accounts.invitation.accept", object_id=invitation.pk)
    assert told.count() == 1


def test_someone_with_an_account_takes_the_role_on_it(client: Client) -> None:
    who = given.member(given.entity("WHO"))
    _, token = invited()
    browser = given.signed_in(who)
    browser.get(f"/en/invitation/{token}/")
    assert "signed in as" in browser.get("/en/invitation/").content.decode()
    browser.post("/en/invitation/mine/")
    assert who.memberships.count() == 2
    assert Account.objects.count() == 1


def test_an_administrator_cannot_take_on_reading_reports_by_an_invitation() -> None:
    place = given.entity()
    browser = given.signed_in(given.member(place, "administrator"))
    _, token = invited(place)
    browser.get(f"/en/invitation/{token}/")
    assert browser.post("/en/invitation/mine/").status_code == 403
    assert Invitation.objects.get().accepted_at is None


def test_a_taken_user_name_is_refused_whatever_its_case() -> None:
    from django.core.exceptions import ValidationError

    place = given.entity()
    given.member(place, name="handler9")
    with pytest.raises(ValidationError, match="taken"):
        invited(place, name="Handler9")


def test_a_weak_password_makes_no_account(client: Client) -> None:
    _, token = invited()
    client.get(f"/en/invitation/{token}/")
    assert client.post("/en/invitation/", {"password": "short", "again": "short"}).status_code == 200
    assert not Account.objects.exists()


def test_the_administrator_sees_the_link_once_and_the_mail_carries_nothing_else() -> None:
    place = given.entity()
    browser = given.signed_in(given.member(place, "administrator"))
    form = {
        "display_name": "Handler 9, UNHCR",
        "username": "handler9",
        "email": "handler9@example.org",
        "language": "fr",
        "role": place.roles.get(key="handler").pk,
    }
    page = browser.post(f"/en/people/{place.pk}/invite/", form).content.decode()
    link = given.link_in(page[page.index("invitation-link") :])
    assert link.startswith("/fr/invitation/")
    (sent,) = mail.outbox
    assert link in sent.body
    for word in ("Handler 9", "UNHCR", "handler9"):
        assert word not in f"{sent.subject} {sent.body}"
    assert link not in browser.get(f"/en/people/{place.pk}/").content.decode()
    assert Client().get(link).status_code == 302
