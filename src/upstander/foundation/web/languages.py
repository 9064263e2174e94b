"""The six languages and the addresses of the same page in each."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import translate_url
from django.utils.translation import get_language, get_language_info


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language of the switch, named as its speakers name it."""

    code: str
    name: str
    direction: str
    url: str
    current: bool


def direction_of(code: str) -> str:
    """`rtl` or `ltr`."""
    return "rtl" if get_language_info(code)["bidi"] else "ltr"


def tongues(path: str) -> list[Tongue]:
    """The same page (path and query) in each language; pages outside the prefixes lead to the first page."""
    now = get_language() or settings.LANGUAGE_CODE
    return [
        Tongue(code, name, direction_of(code), _in(code, path), code == now)
        for code, name in settings.LANGUAGES
    ]


def _in(code: str, path: str) -> str:
    moved = translate_url(path, code)
    return moved if moved.startswith(f"/{code}/") else f"/{code}/"
