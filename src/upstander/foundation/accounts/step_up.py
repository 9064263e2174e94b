"""Step-up: before a sensitive act the person proves again who she is, unless she did within five minutes."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from upstander.foundation.access.decisions import Refused
from upstander.foundation.access.requests import AuthenticatedHttpRequest

P = ParamSpec("P")
View = Callable[Concatenate[AuthenticatedHttpRequest, P], HttpResponse]


class StepUpNeeded(Refused):
    """403 for programs; pages are led to the proof instead."""

    code = "step_up_needed"

    def __init__(self) -> None:
        super().__init__(_("Please prove again who you are, then try once more."))


def proved_lately(request: HttpRequest) -> bool:
    """Signed in, or proven again, within `ACCOUNT_REAUTHENTICATION_TIMEOUT` seconds in this session."""
    if not request.user.is_authenticated:
        return False
    steps = get_authentication_records(request, request.user)
    latest = max((step["at"] for step in steps), default=0)
    return bool(time.time() - latest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


def require_step_up(request: HttpRequest) -> None:
    """For API operations: go on, or raise `StepUpNeeded`."""
    if not proved_lately(request):
        raise StepUpNeeded


def step_up(view: View[P]) -> View[P]:
    """For views below `signed_in` or `may`: prove again, then the request goes on where it was."""

    @wraps(view)
    def door(request: AuthenticatedHttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if proved_lately(request):
            return view(request, *args, **kwargs)
        if not get_reauthentication_flows(request.user):
            # Signed in by her organisation alone: there is nothing here yet that she could prove again with.
            return redirect("accounts:second_factor")
        raise ReauthenticationRequired

    return cast(View[P], door)
