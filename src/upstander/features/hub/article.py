"""An article as its template needs it: parts with anchors, its language, its place, its translations."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language, override

from upstander.foundation.web.languages import direction_of

from . import selectors
from .links import Links, address_of, path_of
from .models import HubPage

CONTENTS_FROM = 4
"""Headings from which on a page has a table of contents."""
IN_TROUBLE = 3.0
"""Weight of the pages for somebody in trouble: narrow, and one main action."""
ANCHORED = {"heading": "text", "question": "question", "definition": "term"}
"""Blocks that can be linked to, and the field that names them."""


@dataclass(frozen=True, slots=True)
class Part:
    """A block of the body with its anchor, if it has one."""

    block: Any
    anchor: str

    @property
    def heading(self) -> str:
        """What the table of contents shows."""
        is_section = self.block.block_type == "heading" and self.block.value["level"] == "2"
        return str(self.block.value["text"]) if is_section else ""


@dataclass(frozen=True, slots=True)
class Translation:
    """A language in which the page really exists."""

    code: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Article:
    """What surrounds the words of a page."""

    page: HubPage
    language: str
    parts: list[Part]
    links: Links
    trail: list[HubPage]
    translations: list[Translation]

    @property
    def direction(self) -> str:
        return direction_of(self.language)

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
    def canonical(self) -> str:
        """The address in the language in which it is written: one for each text there is."""
        with override(self.language):
            return f"{settings.SITE_URL}{address_of(self.page)}"

    @property
    def here(self) -> str:
        """The address that the reader has now, to be copied and shared."""
        return f"{settings.SITE_URL}{address_of(self.page)}"


def article_of(page: HubPage, audiences: Collection[str]) -> Article:
    """Three queries: links, pages above, translations."""
    body = getattr(page, "body", None) or []
    texts = [json.dumps(body.get_prep_value())] if body else []
    return Article(
        page=page,
        language=page.locale.language_code,
        parts=list(parts_of(body)),
        links=Links(texts, audiences),
        trail=selectors.above(page, get_language() or "en", audiences),
        translations=list(_translations(page, audiences)),
    )


def parts_of(body: Any) -> Iterator[Part]:
    """Anchors are made from the words and are never there twice on a page."""
    seen: Counter[str] = Counter()
    for block in body:
        name = ANCHORED.get(block.block_type)
        anchor = slugify(block.value[name], allow_unicode=True) if name else ""
        seen[anchor] += 1
        yield Part(block, f"{anchor}-{seen[anchor]}" if anchor and seen[anchor] > 1 else anchor)


def _translations(page: HubPage, audiences: Collection[str]) -> Iterator[Translation]:
    there = selectors.languages_of(page, audiences)
    for code, name in settings.LANGUAGES:
        if code in there:
            with override(code):
                url = reverse(settings.ANY_PAGE, args=[path_of(page)])
            yield Translation(code, name, f"{settings.SITE_URL}{url}")
