"""Sessions are short, slide without a write each time, and can be ended from elsewhere."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from upstander.foundation.accounts import sessions
from upstander.foundation.accounts.models import SignedInSession

from . import given

pytestmark = pytest.mark.django_db


def set_clocks(client: Client, **seconds_ago: int) -> None:
    session = client.session
    for name, ago in seconds_ago.items():
        session[f"accounts.{name}"] = int(time.time()) - ago
    session.save()


def test_half_an_hour_without_a_request_ends_the_session() -> None:
    browser = given.signed_in(given.member(given.entity()))
    set_clocks(browser, seen=31 * 60)
    assert not given.is_in(browser)


def test_twenty_nine_minutes_do_not() -> None:
    browser = given.signed_in(given.member(given.entity()))
    set_clocks(browser, seen=29 * 60)
    assert given.is_in(browser)
    assert time.time() - browser.session[sessions.SEEN] < 5


def test_nine_hours_end_it_however_busy() -> None:
    browser = given.signed_in(given.member(given.entity()))
    set_clocks(browser, began=9 * 3600 + 1, seen=5)
    assert not given.is_in(browser)
    assert "signed out because some time had passed" in browser.get("/en/account/sign-in/").content.decode()


def test_a_busy_session_is_written_once_a_minute() -> None:
    browser = given.signed_in(given.member(given.entity()))
    browser.get("/en/me/second-factor/")
    with CaptureQueriesContext(connection) as queries:
        browser.get("/en/me/second-factor/")
    assert [query["sql"][:6] for query in queries] == ["SELECT"] * len(queries)
    set_clocks(browser, seen=61)
    with CaptureQueriesContext(connection) as queries:
        browser.get("/en/me/second-factor/")
    assert any(query["sql"].startswith("UPDATE") for query in queries)


def test_a_call_without_a_cookie_touches_no_session(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        client.get("/en/software/")


def test_the_list_shows_where_she_is_signed_in_and_ends_one() -> None:
    who = given.member(given.entity())
    here, there = given.signed_in(who), given.signed_in(who)
    there.get("/en/me/", headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"})
    page = here.get("/en/me/").content.decode()
    assert "Firefox, Linux" in page
    assert there.session.session_key not in page
    handle = SignedInSession.objects.get(pk=there.session.session_key).handle
    here.post("/en/me/sessions/end/", {"session": handle})
    assert not given.is_in(there)
    assert given.is_in(here)


def test_nobody_ends_the_session_of_another() -> None:
    place = given.entity()
    mine = given.signed_in(given.member(place))
    other = given.signed_in(given.member(place, name="handler2"))
    assert given.is_in(mine)
    for name in (
        mine.session.session_key,
        SignedInSession.objects.get(account__username="handler-unhcr").handle,
    ):
        other.post("/en/me/sessions/end/", {"session": name})
    assert given.is_in(mine)


def test_signing_out_everywhere_ends_them_all() -> None:
    who = given.member(given.entity())
    here, there = given.signed_in(who), given.signed_in(who)
    assert given.is_in(there)
    here.post("/en/me/sessions/end-all/")
    assert not given.is_in(here)
    assert not given.is_in(there)


def test_a_changed_password_ends_the_other_sessions() -> None:
    who = given.member(given.entity())
    here, there = given.signed_in(who), given.signed_in(who)
    new = "an entirely new password"
    answer = here.post(
        "/en/account/password/", {"oldpassword": given.PASSWORD, "password1": new, "password2": new}
    )
    assert answer.status_code == 302
    assert given.is_in(here)
    assert not given.is_in(there)


def test_signing_out_leaves_no_session_behind() -> None:
    browser = given.signed_in(given.member(given.entity()))
    browser.get("/en/me/")
    key = browser.session.session_key
    browser.post("/en/account/sign-out/")
    assert not Session.objects.filter(pk=key).exists()
    assert not SignedInSession.objects.filter(pk=key).exists()


@pytest.mark.parametrize(
    ("agent", "word"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Safari/605", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537 Edg/140", "Edge, Windows"),
        ("curl/8.0", ""),
        ("", ""),
    ],
)
def test_a_browser_is_named_coarsely(agent: str, word: str) -> None:
    assert sessions.browser_word(agent) == word
