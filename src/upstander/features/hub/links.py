"""Where links by lasting name lead, in the reader's language; found when a page is shown, in one query."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from .catalogue import path_of
from .models import HubPage
from .references import DOORS, REFERENCE

_DOOR = re.compile(rf"({'|'.join(DOORS)}):")
_HREF = re.compile(r'\shref="([^"]*)"')


def address_of(page: HubPage) -> str:
    """Where it is in the language of now, whichever language it is written in."""
    path = path_of(page)
    return reverse(settings.ANY_PAGE, args=[path]) if path else reverse("web:home")


def door(name: str) -> str:
    """Of another room, or nothing where this installation has no such room."""
    try:
        return reverse(DOORS[name])
    except NoReverseMatch:
        return ""


class Links:
    """Turns links of blocks into addresses. What leads to nothing, or to what is not for her, is no link."""

    def __init__(self, texts: Iterable[str], audiences: Collection[str]) -> None:
        """`texts`: everything in which links may stand, so that all are found in one query."""
        wanted = {found["name"] for text in texts for found in REFERENCE.finditer(text)}
        self._paths = _addresses(wanted, audiences) if wanted else {}

    def __call__(self, href: str) -> str:
        """The address, or nothing."""
        if found := REFERENCE.fullmatch(href):
            address = self._paths.get(found["name"], "")
            return address and address + (found["anchor"] or "")
        if found := _DOOR.fullmatch(href):
            return door(found[1])
        return href if href.startswith(("https://", "http://", "mailto:", "#", "/")) else ""

    def within(self, html: str) -> str:
        """The same HTML with addresses in its links; a link that leads nowhere loses its `href`."""
        return _HREF.sub(self._replaced, html)

    def _replaced(self, match: re.Match[str]) -> str:
        address = self(match[1])
        return f' href="{address}"' if address else ""


def _addresses(references: Collection[str], audiences: Collection[str]) -> dict[str, str]:
    pages = HubPage.objects.visible_to(audiences).filter(reference__in=references)
    return {page.reference: address_of(page) for page in pages.only("reference", "url_path")}
