"""Text into words, and words into the keys under which they are found.

A key is a short string: `=women` the word as written (folded), `e:women` its stem in English (f, s, r, a:
French, Spanish, Russian, Arabic), `z:骚扰` a Chinese letter or pair. The mark of the language keeps its stems
from meeting words of another; the written form lets names and acronyms meet in all.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from . import arabic, latin
from .chinese import HAN, simplified
from .folding import lower, without_accents
from .languages import Language
from .stemming import snowball
from .stopwords import is_small

_HAN: Final = HAN.pattern[1:-1]
_LETTER: Final = rf"[^\W_{_HAN}]"
_MARKS: Final = "".join(
    (
        "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed",
        "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0f",
    )
)
"""Combining marks, and signs of direction and joining, which may stand within a word."""
_PLAIN: Final = rf"{_LETTER}+(?:(?:[{_MARKS}]+|['’ʼ](?={_LETTER})){_LETTER}*)*"
TOKEN: Final = re.compile(rf"[{_HAN}]+|{_PLAIN}(?:[-‐‑./&]{_PLAIN})*")
"""A run of Chinese, or a word with what is joined to it: UN-Women, ST/SGB/2019/8."""
_PART: Final = re.compile(_PLAIN)
_ARABIC: Final = re.compile("[\u0600-\u06ff\u0750-\u077f]")
_CYRILLIC: Final = re.compile("[\u0400-\u052f]")
_MOST_PARTS: Final = 6
LONGEST: Final = 60
"""Letters of a word that count."""


class Piece(NamedTuple):
    """One word (or Chinese letter) in the order of the text."""

    written: str
    keys: tuple[str, ...]
    small: bool
    capitals: bool


class Reading(NamedTuple):
    """What a token gives: its pieces, and keys that belong to none of them (pairs, the joined form)."""

    pieces: tuple[Piece, ...]
    joined: tuple[str, ...]
    keys: frozenset[str]
    """All keys of both."""


def read(token: str, languages: tuple[Language, ...]) -> Reading:
    """The pieces and keys of a token found by TOKEN.

    `languages`: how its Latin letters are to be read: in one language for a document, all for a query.
    """
    return _chinese(token) if is_chinese(token) else _words(token, languages)


def is_chinese(token: str) -> bool:
    return HAN.match(token) is not None


@lru_cache(maxsize=30_000)
def _words(token: str, languages: tuple[Language, ...]) -> Reading:
    words = _PART.findall(token)[:_MOST_PARTS]
    pieces = tuple(piece for word in words if (piece := _piece(word, languages)))
    joined = "".join(piece.written for piece in pieces)
    return _reading(pieces, (f"={joined[:LONGEST]}",) if len(pieces) > 1 else ())


def tokens(text: str) -> list[str]:
    return TOKEN.findall(text)


def _chinese(run: str) -> Reading:
    """Not remembered: a run between two stops hardly ever comes again."""
    letters = simplified(run)
    pieces = tuple(_letter(letter) for letter in letters)
    return _reading(pieces, tuple(f"z:{letters[at : at + 2]}" for at in range(len(letters) - 1)))


@lru_cache(maxsize=10_000)
def _letter(letter: str) -> Piece:
    return Piece(letter, (f"z:{letter}",), False, False)


def _reading(pieces: tuple[Piece, ...], joined: tuple[str, ...]) -> Reading:
    return Reading(pieces, joined, frozenset(key for piece in pieces for key in piece.keys).union(joined))


def _piece(word: str, languages: tuple[Language, ...]) -> Piece | None:
    plain = lower(word)[:LONGEST]
    if _ARABIC.search(plain):
        return _arabic(plain)
    if _CYRILLIC.search(plain):
        stem = f"r:{snowball(plain, 'ru')}"
        return Piece(plain, (f"={plain}", stem), is_small(plain, ("ru",)), word.isupper())
    return _latin(word, latin.bare(plain), languages)


def _arabic(word: str) -> Piece | None:
    plain = arabic.normal(word)
    if not plain:
        return None
    keys = (f"={plain}", *(f"a:{stem}" for stem in arabic.stems(plain)))
    return Piece(plain, keys, is_small(plain, ("ar",)), False)


def _latin(word: str, plain: str, languages: tuple[Language, ...]) -> Piece | None:
    folded = without_accents(plain)
    written = "".join(letter for letter in folded if letter.isalnum())
    if not written:
        return None
    stems = (
        ()
        if written.isdecimal()
        else (
            f"{language[0] if language != 'es' else 's'}:{stem}"
            for language in languages
            for stem in latin.stems(plain, language)
        )
    )
    keys = tuple(dict.fromkeys((f"={written}", *stems)))
    capitals = len(word) > 1 and word.isupper()
    return Piece(written, keys, is_small(folded, languages) and not capitals, capitals)
