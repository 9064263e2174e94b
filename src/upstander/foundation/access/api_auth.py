"""Sign-in for the API: the session of the pages, with CSRF protection on every write."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import SessionAuth

from .actors import Actor
from .decisions import Refused
from .requests import actor_of


class SecondFactorNeeded(Refused):
    """Signed in by password alone: nothing is open but setting up a factor."""

    code = "second_factor_needed"

    def __init__(self) -> None:
        super().__init__(_("Please set up a second factor first."))


class SessionActor(SessionAuth):
    """Gives the operation `request.actor`; 401 for strangers, 403 while a second factor is missing."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        if getattr(request, "second_factor_missing", False):  # set by accounts.middleware
            raise SecondFactorNeeded
        return actor_of(request)


session_actor = SessionActor()
"""`Router(auth=session_actor)`; CSRF by `X-CSRFToken` on all but reads."""
