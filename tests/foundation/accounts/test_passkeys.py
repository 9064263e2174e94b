"""Passkeys in a real browser with a virtual authenticator, under the strict content policy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Browser, Page, expect

from . import given

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]


class Desk:
    """A page with an authenticator attached, and what the console complained about."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.context = browser.new_context(base_url=url)
        self.page: Page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on(
            "console", lambda line: self.complaints.append(line.text) if line.type == "error" else None
        )
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.devtools = self.context.new_cdp_session(self.page)
        self.devtools.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        added = self.devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self.authenticator = added["authenticatorId"]

    def sign_in_by_password(self, name: str) -> None:
        self.page.goto("/en/account/sign-in/")
        self.page.get_by_label("User name").fill(name)
        self.page.get_by_label("Password").fill(given.PASSWORD)
        self.page.get_by_role("button", name="Sign in", exact=True).click()

    def set_up_passkey(self) -> None:
        self.page.get_by_role("link", name="Set up a passkey").click()
        self.page.get_by_role("button", name="Set up the passkey").click()
        expect(self.page.get_by_role("heading", name="Recovery codes")).to_be_visible()


@pytest.fixture
def desk(chromium: Browser, site: str) -> Iterator[Desk]:
    desk = Desk(chromium, site)
    yield desk
    desk.context.close()


def test_a_passkey_is_set_up_as_the_first_factor_and_then_signs_in_alone(desk: Desk) -> None:
    who = given.member(given.entity(), "administrator", factor=False)
    desk.sign_in_by_password(who.username)
    expect(desk.page.get_by_role("heading", name="Set up a second factor")).to_be_visible()
    desk.set_up_passkey()
    assert Authenticator.objects.filter(user=who, type="webauthn").count() == 1
    desk.page.get_by_role("link", name="I have kept them").click()
    desk.page.get_by_role("button", name="Sign out").first.click()
    desk.page.goto("/en/account/sign-in/")
    desk.page.get_by_role("button", name="Sign in with a passkey").click()
    expect(desk.page.get_by_role("link", name="My account")).to_be_visible()
    desk.page.goto("/en/me/")
    expect(desk.page.get_by_text("Passkey 1")).to_be_visible()
    assert desk.complaints == []


def test_a_passkey_answers_when_the_second_factor_is_asked_for(desk: Desk) -> None:
    who = given.member(given.entity(), "administrator", factor=False)
    desk.sign_in_by_password(who.username)
    desk.set_up_passkey()
    desk.context.clear_cookies()
    desk.sign_in_by_password(who.username)
    desk.page.get_by_role("button", name="Use a passkey").click()
    expect(desk.page.get_by_role("link", name="My account")).to_be_visible()
    assert desk.complaints == []


def test_a_passkey_is_proof_enough_for_a_sensitive_act(desk: Desk, settings: object) -> None:
    place = given.entity()
    who = given.member(place, "administrator", factor=False)
    desk.sign_in_by_password(who.username)
    desk.set_up_passkey()
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1  # type: ignore[attr-defined]
    desk.page.goto(f"/en/people/{place.pk}/invite/")
    desk.page.get_by_role("link", name="Use a passkey").click()
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 300  # type: ignore[attr-defined]
    desk.page.get_by_role("button", name="Use a passkey").click()
    expect(desk.page.get_by_role("heading", name="Invite someone")).to_be_visible()
    assert desk.complaints == []


def test_a_passkey_that_nobody_confirms_is_told_in_plain_words_and_opens_nothing(desk: Desk) -> None:
    who = given.member(given.entity(), factor=False)
    desk.sign_in_by_password(who.username)
    desk.set_up_passkey()
    desk.context.clear_cookies()
    verified = {"authenticatorId": desk.authenticator, "isUserVerified": False}
    desk.devtools.send("WebAuthn.setUserVerified", verified)
    desk.page.goto("/en/account/sign-in/")
    desk.page.get_by_role("button", name="Sign in with a passkey").click()
    expect(desk.page.get_by_text("The passkey did not work")).to_be_visible()
    desk.page.goto("/en/me/")
    expect(desk.page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_without_scripts_everything_but_the_passkey_works(chromium: Browser, site: str) -> None:
    given.member(given.entity(), "administrator")
    context = chromium.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/en/account/sign-in/")
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    page.get_by_label("User name").fill("administrator-unhcr")
    page.get_by_label("Password").fill(given.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Code").fill(given.code())
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("link", name="My account")).to_be_visible()
    context.close()
