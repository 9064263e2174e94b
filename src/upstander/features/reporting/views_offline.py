"""The page for writing without a network, and the door for what was sealed there. Neither sees a word."""

from __future__ import annotations

from typing import Any

import pydantic_core
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from pydantic import ValidationError

from upstander.foundation.vault.errors import VaultError
from upstander.foundation.vault.manifests import teams_in_force

from . import flood, schemas
from .api_public import MOST_SUBMISSION, submission
from .offline import NAME, render_page
from .problems import MalformedError, ProblemError, TooLargeError
from .services import submit

FORM = 64 * 1024
"""Bytes of a form around its file."""


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """One file to keep, in the language of the address, with every team that receives reports now."""
    page = render_page(found.envelope for found in teams_in_force())
    return HttpResponse(page, headers={"Content-Disposition": f'attachment; filename="{NAME}"'})


class InMemory(MemoryFileUploadHandler):
    """Keeps the file in memory whatever its size: the whole request was measured before."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.activated = True


@csrf_exempt
@require_http_methods(["GET", "POST"])
def send_saved(request: HttpRequest) -> HttpResponse:
    """Send a file that was sealed before, by a script or as an ordinary form. Twice the same is one report.

    No cookie is used, so no token is either: writes from other sites are refused by `web.middleware`.
    """
    if request.method == "GET":
        return _page(request)
    try:
        sent = _read(request)
        # A form cannot do proof of work: it is counted like any other, and never asked, as in `plain`.
        flood.count(flood.sender(request), sent.team)
        received = submit(submission(sent))
    except (ProblemError, VaultError) as error:
        return _page(request, status=error.status, problem=error.detail)
    return _page(request, received=received, record=sent.want == "record")


def _read(request: HttpRequest) -> schemas.SubmissionIn:
    """The submission in the form's file. Raises TooLargeError, MalformedError."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_SUBMISSION + FORM:
        raise TooLargeError(MOST_SUBMISSION)
    request.upload_handlers = [InMemory(request)]
    file = request.FILES.get("saved")
    try:
        raw = pydantic_core.from_json(file.read() if file else b"", allow_inf_nan=False)
        return schemas.SubmissionIn.model_validate(raw)
    except (ValidationError, ValueError):
        raise MalformedError from None


def _page(request: HttpRequest, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, "reporting/offline/saved.html", context, status=status)
