"""The readers' doors of the hub."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from upstander.foundation.access.decisions import NotFound
from upstander.foundation.access.requests import actor_of

from . import selectors
from .audiences import audiences_of


@require_safe
def page(request: HttpRequest, path: str) -> HttpResponse:
    """A page of the tree, in the reader's language or the nearest one; 404 where it is not for her."""
    found = selectors.page_at(path, get_language() or "en", audiences_of(actor_of(request)))
    if found is None:
        raise NotFound
    answer: HttpResponse = found.serve(request)
    return answer
