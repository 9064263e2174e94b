"""The page of an example installation that says how to sign in. It does not exist in a real one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from . import example


@dataclass(frozen=True)
class Shown:
    """One row: an account and the code that its authenticator would show now."""

    account: example.ExampleAccount
    code: str


def current_code(secret: str) -> str:
    """The one-time code of this half minute (RFC 6238)."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // mfa_settings.TOTP_PERIOD)))


def shown(entity: str) -> Iterator[Shown]:
    for account in example.read_accounts():
        if account.entity == entity:
            yield Shown(account, current_code(account.totp_secret))


@require_GET
def example_accounts(request: HttpRequest) -> HttpResponse:
    """Accounts of one organisation of the example with their codes of now."""
    if not settings.DEMO:
        raise Http404
    entities = sorted({account.entity for account in example.read_accounts()})
    wanted = request.GET.get("organisation", "UNHCR")
    entity = wanted if wanted in entities else next(iter(entities), "")
    context = {
        "accounts": list(shown(entity)),
        "entities": entities,
        "entity": entity,
        "password": example.PASSWORD,
        "seconds_left": mfa_settings.TOTP_PERIOD - int(time.time()) % mfa_settings.TOTP_PERIOD,
    }
    return render(request, "installation/example.html", context)
