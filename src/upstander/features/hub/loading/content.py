"""What a folder of content files says, checked and ready to be loaded; nothing here touches the database."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ..audiences import Audience
from ..models import HubPage


@dataclass(frozen=True, slots=True)
class PageContent:
    """One page in one language, as a file (or a row of one) tells it."""

    model: type[HubPage]
    reference: str
    language: str
    slug: str
    parent: str
    """Lasting name of the page above it, in the same language."""
    title: str
    fields: dict[str, Any] = field(default_factory=dict)
    """Of the model: values as its fields take them; `body` as a list of blocks."""
    updated: date | None = None
    origin: str = ""
    """File and maybe row, for messages."""

    @property
    def key(self) -> tuple[str, str]:
        return self.reference, self.language


@dataclass(frozen=True, slots=True)
class RowContent:
    """A row beside the pages (a channel, a figure), known by the values of some of its fields."""

    known_by: dict[str, str]
    values: dict[str, str]

    @property
    def name(self) -> str:
        return ":".join(self.known_by.values())


@dataclass(slots=True)
class Content:
    """Everything in the folder."""

    pages: list[PageContent] = field(default_factory=list)
    figures: list[RowContent] = field(default_factory=list)
    channels: list[RowContent] = field(default_factory=list)
    organisation_names: dict[str, dict[str, str]] = field(default_factory=dict)
    """`{code: {language: official name}}`, only where it is certain."""


def common(
    summary: str, keywords: list[str], audience: str = Audience.PUBLIC.value, weight: float = 1.0
) -> dict[str, Any]:
    """The fields that every page of the hub has."""
    return {"summary": summary, "keywords": keywords, "audience": audience, "weight": weight}


LINKED = re.compile(
    r'(?<=["\'])(?:page|section|recommendation|dialogue|practice|resource|organisation):[\w-]+'
)


def linked_from(page: PageContent) -> set[str]:
    """Lasting names to which the blocks of a page lead."""
    return set(LINKED.findall(str(page.fields.get("body", "")).replace('\\"', '"')))
