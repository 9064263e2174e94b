"""What a document is found by: the keys of its words and the concepts they name."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import NamedTuple

from .languages import Language, latin_languages
from .reading import Piece, Reading, is_chinese, read, tokens
from .vocabulary import vocabulary


class _Token(NamedTuple):
    """What every occurrence of a token gives, worked out once."""

    pieces: tuple[Piece, ...]
    keys: tuple[str, ...]
    starts: tuple[int, ...]
    """Pieces with which the name of a concept may begin."""


def keys_of(text: str, language: Language) -> Counter[str]:
    """Every key of a text in a language, with how often it occurs. Acronyms count in capitals only."""
    found: Counter[str] = Counter()
    pieces: list[Piece] = []
    starts: set[int] = set()
    languages = latin_languages(language)
    written = tokens(text)
    for token in written:
        known = _chinese(token) if is_chinese(token) else _token(token, languages)
        if known.starts:
            starts.update(len(pieces) + at for at in known.starts)
        pieces += known.pieces
    for token, times in Counter(written).items():
        known = _chinese(token) if is_chinese(token) else _token(token, languages)
        for key in known.keys:
            found[key] += times
    marks = {at: _capitals(piece) for at, piece in enumerate(pieces) if piece.capitals}
    for match in vocabulary().matches(pieces, marks, sorted(starts.union(marks))):
        for name in match.concepts:
            found[f"#{name}"] += 1
    return found


@lru_cache(maxsize=30_000)
def _token(token: str, languages: tuple[Language, ...]) -> _Token:
    return _understood(read(token, languages))


@lru_cache(maxsize=1_000)
def _chinese(run: str) -> _Token:
    return _understood(read(run, ()))


def _understood(reading: Reading) -> _Token:
    keys = (*reading.joined, *(key for piece in reading.pieces for key in piece.keys))
    begins = vocabulary().begins
    return _Token(reading.pieces, keys, tuple(at for at, piece in enumerate(reading.pieces) if begins(piece)))


def openings(text: str, language: Language, longest: int = 15) -> set[str]:
    """Beginnings of the words of a title, up to `longest` letters, for what is being typed."""
    found: set[str] = set()
    for token in tokens(text):
        reading = read(token, latin_languages(language))
        for form in (*(key[2:] for key in reading.joined if key[0] == "z"), *_forms(reading.pieces)):
            found.update(form[:length] for length in range(1, min(len(form), longest) + 1))
    return found


def _forms(pieces: tuple[Piece, ...]) -> list[str]:
    """As written, and for Arabic without the article."""
    written = [piece.written for piece in pieces]
    return written + [form.removeprefix("ال") for form in written if form.startswith("ال")]


def _capitals(piece: Piece) -> tuple[str, ...]:
    return (f"~{piece.written}", f"^{piece.written}")
