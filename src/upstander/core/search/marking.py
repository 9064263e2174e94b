"""A short passage of a text in which the words found are marked, as parts; never as HTML."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Final

from .chinese import HAN, simplified
from .languages import Language, latin_languages
from .reading import TOKEN, read

PASSAGE: Final = 220
"""Characters of a passage, about."""
READ_AT_MOST: Final = 4000
"""Characters of a text that are looked through."""
_BEFORE: Final = 60


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text; `marked` if it is what was looked for."""

    text: str
    marked: bool = False


def passage(summary: str, body: str, language: Language, wanted: Set[str]) -> tuple[Part, ...]:
    """From the summary, or from the body if only that has one of the wanted keys; the summary otherwise."""
    found = spans(summary, language, wanted)
    if found or not body:
        return _parts(summary, found, 0)
    found = spans(body[:READ_AT_MOST], language, wanted)
    if not found:
        return _parts(summary or body, [], 0)
    return _parts(body, found, _beginning(body, found[0][0]))


def spans(text: str, language: Language, wanted: Set[str]) -> list[tuple[int, int]]:
    """Where the text has words with one of the wanted keys: (start, end) in characters."""
    if not wanted:
        return []
    languages, found = latin_languages(language), []
    for token in TOKEN.finditer(text):
        if HAN.match(token[0]):
            found += _han_spans(token[0], token.start(), wanted)
        elif any(not wanted.isdisjoint(piece.keys) for piece in read(token[0], languages).pieces):
            found.append(token.span())
    return found


def _han_spans(run: str, offset: int, wanted: Set[str]) -> list[tuple[int, int]]:
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
