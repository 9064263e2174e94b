"""The page where a handler makes and keeps her keys: made in her browser, they arrive here only sealed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from upstander.foundation.access.permissions import Permission
from upstander.foundation.access.requests import AuthenticatedHttpRequest, may, signed_in

from .enrolment import entities_for_keys, entities_with_keys, team_listings
from .texts_keys import texts

WORD_LANGUAGES = ("en", "es", "fr")
"""Languages with a published list of 7776 words (core/sealing/wordlists)."""


@require_safe
@ensure_csrf_cookie
@may(Permission.VAULT_KEY_SET_ENROL)
def keys(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Enrol, see how far the signed list is, change ways to unlock."""
    having = entities_with_keys(request.actor)
    entities = entities_for_keys(request.actor)
    context = {
        "entities": [entity for entity in entities if entity.pk not in having],
        "has_keys": bool(having),
        "listings": team_listings(request.actor),
        "texts": texts(),
        "page": _settings(request),
    }
    return render(request, "vault/keys/keys.html", context)


@require_safe
@signed_in
def proved(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Where the second window ends after a step-up or sign-in: it tells the waiting page and closes."""
    return render(request, "vault/keys/proved.html")


def proof_doors() -> dict[str, str]:
    """Where staff pages send a second window when the API asks for a fresh proof."""
    back = reverse("vault:proved")
    return {
        "step_up": f"{reverse('account_reauthenticate')}?next={back}",
        "sign_in": f"{reverse('account_login')}?next={back}",
    }


def _settings(request: AuthenticatedHttpRequest) -> dict[str, Any]:
    language = get_language() or "en"
    tongue = language if language in WORD_LANGUAGES else "en"
    return {
        "worker": static("upstander/js/keeper.js"),
        "words": static(f"upstander/words/{tongue}.txt"),
        "words_language": tongue,
        "name": request.actor.display_name,
        "inbox": _inbox(),
        **proof_doors(),
    }


def _inbox() -> str:
    """Foundation knows no feature: the inbox is a link by the name that the installation gives it, if any."""
    try:
        return reverse("reporting:inbox")
    except NoReverseMatch:
        return ""
