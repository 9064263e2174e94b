"""Broken and moved links of published pages. What leads inside is looked up here; other sites are only
visited where the installation allows it, by the worker or a command, never while somebody reads a page.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from wagtail.documents.models import Document
from wagtail.fields import StreamField

from ..languages import nearest
from ..models import HubPage, ResourcePage
from ..references import REFERENCE, is_link
from ..selectors import home_slug
from . import visiting
from .models import Link

State = Link.State
EVERY = 60.0
"""Seconds between two rounds."""
BUDGET = 10.0
"""Seconds that a round may spend on visits: mails wait meanwhile."""
AGAIN = timedelta(days=7)
AGAIN_IF_FAULTY = timedelta(days=1)
LOOK_AGAIN = timedelta(days=1)
LONGEST = 600

_PLACE = re.compile(r"/(?P<language>[a-z-]{2,7})/(?P<path>[^?#]*)")
_KEY = re.compile(r"(?P<kind>page|document)#(?P<pk>\d+)")


# --- what a page links to -----------------------------------------------------------------------------------


class _Anchors(HTMLParser):
    """The links of rich text as it is stored."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag != "a":
            return
        if given.get("linktype") in {"page", "document"}:
            self.found.append(f"{given['linktype']}#{given.get('id')}")
        elif given.get("href"):
            self.found.append(str(given["href"]))


def targets(page: HubPage) -> list[str]:
    """Every address that the page leads to, each once, in its order."""
    found: list[str] = []
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            found += _in_blocks(list(getattr(page, field.name).raw_data))
    if isinstance(page, ResourcePage) and page.link:
        found.append(page.link)
    return [one[:LONGEST] for one in dict.fromkeys(found)]


def _in_blocks(value: Any, key: str = "") -> Iterator[str]:
    """Walks what a stream field stores: links are under "href" and "link", and in rich text."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _in_blocks(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _in_blocks(inner, key)
    elif isinstance(value, str) and value:
        if key in {"href", "link"}:
            yield value.strip()
        elif "<a" in value:
            parser = _Anchors()
            parser.feed(value)
            yield from parser.found


# --- where it leads -----------------------------------------------------------------------------------------


def state_of(target: str) -> Link.State:
    """Of an address inside; `UNCHECKED` for other sites."""
    if target.startswith(("http://", "https://")):
        return State.UNCHECKED
    if key := _KEY.fullmatch(target):
        return _of_key(key["kind"], int(key["pk"]))
    if reference := REFERENCE.fullmatch(target):
        return _of_pages(HubPage.objects.filter(reference=reference["name"]))
    if is_link(target):
        return State.WORKS
    if place := _PLACE.fullmatch(target.partition("?")[0].partition("#")[0]):
        return _of_place(place["language"], place["path"])
    return State.MISSING


def _of_pages(pages: QuerySet[HubPage]) -> Link.State:
    lives = list(pages.values_list("live", flat=True))
    if not lives:
        return State.MISSING
    return State.WORKS if any(lives) else State.UNPUBLISHED


def _of_key(kind: str, pk: int) -> Link.State:
    if kind == "page":
        return _of_pages(HubPage.objects.filter(pk=pk))
    return State.WORKS if Document.objects.filter(pk=pk).exists() else State.MISSING


def _of_place(language: str, path: str) -> Link.State:
    if language not in dict(settings.LANGUAGES):
        return State.MISSING
    try:
        with translation.override(language):
            found = resolve(f"/{language}/{path}")
    except Resolver404:
        return State.MISSING
    if found.url_name != settings.ANY_PAGE:
        return State.WORKS
    places = [f"/{home_slug(code)}/{path}" for code in nearest(language)]
    return _of_pages(HubPage.objects.filter(url_path__in=places))


# --- keeping the list ---------------------------------------------------------------------------------------


@transaction.atomic
def look_at(page: HubPage) -> None:
    """Bring the list of a page's links up to date; what leads outside waits for a visit."""
    shown = HubPage.objects.get(pk=page.pk)
    wanted = targets(shown.specific) if shown.live else []
    kept = {link.target: link for link in Link.objects.filter(page=shown)}
    Link.objects.filter(page=shown).exclude(target__in=wanted).delete()
    for target in wanted:
        state = state_of(target)
        link = kept.get(target) or Link(page=shown, target=target)
        link.is_external = state == State.UNCHECKED
        if not link.is_external:
            found(link, state)
        elif link.pk is None:
            link.save()


def found(link: Link, state: Link.State, *, status: int | None = None, leads_to: str = "") -> None:
    """Note what a look or visit found; a fault that stays the same keeps the day when it was first seen."""
    now = timezone.now()
    if state not in Link.FAULTS:
        link.first_seen = None
    elif link.state != state or link.first_seen is None:
        link.first_seen = now
    link.state, link.status, link.leads_to, link.checked_at = state, status, leads_to[:LONGEST], now
    link.save()


def forget(page: HubPage) -> None:
    Link.objects.filter(page=page.pk).delete()


def look_at_those_to(page: HubPage) -> None:
    """Look again at the pages that lead to this one."""
    names = [page.reference, f"page#{page.pk}"]
    leading = Q(links_checked__target__in=names) | Q(links_checked__target__startswith=f"{page.reference}#")
    for other in HubPage.objects.filter(leading).distinct():
        look_at(other)


def look_at_all() -> int:
    """Every published page; returns how many. Needs no network."""
    count = 0
    for page in HubPage.objects.filter(live=True).iterator(chunk_size=500):
        look_at(page)
        count += 1
    return count


def faults() -> QuerySet[Link]:
    """What the report shows, the newest first."""
    return (
        Link.objects.filter(state__in=Link.FAULTS)
        .select_related("page__locale")
        .order_by("-first_seen", "page__path", "target")
    )


# --- visiting other sites -----------------------------------------------------------------------------------


def visits_are_allowed() -> bool:
    return bool(settings.HUB_CHECK_LINKS)


def due() -> QuerySet[Link]:
    """Links to other sites that were not visited for a while, those never visited first."""
    now = timezone.now()
    faulty = Q(state__in=Link.FAULTS, checked_at__lt=now - AGAIN_IF_FAULTY)
    old = Q(checked_at__isnull=True) | Q(checked_at__lt=now - AGAIN) | faulty
    return Link.objects.filter(old, is_external=True).order_by(F("checked_at").asc(nulls_first=True), "pk")


def visit(links: Iterable[Link], *, seconds: float, allowed: visiting.Allowed = visiting.is_public) -> int:
    """Visit them one after another while there is time; each host once in a go. Returns how many.

    No transaction is open while another site is waited for.
    """
    end, seen, count = time.monotonic() + seconds, set[str](), 0
    for link in links:
        host = visiting.host_of(link.target)
        if time.monotonic() > end:
            break
        if host in seen:
            continue
        seen.add(host)
        answer = visiting.visit(link.target, allowed=allowed)
        found(link, State(answer.state), status=answer.status, leads_to=answer.leads_to)
        count += 1
    return count


@dataclass(slots=True)
class _Walk:
    """How far this worker has come in looking at all pages, and when it may begin again."""

    after: int = 0
    again: datetime | None = None


_walk = _Walk()


def go_round() -> None:
    """The worker's, a little at a time: every page once a day, and other sites where that is allowed."""
    _walk_on(_walk, BUDGET / 2)
    if settings.HUB_CHECK_LINKS:
        visit(list(due()[:50]), seconds=BUDGET)


def _walk_on(walk: _Walk, seconds: float) -> None:
    if walk.again is not None and timezone.now() < walk.again:
        return
    end, walk.again = time.monotonic() + seconds, None
    for page in HubPage.objects.filter(live=True, pk__gt=walk.after).order_by("pk").iterator(chunk_size=100):
        look_at(page)
        walk.after = page.pk
        if time.monotonic() > end:
            return
    walk.after, walk.again = 0, timezone.now() + LOOK_AGAIN
