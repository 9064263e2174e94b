"""Pages and submissions that a new one resembles, so that a moderator notices what is there already.

What the hub's search finds for the title stands in front; then pages that are not published, and submissions,
by the words of the title.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from django.db.models import Q

from upstander.foundation.access.actors import Actor
from upstander.foundation.search.selectors import search

from ..audiences import audiences_of
from ..models import HubPage, PracticePage, ResourcePage
from ..search_source import PREFIX
from .addresses import address_of
from .models import Submission
from .workflow import State

MOST = 5
_SHORT = 4
_CJK = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Similar:
    """Something that stands on the hub, or waits beside this one."""

    title: str
    page: HubPage | None = None
    submission: Submission | None = None

    @property
    def address(self) -> str:
        """Only of a page that can be read."""
        return address_of(self.page) if self.page is not None and self.page.live else ""


def similar_to(actor: Actor, submission: Submission) -> list[Similar]:
    """At most five pages and five submissions, those with most in common first."""
    words = title_words(submission.title)
    if not words:
        return []
    by_title = _best(HubPage.objects.filter(_any(words)), words)
    pages = {
        page.pk: page for page in [*_found(actor, submission), *by_title] if page.pk != submission.page_id
    }
    others = Submission.objects.filter(_any(words)).exclude(pk=submission.pk)
    others = others.exclude(state__in=[State.DRAFT, State.WITHDRAWN]).filter(page__isnull=True)
    return [Similar(page.title, page=page) for page in list(pages.values())[:MOST]] + [
        Similar(one.title, submission=one) for one in _best(others, words)
    ]


def _found(actor: Actor, submission: Submission) -> list[HubPage]:
    """What she may read on the hub that the search finds for the title, best first."""
    results = search(
        submission.title,
        language=submission.language,
        audiences=audiences_of(actor),
        filters={"kind": [PracticePage.kind, ResourcePage.kind]},
        page_size=MOST,
    )
    keys = [int(hit.key.removeprefix(PREFIX)) for hit in results.hits if hit.key.startswith(PREFIX)]
    pages = HubPage.objects.live().in_bulk(keys)
    return [pages[key] for key in keys if key in pages]


def title_words(title: str) -> set[str]:
    """Words that say something: four letters or more, and pairs of Chinese signs."""
    words = [word.lower() for word in re.findall(r"\w+", title) if len(word) >= _SHORT]
    plain = {word for word in words if not _CJK.search(word)}
    runs = _CJK.findall(title)
    return plain | {run[at : at + 2] for run in runs for at in range(len(run) - 1)}


def _any(words: set[str]) -> Q:
    condition = Q(pk__in=[])
    for word in words:
        condition |= Q(title__icontains=word)
    return condition


def _best(rows, words: set[str]):  # type: ignore[no-untyped-def]
    """Half of the words in common, or more: fewer is chance."""
    found = list(rows.order_by("-pk")[:200])
    score = Counter({row.pk: sum(word in row.title.lower() for word in words) for row in found})
    close = [row for row in found if score[row.pk] * 2 >= len(words)]
    return sorted(close, key=lambda row: -score[row.pk])[:MOST]
