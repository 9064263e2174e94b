"""What a page says of itself to machines: schema.org (JSON-LD), Dublin Core, OpenGraph, its other languages.

Only what the page itself shows; nothing for pages that are for members. A block of JSON-LD is not a script:
browsers do not run it, so the content policy lets it stand (tests/journeys/hub proves it in Chromium).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe

from .audiences import Audience
from .body_text import plain
from .catalogue import address_of, path_of, translations_of
from .codes import RECOMMENDATIONS, ResourceKind
from .models import (
    DialoguePage,
    HomePage,
    HubPage,
    OrganisationPage,
    PracticePage,
    RecommendationPage,
    ResourcePage,
    SectionPage,
)

Linked = dict[str, Any]

_RESOURCE_TYPES = {
    ResourceKind.ARTICLE: "Article",
    ResourceKind.DASHBOARD: "WebPage",
    ResourceKind.HUB: "WebSite",
    ResourceKind.LAW: "Legislation",
    ResourceKind.PRESENTATION: "PresentationDigitalDocument",
    ResourceKind.REPORT: "Report",
    ResourceKind.TOOLKIT: "LearningResource",
    ResourceKind.TRAINING: "LearningResource",
    ResourceKind.VIDEO: "VideoObject",
}
"""Types of schema.org; other kinds are a DigitalDocument."""
_TERRITORIES = {"ar": "ar_AR", "zh-hans": "zh_CN", "en": "en_GB", "fr": "fr_FR", "ru": "ru_RU", "es": "es_ES"}
"""OpenGraph wants a territory with the language; these are the ones its readers know."""
_DUBLIN_TYPES = {"dialogue": "Event", "section": "Collection", "home": "Collection"}


@dataclass(frozen=True)
class Alternate:
    language: str
    url: str


@dataclass(frozen=True)
class Description:
    """A page, described for the <head> of its HTML."""

    page: HubPage

    @property
    def is_public(self) -> bool:
        return bool(self.page.audience == Audience.PUBLIC and self.page.live)

    @property
    def canonical(self) -> str:
        """In the page's own language, also where it stands in for a translation that is missing."""
        return address_of(self.page)

    @cached_property
    def alternates(self) -> list[Alternate]:
        """The languages in which it really is there; English for all others, where there is English."""
        spoken = translations_of([self.page]).get(self.page.reference, [])
        found = [Alternate(code, address_of(self.page, code)) for code in spoken]
        if "en" in spoken:
            found.append(Alternate("x-default", address_of(self.page, "en")))
        return found if len(spoken) > 1 else []

    @property
    def meta(self) -> list[tuple[str, str]]:
        """Dublin Core terms (DCMI), as names of <meta>."""
        return [(f"dcterms.{name}", text) for name, text in _dublin_core(self.page) if text]

    @property
    def properties(self) -> list[tuple[str, str]]:
        """OpenGraph, without a picture: none is fetched from elsewhere, and none of ours tells more."""
        page = self.page
        return [
            ("og:type", "website" if isinstance(page, HomePage | SectionPage) else "article"),
            ("og:site_name", settings.SITE_NAME),
            ("og:title", page.title),
            ("og:description", page.summary),
            ("og:url", self.canonical),
            ("og:locale", _TERRITORIES.get(page.locale.language_code, "en_GB")),
        ]

    @property
    def json_ld(self) -> SafeString:
        """As it stands in the page: no `<`, `>` or `&`, so that no text can end the element."""
        graph = {"@context": "https://schema.org", "@graph": [_subject(self.page), *_breadcrumbs(self.page)]}
        written = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
        for sign in "<>&":
            written = written.replace(sign, f"\\u{ord(sign):04x}")
        return mark_safe(written)  # noqa: S308  escaped just now


def _dublin_core(page: HubPage) -> Iterator[tuple[str, str]]:
    yield "title", page.title
    yield "description", page.summary
    yield "identifier", address_of(page)
    yield "language", page.locale.language_code
    yield "type", _DUBLIN_TYPES.get(page.kind, "Text")
    yield "modified", f"{page.last_published_at:%Y-%m-%d}" if page.last_published_at else ""
    if isinstance(page, ResourcePage):
        yield "creator", page.publisher
        yield "issued", str(page.year or "")
        yield "audience", page.made_for_words
    if isinstance(page, DialoguePage):
        yield "date", page.held_on.isoformat()
    for subject in _subjects(page):
        yield "subject", subject


def _subjects(page: HubPage) -> list[str]:
    names = dict(RECOMMENDATIONS)
    served = getattr(page, "recommendations", None) or []
    return [str(names[number]) for number in served if number in names] + list(page.keywords or [])


def _subject(page: HubPage) -> Linked:
    about: Linked = {
        "@id": address_of(page),
        "url": address_of(page),
        "name": page.title,
        "description": page.summary,
        "inLanguage": page.locale.language_code,
        "dateModified": page.last_published_at.isoformat() if page.last_published_at else None,
        "keywords": _subjects(page),
        **_of_its_kind(page),
    }
    return {key: value for key, value in about.items() if value not in (None, "", [])}


def _of_its_kind(page: HubPage) -> Linked:
    if isinstance(page, ResourcePage):
        return _resource(page)
    if isinstance(page, DialoguePage):
        return _dialogue(page)
    if isinstance(page, PracticePage):
        about = {"@type": "Organization", "name": page.organisation}
        return {"@type": "Article", "headline": page.title, "about": about, "citation": page.source}
    if isinstance(page, RecommendationPage):
        return {"@type": "CreativeWork", "position": page.number, "abstract": page.asks}
    if isinstance(page, OrganisationPage):
        return {"@type": "WebPage", "about": {"@type": "Organization", "identifier": page.entity_code}}
    if isinstance(page, HomePage):
        return {"@type": "WebSite", "publisher": {"@type": "Organization", "name": settings.SITE_NAME}}
    return {"@type": "CollectionPage"} if isinstance(page, SectionPage) else _text(page)


def _resource(page: ResourcePage) -> Linked:
    return {
        "@type": _RESOURCE_TYPES.get(ResourceKind(page.resource_kind), "DigitalDocument"),
        "inLanguage": list(page.languages or []),
        "publisher": {"@type": "Organization", "name": page.publisher} if page.publisher else None,
        "datePublished": str(page.year) if page.year else None,
        "sameAs": page.link,
        "audience": {"@type": "Audience", "audienceType": page.made_for_words}
        if page.made_for_words
        else None,
    }


def _dialogue(page: DialoguePage) -> Linked:
    return {
        "@type": "Event",
        "startDate": page.held_on.isoformat(),
        "organizer": [{"@type": "Organization", "name": host} for host in page.hosts or []],
        "about": list(page.themes or []),
    }


def _text(page: HubPage) -> Linked:
    """A page with questions is a list of questions; one with definitions names its terms."""
    blocks = list(page.body.raw_data) if hasattr(page, "body") else []
    questions = [_question(block["value"]) for block in blocks if block["type"] == "question"]
    terms = [_term(block["value"]) for block in blocks if block["type"] == "definition"]
    kind = "FAQPage" if questions else "WebPage"
    return {"@type": kind, "mainEntity": questions, "mentions": terms}


def _question(value: Linked) -> Linked:
    answer = {"@type": "Answer", "text": plain(value.get("answer", ""))}
    return {"@type": "Question", "name": value.get("question", ""), "acceptedAnswer": answer}


def _term(value: Linked) -> Linked:
    return {
        "@type": "DefinedTerm",
        "name": value.get("term", ""),
        "description": plain(value.get("text", "")),
    }


def _breadcrumbs(page: HubPage) -> list[Linked]:
    """The way from the first page, as far as everybody may go it."""
    above = HubPage.objects.visible_to([Audience.PUBLIC]).ancestor_of(page).select_related("locale")
    way = [*above.order_by("path"), page]
    if len(way) < 2:
        return []
    steps = [
        {"@type": "ListItem", "position": place, "name": step.title, "item": address_of(step)}
        for place, step in enumerate(way, start=1)
    ]
    return [{"@type": "BreadcrumbList", "itemListElement": steps}]


def section_of(page: HubPage) -> str:
    """The slug of the section in which a page is; nothing for the first page."""
    return path_of(page).split("/", 1)[0]
