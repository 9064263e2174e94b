"""The one place that says which HTTP status a problem gets, and how every error is written.

`{"error": "<code>", "detail": "<plain words>"}`, sometimes with more that a program can act on. An error
never quotes what was sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from upstander.features.reporting import problems

log = structlog.get_logger("upstander.api")

STATUS: Mapping[type[problems.ProblemError], HTTPStatus] = {
    problems.MalformedError: HTTPStatus.BAD_REQUEST,
    problems.ReceiptNeededError: HTTPStatus.UNAUTHORIZED,
    problems.ReceiptUnknownError: HTTPStatus.NOT_FOUND,
    problems.TeamUnknownError: HTTPStatus.NOT_FOUND,
    problems.TakenError: HTTPStatus.CONFLICT,
    problems.ManifestChangedError: HTTPStatus.CONFLICT,
    problems.NotARecordError: HTTPStatus.CONFLICT,
    problems.NotReportedError: HTTPStatus.CONFLICT,
    problems.StateRefusedError: HTTPStatus.CONFLICT,
    problems.ChangedError: HTTPStatus.CONFLICT,
    problems.TooLargeError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    problems.WrongTypeError: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    problems.WorkRequiredError: HTTPStatus.TOO_MANY_REQUESTS,
    problems.ProblemError: HTTPStatus.UNPROCESSABLE_ENTITY,
}


def register(api: NinjaAPI) -> None:
    """Make every exception that leaves an operation an answer in the one form."""
    api.exception_handler(problems.ProblemError)(_problem)
    api.exception_handler(ValidationError)(_invalid)
    api.exception_handler(Http404)(_not_found)
    api.exception_handler(PermissionDenied)(_refused)
    api.exception_handler(AuthenticationError)(_unknown_person)
    api.exception_handler(HttpError)(_http)
    api.exception_handler(OSError)(_not_stored)
    api.exception_handler(DatabaseError)(_not_stored)
    api.exception_handler(Exception)(_failed)


def answer(status: int, code: str, detail: str, more: Mapping[str, Any] | None = None) -> HttpResponse:
    return JsonResponse({"error": code, "detail": detail, **(more or {})}, status=status)


def _problem(_request: HttpRequest, error: problems.ProblemError) -> HttpResponse:
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    return answer(status, error.code, error.detail, error.more)


def _invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The first fault with its place; pydantic's message names rules, never the value that broke them."""
    first = error.errors[0]
    place = ".".join(str(step) for step in first["loc"][2:]) or str(first["loc"][-1])
    detail = _("%(place)s: %(fault)s") % {"place": place[:100], "fault": first["msg"]}
    return answer(HTTPStatus.UNPROCESSABLE_ENTITY, "malformed", detail)


def _not_found(_request: HttpRequest, _error: Exception) -> HttpResponse:
    return answer(HTTPStatus.NOT_FOUND, "not_found", _("There is nothing here, or nothing for you."))


def _refused(_request: HttpRequest, error: Exception) -> HttpResponse:
    detail = getattr(error, "reason", "") or _("This is not yours to do.")
    return answer(HTTPStatus.FORBIDDEN, getattr(error, "code", "refused"), str(detail))


def _unknown_person(_request: HttpRequest, _error: Exception) -> HttpResponse:
    return answer(HTTPStatus.UNAUTHORIZED, "sign_in_needed", _("Please sign in first."))


def _http(_request: HttpRequest, error: HttpError) -> HttpResponse:
    """What ninja itself refuses: the missing or wrong CSRF token of a write in a session."""
    if error.status_code == HTTPStatus.FORBIDDEN:
        detail = _("This page has been open for too long or was not ours. Please load it again.")
        return answer(HTTPStatus.FORBIDDEN, "csrf", detail)
    return answer(error.status_code, "malformed", problems.MalformedError().detail)


def _not_stored(_request: HttpRequest, error: Exception) -> HttpResponse:
    """A full disk, a database that went away: the sender must learn that nothing was kept."""
    log.error("not_stored", exc_info=error)
    detail = _("This could not be stored just now, and nothing of it was kept. Please send it again.")
    response = answer(HTTPStatus.SERVICE_UNAVAILABLE, "not_stored", detail)
    response.headers["Retry-After"] = "5"
    return response


def _failed(_request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("exception", exc_info=error)
    detail = _("Something went wrong on our side. Please try again; sending twice makes one report.")
    return answer(HTTPStatus.INTERNAL_SERVER_ERROR, "failed", detail)
