"""Filters of the library and the search: what may be chosen, how an address says it, what is offered next.

Filters are coded words from fixed lists, so they may stand in addresses that are shared and kept; what was
typed may not (`search_words`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .codes import LANGUAGES, RECOMMENDATIONS, Reader, ResourceKind
from .search_words import seal, unseal

NEWEST = "newest"
FACETS = ("type", "recommendation", "made_for", "organisation", "year", "language")
PARAMETERS = (*FACETS, "sort", "page")
"""What an address of a list may say beside the sealed words `w`."""
LAST_PAGE = 500
_ORGANISATION = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,23}")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class Asked:
    """What a reader asks of a list: words, filters, order, page."""

    words: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    newest: bool = False
    page: int = 1
    forgotten: bool = False
    """The address had words whose time is over."""
    kept: str = ""
    """The words as the address keeps them."""

    @property
    def sort(self) -> str:
        return NEWEST if self.newest else ""

    def address(self, **changes: object) -> str:
        """The query of the same list with some of it changed, from its first page."""
        said: dict[str, object] = {"w": self.kept, **self.filters, "sort": self.sort, "page": ""} | changes
        return "?" + urlencode(
            [(name, str(value)) for name, value in said.items() if value not in ("", None)]
        )

    def without(self, facet: str) -> Asked:
        return replace(self, filters={name: v for name, v in self.filters.items() if name != facet}, page=1)


def read(sent: QueryDict) -> Asked:
    """From the address. What is not in the lists is as if it were not there."""
    token = sent.get("w", "")
    words = unseal(token) if token else ""
    return Asked(
        words=words or "",
        filters=chosen(sent),
        newest=sent.get("sort") == NEWEST,
        page=_page(sent.get("page", "1")),
        forgotten=bool(token) and words is None,
        kept=seal(words) if words else "",
    )


def chosen(sent: QueryDict) -> dict[str, str]:
    said = {name: str(sent.get(name, "")) for name in FACETS}
    return {name: value for name, value in said.items() if value and is_known(name, value)}


def is_known(facet: str, value: str) -> bool:
    if facet == "organisation":
        return bool(_ORGANISATION.fullmatch(value))
    if facet == "year":
        return bool(_YEAR.fullmatch(value))
    return value in words(facet)


def _page(text: str) -> int:
    return min(max(1, int(text)), LAST_PAGE) if text.isascii() and text.isdecimal() and len(text) < 6 else 1


# --- words for codes --------------------------------------------------------------------------------------


def legend(facet: str) -> str:
    return {
        "type": _("Kind"),
        "recommendation": _("Recommendation"),
        "made_for": _("Made for"),
        "organisation": _("Organisation"),
        "year": _("Year"),
        "language": _("Language"),
    }[facet]


def kinds() -> Mapping[str, str]:
    """Kinds of pages in the reader's language."""
    return words("kind")


def words(facet: str) -> Mapping[str, str]:
    """Codes of a fixed list, and what each is called in the reader's language."""
    return _words(facet, get_language() or "en")


@cache
def _words(facet: str, _language: str) -> Mapping[str, str]:
    """Translated once a language: a page of results asks for hundreds of them."""
    return MappingProxyType(_LISTS[facet]())


def _kinds() -> dict[str, str]:
    return {
        "page": _("Page"),
        "section": _("Section"),
        "resource": _("Resource"),
        "recommendation": _("Recommendation"),
        "practice": _("Good practice"),
        "dialogue": _("Dialogue"),
        "organisation": _("Reporting in an organisation"),
    }


def _types() -> dict[str, str]:
    return _kinds() | {code: str(name) for code, name in ResourceKind.choices}


_LISTS: Mapping[str, Callable[[], dict[str, str]]] = {
    "kind": _kinds,
    "type": _types,
    "recommendation": lambda: {str(n): f"{n}. {name}" for n, name in RECOMMENDATIONS},
    "made_for": lambda: {code: str(name) for code, name in Reader.choices},
    "language": lambda: dict(LANGUAGES),
}


def label(facet: str, value: str) -> str:
    """What a code is called in the reader's language; organisations and years are called what they are."""
    return words(facet).get(value, value) if facet in _LISTS else value


# --- what is offered --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    address: str
    chosen: bool
    language: str = ""
    """Of the label, where it is not the reader's."""


@dataclass(frozen=True)
class Facet:
    name: str
    legend: str
    options: list[Option]
    chosen: bool


def facets(counts: Mapping[str, Mapping[str, int]], asked: Asked) -> list[Facet]:
    """Facets that have something to offer, with how many each value would leave."""
    found = (
        Facet(name, legend(name), _options(name, counts.get(name, {}), asked), name in asked.filters)
        for name in FACETS
    )
    return [facet for facet in found if facet.options]


def _options(facet: str, counts: Mapping[str, int], asked: Asked) -> list[Option]:
    now = asked.filters.get(facet)
    known = [(value, count) for value, count in counts.items() if count and is_known(facet, value)]
    return [_option(facet, value, count, asked, now == value) for value, count in _ordered(facet, known)]


def _option(facet: str, value: str, count: int, asked: Asked, chosen: bool) -> Option:
    address = asked.without(facet).address() if chosen else asked.address(**{facet: value})
    language = value if facet == "language" else ""
    return Option(value, label(facet, value), count, address, chosen, language)


def _ordered(facet: str, values: list[tuple[str, int]]) -> Iterable[tuple[str, int]]:
    """Years from the newest, recommendations by number, others from the most frequent."""
    if facet == "year":
        return sorted(values, reverse=True)
    if facet == "recommendation":
        return sorted(values, key=lambda pair: int(pair[0]))
    return sorted(values, key=lambda pair: (-pair[1], pair[0]))
