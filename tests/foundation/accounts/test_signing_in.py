"""Signing in: what it takes, and what does not open it."""

from __future__ import annotations

import pytest
from django.test import Client

from upstander.foundation.accounts.models import Account, SpentCode
from upstander.foundation.trail.models import Entry

from . import given

pytestmark = pytest.mark.django_db


def test_password_and_code_open_the_account(client: Client) -> None:
    given.member(given.entity())
    assert given.by_password(client, "handler-unhcr").headers["Location"] == "/en/account/sign-in/code/"
    assert not given.is_in(client)
    given.fully(client, "handler-unhcr")
    assert given.is_in(client)


def test_a_password_alone_opens_nothing(client: Client) -> None:
    given.member(given.entity())
    given.by_password(client, "handler-unhcr")
    for path in ("/en/me/", "/en/people/", "/en/account/password/"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/en/account/sign-in/")


def test_the_factor_is_asked_for_at_every_sign_in(client: Client) -> None:
    given.member(given.entity())
    given.fully(client, "handler-unhcr")
    client.post("/en/account/sign-out/")
    given.by_password(client, "handler-unhcr")
    assert not given.is_in(client)


def test_a_code_works_once_even_in_another_process(client: Client) -> None:
    """The memory of spent codes is the database, not a cache that each process has for itself."""
    given.member(given.entity())
    shown = given.code()
    given.by_password(client, "handler-unhcr")
    client.post("/en/account/sign-in/code/", {"code": shown})
    assert given.is_in(client)
    from django.core.cache import cache

    cache.clear()
    other = Client()
    given.by_password(other, "handler-unhcr")
    other.post("/en/account/sign-in/code/", {"code": shown})
    assert not given.is_in(other)
    assert SpentCode.objects.count() == 1


def test_a_wrong_name_and_a_wrong_password_look_the_same(client: Client) -> None:
    given.member(given.entity())
    wrong_password = given.by_password(client, "handler-unhcr", "not the password at all")
    wrong_name = given.by_password(client, "nobody", "not the password at all")
    words = "This user name and password do not belong together."
    assert words in wrong_password.content.decode()
    assert words in wrong_name.content.decode()
    assert wrong_password.status_code == wrong_name.status_code == 200


def test_a_closed_account_is_told_only_to_whoever_knows_its_password(client: Client) -> None:
    who = given.member(given.entity())
    Account.objects.filter(pk=who.pk).update(is_active=False)
    assert "/closed/" in given.by_password(client, "handler-unhcr").headers["Location"]
    assert given.by_password(client, "handler-unhcr", "not the password").status_code == 200


def test_closing_an_account_ends_its_sessions_at_once() -> None:
    who = given.member(given.entity())
    browser = given.signed_in(who)
    assert given.is_in(browser)
    Account.objects.filter(pk=who.pk).update(is_active=False)
    assert not given.is_in(browser)


def test_a_session_planted_before_signing_in_is_not_the_one_after(client: Client) -> None:
    """Session fixation: the key that an attacker knows is worthless once the victim has signed in."""
    given.member(given.entity())
    client.get("/en/account/sign-in/")
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = planted = session.session_key
    given.fully(client, "handler-unhcr")
    assert given.is_in(client)
    attacker = Client()
    attacker.cookies["sessionid"] = planted
    assert not given.is_in(attacker)


@pytest.mark.parametrize(
    "url", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", r"/\evil.example"]
)
def test_signing_in_never_leads_to_another_site(client: Client, url: str) -> None:
    given.member(given.entity())
    client.post("/en/account/sign-in/", {"login": "handler-unhcr", "password": given.PASSWORD, "next": url})
    answer = client.post("/en/account/sign-in/code/", {"code": given.code()})
    assert answer.status_code == 302
    assert "evil" not in answer.headers["Location"]
    assert not answer.headers["Location"].startswith("javascript")


def test_signing_in_leads_back_to_the_page_that_was_asked_for(client: Client) -> None:
    given.member(given.entity(), "administrator")
    asked = client.get("/en/people/").headers["Location"]
    client.post(
        asked,
        {"login": "administrator-unhcr", "password": given.PASSWORD, "next": "/en/people/"},
    )
    answer = client.post("/en/account/sign-in/code/", {"code": given.code()})
    assert answer.headers["Location"] == "/en/people/"


def test_another_site_cannot_post_the_sign_in_form(client: Client) -> None:
    given.member(given.entity())
    answer = given.by_password(client, "handler-unhcr", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    answer = given.by_password(client, "handler-unhcr", headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403


def test_the_sign_in_form_wants_its_own_token() -> None:
    given.member(given.entity())
    strict = Client(enforce_csrf_checks=True)
    assert given.by_password(strict, "handler-unhcr").status_code == 403


def test_signing_in_and_out_is_on_the_trail_without_names(client: Client) -> None:
    who = given.member(given.entity())
    given.fully(client, "handler-unhcr")
    client.post("/en/account/sign-out/")
    told = Entry.objects.filter(object_type="account", object_id=str(who.pk)).values_list("verb", "actor")
    assert ("accounts.session.begin", str(who.pk)) in told
    assert ("accounts.session.end", str(who.pk)) in told


def test_a_recovery_code_opens_the_account_once(client: Client) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    who = given.member(given.entity())
    spare = RecoveryCodes.activate(who).get_unused_codes()[0]
    given.by_password(client, "handler-unhcr")
    client.post("/en/account/sign-in/code/", {"code": spare})
    assert given.is_in(client)
    other = Client()
    given.by_password(other, "handler-unhcr")
    other.post("/en/account/sign-in/code/", {"code": spare})
    assert not given.is_in(other)


def test_secrets_of_factors_are_not_readable_in_the_database() -> None:
    from allauth.mfa.models import Authenticator

    who = given.member(given.entity())
    kept = Authenticator.objects.get(user=who).data["secret"]
    assert given.SECRET not in kept


def test_there_is_no_sign_up() -> None:
    for path in ("/en/account/signup/", "/en/account/sign-up/", "/en/accounts/signup/", "/en/account/email/"):
        assert Client().get(path).status_code == 404
