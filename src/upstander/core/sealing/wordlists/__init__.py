"""Published lists of 7776 words, one file a language; sources and licences are in `README.md` beside them."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Final

LIST_LENGTH: Final = 6**5


def _languages() -> tuple[str, ...]:
    names = (entry.name for entry in resources.files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".txt") for name in names if name.endswith(".txt")))


LANGUAGES: Final = _languages()
"""The languages that have a list; others show the dice code."""


@cache
def words_of(language: str) -> tuple[str, ...]:
    """The words of a list in their published order. Raises `KeyError` for a language without one."""
    if language not in LANGUAGES:
        raise KeyError(language)
    text = resources.files(__name__).joinpath(f"{language}.txt").read_text(encoding="utf-8")
    words = tuple(text.split())
    if len(words) != LIST_LENGTH or len(set(words)) != LIST_LENGTH:
        raise ValueError(f"The list {language} does not hold {LIST_LENGTH} different words.")
    return words
