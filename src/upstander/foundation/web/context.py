"""What every page template may use. Works without a request too: the page of error 500 has none."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_bidi

from .languages import tongues
from .menu import public_menu, staff_menu


def frame(path: str = "/") -> dict[str, Any]:
    """Everything the frame of a page shows, with the page's own address for the language switch."""
    now = get_language() or settings.LANGUAGE_CODE
    return {
        "site_name": settings.SITE_NAME,
        "home_url": f"/{now}/",
        "is_demo": settings.DEMO,
        "exit_url": settings.EXIT_URL,
        "direction": "rtl" if get_language_bidi() else "ltr",
        "language_name": dict(settings.LANGUAGES).get(now, now),
        "tongues": SimpleLazyObject(lambda: tongues(path)),
        "public_menu": SimpleLazyObject(lambda: list(public_menu(path))),
    }


def page(request: HttpRequest) -> dict[str, Any]:
    """The context processor. The menu reads the database only where a template asks for it."""
    return frame(request.get_full_path()) | {
        "staff_menu": SimpleLazyObject(lambda: list(staff_menu(request)))
    }
