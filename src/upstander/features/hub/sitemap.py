"""sitemap.xml (sitemaps.org) with every public page in every language that it really has, and robots.txt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from upstander.foundation.access.decisions import NotFound

from .answering import revalidated
from .audiences import EVERYBODY
from .models import HubPage

PAGES_A_FILE = 5_000
"""The format allows 50,000 and 50 MB; with six alternates each that would be slow to make and to read."""
MOST_FILES = 50_000
"""A list of files may name as many; a larger number is no number for a database."""
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_XHTML = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
Row = tuple[str, str, str, Any]
"""Lasting name, language, path in the tree, last published."""


@require_safe
@revalidated
def sitemap(request: HttpRequest) -> HttpResponse:
    """All pages, or where there are too many for one file the list of files."""
    files = -(-_pages().count() // PAGES_A_FILE)
    return _xml(_index(files) if files > 1 else _file(1))


@require_safe
@revalidated
def sitemap_file(request: HttpRequest, number: int) -> HttpResponse:
    if not 1 <= number <= MOST_FILES:
        raise NotFound
    body = "".join(_file(number))
    if "<url>" not in body:
        raise NotFound
    return _xml([body])


@require_safe
@revalidated
def robots(request: HttpRequest) -> HttpResponse:
    """Search pages and work rooms are for people; an example installation is for nobody's index."""
    return HttpResponse("\n".join(_rules()) + "\n", content_type="text/plain; charset=utf-8")


def _rules() -> Iterator[str]:
    yield "User-agent: *"
    if settings.DEMO:
        yield "Disallow: /"
        return
    for room in ("/api/", "/cms/", "/*/account/", "/*/search/", "/*/report/", "/*/return/"):
        yield f"Disallow: {room}"
    yield f"Sitemap: {settings.SITE_URL}{reverse('hub_sitemap')}"


def _pages() -> Any:
    return HubPage.objects.visible_to(EVERYBODY).exclude(reference="")


def _xml(parts: Iterable[str]) -> HttpResponse:
    return HttpResponse("".join(parts), content_type="application/xml; charset=utf-8")


def _index(files: int) -> Iterator[str]:
    yield f"{_HEAD}<sitemapindex {_SPACE}>\n"
    for number in range(1, files + 1):
        place = settings.SITE_URL + reverse("hub_sitemap_file", args=[number])
        yield f"<sitemap><loc>{place}</loc></sitemap>\n"
    yield "</sitemapindex>\n"


def _file(number: int) -> Iterator[str]:
    """Names are not torn apart between files: a file has the names that begin in its part."""
    yield f"{_HEAD}<urlset {_SPACE} {_XHTML}>\n"
    for _name, rows in groupby(_part(number), key=itemgetter(0)):
        yield from _together(list(rows))
    yield "</urlset>\n"


def _part(number: int) -> list[Row]:
    start = max(0, number - 1) * PAGES_A_FILE
    names = _pages().order_by("reference", "pk").values_list("reference", flat=True)
    here = list(names[start : start + PAGES_A_FILE])
    if not here:
        return []
    before = names[start - 1] if start else ""
    columns = ("reference", "locale__language_code", "url_path", "last_published_at")
    rows = _pages().filter(reference__gt=before, reference__lte=here[-1])
    return list(rows.order_by("reference", "pk").values_list(*columns))


def _together(rows: list[Row]) -> Iterator[str]:
    """The translations of one page: each is named, and names all others."""
    places = {language: _address(language, url_path) for _name, language, url_path, _when in rows}
    alternates = "".join(_alternates(places)) if len(places) > 1 else ""
    for _name, language, _path, when in rows:
        changed = f"<lastmod>{when:%Y-%m-%dT%H:%M:%SZ}</lastmod>" if when else ""
        yield f"<url><loc>{escape(places[language])}</loc>{changed}{alternates}</url>\n"


def _alternates(places: dict[str, str]) -> Iterator[str]:
    if "en" in places:
        places = places | {"x-default": places["en"]}
    for language, place in places.items():
        yield f'<xhtml:link rel="alternate" hreflang="{language}" href={quoteattr(place)}/>'


def _address(language: str, url_path: str) -> str:
    return f"{settings.SITE_URL}/{language}/{url_path.split('/', 2)[2]}"
