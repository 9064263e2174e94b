"""Sign-in for the API: the session of the pages, with CSRF protection on every write."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import SessionAuth

from .actors import Actor
from .requests import actor_of


class SessionActor(SessionAuth):
    """Gives the operation `request.actor`, or answers 401; accounts.middleware asks for the second factor."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        return actor_of(request)


session_actor = SessionActor()
"""`Router(auth=session_actor)`; CSRF by `X-CSRFToken` on all but reads."""
