"""An article as its template needs it: parts with anchors, its language, its place."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import get_language

from upstander.foundation.web.languages import direction_of

from . import selectors
from .links import Links, address_of
from .models import Figure, HubPage

CONTENTS_FROM = 4
"""Headings from which on a page has a table of contents."""
IN_TROUBLE = 3.0
"""Weight of the pages for somebody in trouble: narrow, and one main action."""
ANCHORED = {"heading": "text", "question": "question", "definition": "term"}
"""Blocks that can be linked to, and the field that names them."""
TOGETHER = {"action", "figure"}
"""Blocks that stand in one row or table when they follow one another."""


def marks(language: str) -> SafeString:
    """` lang="..." dir="..."` of words that are not in the language of the frame around them."""
    if language == get_language():
        return mark_safe("")
    return format_html(' lang="{}" dir="{}"', language, direction_of(language))


@dataclass(frozen=True, slots=True)
class Part:
    """A block of the body, or a run of blocks of the same kind that are shown together."""

    kind: str
    blocks: list[Any]
    anchor: str = ""
    leads: bool = False
    """The first button of the page is its main one."""
    level: int = 2
    """Of its own heading, so that no level is left out on the page."""

    @property
    def heading(self) -> str:
        """What the table of contents shows."""
        return str(self.blocks[0].value["text"]) if self.kind == "heading" and self.level == 2 else ""


@dataclass(frozen=True, slots=True)
class Article:
    """What surrounds the words of a page."""

    page: HubPage
    language: str
    parts: list[Part]
    links: Links
    trail: list[HubPage]
    figures: dict[str, Figure]

    @property
    def direction(self) -> str:
        return direction_of(self.language)

    @property
    def marks(self) -> SafeString:
        """Attributes of an element that holds words of this page; none in the reader's own language."""
        return marks(self.language)

    @property
    def stands_in(self) -> bool:
        """It is not in the reader's language."""
        return self.language != get_language()

    @property
    def language_name(self) -> str:
        return dict(settings.LANGUAGES)[self.language]

    @property
    def contents(self) -> list[Part]:
        found = [part for part in self.parts if part.heading]
        return found if len(found) >= CONTENTS_FROM else []

    @property
    def narrow(self) -> bool:
        return self.page.weight >= IN_TROUBLE

    @property
    def updated(self) -> date | None:
        return self.page.last_published_at.date() if self.page.last_published_at else None

    @property
    def here(self) -> str:
        """The address that the reader has now, to be copied and shared."""
        return f"{settings.SITE_URL}{address_of(self.page)}"


def article_of(page: HubPage, audiences: Collection[str]) -> Article:
    """At most four queries: links, pages above, figures."""
    body: Any = getattr(page, "body", None) or []
    texts = [json.dumps(body.get_prep_value())] if body else []
    parts = list(parts_of(body))
    return Article(
        page=page,
        language=page.locale.language_code,
        parts=parts,
        links=Links(texts, audiences),
        trail=selectors.above(page, get_language() or "en", audiences),
        figures=_figures(parts),
    )


def parts_of(body: Any) -> Iterator[Part]:
    """Anchors are made from the words and are never there twice on a page."""
    seen: Counter[str] = Counter()
    leads, above = True, 1
    for kind, run in groupby(body, key=lambda block: block.block_type):
        if kind in TOGETHER:
            yield Part(kind, list(run), leads=leads and kind == "action")
            leads = leads and kind != "action"
            continue
        for block in run:
            level = min(int(block.value["level"]) if kind == "heading" else 4, above + 1)
            above = level if kind == "heading" else above
            yield Part(kind, [block], _anchor(block, seen), level=level)


def _anchor(block: Any, seen: Counter[str]) -> str:
    name = ANCHORED.get(block.block_type)
    anchor = slugify(block.value[name], allow_unicode=True) if name else ""
    seen[anchor] += 1
    return f"{anchor}-{seen[anchor]}" if anchor and seen[anchor] > 1 else anchor


def _figures(parts: list[Part]) -> dict[str, Figure]:
    keys = [block.value["key"] for part in parts if part.kind == "figure" for block in part.blocks]
    return selectors.figures(keys) if keys else {}
