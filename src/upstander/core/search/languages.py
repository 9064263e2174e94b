"""The six languages, and which script each is written in."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, Literal

Language = Literal["ar", "zh", "en", "fr", "ru", "es"]
LANGUAGES: Final[tuple[Language, ...]] = ("ar", "zh", "en", "fr", "ru", "es")
LATIN: Final[tuple[Language, ...]] = ("en", "fr", "es")


@lru_cache(maxsize=256)
def language_of(code: str) -> Language:
    """The language of a Django code ("zh-hans", "pt-br"); English for those that are not among the six."""
    short = code.lower().partition("-")[0]
    return next((language for language in LANGUAGES if language == short), "en")


def latin_languages(language: Language) -> tuple[Language, ...]:
    """How Latin words in a document of this language are read: a Russian page quotes English."""
    return (language,) if language in LATIN else ("en",)
