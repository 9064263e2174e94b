"""Middleware of every answer: privacy headers, and no cross-site writes."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.urls import Resolver404, resolve
from django.utils.translation import get_language

from .errors import CROSS_SITE, answer

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
NOT_NEEDED = "camera=(), microphone=(), geolocation=(), browsing-topics=(), interest-cohort=()"
Handler = Callable[[HttpRequest], HttpResponse]


class PrivacyHeadersMiddleware:
    """Pages are not kept by caches unless a view says so, and the browser is told to offer nothing away."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", NOT_NEEDED)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


def is_cross_site(request: HttpRequest) -> bool:
    """A browser says where a request comes from; programs that say nothing carry no cookie to ride on."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return True
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.get_host()


class SameOriginMiddleware:
    """Refuse writes that another site set off, before any view sees them (also where there is no cookie)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE_METHODS and is_cross_site(request):
            return answer(request, CROSS_SITE)
        return self.get_response(request)


class LanguageMiddleware(LocaleMiddleware):
    """Leads addresses without a language to the reader's own, but only to doors that have a name.

    The pattern of the hub's pages (`settings.ANY_PAGE`) fits any address, so that every wrong address outside
    the languages would be led to a page that is not there either.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.status_code == 404 and self._is_no_door(request.path_info):
            return response
        return super().process_response(request, response)

    def _is_no_door(self, path: str) -> bool:
        try:
            return resolve(f"/{get_language()}{path.rstrip('/')}/").url_name == settings.ANY_PAGE
        except Resolver404:
            return False
