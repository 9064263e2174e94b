"""The readers' doors of the hub."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from upstander.foundation.access.decisions import NotFound
from upstander.foundation.access.requests import actor_of
from upstander.foundation.web.menu import address
from upstander.foundation.web.shelf import same_for_everybody

from . import selectors
from .audiences import audiences_of
from .moved import moved
from .presenting import home_context
from .saving import saved

STAND_INS = {
    "get-help/": "web:help_now",
    "report-wrongdoing/": settings.DOORS["report"],
    "about/": "web:about",
}
"""Where the menu leads in an installation whose hub has no content yet."""


@require_safe
@same_for_everybody()
def home(request: HttpRequest) -> HttpResponse:
    """The first page of the site (`settings.HOME_VIEW`)."""
    return render(request, "hub/pages/home.html", home_context(request))


@require_safe
@same_for_everybody("download")
def page(request: HttpRequest, path: str) -> HttpResponse:
    """A page of the tree, in the reader's language or the nearest one; 404 where it is not for her.

    `?download=1`: as one file to be read without a network.
    """
    audiences = audiences_of(actor_of(request))
    found = selectors.page_at(path, get_language() or "en", audiences)
    if found is None:
        return _elsewhere(request, path, audiences)
    if "download" in request.GET:
        return saved(found, request)
    answer: HttpResponse = found.serve(request)
    return answer


def _elsewhere(request: HttpRequest, path: str, audiences: Collection[str]) -> HttpResponse:
    """Where the page has moved to, what stands in for it, or 404."""
    leads_on = moved(request, path, audiences)
    if leads_on is not None:
        return leads_on
    stand_in = address(STAND_INS.get(path, ""))
    if stand_in is None:
        raise NotFound
    return redirect(stand_in)
