"""Middleware of every answer: privacy headers, and no cross-site writes."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse

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
