"""What is new, for everybody: Atom for readers of feeds, iCalendar for calendars. Nothing for members."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event, vUri

from upstander.foundation.access.decisions import NotFound

from .answering import revalidated
from .catalogue import SECTIONS, address_of, one_of_each
from .models import DialoguePage, HubPage

MOST_ENTRIES = 50
MOST_EVENTS = 500
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class HubFeed(Atom1Feed):
    """Entries that stand in for a missing translation say in which language they are."""

    def item_attributes(self, item: dict[str, str]) -> dict[str, str]:
        return super().item_attributes(item) | {"xml:lang": item["language"]}


@require_safe
@revalidated
def news(request: HttpRequest, section: str = "") -> HttpResponse:
    """Atom (RFC 4287) of new and changed pages, of the whole hub or of one section."""
    if section and section not in SECTIONS:
        raise NotFound
    language = get_language() or "en"
    pages = latest(SECTIONS.get(section, HubPage), language)
    feed = _feed(language, section, request.path)
    for page in pages:
        _add(feed, page, language)
    answer = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    feed.write(answer, "utf-8")
    return answer


def latest(model: type[HubPage], language: str) -> QuerySet[HubPage]:
    pages = one_of_each(model, language).exclude(last_published_at=None)
    return pages.order_by("-last_published_at", "-pk")[:MOST_ENTRIES]


def _feed(language: str, section: str, path: str) -> HubFeed:
    home = f"{settings.SITE_URL}/{language}/"
    return HubFeed(
        title=f"{settings.SITE_NAME}: {section_name(section)}",
        link=f"{home}{section}/" if section else home,
        description=_("New and changed pages of the knowledge hub"),
        language=language,
        author_name=settings.SITE_NAME,
        feed_url=settings.SITE_URL + path,
        feed_guid=f"{home}{section}",
    )


def _add(feed: HubFeed, page: HubPage, language: str) -> None:
    feed.add_item(
        title=for_xml(page.title),
        link=address_of(page, language),
        description=for_xml(page.summary),
        unique_id=f"{settings.SITE_URL}/{language}/#{page.reference}",
        unique_id_is_permalink=False,
        pubdate=page.first_published_at or page.last_published_at,
        updateddate=page.last_published_at,
        language=page.locale.language_code,
    )


def for_xml(text: str) -> str:
    """Without the control signs that XML cannot hold: one in a title would end the feed for everybody."""
    return _NOT_XML.sub("", text)


def section_name(section: str) -> str:
    names = {
        "": _("new and changed"),
        "library": _("library"),
        "recommendations": _("recommendations"),
        "practices": _("good practices"),
        "dialogues": _("dialogues"),
        "report-wrongdoing": _("reporting in each organisation"),
    }
    return names[section]


@require_safe
@revalidated
def calendar(request: HttpRequest) -> HttpResponse:
    """iCalendar (RFC 5545) of dialogues and events."""
    language = get_language() or "en"
    held = one_of_each(DialoguePage, language).order_by("-held_on", "pk")[:MOST_EVENTS]
    answer = HttpResponse(_calendar(held, language), content_type="text/calendar; charset=utf-8")
    answer.headers["Content-Disposition"] = 'inline; filename="dialogues.ics"'
    return answer


def _calendar(held: Iterable[DialoguePage], language: str) -> bytes:
    made = Calendar()
    made.add("prodid", f"-//{settings.SITE_NAME}//Knowledge hub//{language.upper()}")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", f"{settings.SITE_NAME}: {section_name('dialogues')}")
    made.add("refresh-interval", timedelta(days=1), parameters={"value": "DURATION"})
    for dialogue in held:
        made.add_component(_event(dialogue, language))
    return made.to_ical()


def _event(dialogue: DialoguePage, language: str) -> Event:
    """A whole day: the hour is not known. Stamped by its last change, so that the same gives the same."""
    spoken = {"language": dialogue.locale.language_code}
    changed = (dialogue.last_published_at or timezone.now()).replace(microsecond=0)
    event = Event()
    event.add("uid", f"{dialogue.reference}@{settings.SITE_URL.split('://')[-1]}")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("dtstart", dialogue.held_on)
    event.add("dtend", dialogue.held_on + timedelta(days=1))
    event.add("summary", dialogue.title, parameters=spoken)
    event.add("description", dialogue.summary, parameters=spoken)
    event.add("url", vUri(address_of(dialogue, language)))
    event.add("transp", "TRANSPARENT")
    return event


def links(section: str = "") -> list[tuple[str, str, str]]:
    """For <head>: (media type, title, address) of what a page's readers may subscribe to."""
    offered = [("application/atom+xml", section_name(""), reverse("hub:news"))]
    if section in SECTIONS:
        offered.append(
            ("application/atom+xml", section_name(section), reverse("hub:section_news", args=[section]))
        )
    if section == "dialogues":
        offered.append(("text/calendar", section_name(section), reverse("hub:calendar")))
    return offered
