"""Errors in plain words. None carries content: no address, nothing typed, no reason of the system.

Programs (`/api/`) get `{"error", "detail"}` as docs/formats.md says. The page of error 500 touches no
database.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .context import frame


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, in words for a person, and its code for programs."""

    status: int
    code: str
    title: Promise
    text: Promise | str


BAD_REQUEST = Problem(
    400,
    "bad_request",
    _("This request could not be read"),
    _("What your browser sent was not complete. Nothing was changed. Please go back and try again."),
)
FORBIDDEN = Problem(
    403,
    "forbidden",
    _("This is not open to you"),
    _("Your role does not allow it, or the page belongs to someone else. Nothing was changed."),
)
EXPIRED = Problem(
    403,
    "form_expired",
    _("This form has expired"),
    _(
        "The page was open for a long time, or you signed in or out in between. Nothing was saved. "
        "Go back, reload the page and send it again."
    ),
)
CROSS_SITE = Problem(
    403,
    "cross_site",
    _("This did not come from our own page"),
    _("Another site tried to send something here on your behalf. Nothing was changed."),
)
NOT_FOUND = Problem(
    404,
    "not_found",
    _("There is no page here"),
    _("The address may be mistyped, or the page may no longer exist."),
)
TOO_LARGE = Problem(
    413,
    "too_large",
    _("This is too large to send at once"),
    _("Nothing was sent. Please shorten the text, or send large files one by one."),
)
FAILED = Problem(
    500,
    "failed",
    _("Something went wrong on our side"),
    _("It is not your fault. Please wait a minute and try again. What was acknowledged before is safe."),
)


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The problem as JSON for programs, as a page for people."""
    if request.path.startswith("/api/"):
        return JsonResponse({"error": problem.code, "detail": str(problem.text)}, status=problem.status)
    page = render_to_string("web/error.html", frame(request.path) | {"problem": problem})
    return HttpResponse(page, status=problem.status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, TOO_LARGE if isinstance(exception, RequestDataTooBig) else BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A reason is shown only where the refusing rule gave one in words (`access.Refused`)."""
    reason = getattr(exception, "reason", "")
    problem = Problem(403, FORBIDDEN.code, FORBIDDEN.title, reason) if reason else FORBIDDEN
    return answer(request, problem)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, NOT_FOUND)


def failed(request: HttpRequest) -> HttpResponse:
    return answer(request, FAILED)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return answer(request, EXPIRED)
