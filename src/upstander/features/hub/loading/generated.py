"""Resources that a program made up, to measure with: marked as such, the same every time.

`generated_pages` is what benchmarks and tests import; `load` is `upstander load-hub --generate N`.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from ..audiences import Audience
from ..codes import Reader, ResourceKind
from ..models import Loaded, ResourcePage
from . import services
from .content import Content, PageContent, common
from .markdown import Block, identified

PREFIX = "generated-"
SEED = 20_230_614
PARAGRAPHS = 4
SENTENCES = 4
FIRST_DAY = date(2015, 1, 1)
"""They count as older than anything real, so that no list of what is new shows them."""


def load(count: int) -> int:
    """Add `count` more to those that are there; how many were added."""
    before = Loaded.objects.filter(name__startswith=f"resource:{PREFIX}").count()
    return services.load(Content(pages=list(generated_pages(count, first=before + 1)))).added


def generated_pages(count: int, first: int = 1) -> Iterator[PageContent]:
    """Pages number `first` and on, turn by turn in six languages; one in a hundred is for members."""
    languages = [code for code, _name in settings.LANGUAGES]
    for number in range(first, first + count):
        yield _page(number, languages[number % len(languages)])


@cache
def vocabulary() -> dict[str, dict[str, Any]]:
    """Words and sentences by language."""
    return tomllib.loads((Path(__file__).parent / "vocabulary.toml").read_text(encoding="utf-8"))


def _page(number: int, language: str) -> PageContent:
    chance = random.Random(SEED + number)  # noqa: S311  (nothing secret: the same words every time)
    words = vocabulary()[language]
    slug = f"{PREFIX}{number:06}"
    mark = f"{words['mark']} {number}"
    summary = f"{mark}. {_sentences(chance, words, 2)}"
    fields = {
        **common(summary[:600], [chance.choice(words["topics"])], _audience(number)),
        "year": chance.randint(2003, 2025),
        "resource_kind": chance.choice(ResourceKind.values),
        "made_for": sorted(chance.sample(Reader.values, 2), key=Reader.values.index),
        "languages": [language],
        "recommendations": sorted(chance.sample(range(1, 13), 2)),
        "body": identified(_blocks(chance, words), slug),
    }
    title = f"{_filled(chance, words, 'titles')} ({mark})"
    day = FIRST_DAY + timedelta(days=number % 3000)
    return PageContent(
        ResourcePage, f"resource:{slug}", language, slug, "section:library", title, fields, day, "generated"
    )


def _audience(number: int) -> str:
    return (Audience.MEMBERS if number % 100 == 0 else Audience.PUBLIC).value


def _filled(chance: random.Random, words: dict[str, Any], kind: str) -> str:
    text = str(chance.choice(words[kind])).format(
        topic=chance.choice(words["topics"]),
        people=chance.choice(words["people"]),
        place=chance.choice(words["places"]),
    )
    return text[:1].upper() + text[1:]


def _sentences(chance: random.Random, words: dict[str, Any], count: int) -> str:
    return " ".join(_filled(chance, words, "sentences") for _ in range(count))


def _blocks(chance: random.Random, words: dict[str, Any]) -> Iterator[Block]:
    for _ in range(PARAGRAPHS):
        yield {"type": "heading", "value": {"text": chance.choice(words["topics"]), "level": "2"}}
        yield {"type": "text", "value": f"<p>{_sentences(chance, words, SENTENCES)}</p>"}
