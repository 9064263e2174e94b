"""The one place where exceptions become answers, all in one form.

`{"error": "<code>", "detail": "<plain words>"}`, sometimes with more that a program can act on. An error
never quotes what was sent.
"""

from __future__ import annotations

from http import HTTPStatus

import structlog
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from upstander.features.reporting import problems
from upstander.features.reporting.answers import refusal
from upstander.foundation.vault.errors import VaultError

log = structlog.get_logger("upstander.api")

Explained = problems.ProblemError | VaultError
"""Errors that bring their own code, status and words."""


def register(api: NinjaAPI) -> None:
    """Make every exception that leaves an operation an answer in the one form."""
    api.exception_handler(problems.ProblemError)(_explained)
    api.exception_handler(VaultError)(_explained)
    api.exception_handler(ValidationError)(_invalid)
    api.exception_handler(Http404)(_not_found)
    api.exception_handler(PermissionDenied)(_refused)
    api.exception_handler(AuthenticationError)(_unknown_person)
    api.exception_handler(HttpError)(_http)
    api.exception_handler(OSError)(_not_stored)
    api.exception_handler(DatabaseError)(_not_stored)
    api.exception_handler(Exception)(_failed)


def _explained(_request: HttpRequest, error: Explained) -> HttpResponse:
    return refusal(error.status, error.code, error.detail, error.extra)


def _invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The first fault with its place; pydantic's message names rules, never the value that broke them."""
    first = error.errors[0]
    place = ".".join(str(step) for step in first["loc"][2:]) or str(first["loc"][-1])
    detail = _("%(place)s: %(fault)s") % {"place": place[:100], "fault": first["msg"]}
    return refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "malformed", detail)


def _not_found(_request: HttpRequest, _error: Exception) -> HttpResponse:
    return refusal(HTTPStatus.NOT_FOUND, "not_found", _("There is nothing here, or nothing for you."))


def _refused(_request: HttpRequest, error: Exception) -> HttpResponse:
    detail = getattr(error, "reason", "") or _("This is not yours to do.")
    return refusal(HTTPStatus.FORBIDDEN, getattr(error, "code", "refused"), str(detail))


def _unknown_person(_request: HttpRequest, _error: Exception) -> HttpResponse:
    return refusal(HTTPStatus.UNAUTHORIZED, "sign_in_needed", _("Please sign in first."))


def _http(_request: HttpRequest, error: HttpError) -> HttpResponse:
    """What ninja itself refuses: the missing or wrong CSRF token of a write in a session."""
    if error.status_code == HTTPStatus.FORBIDDEN:
        detail = _("This page has been open for too long or was not ours. Please load it again.")
        return refusal(HTTPStatus.FORBIDDEN, "csrf", detail)
    return refusal(error.status_code, "malformed", problems.MalformedError().detail)


def _not_stored(_request: HttpRequest, error: Exception) -> HttpResponse:
    """A full disk, a database that went away: the sender must learn that nothing was kept."""
    log.error("not_stored", exc_info=error)
    detail = _("This could not be stored just now, and nothing of it was kept. Please send it again.")
    response = refusal(HTTPStatus.SERVICE_UNAVAILABLE, "not_stored", detail)
    response.headers["Retry-After"] = "5"
    return response


def _failed(_request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("exception", exc_info=error)
    detail = _("Something went wrong on our side. Please try again; sending twice makes one report.")
    return refusal(HTTPStatus.INTERNAL_SERVER_ERROR, "failed", detail)
