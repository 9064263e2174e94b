"""Single sign-on against a real OpenID Connect provider in a second process, over HTTP."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from upstander.foundation.trail.models import Entry

from . import given
from .test_invitations import invited

pytestmark = pytest.mark.django_db
START = "/sign-on/organisation/"
SUBJECTS: dict[str, dict[str, Any]] = {
    "plain": {"email": "handler1@example.org", "email_verified": True},
    "unverified": {"email": "handler1@example.org", "email_verified": False},
    "says-yes": {"email": "handler1@example.org", "email_verified": "true"},
    "two-factors": {"email": "other@example.org", "amr": ["pwd", "mfa"]},
    "one-factor": {"email": "other@example.org", "amr": ["pwd"]},
}


@dataclass(frozen=True)
class Provider:
    """The provider, and the person at its page."""

    url: str

    def agree(self, address: str, subject: str) -> str:
        """Sign in there as `subject`; answers the address (with code and state) that leads back to us."""
        answer = httpx.post(address, data={"sub": subject}, follow_redirects=False)
        assert answer.status_code == 302, answer.text
        back = urlsplit(answer.headers["Location"])
        return f"{back.path}?{back.query}"

    def deny(self, address: str) -> str:
        """This provider forgets the state that RFC 6749 (4.1.2.1) wants back, so it is put there."""
        back = urlsplit(httpx.post(address, data={"action": "deny"}).headers["Location"])
        (state,) = parse_qs(urlsplit(address).query)["state"]
        return f"{back.path}?{back.query}&state={state}"


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).with_name("oidc-provider-mock")
    people = [f"--user-claims={json.dumps({'sub': sub} | claims)}" for sub, claims in SUBJECTS.items()]
    process = subprocess.Popen(
        [program, "--port", str(port), *people], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(f"{url}/.well-known/openid-configuration")
        yield Provider(url)
    finally:
        process.terminate()
        process.wait()


def _wait(url: str) -> None:
    for _ in range(100):
        try:
            httpx.get(url).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the provider did not start")


@pytest.fixture(autouse=True)
def configured(provider: Provider, settings: Any) -> None:
    app = {
        "provider_id": "organisation",
        "name": "Your organisation",
        "client_id": "upstander",
        "secret": "secret",
        "settings": {"server_url": provider.url, "oauth_pkce_enabled": True},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}


def sign_on(client: Client, provider: Provider, subject: str, start: str = START) -> Any:
    there = client.get(start).headers["Location"]
    assert there.startswith(provider.url)
    return client.get(provider.agree(there, subject))


def linked(name: str = "plain", **more: Any) -> Any:
    who = given.member(given.entity(), **more)
    SocialAccount.objects.create(user=who, provider="organisation", uid=name)
    return who


def test_a_linked_identity_opens_the_account_after_the_second_factor(
    client: Client, provider: Provider
) -> None:
    linked()
    answer = sign_on(client, provider, "plain")
    assert answer.headers["Location"] == "/en/account/sign-in/code/"
    assert not given.is_in(client)
    client.post("/en/account/sign-in/code/", {"code": given.code()})
    assert given.is_in(client)


def test_without_a_factor_of_ours_she_has_to_set_one_up(client: Client, provider: Provider) -> None:
    linked(factor=False)
    sign_on(client, provider, "plain")
    assert client.get("/en/me/", follow=True).redirect_chain[-1][0] == "/en/me/second-factor/"


def test_an_identity_that_nobody_linked_opens_nothing(client: Client, provider: Provider) -> None:
    given.member(given.entity(), email="handler1@example.org")
    answer = sign_on(client, provider, "plain")
    assert answer.status_code == 403
    assert "opens no account here" in answer.content.decode()
    assert not SocialAccount.objects.exists()


def test_a_verified_address_opens_the_account_only_where_the_setting_allows_it(
    client: Client, provider: Provider, settings: Any
) -> None:
    settings.OIDC_MATCH_VERIFIED_MAIL = True
    who = given.member(given.entity(), email="handler1@example.org")
    answer = sign_on(client, provider, "plain")
    assert answer.headers["Location"] == "/en/account/sign-in/code/"
    assert SocialAccount.objects.get().user == who
    assert who.check_password(given.PASSWORD)


@pytest.mark.parametrize("subject", ["unverified", "says-yes"])
def test_an_unverified_address_opens_nothing_even_so(
    client: Client, provider: Provider, settings: Any, subject: str
) -> None:
    settings.OIDC_MATCH_VERIFIED_MAIL = True
    given.member(given.entity(), email="handler1@example.org")
    assert sign_on(client, provider, subject).status_code == 403


def test_an_address_that_two_accounts_share_opens_neither(
    client: Client, provider: Provider, settings: Any
) -> None:
    settings.OIDC_MATCH_VERIFIED_MAIL = True
    place = given.entity()
    for name in ("a", "b"):
        given.member(place, name=name, email="handler1@example.org")
    assert sign_on(client, provider, "plain").status_code == 403


def test_the_provider_s_own_factor_is_believed_only_where_the_setting_names_it(
    client: Client, provider: Provider, settings: Any
) -> None:
    linked("two-factors")
    assert sign_on(client, provider, "two-factors").headers["Location"] == "/en/account/sign-in/code/"
    settings.OIDC_FACTOR_AMR = ["mfa"]
    believed = Client()
    sign_on(believed, provider, "two-factors")
    assert given.is_in(believed)


def test_a_provider_that_asked_for_one_factor_only_is_not_enough(
    client: Client, provider: Provider, settings: Any
) -> None:
    settings.OIDC_FACTOR_AMR = ["mfa"]
    linked("one-factor")
    sign_on(client, provider, "one-factor")
    assert not given.is_in(client)


def test_an_invitation_is_accepted_by_signing_on_and_has_no_password(
    client: Client, provider: Provider
) -> None:
    _, token = invited()
    client.get(f"/en/invitation/{token}/")
    sign_on(client, provider, "plain")
    made = SocialAccount.objects.get().user
    assert made.username == "handler9"
    assert not made.has_usable_password()
    assert client.get("/en/me/", follow=True).redirect_chain[-1][0] == "/en/me/second-factor/"


def test_a_signed_in_person_links_her_identity_and_it_is_on_the_trail(provider: Provider) -> None:
    who = given.member(given.entity())
    browser = given.signed_in(who)
    page = browser.post("/en/me/sign-on/link/", {"provider": "organisation"}).content.decode()
    assert f"{START}?process=connect" in page
    answer = sign_on(browser, provider, "plain", f"{START}?process=connect")
    assert answer.headers["Location"] == "/en/me/"
    assert SocialAccount.objects.get().user == who
    assert Entry.objects.filter(verb="accounts.account.update", object_id=str(who.pk)).exists()


def test_another_site_cannot_make_her_link_its_identity(provider: Provider) -> None:
    """The address alone does nothing: linking begins with a button of ours, after a fresh proof."""
    browser = given.signed_in(given.member(given.entity()))
    answer = sign_on(browser, provider, "plain", f"{START}?process=connect")
    assert answer.status_code == 403
    assert not SocialAccount.objects.exists()


def test_linking_wants_a_fresh_proof() -> None:
    browser = given.signed_in(given.member(given.entity()))
    given.long_since_proved(browser)
    answer = browser.post("/en/me/sign-on/link/", {"provider": "organisation"})
    assert answer.headers["Location"].startswith("/en/account/prove/")


def test_an_identity_of_another_account_is_not_taken_over(provider: Provider) -> None:
    owner = linked()
    browser = given.signed_in(given.account("somebody"))
    browser.post("/en/me/sign-on/link/", {"provider": "organisation"})
    sign_on(browser, provider, "plain", f"{START}?process=connect")
    assert SocialAccount.objects.get().user == owner


def test_an_answer_that_we_did_not_ask_for_is_refused(client: Client, provider: Provider) -> None:
    linked()
    there = Client().get(START).headers["Location"]
    answer = client.get(provider.agree(there, "plain"))
    assert "did not answer as it should" in answer.content.decode()
    assert not given.is_in(client)


def test_an_answer_is_accepted_once(client: Client, provider: Provider) -> None:
    linked()
    back = provider.agree(client.get(START).headers["Location"], "plain")
    client.get(back)
    assert "did not answer as it should" in client.get(back).content.decode()


def test_changing_one_s_mind_leads_back(client: Client, provider: Provider) -> None:
    back = provider.deny(client.get(START).headers["Location"])
    assert "You did not sign in" in client.get(back, follow=True).content.decode()


def test_the_last_way_in_cannot_be_unlinked(provider: Provider) -> None:
    who = linked()
    who.set_unusable_password()
    who.save()
    browser = given.signed_in(who)
    browser.post(f"/en/me/sign-on/{SocialAccount.objects.get().pk}/unlink/")
    assert SocialAccount.objects.exists()


def test_an_unlinked_identity_opens_nothing_any_more(client: Client, provider: Provider) -> None:
    who = linked()
    given.signed_in(who).post(f"/en/me/sign-on/{SocialAccount.objects.get().pk}/unlink/")
    assert sign_on(client, provider, "plain").status_code == 403
