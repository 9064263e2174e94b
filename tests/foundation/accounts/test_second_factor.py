"""Whoever has no second factor sets one up and reaches nothing else; whoever has one keeps at least one."""

from __future__ import annotations

import threading

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection, connections
from django.test import Client

from upstander.foundation.accounts import factors
from upstander.foundation.trail.models import Entry

from . import given

pytestmark = pytest.mark.django_db
ENROL = "/en/me/second-factor/"


def half_way(client: Client, role: str = "handler") -> None:
    given.member(given.entity(), role, factor=False)
    given.by_password(client, f"{role}-unhcr")


@pytest.mark.parametrize(
    "path",
    [
        "/en/me/",
        "/en/people/",
        "/en/account/password/",
        "/en/account/factors/codes/",
        "/en/account/prove/code/",
        "/en/account/sign-in/",
    ],
)
def test_without_a_factor_every_page_leads_to_setting_one_up(client: Client, path: str) -> None:
    half_way(client, "administrator")
    answer = client.get(path, follow=True)
    assert answer.redirect_chain[-1][0] == ENROL
    assert "Set up a second factor" in answer.content.decode()


def test_without_a_factor_the_api_says_so(client: Client) -> None:
    half_way(client)
    answer = client.get("/api/v1/inbox")
    assert answer.status_code == 403
    assert answer.json()["error"] == "second_factor_needed"


def test_without_a_factor_the_public_pages_see_a_stranger(client: Client) -> None:
    half_way(client)
    answer = client.get("/en/")
    assert answer.status_code == 200
    assert not answer.context["user"].is_authenticated


def test_setting_up_an_app_opens_the_rest_and_goes_on_where_she_was_going(client: Client) -> None:
    half_way(client, "administrator")
    client.get("/en/account/sign-in/?next=/en/people/")
    page = client.get("/en/account/factors/app/add/")
    secret = page.context["form"].secret
    answer = client.post("/en/account/factors/app/add/", {"code": code_of(secret)})
    assert answer.headers["Location"] == "/en/account/factors/codes/"
    codes = client.get("/en/account/factors/codes/")
    assert len(codes.context["unused_codes"]) == 10
    assert client.get("/en/me/onward/").headers["Location"] == "/en/people/"
    assert Entry.objects.filter(verb="accounts.factor.add").count() == 1


def test_what_was_remembered_never_leads_to_another_site(client: Client) -> None:
    half_way(client)
    client.get("/en/account/sign-in/?next=https://evil.example/")
    page = client.get("/en/account/factors/app/add/")
    client.post("/en/account/factors/app/add/", {"code": code_of(page.context["form"].secret)})
    assert "evil" not in client.get("/en/me/onward/").headers["Location"]


def test_a_session_without_the_factor_ends_when_one_was_set_up_elsewhere(client: Client) -> None:
    """A thief of the password, signed in before the factor, does not stay in beside it."""
    who = given.member(given.entity(), factor=False)
    given.by_password(client, "handler-unhcr")
    factors.enrol_app(who, given.SECRET)
    assert client.get(ENROL).status_code == 302
    assert client.get("/en/account/factors/app/add/").status_code == 302
    assert "_auth_user_id" not in client.session


def test_a_new_password_does_not_replace_the_factor(client: Client) -> None:
    from upstander.foundation.accounts.tasks import send_reset_links

    who = given.member(given.entity(), email="h1@example.org")
    send_reset_links.call([str(who.pk)], "en")
    follow_reset(client, "an entirely new password")
    assert not given.is_in(client)
    given.by_password(client, "handler-unhcr", "an entirely new password")
    assert not given.is_in(client)
    client.post("/en/account/sign-in/code/", {"code": given.code()})
    assert given.is_in(client)


def test_the_only_factor_cannot_be_removed() -> None:
    who = given.member(given.entity())
    browser = given.signed_in(who)
    browser.post("/en/account/factors/app/remove/")
    assert given.has_app(who)


def test_recovery_codes_do_not_count_as_a_factor_that_stays() -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    who = given.member(given.entity())
    RecoveryCodes.activate(who)
    given.signed_in(who).post("/en/account/factors/app/remove/")
    assert given.has_app(who)


def test_one_of_two_factors_can_be_removed() -> None:
    who = given.member(given.entity())
    passkey = a_passkey(who)
    browser = given.signed_in(who)
    assert browser.post(f"/en/account/factors/passkeys/{passkey.pk}/remove/").status_code == 302
    assert not Authenticator.objects.filter(pk=passkey.pk).exists()
    browser.post("/en/account/factors/app/remove/")
    assert given.has_app(who)


def test_nobody_removes_the_passkey_of_another() -> None:
    place = given.entity()
    mine = a_passkey(given.member(place))
    other = given.signed_in(given.member(place, name="handler2"))
    assert other.post(f"/en/account/factors/passkeys/{mine.pk}/remove/").status_code == 404
    assert Authenticator.objects.filter(pk=mine.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_two_removals_at_once_leave_one_factor() -> None:
    who = given.member(given.entity(), factor=False)
    keys = [a_passkey(who), a_passkey(who)]
    browsers = [given.signed_in(who) for _ in keys]
    urls = [f"/en/account/factors/passkeys/{key.pk}/remove/" for key in keys]
    threads = [
        threading.Thread(target=post, args=(browser, url))
        for browser, url in zip(browsers, urls, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Authenticator.objects.filter(user=who).count() == 1


def test_codes_cannot_be_guessed_without_end(client: Client) -> None:
    given.member(given.entity())
    given.by_password(client, "handler-unhcr")
    for _ in range(10):
        client.post("/en/account/sign-in/code/", {"code": "000000"})
    answer = client.post("/en/account/sign-in/code/", {"code": given.code()})
    assert "too many attempts" in answer.content.decode()
    assert not given.is_in(client)


def post(browser: Client, url: str) -> None:
    try:
        browser.post(url)
    finally:
        if connection.vendor != "sqlite" or not connection.in_atomic_block:
            connections.close_all()


def code_of(secret: str) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))


def a_passkey(who: object) -> Authenticator:
    data = {"name": "Passkey", "credential": {}}
    return Authenticator.objects.create(user=who, type=Authenticator.Type.WEBAUTHN, data=data)


def follow_reset(client: Client, password: str) -> None:
    from django.core import mail

    page = client.get(given.link_in(str(mail.outbox[-1].body)), follow=True)
    client.post(page.context["action_url"], {"password1": password, "password2": password})
