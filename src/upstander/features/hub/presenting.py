"""What the template of each kind of page needs beside the page itself."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from upstander.foundation.access.requests import actor_of

from . import selectors
from .article import article_of
from .audiences import audiences_of
from .body_text import text_of
from .codes import RECOMMENDATIONS
from .links import address_of, door
from .models import (
    DialoguePage,
    HubPage,
    OrganisationPage,
    PracticePage,
    RecommendationPage,
    ResourcePage,
    SectionPage,
)
from .references import REFERENCE

Context = dict[str, Any]
LAYOUT = "hub/pages/layout.html"
RESOURCES_SHOWN = 12
CHANNEL_KINDS: dict[str, Promise] = {
    "investigation": _("Investigation"),
    "ethics": _("Ethics office"),
    "ombudsman": _("Ombudsperson"),
    "helpline": _("Helpline"),
    "hotline": _("Hotline"),
    "focal_point": _("Focal point"),
    "counselling": _("Counselling"),
    "victims_rights": _("Victims’ rights"),
    "workplace_conduct": _("Conduct at work"),
    "staff_association": _("Staff association"),
    "security": _("Security"),
}


def reading_audiences(request: HttpRequest) -> Collection[str]:
    """Of whoever asks; a preview of the desk says for whom it is (`request.reading_as`)."""
    chosen: Collection[str] | None = getattr(request, "reading_as", None)
    return chosen if chosen is not None else audiences_of(actor_of(request))


def context_of(page: HubPage, request: HttpRequest) -> Context:
    audiences = reading_audiences(request)
    context: Context = {"layout": LAYOUT, "article": article_of(page, audiences)}
    more = MORE.get(type(page))
    return context | (more(page, get_language() or "en", audiences) if more else {})


def _section(page: SectionPage, language: str, audiences: Collection[str]) -> Context:
    lists: dict[str, Callable[[str, Collection[str]], Any]] = {
        "section:recommendations": selectors.recommendations,
        "section:dialogues": selectors.dialogues,
        "section:practices": selectors.practices,
    }
    listed = lists.get(page.reference)
    return {"below": listed(language, audiences) if listed else selectors.children(page, language, audiences)}


def _recommendation(page: RecommendationPage, language: str, audiences: Collection[str]) -> Context:
    resources = selectors.resources_of(page.number, language, audiences, RESOURCES_SHOWN + 1)
    numbered = {one.number: one for one in selectors.recommendations(language, audiences)}
    return {
        "resources": resources[:RESOURCES_SHOWN],
        "more_resources": len(resources) > RESOURCES_SHOWN,
        "practices": selectors.practices(language, audiences, page.number),
        "before": numbered.get(page.number - 1),
        "after": numbered.get(page.number + 1),
        "count": len(RECOMMENDATIONS),
    }


def _practice(page: PracticePage, language: str, audiences: Collection[str]) -> Context:
    served = set(page.recommendations)
    return {"serves": [one for one in selectors.recommendations(language, audiences) if one.number in served]}


def _dialogue(page: DialoguePage, language: str, audiences: Collection[str]) -> Context:
    named = {found["name"] for found in REFERENCE.finditer(str(page.body.get_prep_value()))}
    context: Context = {"resources": selectors.resources_named(named, language, audiences)}
    if page.number is not None:
        context["practices"] = selectors.practices_of_dialogue(page.number, language, audiences)
    return context


def _resource(page: ResourcePage, language: str, audiences: Collection[str]) -> Context:
    served = set(page.recommendations)
    names = dict(settings.LANGUAGES)
    return {
        "serves": [one for one in selectors.recommendations(language, audiences) if one.number in served],
        "related": selectors.related(page, language, audiences),
        "written_in": [(code, names[code]) for code in page.languages if code in names],
        "citation": citation(page),
        "has_text": bool(text_of(page.body)),
    }


def citation(page: ResourcePage) -> str:
    """One line to copy: publisher (year). Title. Address."""
    year = f" ({page.year})" if page.year else ""
    parts = [f"{page.publisher}{year}".strip(), page.title, page.link]
    return ". ".join(part.rstrip(".") for part in parts if part) + ("" if page.link else ".")


def _organisation(page: OrganisationPage, language: str, audiences: Collection[str]) -> Context:
    channels = selectors.channels(page.entity_code)
    return {
        "channels": [(CHANNEL_KINDS.get(one.kind, one.kind), one) for one in channels],
        "report_url": door("report"),
    }


MORE: dict[type[HubPage], Callable[[Any, str, Collection[str]], Context]] = {
    SectionPage: _section,
    RecommendationPage: _recommendation,
    PracticePage: _practice,
    DialoguePage: _dialogue,
    ResourcePage: _resource,
    OrganisationPage: _organisation,
}

NEW_RESOURCES = 5


def home_context(request: HttpRequest) -> Context:
    """The first page: its three answers need nothing of this; the lists below them are what there is."""
    language, audiences = get_language() or "en", reading_audiences(request)
    help_page = next(iter(selectors.named(["page:get-help"], language, audiences)), None)
    return {
        "help_url": address_of(help_page) if help_page else door("help"),
        "report_url": door("report"),
        "return_url": door("return"),
        "recommendations": selectors.recommendations(language, audiences),
        "newest": selectors.newest_resources(language, audiences, NEW_RESOURCES),
        "dialogues": selectors.dialogues(language, audiences),
    }
