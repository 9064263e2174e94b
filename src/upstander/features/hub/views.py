"""The readers' doors of the hub."""

from __future__ import annotations

from collections.abc import Collection

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from upstander.foundation.access.decisions import NotFound
from upstander.foundation.access.requests import actor_of

from . import selectors
from .audiences import audiences_of
from .moved import moved


@require_safe
def page(request: HttpRequest, path: str) -> HttpResponse:
    """A page of the tree, in the reader's language or the nearest one; 404 where it is not for her."""
    audiences = audiences_of(actor_of(request))
    found = selectors.page_at(path, get_language() or "en", audiences)
    if found is None:
        return _elsewhere(request, path, audiences)
    answer: HttpResponse = found.serve(request)
    return answer


def _elsewhere(request: HttpRequest, path: str, audiences: Collection[str]) -> HttpResponse:
    """Where the page has moved to, or 404."""
    leads_on = moved(request, path, audiences)
    if leads_on is None:
        raise NotFound
    return leads_on
