"""A draft as its readers will see it, in a frame of the desk and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from csp.constants import SELF
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from ..audiences import EVERYBODY, Audience

if TYPE_CHECKING:
    from ..models import HubPage

IN_DESK = {"frame-ancestors": [SELF]}
"""A preview is shown in a frame of the desk; every other page of ours is in no frame at all."""


def serve(page: HubPage, request: HttpRequest, mode: str) -> HttpResponse:
    """In the page's own language. As a stranger, or as the members see it: then as the editor herself."""
    with translation.override(page.locale.language_code):
        request.LANGUAGE_CODE = page.locale.language_code
        if mode == Audience.PUBLIC:
            _as_stranger(request)
        answer = _hidden(request) if _is_hidden(page, mode) else page.serve(request)
        if hasattr(answer, "render"):
            answer = answer.render()
    framed: HttpResponse = answer
    framed._csp_replace = IN_DESK  # type: ignore[attr-defined]
    return framed


def _is_hidden(page: HubPage, mode: str) -> bool:
    return mode == Audience.PUBLIC and page.audience not in EVERYBODY


def _hidden(request: HttpRequest) -> HttpResponse:
    return render(request, "hub/desk/preview_hidden.html")


def _as_stranger(request: HttpRequest) -> None:
    """Nothing of the editor's own session shows in what everybody sees."""
    request.user = AnonymousUser()
    request.COOKIES = {}
    request.actor = None  # type: ignore[attr-defined]
