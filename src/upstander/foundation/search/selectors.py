"""Reads of the search: what a reader finds, and what is offered while she types."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Final, TypeVar

import structlog

from upstander.core.search import queries
from upstander.core.search.languages import Language, language_of

from .errors import BrokenIndexError, guarded
from .finding import Finding
from .ports import Results, Suggestion
from .ranking import Filters
from .shelf import shelf
from .suggesting import suggestions
from .view import View

log = structlog.get_logger("upstander.search")
LARGEST_PAGE: Final = 100
DEEPEST: Final = 2000
"""Hits beyond which no page goes."""
_NO_FILTERS: Final[Mapping[str, Collection[str]]] = {}
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who asks, and what else than words."""

    language: Language
    audiences: frozenset[str]
    filters: Filters
    newest: bool

    @property
    def key(self) -> tuple[object, ...]:
        chosen = tuple(sorted((name, tuple(sorted(values))) for name, values in self.filters.items()))
        return self.language, self.audiences, chosen, self.newest

    def finding(self, view: View) -> Finding:
        return Finding(view, self.language, self.audiences, self.filters, self.newest)


def search(
    text: str,
    *,
    language: str,
    audiences: frozenset[str],
    filters: Filters = _NO_FILTERS,
    page: int = 1,
    page_size: int = 20,
    newest: bool = False,
) -> Results:
    """What readers of these audiences find. Any text is allowed; an empty one lists everything.

    `language` is the reader's Django code. `filters` maps names of facets (and "kind") to accepted values.
    `newest`: by time instead of by how well it fits.
    """
    began = perf_counter()
    size = min(max(page_size, 1), LARGEST_PAGE)
    empty = Results(queries.clean(text), page=min(max(page, 1), DEEPEST // size), page_size=size)
    wanted = Wanted(language_of(language), audiences, filters, newest)
    found = _safely(lambda view: _answer(view, empty, wanted))
    return replace(found or replace(empty, ready=False), seconds=perf_counter() - began)


def suggest(prefix: str, *, language: str, audiences: frozenset[str], limit: int = 8) -> list[Suggestion]:
    """Titles these audiences may read that have the words typed, the last one perhaps unfinished."""
    count = min(max(limit, 1), LARGEST_PAGE)
    spoken = language_of(language)
    return _safely(lambda view: suggestions(view, queries.clean(prefix), spoken, audiences, count)) or []


def _answer(view: View, empty: Results, wanted: Wanted) -> Results:
    """From memory if the same was asked of this state of the index by the same audiences."""
    key = (empty.text, empty.page, empty.page_size, *wanted.key)
    answer = view.answers.get(key)
    if answer is None:
        answer = wanted.finding(view).results(empty)
        view.remember(key, answer)
    return answer


def _safely(ask: Callable[[View], Found]) -> Found | None:
    """Ask the index; if it turns out to be damaged, another is built and nothing is found meanwhile."""
    view = shelf().look()
    if view is None:
        return None
    try:
        with guarded():
            return ask(view)
    except (BrokenIndexError, OSError, UnicodeDecodeError):
        shelf().broken(view)
        return None
