"""What a document is found by: the keys of its words and the concepts they name."""

from __future__ import annotations

from collections import Counter

from .languages import Language, latin_languages
from .reading import Piece, read, tokens
from .vocabulary import vocabulary


def keys_of(text: str, language: Language) -> Counter[str]:
    """Every key of a text in a language, with how often it occurs. Acronyms count in capitals only."""
    found: list[str] = []
    pieces: list[Piece] = []
    languages = latin_languages(language)
    for token in tokens(text):
        reading = read(token, languages)
        pieces.extend(reading.pieces)
        found.extend(reading.joined)
    for piece in pieces:
        found.extend(piece.keys)
    marks = {at: _capitals(piece) for at, piece in enumerate(pieces) if piece.capitals}
    for match in vocabulary().matches(pieces, marks):
        found.extend(f"#{name}" for name in match.concepts)
    return Counter(found)


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
