"""Snowball stemmers, one for each thread: the C objects are not safe to share."""

from __future__ import annotations

import threading
from typing import Final

import Stemmer

from .languages import Language

_NAMES: Final[dict[Language, str]] = {"en": "english", "fr": "french", "es": "spanish", "ru": "russian"}
_LONGEST: Final = 60
"""Letters; what is longer is no word."""
_mine = threading.local()


def snowball(word: str, language: Language) -> str:
    """The stem of a lower-case word in a language that Snowball knows."""
    if len(word) > _LONGEST:
        return word[:_LONGEST]
    stemmers = _mine.__dict__.setdefault("stemmers", {})
    if language not in stemmers:
        stemmers[language] = Stemmer.Stemmer(_NAMES[language], 0)
    return str(stemmers[language].stemWord(word))
