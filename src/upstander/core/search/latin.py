"""English, French and Spanish words: elisions, accents left out on phones, British and American spelling."""

from __future__ import annotations

import re
from typing import Final

from .folding import without_accents
from .languages import Language
from .stemming import snowball

_ELIDED: Final = re.compile(r"^(?:l|d|j|m|n|s|t|c|qu|jusqu|lorsqu|puisqu)'(?=.)")
_BRITISH: Final = re.compile(r"(?<=[a-z]{3})is(?=(?:e|ed|es|er|ers|ing|ation|ations|ational)$)")
_SPELLINGS: Final = {
    "centred": "centered",
    "centre": "center",
    "centres": "centers",
    "programme": "program",
    "programmes": "programs",
    "behaviour": "behavior",
    "labour": "labor",
    "favours": "favors",
}
_SPANISH_ION: Final = re.compile(r"(?<=[cs])ion$")


def bare(word: str) -> str:
    """Without the elided article or pronoun (l'aide, m'a) and the English possessive."""
    rest = _ELIDED.sub("", word)
    return rest.removesuffix("'s").replace("'", "")


def stems(word: str, language: Language) -> tuple[str, ...]:
    """The stems of a lower-case word, with its accents and as typed without them; the first is the better."""
    accented = _spelt(word, language)
    plain = _spelt(without_accents(word), language)
    return tuple(dict.fromkeys(without_accents(snowball(form, language)) for form in (accented, plain)))


def _spelt(word: str, language: Language) -> str:
    if language == "en":
        return _BRITISH.sub("iz", _SPELLINGS.get(word, word))
    if language == "es":
        return _SPANISH_ION.sub("ión", word)
    return word
