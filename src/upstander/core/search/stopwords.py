"""Small words that say little by themselves."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

from . import arabic
from .folding import lower, without_accents
from .languages import Language

CHINESE_LONGEST: Final = 3
"""Letters of the longest small word in Chinese."""


def is_small(word: str, languages: tuple[Language, ...]) -> bool:
    """Whether a folded word is small in one of the languages."""
    return any(word in small_words(language) for language in languages)


@cache
def small_words(language: Language) -> frozenset[str]:
    listed = tomllib.loads((files(__package__) / "words" / "stopwords.toml").read_text(encoding="utf-8"))
    return frozenset(_form(word, language) for word in listed[language].split())


def _form(word: str, language: Language) -> str:
    return arabic.normal(lower(word)) if language == "ar" else without_accents(lower(word))
