"""The words of a page's blocks as plain text, for search and descriptions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from wagtail.blocks.stream_block import StreamValue

_INSIDE_WORDS = re.compile(r"</?(?:a|b|em|i|span|strong|sub|sup|u)\b[^>]*>", re.IGNORECASE)
"""Tags that may stand inside a word; Chinese has no spaces, so none may be put there."""
_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"\s+")
_CODED = frozenset({"type", "id", "kind", "level", "key", "href", "link", "version", "since"})
"""Keys of blocks that hold no words to be read."""
LONGEST = 20_000
"""Characters of a page that are searched."""


def text_of(body: StreamValue | None, longest: int = LONGEST) -> str:
    """All words of the blocks in their order, without markup. Does not build the blocks (10,000 pages)."""
    parts: list[str] = []
    size = 0
    for words in _words(list(body.raw_data) if body else []):
        parts.append(words)
        size += len(words) + 1
        if size >= longest:
            break
    return " ".join(parts)[:longest]


def plain(html: str) -> str:
    """The text of a piece of rich text; ends of paragraphs become spaces."""
    return _SPACE.sub(" ", unescape(_TAG.sub(" ", _INSIDE_WORDS.sub("", html)))).strip()


def _words(raw: Any) -> Iterator[str]:
    if isinstance(raw, str):
        if words := plain(raw):
            yield words
    elif isinstance(raw, dict):
        for key, value in raw.items():
            if key not in _CODED:
                yield from _words(value)
    elif isinstance(raw, list):
        for value in raw:
            yield from _words(value)
