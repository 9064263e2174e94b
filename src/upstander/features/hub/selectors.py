"""Reads of the hub, narrowed to what the reader's audiences may see. No view asks a model directly."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from .languages import nearest
from .models import HubPage


def page_at(path: str, language: str, audiences: Collection[str]) -> HubPage | None:
    """The page at a path ("library/some-slug/") in the language asked for, or in the nearest that has it.

    Two queries: one for the place, one for the page of its own kind.
    """
    places = list(_places(path, language))
    found = {
        page.url_path: page for page in HubPage.objects.visible_to(audiences).filter(url_path__in=places)
    }
    page = next((found[place] for place in places if place in found), None)
    return page.specific if page is not None else None


def _places(path: str, language: str) -> Iterator[str]:
    """The same slugs name a page in every language, below that language's home."""
    for code in nearest(language):
        yield f"/{home_slug(code)}/{path}"


def home_slug(language: str) -> str:
    return f"hub-{language}"
