"""Which language stands in where a page is not translated."""

from __future__ import annotations

from django.conf import settings

_STAND_IN = {"ar": ("en", "fr"), "zh-hans": ("en",), "fr": ("en", "es"), "es": ("en", "fr"), "ru": ("en",)}


def nearest(language: str) -> list[str]:
    """The language itself, those that its readers most often know, then all others."""
    order = [language, *_STAND_IN.get(language, ()), *(code for code, _name in settings.LANGUAGES)]
    return list(dict.fromkeys(order))
