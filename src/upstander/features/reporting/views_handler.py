"""The handlers' page: one document that unlocks and lists in the browser (frontend/inbox). No words pass."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from upstander.foundation.access.decisions import holds
from upstander.foundation.access.permissions import Permission
from upstander.foundation.access.requests import AuthenticatedHttpRequest, may
from upstander.foundation.vault.views_keys import proof_doors

from . import texts_handler
from .facets import FACETS
from .workflow import next_states

ACTS = {
    "answer": Permission.REPORTING_REPORT_ANSWER,
    "assign": Permission.REPORTING_REPORT_ASSIGN,
    "grant": Permission.REPORTING_REPORT_GRANT,
    "note": Permission.REPORTING_CASE_FILE_WRITE,
}
"""What the page offers her at all; whether a report allows it, the API decides."""
IDLE_MINUTES = 15
"""Without a key or a pointer touched for so long, the browser forgets the keys."""


@require_safe
@ensure_csrf_cookie
@may(Permission.REPORTING_REPORT_READ)
def inbox(request: AuthenticatedHttpRequest) -> HttpResponse:
    """The same page for every handler: which reports are hers, the API says once her browser asks."""
    context = {"texts": texts_handler.texts(), "page": _settings(request), "idle_minutes": IDLE_MINUTES}
    return render(request, "reporting/handler/inbox.html", context)


def _settings(request: AuthenticatedHttpRequest) -> dict[str, Any]:
    states = texts_handler.states()
    return {
        "worker": static("upstander/js/keeper.js"),
        "account": str(request.user.pk),
        "name": request.actor.display_name,
        "idle_minutes": IDLE_MINUTES,
        "keys": reverse("vault:keys"),
        **proof_doors(),
        "states": states,
        "may": {name: holds(request.actor, permission) for name, permission in ACTS.items()},
        "moves": {state: next_states(state) for state in states},
        "facets": [
            {
                "name": facet.name,
                "title": str(facet.title),
                "codes": {code: str(label) for code, label in facet.codes.choices} if facet.codes else {},
            }
            for facet in FACETS
        ],
    }
