"""Every account needs a second factor; sessions end after a fixed time.

Whoever has signed in without having shown a factor is a stranger to every page and every call, except those
with which she sets one up. So what is open to everybody stays open to her, and nothing else can be forgotten.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, SESSION_KEY, logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from upstander.foundation.access.requests import actor_of

from . import factors, sessions
from .onward import remember

Handler = Callable[[HttpRequest], HttpResponse]

ENROLMENT = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "accounts:second_factor",
        "mfa_activate_totp",
        "mfa_add_webauthn",
    }
)
"""The doors that are open before a factor has been shown."""


class StaffSignInMiddleware:
    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._signed_in(request) and not sessions.keep(request):
            self._say_that_time_is_over(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        if not self._signed_in(request) or factors.shown(request):
            return None
        return self._half_way(request)

    def _half_way(self, request: HttpRequest) -> HttpResponse | None:
        """Signed in by password alone: on to enrolment, a stranger elsewhere."""
        assert request.user.is_authenticated and request.resolver_match
        name = request.resolver_match.view_name
        if factors.has_factor(request.user):
            # Set up elsewhere in the meantime: this session must show it, so it begins again.
            logout(request)
            return None
        if name in ENROLMENT:
            request.half_way = True  # type: ignore[attr-defined]  # pages then show no menu of closed rooms
            return None
        if name == settings.LOGIN_URL:
            remember(request, request.GET.get(REDIRECT_FIELD_NAME))
            return redirect("accounts:second_factor")
        request.user = AnonymousUser()
        request.second_factor_missing = True  # type: ignore[attr-defined]
        return None

    def _signed_in(self, request: HttpRequest) -> bool:
        """Asks for the session only where a cookie names one, so that public calls touch no database."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or SESSION_KEY not in request.session:
            return False
        return request.user.is_authenticated

    def _say_that_time_is_over(self, request: HttpRequest) -> None:
        if not request.path.startswith("/api/") and actor_of(request) is None:
            messages.info(
                request, _("You were signed out because some time had passed. Please sign in again.")
            )
