"""Where a page has gone: Wagtail keeps a redirect for each that moved; the page view asks before its 404."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.utils.translation import get_language
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from .catalogue import path_of
from .languages import nearest
from .models import HubPage


def moved(
    request: HttpRequest, path: str, audiences: Collection[str]
) -> HttpResponseRedirect | HttpResponsePermanentRedirect | None:
    """An answer that leads on, or None; never to a page that is not for her: its address tells its title."""
    language = get_language() or "en"
    for found in _redirects(request, path, language):
        target = _target(found, language, audiences)
        if target:
            return (HttpResponsePermanentRedirect if found.is_permanent else HttpResponseRedirect)(target)
    return None


def _redirects(request: HttpRequest, path: str, language: str) -> list[Any]:
    """Those of this path in the reader's language first, then of the languages that stand in for it."""
    places = [f"/{code}/{path}".rstrip("/") for code in nearest(language)]
    site = Site.find_for_request(request)
    found = Redirect.objects.filter(Q(site=site) | Q(site=None), old_path__in=places)
    return sorted(found, key=lambda one: (places.index(one.old_path), one.site_id is None))


def _target(found: Any, language: str, audiences: Collection[str]) -> str | None:
    if found.redirect_page_id is None:
        return found.redirect_link or None
    page = HubPage.objects.visible_to(audiences).filter(pk=found.redirect_page_id).first()
    return f"/{language}/{path_of(page)}" if page else None
