"""Every page of ours is ours, is kept by no cache, and answers nonsense in plain words, not with a fault."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from . import given

pytestmark = pytest.mark.django_db
OPEN = [
    "account/sign-in/",
    "account/closed/",
    "account/password/forgotten/",
    "account/password/forgotten/sent/",
    "account/password/new/abc-def/",
    "account/password/new/done/",
    "invitation/",
    "invitation/nothing/",
]
SIGNED_IN = [
    "account/sign-out/",
    "account/prove/",
    "account/prove/code/",
    "account/password/",
    "account/factors/app/add/",
    "account/factors/app/remove/",
    "account/factors/passkeys/add/",
    "account/factors/codes/new/",
    "me/",
    "me/second-factor/",
    "people/",
]


def strange(response: Any) -> list[str]:
    """Whole pages (not single inputs) whose template is somebody else's."""
    origins = [str(template.origin) for template in response.templates if template.name and template.origin]
    return [origin for origin in origins if "/allauth/" in origin]


@pytest.mark.parametrize("path", OPEN)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_before_signing_in_are_ours(client: Client, path: str, language: str) -> None:
    response = client.get(f"/{language}/{path}")
    assert response.status_code in (200, 410)
    assert strange(response) == []
    assert response.headers["Cache-Control"].find("no-store") >= 0
    assert "unsafe-inline" not in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", SIGNED_IN)
def test_pages_of_the_signed_in_are_ours(path: str) -> None:
    browser = given.signed_in(given.member(given.entity(), "administrator"))
    response = browser.get(f"/ar/{path}", follow=True)
    assert response.status_code == 200
    assert strange(response) == []
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.parametrize("path", ["sign-on/failed/", "sign-on/cancelled/"])
def test_pages_of_single_sign_on_are_ours(client: Client, path: str) -> None:
    response = client.get(f"/{path}")
    assert strange(response) == []


def test_single_sign_on_that_is_not_set_up_is_not_there(client: Client) -> None:
    assert client.get("/sign-on/organisation/").status_code == 404


@pytest.mark.parametrize(
    "credential",
    [
        "",
        "null",
        "{}",
        "[]",
        "no json",
        json.dumps({"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {"userHandle": None}}),
        json.dumps(
            {
                "id": "AAAA",
                "rawId": "AAAA",
                "type": "public-key",
                "response": {
                    "clientDataJSON": "e30",
                    "authenticatorData": "AAAA",
                    "signature": "AAAA",
                    "userHandle": "bm90LWEtdXVpZA",
                },
            }
        ),
    ],
)
def test_a_made_up_passkey_opens_nothing_and_breaks_nothing(client: Client, credential: str) -> None:
    client.get("/en/account/sign-in/passkey/", headers={"Accept": "application/json"})
    response = client.post("/en/account/sign-in/passkey/", {"credential": credential})
    assert response.status_code in (200, 302)
    assert not given.is_in(client)


@pytest.mark.parametrize("name", ["\x00", "a" * 10_000, "‮rtl", "' OR 1=1 --"])
def test_strange_names_are_refused_in_words(client: Client, name: str) -> None:
    response = given.by_password(client, name)
    assert response.status_code == 200
    assert not given.is_in(client)


def test_strange_values_in_one_s_own_pages_change_nothing() -> None:
    browser = given.signed_in(given.member(given.entity()))
    assert browser.post("/en/me/sessions/end/", {"session": "\x00"}).status_code == 302
    assert browser.post("/en/me/", {"language": "xx"}).status_code == 200
    assert browser.post("/en/me/sign-on/link/", {"provider": "\x00"}).status_code == 302
    assert given.is_in(browser)
