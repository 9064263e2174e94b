"""A short passage of a text in which the words found are marked, as parts; never as HTML."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from . import arabic, chinese
from .chinese import simplified
from .folding import without_accents
from .languages import Language, latin_languages
from .reading import TOKEN, is_chinese, read

PASSAGE: Final = 220
"""Characters of a passage, about."""
READ_AT_MOST: Final = 1200
"""Characters of a text that are looked through."""
_BEFORE: Final = 60
_FLAT: Final = {
    ord(letter): plain
    for letter, plain in [
        *((letter, without_accents(letter)) for letter in map(chr, range(0xE0, 0x250))),
        *((chr(form), plain) for form, plain in (arabic.LETTERS | chinese.SIMPLIFIED).items() if plain),
        ("ё", "е"),
    ]
    if plain != letter
}
"""What stands for what in a first look, letter for letter."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text; `marked` if it is what was looked for."""

    text: str
    marked: bool = False


class Marker:
    """Finds the words of one search in texts of one language."""

    def __init__(self, language: Language, wanted: frozenset[str]) -> None:
        self._languages = latin_languages(language)
        self._wanted = wanted
        self._stubs = {_stub(key.partition(":")[2] or key[1:]) for key in wanted}

    def passage(self, title: str, summary: str, body: str) -> tuple[Part, ...]:
        """The summary; or a passage of the body if neither title nor summary has a wanted word."""
        found = self.spans(summary[:READ_AT_MOST])
        if found or not body or (summary and self.spans(title)):
            return _parts(summary, found, 0)
        found = self.spans(body[:READ_AT_MOST])
        if not found:
            return _parts(summary or body, [], 0)
        return _parts(body, found, _beginning(body, found[0][0]))

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where the text has wanted words, from the first as far as a passage goes: (start, end)."""
        found: list[tuple[int, int]] = []
        for token in TOKEN.finditer(text, self._hope(text)):
            if found and token.start() > found[0][0] + PASSAGE:
                break
            if self._is_wanted(token[0]):
                chinese = is_chinese(token[0])
                found += _han_spans(token[0], token.start(), self._wanted) if chinese else [token.span()]
        return found

    def _hope(self, text: str) -> int:
        """From where on there may be wanted words: a quick look before every word is read."""
        flat = text.lower().translate(_FLAT)
        if len(flat) != len(text):
            return 0
        first = min((at for stub in self._stubs if (at := flat.find(stub)) >= 0), default=-1)
        if first < 0:
            return len(text)
        return text.rfind(" ", 0, first) + 1

    def _is_wanted(self, token: str) -> bool:
        return not self._wanted.isdisjoint(read(token, self._languages).keys)


def _stub(form: str) -> str:
    """The part of a stem that all its words begin with: policy and policies have the stem polici."""
    return form[:-1] if len(form) > 4 else form


def _han_spans(run: str, offset: int, wanted: frozenset[str]) -> list[tuple[int, int]]:
    """Pairs that are wanted, joined where they overlap."""
    letters, found = simplified(run), list[tuple[int, int]]()
    for at in range(len(letters)):
        for size in (2, 1):
            if len(letters) >= at + size and f"z:{letters[at : at + size]}" in wanted:
                start, end = offset + at, offset + at + size
                if found and start <= found[-1][1]:
                    start, _ = found.pop()
                found.append((start, end))
                break
    return found


def _beginning(text: str, hit: int) -> int:
    """Where to begin so that the hit is seen: at a sentence if one is near, else at a word."""
    earliest = max(0, hit - _BEFORE)
    if earliest == 0:
        return 0
    cuts = [text.rfind(stop, earliest, hit) for stop in (". ", "。", "؟ ", "? ", "! ", "\n", " ")]
    best = next((cut for cut in cuts[:-1] if cut >= 0), cuts[-1])
    return best + 1 if best >= 0 else earliest


def _parts(text: str, found: list[tuple[int, int]], start: int) -> tuple[Part, ...]:
    end = _end(text, start)
    parts, at = [Part("… ")] if start else [], start
    for left, right in found:
        if left < at or right > end:
            continue
        parts += [Part(text[at:left]), Part(text[left:right], marked=True)]
        at = right
    parts += [Part(text[at:end]), Part(" …" if end < len(text) else "")]
    return tuple(part for part in parts if part.text)


def _end(text: str, start: int) -> int:
    """After about a passage, at the end of a word."""
    limit = start + PASSAGE
    if limit >= len(text):
        return len(text)
    space = text.rfind(" ", start + PASSAGE // 2, limit)
    return space if space > 0 else limit
