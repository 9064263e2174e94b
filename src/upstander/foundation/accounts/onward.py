"""Where a person was going when signing in, or setting up a factor, came in between."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from upstander.foundation.access.requests import AuthenticatedHttpRequest, signed_in

AFTER = "accounts.after"


def remember(request: HttpRequest, url: str | None) -> None:
    """Keep an address of this site for later; any other is forgotten (no open redirect)."""
    if url and get_adapter().is_safe_url(url):
        request.session[AFTER] = url


@signed_in
def onward(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Where she was going, else the first room of her menu."""
    return redirect(request.session.pop(AFTER, None) or get_adapter().get_login_redirect_url(request))
