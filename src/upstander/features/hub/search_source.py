"""What the hub hands to the search: every published page in every language that it really has."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from upstander.foundation.search.ports import SearchDocument

from .body_text import text_of
from .catalogue import path_of
from .models import (
    Channel,
    DialoguePage,
    HomePage,
    HubPage,
    OrganisationPage,
    PracticePage,
    RecommendationPage,
    ResourcePage,
)

PREFIX = "hub:"
_AT_ONCE = 500
Facets = dict[str, tuple[str, ...]]


def key_of(pk: int) -> str:
    """The key of a page in the search; `search.services.changed([key_of(page.pk)])` when it changes."""
    return f"{PREFIX}{pk}"


class HubSource:
    """Published pages of all audiences, but the first page; the search keeps the audiences apart."""

    name = "hub"

    def documents(self, keys: Collection[str] | None = None) -> Iterator[SearchDocument]:
        pages = HubPage.objects.live().exclude(reference="").not_type(HomePage).order_by("pk")
        if keys is None:
            yield from _documents(list(pages.values_list("pk", flat=True)))
            return
        wanted = [int(key[len(PREFIX) :]) for key in keys if key.startswith(PREFIX)]
        yield from _documents(list(pages.filter(pk__in=wanted).values_list("pk", flat=True)))


def _documents(pks: list[int]) -> Iterator[SearchDocument]:
    """Some hundred pages at a time, each of its own kind: few queries, little memory."""
    for start in range(0, len(pks), _AT_ONCE):
        pages = HubPage.objects.filter(pk__in=pks[start : start + _AT_ONCE]).select_related("locale")
        for page in pages.specific():
            yield document(page)


def document(page: HubPage) -> SearchDocument:
    language = page.locale.language_code
    facets = {"type": (page.kind,), "language": (language,)} | _facets(page)
    return SearchDocument(
        key=key_of(page.pk),
        language=language,
        group=page.reference,
        kind=page.kind,
        audience=page.audience,
        title=page.title,
        summary=page.summary,
        body=" ".join([*_told(page), text_of(getattr(page, "body", None))]).strip(),
        keywords=tuple(dict.fromkeys([*(page.keywords or []), *_names(page)])),
        url=f"/{language}/{path_of(page)}",
        facets={name: values for name, values in facets.items() if values},
        weight=page.weight,
        moment=_moment(page),
    )


def _facets(page: HubPage) -> Facets:
    """Codes only; words for them are found when they are shown."""
    if isinstance(page, ResourcePage):
        return {
            "type": (page.resource_kind,),
            "made_for": _codes(page.made_for),
            "organisation": _codes(page.organisations),
            "recommendation": _codes(page.recommendations),
            "year": _codes([page.year]),
            "language": _codes(page.languages),
        }
    if isinstance(page, PracticePage):
        return {
            "organisation": _codes([page.organisation_code]),
            "recommendation": _codes(page.recommendations),
            "year": _codes([page.source_date[:4]]),
        }
    if isinstance(page, RecommendationPage):
        return {"recommendation": _codes([page.number])}
    if isinstance(page, DialoguePage):
        return {"year": _codes([page.held_on.year])}
    return {"organisation": _codes([page.entity_code])} if isinstance(page, OrganisationPage) else {}


def _moment(page: HubPage) -> int:
    """When the document was made or the event was held; pages of text have no such time."""
    if isinstance(page, ResourcePage):
        return (page.year or 0) * 10_000
    if isinstance(page, DialoguePage):
        return int(f"{page.held_on:%Y%m%d}")
    if isinstance(page, PracticePage):
        return int(f"{re.sub('[^0-9]', '', page.source_date):0<8.8}")
    return 0


def _codes(values: Collection[Any] | None) -> tuple[str, ...]:
    return tuple(str(value) for value in values or [] if value not in (None, ""))


def _told(page: HubPage) -> list[str]:
    """Words that a page shows outside its blocks."""
    if isinstance(page, RecommendationPage):
        return [page.asks, *(page.actors or [])]
    if isinstance(page, DialoguePage):
        lists = (page.hosts, page.speakers, page.themes, page.recommended)
        return [words for each in lists for words in each or []]
    if isinstance(page, OrganisationPage):
        channels = Channel.objects.filter(entity_code=page.entity_code)
        return [
            words for name, note in channels.values_list("name", "note") for words in (name, note) if words
        ]
    return []


def _names(page: HubPage) -> list[str]:
    """Names by which it is looked for. Organisations bring theirs in all languages as keywords."""
    if isinstance(page, OrganisationPage):
        return [page.entity_code]
    if isinstance(page, PracticePage):
        return [page.organisation, *([page.organisation_code] if page.organisation_code else [])]
    if isinstance(page, ResourcePage):
        return [name for name in (page.publisher, *(page.organisations or [])) if name]
    return []
