"""People, organisations and signed-in browsers that tests begin with."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.utils import timezone

from upstander.foundation.access.actors import Actor
from upstander.foundation.access.services import ensure_roles
from upstander.foundation.accounts import factors
from upstander.foundation.accounts.models import Account
from upstander.foundation.accounts.services import create_account
from upstander.foundation.entities.models import Entity, Membership, Team
from upstander.foundation.entities.services import create_entity, grant_membership

PASSWORD = "a long enough password"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LONG_AGO = date(2020, 1, 1)


def entity(code: str = "UNHCR") -> Entity:
    made = create_entity("operator", code=code, name=f"The organisation {code}")
    ensure_roles(made)
    return made


def account(name: str = "handler1", *, factor: bool = True, **more: Any) -> Account:
    values: dict[str, Any] = {"display_name": f"{name}, UNHCR", "password": PASSWORD} | more
    made = create_account("operator", username=name, **values)
    if factor:
        factors.enrol_app(made, SECRET)
    return made


def member(
    place: Entity, role: str = "handler", name: str | None = None, team: Team | None = None, **more: Any
) -> Account:
    """A new account that holds the preset role since long ago."""
    made = account(name or f"{role}-{place.code.lower()}", **more)
    hold(made, place, role, team)
    return made


def hold(who: Account, place: Entity, role: str, team: Team | None = None) -> Membership:
    held = place.roles.get(key=role)
    return grant_membership("operator", account=who, role=held, team=team, starts_on=LONG_AGO)


def acting(who: Account) -> Actor:
    return Actor.of(who, timezone.localdate())


def code() -> str:
    """What the app of `SECRET` shows now."""
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(SECRET, counters[len(counters) // 2]))


def signed_in(who: Account, client: Client | None = None) -> Client:
    """A browser whose person has signed in and shown her second factor."""
    browser = client or Client()
    browser.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = browser.session
    session[factors.SHOWN] = str(who.pk)
    session["account_authentication_methods"] = [{"method": "password", "at": timezone.now().timestamp()}]
    session["account_authentication_methods_user"] = str(who.pk)
    session.save()
    return browser


def long_since_proved(client: Client) -> None:
    """As if the person had signed in an hour ago."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 0}]
    session.save()


def by_password(client: Client, name: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/en/account/sign-in/", {"login": name, "password": password}, **more)


def fully(client: Client, name: str) -> Any:
    """Password, then the code of the app."""
    by_password(client, name)
    return client.post("/en/account/sign-in/code/", {"code": code()})


def is_in(client: Client) -> bool:
    """Does the browser reach a page that only the fully signed-in reach?"""
    return bool(client.get("/en/me/").status_code == 200)


def has_app(who: Account) -> bool:
    return Authenticator.objects.filter(user=who, type=Authenticator.Type.TOTP).exists()


def link_in(text: str) -> str:
    """The path of the first link of ours in a text."""
    found = re.search(r"https?://[^/\s]+(/\S+?)(?=[\s<\"]|$)", text)
    assert found, text
    return found.group(1)
