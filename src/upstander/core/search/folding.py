"""One form for what is the same to a reader: case, width, accents, marks, digits.

Every function takes and gives text, never raises and is idempotent.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

IGNORED: Final = frozenset({"Mn", "Me", "Mc", "Cf", "Cc", "Cs", "Co", "Cn", "Sk"})
"""Categories that carry nothing to find: marks that stand alone, controls, direction marks, surrogates."""
_LETTERS: Final = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l", "ı": "i"})
_QUOTES: Final = str.maketrans("’‘ʼ＇`´Ёё", "''''''Ее")


def lower(text: str) -> str:
    """NFKC, lower case, Latin digits, straight apostrophes; accents stay."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).translate(_QUOTES).lower())
    return "".join(
        _digit(character) for character in folded if unicodedata.category(character) not in IGNORED
    )


def without_accents(text: str) -> str:
    """Latin letters without their accents. Of other scripts nothing is taken: й is not и, nor の a mark."""
    if text.isascii():
        return text
    parts = (_plain(character) for character in unicodedata.normalize("NFC", text.translate(_LETTERS)))
    return unicodedata.normalize("NFC", "".join(parts))


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    decomposed = unicodedata.normalize("NFD", character)
    return decomposed[0] if "a" <= decomposed[0].lower() <= "z" else character


def _digit(character: str) -> str:
    if character.isascii():
        return character
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)
