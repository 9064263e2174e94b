"""Who leaves for good is out at once, everywhere; and only those who may manage a person can do it."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.foundation.vault.scene import Reporter, Scene, scene
from upstander.foundation.accounts import people
from upstander.foundation.accounts.models import Account
from upstander.foundation.entities.models import Entity, Membership
from upstander.foundation.trail.models import Entry
from upstander.foundation.trail.verbs import Verb
from upstander.foundation.vault.models import Grant, KeySet

from . import given

pytestmark = pytest.mark.django_db


class House:
    """An entity with an administrator (signed in) and a handler."""

    def __init__(self) -> None:
        self.entity = given.entity("UNHCR")
        self.administrator = given.member(self.entity, "administrator")
        self.handler = given.member(self.entity, "handler")
        self.browser = given.signed_in(self.administrator)

    def url(self, rest: str, entity: Entity | None = None) -> str:
        return f"/en/people/{(entity or self.entity).pk}/{rest}"


@pytest.fixture
def house() -> House:
    return House()


def closed(who: Account) -> bool:
    return not Account.objects.get(pk=who.pk).is_active


def test_closing_ends_roles_sessions_and_signing_in(house: House) -> None:
    there = given.signed_in(house.handler)
    assert given.is_in(there)
    page = house.browser.get(house.url(f"{house.handler.pk}/close/"))
    assert page.status_code == 200 and not closed(house.handler), "looking changes nothing"
    house.browser.post(house.url(f"{house.handler.pk}/close/"))
    assert closed(house.handler)
    assert not Membership.objects.filter(account=house.handler, ends_on=None).exists()
    assert not given.is_in(there)
    later = Client()
    given.fully(later, house.handler.username)
    assert not given.is_in(later)
    told = Entry.objects.filter(verb=Verb.ACCOUNT_DISABLE, object_id=str(house.handler.pk))
    assert told.get().entity == str(house.entity.pk)


def test_closing_takes_the_keys_and_every_access_with_them() -> None:
    un: Scene = scene()
    Reporter().report(un)
    leaving = un.handlers[0].account
    people.close_account(un.administrator(), un.entity, leaving)
    assert not KeySet.objects.filter(account=leaving, retired_at=None).exists()
    assert not Grant.objects.filter(principal__account=leaving).exists()


def test_a_closed_account_is_found_and_opened_again_without_a_role(house: House) -> None:
    house.browser.post(house.url(f"{house.handler.pk}/close/"))
    assert "handler-unhcr, UNHCR" in house.browser.get(house.url("")).content.decode()
    refused = house.browser.post(
        house.url(f"{house.handler.pk}/give/"), {"role": house.entity.roles.get(key="handler").pk}
    )
    assert refused.status_code == 403
    house.browser.post(house.url(f"{house.handler.pk}/open/"))
    assert not closed(house.handler)
    assert not house.handler.memberships.filter(ends_on=None).exists()
    assert Entry.objects.filter(verb=Verb.ACCOUNT_ENABLE, object_id=str(house.handler.pk)).count() == 1


def test_nobody_closes_an_account_of_a_stranger_of_their_own_or_of_two_organisations(house: House) -> None:
    other = given.entity("WHO")
    stranger, both = given.member(other, "handler"), given.member(house.entity, "handler", "both")
    given.hold(both, other, "handler")
    for who, answer in ((stranger, 404), (house.administrator, 403), (both, 403)):
        assert house.browser.post(house.url(f"{who.pk}/close/")).status_code == answer
        assert not closed(who)
    assert house.browser.post(house.url(f"{stranger.pk}/close/", other)).status_code == 404


@pytest.mark.parametrize("role", ["head", "oversight", "handler"])
def test_closing_and_signing_everybody_out_are_the_administrator_s(house: House, role: str) -> None:
    browser = given.signed_in(given.member(house.entity, role, "looker"))
    for rest in (f"{house.handler.pk}/close/", f"{house.handler.pk}/open/", "sign-everybody-out/"):
        assert browser.post(house.url(rest)).status_code == 403
    assert not closed(house.handler)


def test_the_acts_want_a_fresh_proof(house: House) -> None:
    given.long_since_proved(house.browser)
    for rest in (f"{house.handler.pk}/close/", "sign-everybody-out/"):
        assert "account/prove" in house.browser.post(house.url(rest))["Location"]
    assert not closed(house.handler)


def test_everybody_is_signed_out_at_once_and_nobody_of_another_organisation(house: House) -> None:
    browsers = [given.signed_in(who) for who in (house.handler, given.member(house.entity, "head"))]
    elsewhere = given.signed_in(given.member(given.entity("WHO"), "handler"))
    assert house.browser.get(house.url("sign-everybody-out/")).status_code == 200
    assert all(given.is_in(browser) for browser in browsers)
    house.browser.post(house.url("sign-everybody-out/"))
    assert not any(given.is_in(browser) for browser in (*browsers, house.browser))
    assert given.is_in(elsewhere)
