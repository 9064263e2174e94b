"""What a list shows: the search's results in the words and at the addresses of the reader's language."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from upstander.core.search.marking import Part
from upstander.foundation.search.ports import Hit, Results
from upstander.foundation.search.selectors import search
from upstander.foundation.web.languages import direction_of

from .catalogue import address_of, one_of_each
from .catalogue_filters import NEWEST, Asked, Facet, facets, kinds, label
from .codes import LANGUAGES
from .models import HubPage

PAGE_SIZE = 20
HELP = ("page:get-help", "page:support", "page:safety", "page:report")
"""What is offered to somebody who found nothing."""


@dataclass(frozen=True)
class Shown:
    """One result."""

    title: str
    url: str
    kind: str
    passage: tuple[Part, ...]
    language: str
    direction: str
    stands_in: str
    """The name of its language, where there is none in the reader's."""
    details: list[str]


@dataclass(frozen=True)
class Order:
    label: str
    address: str
    chosen: bool


@dataclass(frozen=True)
class Listing:
    """One page of results with all that stands around it."""

    asked: Asked
    found: Results
    shown: list[Shown]
    facets: list[Facet]
    chips: list[tuple[str, str]]
    """Chosen filters: what they say, and the address without them."""

    @property
    def pages(self) -> object:
        """For the component `c-pagination`."""
        return Paginator(range(self.found.total), PAGE_SIZE).get_page(self.asked.page)

    @property
    def without_filters(self) -> str:
        return replace(self.asked, filters={}).address()

    @property
    def orders(self) -> list[Order]:
        """Without words nothing fits better: the library begins with the newest, the search with help."""
        asked = self.asked
        if not asked.words:
            return []
        return [
            Order(_("Best match"), asked.address(sort=""), not asked.newest),
            Order(_("Newest"), asked.address(sort=NEWEST), asked.newest),
        ]

    @property
    def query(self) -> str:
        """What the addresses of other pages begin with."""
        rest = self.asked.address().removeprefix("?")
        return f"{rest}&" if rest else ""


def listing(
    asked: Asked,
    language: str,
    audiences: Collection[str],
    fixed: Mapping[str, str],
    *,
    by_time: bool = False,
) -> Listing:
    """Ask the search; `fixed` are filters that belong to the list itself, such as the library's kind.

    `by_time`: the newest first, as long as no words ask for something.
    """
    found = search(
        asked.words,
        language=language,
        audiences=frozenset(audiences),
        filters={name: [value] for name, value in {**asked.filters, **fixed}.items()},
        page=asked.page,
        page_size=PAGE_SIZE,
        newest=asked.newest or (by_time and not asked.words),
    )
    chips = [(label(name, value), asked.without(name).address()) for name, value in asked.filters.items()]
    return Listing(
        asked, found, [shown(hit, language) for hit in found.hits], facets(found.facets, asked), chips
    )


def shown(hit: Hit, language: str) -> Shown:
    spoken = dict(LANGUAGES)
    return Shown(
        title=hit.title,
        url=at_readers_address(hit.url, language),
        kind=_kind(hit),
        passage=hit.snippet or (Part(hit.summary),),
        language=hit.language,
        direction=direction_of(hit.language),
        stands_in="" if hit.language == language else spoken.get(hit.language, hit.language),
        details=_details(hit),
    )


def at_readers_address(url: str, language: str) -> str:
    """The same place in the frame of the reader's language, where the nearest translation is shown."""
    return f"/{language}/{url.split('/', 2)[2]}"


def _kind(hit: Hit) -> str:
    types = hit.facets.get("type", ())
    return label("type", types[0]) if types else kinds().get(hit.kind, "")


def _details(hit: Hit) -> list[str]:
    """Organisations, year and the languages of the document itself."""
    told = [*hit.facets.get("organisation", ())[:3], *hit.facets.get("year", ())]
    if hit.kind == "resource" and hit.facets.get("language"):
        names = [label("language", code) for code in hit.facets["language"]]
        told.append(_("Document in: %s") % ", ".join(names))
    return told


def help_pages(language: str) -> list[tuple[str, str]]:
    """Titles and addresses of the pages for somebody in trouble, as far as they are there."""
    pages = {page.reference: page for page in one_of_each(HubPage, language).filter(reference__in=HELP)}
    found = [pages[name] for name in HELP if name in pages]
    return [(page.title, address_of(page, language)) for page in found]
