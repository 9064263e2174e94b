"""Sensitive acts want a proof that is not older than five minutes."""

from __future__ import annotations

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client, RequestFactory

from upstander.foundation.accounts.step_up import StepUpNeeded, require_step_up
from upstander.foundation.trail.models import Entry

from . import given

pytestmark = pytest.mark.django_db


def an_administrator() -> tuple[Client, str]:
    place = given.entity()
    browser = given.signed_in(given.member(place, "administrator"))
    return browser, f"/en/people/{place.pk}/invite/"


def test_just_signed_in_is_proof_enough() -> None:
    browser, invite = an_administrator()
    assert browser.get(invite).status_code == 200


def test_an_hour_later_she_is_asked_again_and_then_goes_on() -> None:
    browser, invite = an_administrator()
    given.long_since_proved(browser)
    asked = browser.get(invite)
    assert asked.headers["Location"] == f"/en/account/prove/?next={invite.replace('/', '%2F')}"
    answer = browser.post("/en/account/prove/", {"password": given.PASSWORD, "next": invite})
    assert answer.headers["Location"] == invite
    assert browser.get(invite).status_code == 200
    assert Entry.objects.filter(verb="accounts.session.step_up").count() == 1


def test_a_wrong_password_is_no_proof() -> None:
    browser, invite = an_administrator()
    given.long_since_proved(browser)
    browser.post("/en/account/prove/", {"password": "wrong", "next": invite})
    assert browser.get(invite).status_code == 302


def test_a_code_is_proof_too() -> None:
    browser, invite = an_administrator()
    given.long_since_proved(browser)
    answer = browser.post("/en/account/prove/code/", {"code": given.code(), "next": invite})
    assert answer.headers["Location"] == invite
    assert browser.get(invite).status_code == 200


def test_proving_never_leads_to_another_site() -> None:
    browser, _ = an_administrator()
    given.long_since_proved(browser)
    answer = browser.post("/en/account/prove/", {"password": given.PASSWORD, "next": "https://evil.example/"})
    assert "evil" not in answer.headers["Location"]


def test_another_factor_is_added_only_after_a_fresh_proof() -> None:
    browser, _ = an_administrator()
    given.long_since_proved(browser)
    assert (
        browser.get("/en/account/factors/passkeys/add/").headers["Location"].startswith("/en/account/prove/")
    )


def test_programs_get_403_with_a_code() -> None:
    browser, _ = an_administrator()
    request = RequestFactory().get("/")
    request.session = browser.session
    request.user = given.account("someone")
    with pytest.raises(StepUpNeeded) as refused:
        require_step_up(request)
    assert refused.value.code == "step_up_needed"


@pytest.mark.parametrize("door", ["codes/", "codes/file/", "codes/new/"])
def test_recovery_codes_are_shown_only_after_a_fresh_proof(door: str) -> None:
    """A stolen session must not carry a second factor away."""
    who = given.member(given.entity(), "administrator")
    RecoveryCodes.activate(who)
    browser = given.signed_in(who)
    given.long_since_proved(browser)
    asked = browser.get(f"/en/account/factors/{door}")
    assert asked.status_code == 302
    assert asked.headers["Location"].startswith("/en/account/prove/")
